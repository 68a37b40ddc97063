"""The care desk of the demo world: unhappy good customers of the last months, and how far somebody has come with each of them.

Whatever is done is done through the room's own deeds with the clock held at that moment, so steps, events and measures agree.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal

import msgspec

from hamsafar.act.cases import asking_again, causes, first, following, opening, rules, working
from hamsafar.act.cases.contracts import Case, Cause, Ending, Rule, Told
from hamsafar.act.cases.models import CaseRow, OffsetRow
from hamsafar.act.cases.policy import due_after
from hamsafar.act.messaging import services as messaging
from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.contracts import Event
from hamsafar.ground.organisation import services as organisation
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .turns import Deed, Plan

DAYS = 120
WANTED = 300  # unhappy answers, some of them of one customer: as many as a desk of this size can see to
UNREACHABLE, WAITS = 0.08, 0.2  # of the cases: nobody answers the phone; more than a member can do is needed
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SURVEY = "پیگیری پرونده"
# What went wrong, by what was asked about: root causes of the tree (their English names) and how often each is found.
FOUND = {
    "delivery": (("Courier was late", 6), ("Parcel was damaged", 2), ("Wrong or missing goods", 1), ("We promised a wrong time", 2)),
    "purchase": (
        ("Quality below what was expected", 3), ("Wrong description or picture", 2), ("Courier was late", 3), ("Refund took too long", 2),
    ),
    "checkout": (("Payment failed", 4), ("Wrong price or coupon", 3), ("Error or slowness", 2)),
    "support": (("Had to explain again", 5), ("Slow answer", 3), ("Wrong answer or misleading help", 2), ("A promise was not kept", 2)),
    "store": (("Long queue", 6), ("How they were treated", 2), ("Out of stock", 1)),
    "": (("Courier was late", 2), ("Refund took too long", 2), ("Slow answer", 2), ("Quality below what was expected", 2)),
}
SAID = (
    "تلفنی صحبت کردم؛ پوزش خواستم و قول پیگیری دادم.", "پیام دادم و توضیح گرفتم.", "تماس گرفتم؛ از دیر خبر دادن گله داشت.",
    "گفت‌وگوی خوبی بود؛ منتظر نتیجه است.",
)  # fmt: skip
MENDED = (
    "هزینهٔ ارسال برگردانده شد.", "کالا تعویض شد.", "وجه همان روز واریز شد.", "با تیم مربوط هماهنگ شد و نتیجه به مشتری گفته شد.",
    "کد تخفیف جبرانی داده شد.",
)  # fmt: skip
COSTS = {"Delivery": 650_000, "Goods": 1_900_000, "Payment and money": 400_000, "Support": 250_000, "Store": 300_000}


@dataclass(frozen=True, slots=True)
class _Member:
    id: int
    name: str

    @property
    def audit_id(self) -> str:
        return f"member:{self.id}"

    @property
    def audit_name(self) -> str:
        return self.name


def follow_up(seed: int = 1405) -> int:
    """Open the cases of the last months and work on them up to now; how many. Where there are cases already nothing is done."""
    if CaseRow.objects.exists():
        return 0
    first.begin()
    _tell_costs()
    with _nobody_following():
        _work_up_to_now(seed)
    return CaseRow.objects.count()


@contextmanager
def _nobody_following() -> Iterator[None]:
    """Whoever follows the spine would take what customers answer then for something that happens now."""
    was_running = following.FOLLOWER.is_running
    following.stop()
    try:
        yield
    finally:
        if was_running:
            following.start()


def _work_up_to_now(seed: int) -> None:
    desk = _Desk(random.Random(seed))
    for told, rule in desk.unhappy():
        desk.plan(told.at + dt.timedelta(minutes=3), lambda told=told, rule=rule: desk.open(told, rule))  # type: ignore[misc]
    desk.work()
    for rule in desk.rules:
        rules.switch_rule(rule.id, on=True)
    intake.carry_outbox()
    OffsetRow.objects.update_or_create(name=following.OFFSET, defaults={"seq": events.settled()})


def _tell_costs() -> None:
    """What one case of each branch costs, so that the board can add it up."""
    known = {cause.id: cause for cause in causes.list_causes()}
    for cause in known.values():
        top = known[cause.parent] if cause.parent else cause
        cost = COSTS.get(top.name_en)
        if cost is not None:
            facts = {"parent": cause.parent, "name_fa": cause.name_fa, "name_en": cause.name_en, "team": cause.team}
            causes.save_cause(cause_id=cause.id, cost=Decimal(cost), **facts)  # type: ignore[arg-type]


class _Desk:
    """Deeds in the order of time."""

    def __init__(self, chance: random.Random) -> None:
        self.chance, self.now = chance, clock.now()
        self._plan = Plan(until=self.now)
        self.rules = rules.list_rules()
        self.members = {member.id: _Member(member.id, member.name) for member in organisation.list_members()}
        self.causes: dict[str, Cause] = {cause.name_en: cause for cause in causes.list_causes()}

    def plan(self, at: dt.datetime, deed: Deed) -> None:
        self._plan.add(at, deed)

    def work(self) -> None:
        self._plan.work(forgiving=Refused)  # merged, closed or reopened meanwhile: then there is nothing to do

    # Whom

    def unhappy(self) -> Iterator[tuple[Told, Rule]]:
        """What the rules would have taken in, had they been on; of good customers only, so that it is about as many as are wanted."""
        asked = [one for one in self._told() if self._rule_of(one) is not None]
        worth = events.rollups_of(tuple({one.person for one in asked}), scope=Scope())
        paid = {person: sum(found.revenue.values(), Decimal(0)) for person, found in worth.items()}
        ranked = sorted((paid.get(one.person, Decimal(0)) for one in asked), reverse=True)
        least = _round(ranked[WANTED]) if len(ranked) > WANTED else None
        self.rules = [rules.save_rule(replace(rule, least_worth=least, due=2 * rule.due)) for rule in self.rules]
        for one in asked:
            rule = self._rule_of(one)
            if rule is not None and (least is None or paid.get(one.person, Decimal(0)) >= least):
                yield one, rule

    def _told(self) -> list[Told]:
        names = sorted({rule.event for rule in self.rules})
        scope = Scope(since=self.now - DAYS * DAY, until=self.now)
        rows = events.ask(following.question("told"), scope=scope, names=names, after=0, upto=2**62).dicts()
        return [following._told(row, None) for row in rows]

    def _rule_of(self, told: Told) -> Rule | None:
        return next((rule for rule in self.rules if rules.fits(rule, told)), None)

    # What becomes of it

    def open(self, told: Told, rule: Rule | None) -> None:
        case = opening.open_for(told, rule=rule)
        if case is None or case.complaints > 1:
            return
        chance, at = self.chance, told.at
        by = self._owner(case)
        if chance.random() < UNREACHABLE:
            self.plan(at + chance.uniform(2, 6) * DAY, lambda: _do(working.close(case.id, Ending.UNREACHABLE, by=by)))
            return
        at = self._worked(at, 1.2, told)
        channel = chance.choices(("phone", "email", "chat"), (6, 3, 1))[0]
        self.plan(at, lambda: _do(working.contacted(case.id, channel=channel, words=chance.choice(SAID), by=by)))
        cause = self._cause(told)
        at = self._worked(at, 0.7, told)
        self.plan(at, lambda: _do(working.name_cause(case.id, cause.id, by=by)))
        if chance.random() < WAITS:  # for a supplier, a courier, a bank
            at += chance.uniform(3, 14) * DAY
        at = self._mend(case, at, told)
        if chance.random() < 0.42:
            self.plan(at + chance.uniform(2, 12) * DAY, lambda: self._answers(case, told))

    def _mend(self, case: Case, at: dt.datetime, told: Told) -> dt.datetime:
        """When it is closed; where it is closed already by then, nothing happens."""
        by = self._owner(case)
        at = self._worked(at, 1.0, told)
        self.plan(at, lambda: _do(working.fixed(case.id, self.chance.choice(MENDED), by=by)))
        at = self._worked(at, 0.4, told)
        self.plan(at, lambda: _do(working.close(case.id, Ending.SOLVED, by=by)))
        return at

    def _owner(self, case: Case) -> _Member:
        return self.members.get(case.owner or 0) or next(iter(self.members.values()))

    def _worked(self, at: dt.datetime, about: float, told: Told) -> dt.datetime:
        """After some working hours: e to the power of `about`, half of the time."""
        return due_after(at, self.chance.lognormvariate(about, 0.9) * HOUR, told.unit)

    def _cause(self, told: Told) -> Cause:
        about = str(told.facts.get("about") or "")
        names: Sequence[tuple[str, int]] = FOUND.get(about, FOUND[""])
        return self.causes[self.chance.choices([name for name, _ in names], [weight for _, weight in names])[0]]

    def _answers(self, case: Case, told: Told) -> None:
        """Somebody whose matter was mended is asked once more, and most are content."""
        if told.asked not in ("nps", "csat"):
            return
        happy = self.chance.random() < 0.64
        best, worst = {"nps": ((7, 10), (2, 6)), "csat": ((4, 5), (1, 3))}[told.asked]
        score = float(self.chance.randint(*(best if happy else worst)))
        at = clock.now()
        said = {"survey": SURVEY, "question": told.asked, "score": score, "case_id": str(case.id)}
        event = Event(
            source="mailer", message_id=f"case-{case.id}", name="Survey Answered", channel="email", direction="inbound", unit=told.unit,
            timestamp=at, received_at=at, properties=msgspec.json.encode(said).decode(), **messaging.named(told.person),
        )  # fmt: skip
        intake.report(event)
        again = replace(told, message_id=event.message_id, source="mailer", at=at, score=score, words="", submission="", facts=said)
        if not asking_again.answered(again) and score <= worst[1]:
            self.open(again, self._rule_of(again))
            self._mend(case, at, told)


def _do(_case: Case) -> None:
    return


def _round(amount: Decimal) -> Decimal:
    """To two figures, downwards."""
    size = Decimal(10) ** max(0, len(str(int(amount))) - 2)
    return (amount // size) * size
