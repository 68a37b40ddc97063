"""Whom the demo company turns to by itself: saved groups of customers, two rules that ask, and what came of their letters of late.

Everything is done by the rooms' own deeds with the clock held at that moment; the letters are taken and go nowhere, because nobody lives at
those addresses.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hamsafar.act.messaging import services as messaging
from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.collect.intake import services as intake
from hamsafar.collect.surveys import services as surveys
from hamsafar.decide.asking import services as asking
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
MAIL: Final = messaging.Mail(
    host="localhost", port=25, security=messaging.Security.NONE, username="", password="", from_name=company.NAME_FA,
    from_email=f"salam@{company.DOMAIN}", postal="تهران، خیابان ولی‌عصر، دیبانو",
)  # fmt: skip
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
    messaging.change_mail(MAIL)
    with messaging.taken_by(lambda _letter: "2.0.0 taken"):
        _Weeks().work()
    messaging.forget_mail()  # from here on the demo writes to nobody
    intake.carry_outbox()
    return messaging.count_messages()


def _rules() -> Iterator[asking.Rule]:
    yield asking.Rule(
        name="نظر دربارهٔ کالا، یک هفته پس از تحویل", asks=asking.REVIEW, event="Order Delivered", delay=7 * DAY, share=0.12,
        channels=("email",), subject={"fa": "کالایی که خریدید چطور بود؟", "en": "How do you like what you bought?"},
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
                self.plan.add(one.timestamp + SECOND, lambda rule=rule, one=one: self._go_on(asking.replay(rule, one)))  # type: ignore[misc]
        self.plan.work(forgiving=Refused)

    def _happened(self, rule: asking.Rule, since: dt.datetime) -> list[Happened]:
        scope = Scope(since=since, until=self.now - rule.delay)
        return segments.happened(rule.event, after=0, upto=events.settled(), scope=scope)

    def _go_on(self, step: asking.Step | None) -> None:
        if step is not None:
            self.plan.add(step.at, lambda: self._go_on(step.do()))
