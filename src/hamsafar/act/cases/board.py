"""What is broken, by root cause: how many customers, how much money, which team, and whether it grows."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hamsafar.base.calendars import Almanac, Period, boundaries, index_of, natural_bucket, previous
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.science.intervals import Estimate, wilson

from . import causes
from .contracts import Cause
from .models import CaseRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One root cause with all that is below it. `paid` is what its customers had paid until their cases were opened."""

    cause: Cause | None  # None: not named yet
    cases: int
    customers: int
    before: int  # cases in the period before
    share: Estimate  # of all cases
    paid: Decimal
    cost: Decimal | None  # of all its cases, where what one costs is known for every one of them
    recovered: int
    answered: int
    trend: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    lines: Sequence[Line]
    cases: int
    customers: int
    labels: Sequence[dt.datetime]  # days on which the buckets of the trends begin
    currency: str


@dataclass(slots=True)
class _Case:
    cause: int | None
    person: int
    opened_at: dt.datetime
    worth: Decimal
    recovered: bool | None


def board(period: Period, almanac: Almanac, *, units: tuple[str, ...] | None) -> Board:
    """Cases that were opened in the period. Merged ones count where they went on."""
    edges = boundaries(period, natural_bucket(period), almanac)
    now = _read(period, units)
    earlier = _read(previous(period, almanac), units)
    known: dict[int | None, Cause] = {cause.id: cause for cause in causes.list_causes(archived=True)}
    below = _below(known.values())
    of_cause: dict[int | None, list[_Case]] = defaultdict(list)
    for case in now:
        of_cause[case.cause].append(case)
    before: dict[int | None, int] = defaultdict(int)
    for case in earlier:
        before[case.cause] += 1
    lines = [
        _line(known[top], below[top], of_cause, before, len(now), edges, known)
        for top in known
        if any(of_cause.get(one) or before.get(one) for one in below[top])
    ]
    if of_cause.get(None):
        lines.append(_line(None, [None], of_cause, before, len(now), edges, known))
    currency = organisation.company().currency
    return Board(lines=lines, cases=len(now), customers=len({case.person for case in now}), labels=edges[:-1], currency=currency)


def _read(period: Period, units: tuple[str, ...] | None) -> list[_Case]:
    rows = CaseRow.objects.filter(opened_at__gte=period.since, opened_at__lt=period.until, merged_into=None)
    rows = rows if units is None else rows.filter(unit__in=units)
    found = list(rows.values_list("cause", "person", "opened_at", "worth", "recovered"))
    today = people.people_of(person for _, person, *_ in found)
    return [
        _Case(cause=cause, person=today.get(person, person), opened_at=opened_at, worth=worth or Decimal(0), recovered=recovered)
        for cause, person, opened_at, worth, recovered in found
    ]


def _below(known: Iterable[Cause]) -> dict[int | None, list[int | None]]:
    """Each cause with all that stands below it."""
    found: dict[int | None, list[int | None]] = {cause.id: [cause.id] for cause in known}
    parents = {cause.id: cause.parent for cause in known}
    for one in list(parents):
        above = parents[one]
        while above is not None:
            found[above].append(one)
            above = parents.get(above)
    return found


def _line(
    cause: Cause | None, ids: Sequence[int | None], of_cause: dict[int | None, list[_Case]], before: dict[int | None, int], total: int,
    edges: tuple[dt.datetime, ...], known: Mapping[int | None, Cause],
) -> Line:  # fmt: skip
    cases = [case for one in ids for case in of_cause.get(one, ())]
    trend = [0] * (len(edges) - 1)
    for case in cases:
        place = index_of(case.opened_at, edges)
        if place is not None:
            trend[place] += 1
    paid: dict[int, Decimal] = {}
    for case in cases:
        paid[case.person] = max(paid.get(case.person, Decimal(0)), case.worth)
    return Line(
        cause=cause, cases=len(cases), customers=len(paid), before=sum(before.get(one, 0) for one in ids),
        share=wilson(len(cases), total) if total else Estimate(value=0.0, low=None, high=None, n=0), paid=sum(paid.values(), Decimal(0)),
        cost=_cost(cases, known), recovered=sum(case.recovered is True for case in cases),
        answered=sum(case.recovered is not None for case in cases), trend=trend,
    )  # fmt: skip


def _cost(cases: Sequence[_Case], known: Mapping[int | None, Cause]) -> Decimal | None:
    """Nothing is said where what one costs is not known."""
    each = [known[case.cause].cost for case in cases if case.cause is not None]
    costs = [cost for cost in each if cost is not None]
    return sum(costs, Decimal(0)) if cases and len(costs) == len(cases) else None
