"""Word of mouth: who brought whom, and what those who were brought have bought.

A code belongs to whoever shared it first; a person was brought by the first code that they came with, and nobody brings themselves.
Only what they bought after coming counts as theirs.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hamsafar.base import clock
from hamsafar.base.eventstore import Answer, QueryTooLarge
from hamsafar.base.money import Money, base_currency, total_by_currency
from hamsafar.ground.organisation import services as organisation
from hamsafar.science.intervals import Estimate, Sums, student, wilson
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

question = events.questions_beside(__file__)
EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
MOST_GUESTS = 5000  # whose orders one question reads, by the key that events are kept in order of


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One person who came by somebody's code. `paid` per currency, refunds taken off."""

    inviter: int
    guest: int
    code: str
    joined_at: dt.datetime
    orders: int
    first_order: dt.datetime | None
    paid: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inviter:
    person: int
    brought: int
    bought: int
    paid: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WordOfMouth:
    """`joined`: of those who were invited, where senders say how many; None where they say fewer than came. `bought`: of those who came.

    `each`: what one who came has paid, in the company's currency; payments in others are left out and counted.
    """

    invitations: int
    invitees: int
    inviters: int
    came: int
    joined: Estimate | None
    bought: Estimate | None
    revenue: Decimal
    each: Estimate | None
    currency: str
    foreign: int
    by_inviter: tuple[Inviter, ...]


Ask = Callable[..., Answer]


@contextmanager
def _gathered(scope: Scope) -> Iterator[Ask]:
    """Sharing and joining are looked for once, for all that is asked inside; ask nothing else there. Too many are looked for each time."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(events.copied(question("word_of_mouth"), scope=scope))
        except QueryTooLarge:
            yield lambda name, **params: events.ask(question(name), scope=scope, **params)
            return
        yield lambda name, **params: found.ask(question(name), **params)


def word_of_mouth(*, scope: Scope) -> tuple[list[Brought], WordOfMouth]:
    """Those who came in the scope's period, the latest first, and what they are together."""
    wide, asked = _asked(scope)
    with _gathered(wide) as ask:
        pairs = ask("referrals", **asked).dicts()
        (row,) = ask("invited", **asked).dicts()
    found = _with_orders(pairs, wide)
    return found, told(found, invitations=row["invitations"], invitees=row["invitees"], inviters=row["inviters"])


def brought(*, scope: Scope) -> list[Brought]:
    """Those who came in the scope's period, the latest first. Codes may have been shared long before, and orders come long after."""
    wide, asked = _asked(scope)
    return _with_orders(events.ask(question("referrals"), scope=wide, **asked).dicts(), wide)


def _with_orders(pairs: Iterable[Mapping[str, Any]], wide: Scope) -> list[Brought]:
    known = list(pairs)
    bought: dict[int, list[dict[str, Any]]] = {}
    guests = tuple(row["guest"] for row in known)
    for start in range(0, len(guests), MOST_GUESTS):
        for row in events.ask(question("bought"), scope=replace(wide, people=guests[start : start + MOST_GUESTS])).dicts():
            bought.setdefault(row["guest"], []).append(row)
    return [_brought(row, bought.get(row["guest"], [])) for row in known]


def _asked(scope: Scope) -> tuple[Scope, dict[str, Any]]:
    upto = scope.until or clock.now() + dt.timedelta(days=1)
    return replace(scope, since=None, until=None), {"since": scope.since or EARLIEST, "upto": upto}


def _brought(row: Mapping[str, Any], bought: Sequence[Mapping[str, Any]]) -> Brought:
    since = [one for one in bought if one["timestamp"] >= row["joined_at"]]
    orders = [one["timestamp"] for one in since if one["is_order"]]
    paid: dict[str, Decimal] = {}
    for one in since:
        if one["money"]:
            paid[one["money"]] = paid.get(one["money"], Decimal(0)) + Decimal(str(round(one["paid"], 4)))
    return Brought(
        inviter=row["inviter"],
        guest=row["guest"],
        code=row["code"],
        joined_at=_aware(row["joined_at"]),
        orders=len(orders),
        first_order=_aware(min(orders)) if orders else None,
        paid=paid,
    )


def _aware(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def told(found: Sequence[Brought], *, invitations: int, invitees: int, inviters: int) -> WordOfMouth:
    currency = base_currency(organisation.company().currency)
    paid = {one.guest: in_currency(one.paid, currency) for one in found}
    values = [float(amount) for amount in paid.values()]
    foreign = sum(any(base_currency(code) != currency and amount for code, amount in one.paid.items()) for one in found)
    return WordOfMouth(
        invitations=invitations,
        invitees=invitees,
        inviters=inviters,
        came=len(found),
        joined=wilson(len(found), invitees) if 0 < len(found) <= invitees else None,
        bought=wilson(sum(one.orders > 0 for one in found), len(found)) if found else None,
        revenue=sum(paid.values(), Decimal(0)),
        each=student(Sums(n=len(values), total=sum(values), squares=sum(value * value for value in values))) if values else None,
        currency=currency,
        foreign=foreign,
        by_inviter=_inviters(found, paid),
    )


def in_currency(paid: Mapping[str, Decimal], currency: str) -> Decimal:
    """1 toman is 10 rials; other currencies are never added up."""
    totals = total_by_currency(Money(amount=amount, currency=code) for code, amount in paid.items())
    return totals.get(currency, Decimal(0))


def _inviters(found: Sequence[Brought], paid: Mapping[int, Decimal]) -> tuple[Inviter, ...]:
    """Who brought most first."""
    groups: dict[int, list[Brought]] = {}
    for one in found:
        groups.setdefault(one.inviter, []).append(one)
    rows = [
        Inviter(
            person=person,
            brought=len(some),
            bought=sum(one.orders > 0 for one in some),
            paid=sum((paid[one.guest] for one in some), Decimal(0)),
        )
        for person, some in groups.items()
    ]
    return tuple(sorted(rows, key=lambda one: (-one.brought, -one.paid, one.person)))


def around(person: int, *, units: tuple[str, ...] | None) -> tuple[Brought | None, list[Brought]]:
    """Who brought this person, and whom they brought."""
    wide, asked = _asked(Scope(units=units))
    rows = events.ask(question("referrals"), scope=wide, **asked).dicts()
    found = _with_orders((row for row in rows if person in (row["guest"], row["inviter"])), wide)
    return next((one for one in found if one.guest == person), None), [one for one in found if one.inviter == person]
