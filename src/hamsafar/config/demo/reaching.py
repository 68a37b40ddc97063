"""Whom the demo company turns to by itself: saved groups of customers, two rules that ask, and what came of their letters of late.

Everything is done by the rooms' own deeds with the clock held at that moment; the letters are handed to a post office of this process that
takes them all and delivers none, because nobody lives at those addresses.
"""

import datetime as dt
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.models import MailRow
from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.collect.intake import services as intake
from hamsafar.collect.surveys import services as surveys
from hamsafar.decide.asking import considering, following
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.contracts import REVIEW
from hamsafar.decide.asking.models import CaseRow
from hamsafar.ground.actions import deeds, doing
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs.models import JobRow
from hamsafar.measure.segments import saving
from hamsafar.measure.segments import services as segments
from hamsafar.measure.segments.services import Happened
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import company
from .asked import RELATION
from .turns import Plan

DAYS: Final = 14
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
GROUPS: Final[tuple[tuple[str, str, Mapping[str, Any]], ...]] = (
    ("مشتریان وفادار", "Loyal customers", {"did": "Order Completed", "at_least": 3, "days": 365}),
    (
        "خریدارانی که دور می‌شوند", "Buyers who drift away",
        {"all": [{"did": "Order Completed", "days": 365}, {"not": {"did": "Order Completed", "days": 90}}]},
    ),
    ("ناراضی‌های این نیم‌سال", "Unhappy in the last half year", {"last": "nps", "at_most": 6, "days": 180}),
    (
        "سبدهای رهاشده", "Left a basket",
        {"all": [{"did": "Product Added", "days": 14}, {"not": {"did": "Order Completed", "days": 14}}]},
    ),
)  # fmt: skip


def reach_out() -> int:
    """Save groups, set up rules, and ask as they would have asked; how many letters went out. Where somebody has begun, nothing is done."""
    if asking.list_rules() or segments.list_segments() or messaging.find_mail():
        return 0
    for name_fa, name_en, said in GROUPS:
        kept = segments.save(segments.parse(said), name_fa=name_fa, name_en=name_en)
        saving.note_count(kept.id, segments.count(kept.condition))
    with _post_office() as port:
        messaging.change_mail(_mail(port))
        _Weeks().work()
    MailRow.objects.all().delete()  # from here on the demo writes to nobody
    intake.carry_outbox()
    return messaging.count_messages()


def _rules() -> Iterator[asking.Rule]:
    yield asking.Rule(
        name="نظر دربارهٔ کالا، یک هفته پس از تحویل", asks=REVIEW, event="Order Delivered", delay=7 * DAY, share=0.12, channels=("email",),
        subject={"fa": "کالایی که خریدید چطور بود؟", "en": "How do you like what you bought?"},
    )  # fmt: skip
    survey = next((one for one in surveys.list_surveys() if one.slug == RELATION), None)
    if survey is not None:
        yield asking.Rule(
            name="پس از مرجوع کردن کالا", survey=survey.id, event="Order Returned", delay=2 * DAY, channels=("email",),
            subject={"fa": "بعد از مرجوعی، نظرتان دربارهٔ ما چیست؟", "en": "After your return, what do you think of us?"},
        )  # fmt: skip


class _Weeks:
    """What the rules would have done, had they been on for these weeks."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.plan = Plan(until=self.now)

    def work(self) -> None:
        since = self.now - DAYS * DAY
        for rule in _rules():
            with clock.frozen_at(since - DAY):
                rule = asking.switch(asking.save(rule).id, on=True)  # noqa: PLW2901 - the one that is kept
            for one in self._happened(rule, since - rule.delay):
                self.plan.add(one.timestamp + rule.delay, lambda rule=rule, one=one: self._notice(rule, one))  # type: ignore[misc]
        self.plan.work(forgiving=Refused)
        JobRow.objects.filter(name__in=(following.JOB, deeds.JOB), run_at__lt=self.now).delete()  # what was in the queue then is done

    def _happened(self, rule: asking.Rule, since: dt.datetime) -> list[Happened]:
        scope = Scope(since=since, until=self.now - rule.delay)
        return segments.happened(rule.event, after=0, upto=events.settled(), scope=scope)

    def _notice(self, rule: asking.Rule, one: Happened) -> None:
        left_out = Counter[tuple[int, str]]()
        with clock.frozen_at(one.timestamp + SECOND):
            is_opened = following._open(rule, [one], left_out)
        following._count_left_out(left_out)
        if is_opened:
            self._consider(CaseRow.objects.get(rule=rule.id, source=one.source, message_id=one.message_id).pk)

    def _consider(self, case_id: int) -> None:
        considering.consider(case_id)
        case = CaseRow.objects.get(pk=case_id)
        if case.deed is not None:
            self.plan.add(clock.now() + 5 * SECOND, lambda: self._do(case.deed))
        elif case.state == asking.CaseState.WAITING:
            again = JobRow.objects.get(name=following.JOB, key=f"{case.pk}:{case.looks}")
            self.plan.add(again.run_at, lambda: self._consider(case_id))

    def _do(self, deed_id: Any) -> None:
        doing.do(deed_id)
        deed = actions.get_deed(deed_id)
        if deed.outcome is actions.Outcome.WAITING:
            self.plan.add(deed.due_at, lambda: self._do(deed_id))


def _mail(port: int) -> messaging.Mail:
    return messaging.Mail(
        host="127.0.0.1", port=port, security=messaging.Security.NONE, username="", password="", from_name=company.NAME_FA,
        from_email=f"salam@{company.DOMAIN}", postal="تهران، خیابان ولی‌عصر، دیبانو",
    )  # fmt: skip


class _Clerk(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as it takes to be given a letter."""

    def handle(self) -> None:
        self._say("220 post office")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"QUIT":
                return
            if word == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
            self._say("250 2.0.0 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def _post_office() -> Iterator[int]:
    """Its port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clerk) as office:
        office.daemon_threads = True
        worker = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        worker.start()
        try:
            yield int(office.server_address[1])
        finally:
            office.shutdown()
            worker.join()
