"""Run by a test in a process of its own: many threads ask the gate about one person, on a real SQLite file. Prints the passes."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from hamsafar.decide.contact import services as contact  # noqa: E402
from hamsafar.decide.contact.tests.test_gate import race  # noqa: E402
from hamsafar.identify.people import services as people  # noqa: E402
from hamsafar.identify.people.tests.world import event, key  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", verbosity=0, interactive=False)
    people.observe([event(user="sara")])
    rules = contact.Policy(budgets=(contact.Budget(contacts=3, days=7),), rest_days=0, quiet=contact.Quiet(channels=frozenset()))
    contact.change_policy(rules)
    print(race(key("sara")))
