"""Run by test_crash.py as a program on a data folder of its own: `send PORT` sends one letter, `go_on` takes up what was left and tells.

In between the program is killed by the mail server, right when it has taken the letter.
"""

import datetime as dt
import sys

from hamsafar.config.running import prepare_django

prepare_django()

from django.core.management import call_command  # noqa: E402

from hamsafar.act.messaging import services as messaging  # noqa: E402
from hamsafar.act.messaging.tests.conftest import asked, mail_at  # noqa: E402
from hamsafar.base import clock  # noqa: E402
from hamsafar.decide.contact import services as contact  # noqa: E402
from hamsafar.ground.actions import services as actions  # noqa: E402
from hamsafar.ground.jobs import services as jobs  # noqa: E402
from hamsafar.identify.people import services as people  # noqa: E402
from hamsafar.identify.people.tests.world import identify, key  # noqa: E402

NOON = dt.datetime(2026, 10, 18, 8, 30, tzinfo=dt.UTC)

if __name__ == "__main__":
    if sys.argv[1] == "send":
        call_command("migrate", verbosity=0, interactive=False)
        with clock.frozen_at(NOON):
            people.observe([identify(user="sara", email="sara@example.com")])
            contact.change_policy(contact.Policy(budgets=(), rest_days=0))
            messaging.change_mail(mail_at(int(sys.argv[2])))
            given = {"person": people.key_text(key("sara")), "channel": "email", "purpose": "surveys", "text": {"fa": "سلام"}}
            asked("send_message", "1", given, key("sara"))
            jobs.run_due()
    with clock.frozen_at(NOON + dt.timedelta(minutes=10)):  # the dead worker's lease is over
        jobs.run_due()
        (deed,) = actions.list_deeds()
        print(deed.outcome.value, deed.code, messaging.list_messages()[0].state.value)
