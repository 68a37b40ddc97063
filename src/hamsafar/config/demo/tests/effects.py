"""How each planted truth shows in the data: what happened where it holds, beside its control. Reads events only, as any analyst would."""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hamsafar.collect.intake.contracts import Event
from hamsafar.config.demo import company
from hamsafar.config.demo.feedback import SCALES
from hamsafar.config.demo.truths import Truth


@dataclass(slots=True)
class Fact:
    day: int
    at: float
    event: Event
    says: dict[str, Any]

    @property
    def device(self) -> str:
        return str(json.loads(self.event.context).get("device", {}).get("type", ""))


@dataclass(repr=False)
class Seen:
    """A world as it was recorded, by event name."""

    by_name: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, days: Iterable[Sequence[Event]]) -> "Seen":
        seen = cls()
        for number, events in enumerate(days):
            for event in events:
                if event.name != "Page Viewed":
                    seen.by_name[event.name].append(Fact(number, event.timestamp.timestamp(), event, json.loads(event.properties)))
        return seen

    def __getitem__(self, name: str) -> list[Fact]:
        return self.by_name.get(name, [])

    @cached_property
    def account_of(self) -> dict[str, str]:
        """From e-mail address or phone to the shop's account."""
        known = {}
        for fact in self["Profile Identified"]:
            traits = json.loads(fact.event.traits)
            if fact.event.space == "shop":
                for key in ("email", "phone"):
                    if key in traits:
                        known.setdefault(traits[key], fact.event.user_id)  # a relative who borrows the phone comes later
        return known

    def who(self, event: Event) -> str:
        """The shop's account behind an event, as far as identifiers say."""
        if event.space == "shop":
            return event.user_id
        return next((self.account_of[i.value] for i in event.identifiers if i.value in self.account_of), "")


@dataclass(frozen=True, slots=True)
class Effect:
    """Two samples of numbers: where the truth holds, and its control."""

    here: Sequence[float]
    control: Sequence[float]

    @property
    def difference(self) -> float:
        return _mean(self.here) - _mean(self.control)

    @property
    def z(self) -> float:
        """Difference of the means in standard errors (Welch)."""
        error = math.sqrt(_variance(self.here) / len(self.here) + _variance(self.control) / len(self.control))
        return self.difference / error if error else 0.0


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def _variance(numbers: Sequence[float]) -> float:
    """A little prior keeps a sample of equal numbers from claiming certainty."""
    centre = _mean(numbers)
    return (sum((n - centre) ** 2 for n in numbers) + 0.25) / len(numbers)


def split(truth: Truth, rows: Iterable[tuple[int, float]]) -> Effect:
    """(day, value) rows: in the truth's days, and outside them."""
    rows = list(rows)
    inside = [value for day, value in rows if truth.since <= day < truth.until]
    return Effect(inside, [value for day, value in rows if not truth.since <= day < truth.until])


def gateway_failure(seen: Seen, truth: Truth) -> Effect:
    """Attempts to pay on the device at the gateway: failed or not."""
    failed = {(f.says["order_id"], f.event.user_id): f for f in seen["Payment Failed"]}
    first = {}
    for f in seen["Checkout Started"]:
        if f.says["gateway"] in truth.where["gateway"] and f.event.source in truth.where["device"]:
            first.setdefault((f.says["order_id"], f.event.user_id), f)
    return split(truth, [(f.day, float(key in failed)) for key, f in first.items()])


def slow_courier(seen: Seen, truth: Truth) -> Effect:
    rows = [f for f in seen["Order Delivered"] if f.says["city"] in truth.where["city"] and f.says["carrier"] in truth.where["carrier"]]
    return split(truth, [(f.day, f.says["days"]) for f in rows])


def context_lost(seen: Seen, truth: Truth) -> Effect:
    return split(
        truth, [(f.day, float(not f.says["context_kept"])) for f in seen["Conversation Handed Over"] if f.says["to"] in truth.where["team"]]
    )


def misleading_article(seen: Seen, truth: Truth) -> Effect:
    """Readers of the article: whether the account, or its device, began a conversation within a day."""
    talks = defaultdict(list)
    for f in seen["Conversation Started"]:
        for name in {seen.who(f.event), *(i.value for i in f.event.identifiers)} - {""}:
            talks[name].append(f.at)
    rows = []
    for f in seen["Article Viewed"]:
        if f.says["article"] in truth.where["article"]:
            names = {f.event.user_id, f.event.anonymous_id} - {""}
            rows.append((f.day, float(any(0 < at - f.at < 86_400 for name in names for at in talks[name]))))
    return split(truth, rows)


def rage_field(seen: Seen, truth: Truth) -> Effect:
    """Visits with a basket on the device: raged at the coupon's button or not."""
    raged = {f.event.session_id for f in seen["Rage Clicked"] if f.says["selector"] == "#coupon-apply"}
    rows = [f for f in seen["Cart Viewed"] if f.device in truth.where["device"]]
    return split(truth, [(f.day, float(f.event.session_id in raged)) for f in rows])


def wrong_price(seen: Seen, truth: Truth) -> Effect:
    """Online orders of the category: sent back or not, by the day of the order."""
    returned = {f.says["order_id"] for f in seen["Order Returned"]}
    rows = [f for f in seen["Order Completed"] if f.event.channel != "store" and f.says.get("products")]
    return split(
        truth,
        [(f.day, float(f.says["order_id"] in returned)) for f in rows if f.says["products"][0]["category"] in truth.where["category"]],
    )


def long_waits(seen: Seen, truth: Truth) -> Effect:
    return split(truth, [(f.day, f.says["waited"]) for f in seen["Store Visited"] if f.event.unit in truth.where["branch"]])


def liked_feature(seen: Seen, truth: Truth) -> Effect:
    """Answers of app buyers in the truth's days: of those who had used the feature before they answered, and of those who had not."""
    first: dict[str, float] = {}
    for f in seen["Screen Viewed"]:
        if f.says["name"] == "پیگیری سفارش" and truth.since <= f.day < truth.until:
            first.setdefault(f.event.user_id, f.at)
    buyers = {f.event.user_id for f in seen["Order Completed"] if f.event.channel == "app" and f.day >= truth.since - 20}
    here, control = [], []
    for f in seen["Survey Answered"]:
        who = seen.who(f.event)
        if who in buyers and f.day >= truth.since and f.says["question"] in SCALES:
            (here if first.get(who, math.inf) < f.at else control).append(_standard(f.says["question"], f.says["score"]))
    return Effect(here, control)


def _standard(question: str, score: float) -> float:
    """Scores of different questions on one scale, high is happy."""
    return {"nps": (score - 7.6) / 2, "csat": score - 4.1, "ces_agreement": (score - 5.6) / 1.2, "ces_effort": (2.5 - score) / 1.2}[
        question
    ]


def over_mailing(seen: Seen, truth: Truth) -> Effect:
    """E-mails to the audience: followed by leaving the list, or not."""
    left = {(i.value, f.day) for f in seen["Unsubscribed"] for i in f.event.identifiers}
    members = {f.event.identifiers[0].value for f in seen["Email Delivered"] if f.says["campaign"].startswith(("bargain-", "extra-"))}
    rows = [f for f in seen["Email Delivered"] if f.event.identifiers[0].value in members]
    return split(truth, [(f.day, float((f.event.identifiers[0].value, f.day) in left)) for f in rows])


def policy_churn(seen: Seen, truth: Truth) -> Effect:
    """Frequent buyers outside Tehran: orders that they no longer make, beside those in Tehran.

    Orders of the 150 days before, at the same pace, less those made since the second week of the truth.
    """
    days: dict[str, list[int]] = defaultdict(list)
    city = {}
    for f in seen["Order Completed"]:
        if f.event.channel != "store" and f.event.user_id.startswith("u-"):
            days[f.event.user_id].append(f.day)
            city[f.event.user_id] = f.says["city"]
    missing: dict[bool, list[float]] = {True: [], False: []}
    for who, bought in days.items():
        before = sum(truth.since - 150 <= day < truth.since for day in bought)
        since = sum(truth.since + 14 <= day < truth.until for day in bought)
        if before >= 2:
            missing[city[who] == "تهران"].append(before * (truth.until - truth.since - 14) / 150 - since)
    return Effect(missing[False], missing[True])


def slow_page(seen: Seen, truth: Truth) -> Effect:
    paths = {f"/{company.SHELVES[name].code}" for name in truth.where["category"]}
    rows = [f for f in seen["Web Vitals Measured"] if f.says["path"] in paths and f.device in truth.where["device"]]
    return split(truth, [(f.day, f.says["lcp"] / 1000) for f in rows])


def broken_promises(seen: Seen, truth: Truth) -> Effect:
    """Promises of the team, by the day on which they were made."""
    broken = {f.says["promise_id"] for f in seen["Promise Broken"]}
    kept = {f.says["promise_id"] for f in seen["Promise Kept"]}
    rows = [f for f in seen["Promise Made"] if f.says["team"] in truth.where["team"] and f.says["promise_id"] in broken | kept]
    return split(truth, [(f.day, float(f.says["promise_id"] in broken)) for f in rows])


def _accounts(seen: Seen) -> Iterable[tuple[Fact, dict[str, str]]]:
    """What each account of the shop told when it was new, in the order of opening."""
    known = set()
    for f in seen["Profile Identified"]:
        if f.event.space == "shop" and f.event.user_id not in known:
            known.add(f.event.user_id)
            yield f, json.loads(f.event.traits)


def entered_twice(seen: Seen, truth: Truth) -> Effect:
    """Lines of the old CRM a day; or new accounts with birthday, gender and a name of an earlier one."""
    if "crm" in truth.where["list"]:
        lines = Counter(f.day for f in seen["Profile Identified"] if f.event.space == "crm")
        return split(truth, [(day, float(lines[day])) for day in range(seen["Profile Identified"][-1].day)])
    known: set[tuple[str, ...]] = set()
    rows = []
    for f, told in _accounts(seen):
        names = {(told.get("birthday", ""), told["gender"], told[name]) for name in ("first_name", "last_name") if told.get("birthday")}
        rows.append((f.day, float(bool(names & known))))
        known |= names
    return split(truth, rows)


def family_phone(seen: Seen, truth: Truth) -> Effect:
    """New accounts whose phone somebody of another name gave before."""
    owner: dict[str, str] = {}
    rows = []
    for f, told in _accounts(seen):
        first = owner.setdefault(told["phone"], told["first_name"])
        rows.append((f.day, float(first != told["first_name"] and first != told["last_name"])))
    return split(truth, rows)


MEASURES: dict[str, Callable[[Seen, Truth], Effect]] = {
    "gateway_failure": gateway_failure,
    "slow_courier": slow_courier,
    "context_lost": context_lost,
    "misleading_article": misleading_article,
    "rage_field": rage_field,
    "wrong_price": wrong_price,
    "long_waits": long_waits,
    "liked_feature": liked_feature,
    "over_mailing": over_mailing,
    "policy_churn": policy_churn,
    "slow_page": slow_page,
    "broken_promises": broken_promises,
    "entered_twice": entered_twice,
    "family_phone": family_phone,
}
