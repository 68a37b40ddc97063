"""People in one line each: ranked and paged over all of them, then told for those of the page.

Computed when asked (docs/decisions/0006): the ranking reads one or two columns, the lines are look-ups of a page of people.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hamsafar.base.money import RIALS_IN_A_TOMAN, base_currency
from hamsafar.base.sql import questions_beside

from .contracts import PeopleCursor, PeopleOrder, PeoplePage, PersonRollup, Scope
from .queries import ask

question = questions_beside(__file__)
_TOP = PeopleCursor(rank=2**63 - 1, person=2**64 - 1)


def people_rollup(
    *,
    scope: Scope,
    order: PeopleOrder = PeopleOrder.LAST_AT,
    channel: str = "",
    name: str = "",
    currency: str = "IRR",
    after: PeopleCursor | None = None,
    limit: int = 50,
) -> PeoplePage:
    """A page of people, highest first. With `channel` or `name` it is those who have such events, ranked by these events.

    Raises QueryTooSlow or QueryTooLarge.
    """
    start = after or _TOP
    params: dict[str, Any] = {"channel": channel, "name": name, "below": start.rank, "below_person": start.person, "limit": limit + 1}
    if order is PeopleOrder.REVENUE:
        factors = _factors(base_currency(currency))
        params |= {"currencies": list(factors), "factors": list(factors.values())}
    ranked = ask(question(f"people_by_{order}"), scope=scope, **params).rows
    page, more = ranked[:limit], len(ranked) > limit
    lines = rollups_of((person for person, _ in page), scope=scope)
    last = PeopleCursor(rank=page[-1][1], person=page[-1][0]) if more else None
    return PeoplePage(people=tuple(lines[person] for person, _ in page if person in lines), next=last)


def rollups_of(people: Iterable[int], *, scope: Scope) -> dict[int, PersonRollup]:
    """The lines of these people; whoever has no event in the scope is left out."""
    chosen = tuple(people)
    if not chosen:
        return {}
    rows = ask(question("rollup"), scope=replace(scope, people=chosen)).dicts()
    return {row["person"]: _line(row) for row in rows}


def rollup_of(person: int, *, scope: Scope) -> PersonRollup | None:
    return rollups_of((person,), scope=scope).get(person)


def count_people(*, scope: Scope, channel: str = "", name: str = "") -> int:
    """How many people have an event in the scope."""
    return int(ask(question("people_count"), scope=scope, channel=channel, name=name).value())


def _factors(base: str) -> dict[str, float]:
    """What an amount is worth in the base currency; only toman and rial are two units of one."""
    return {"IRR": 1.0, "IRT": float(RIALS_IN_A_TOMAN)} if base == "IRR" else {base: 1.0}


def _line(row: dict[str, Any]) -> PersonRollup:
    revenue = {currency: amount for currency, amount in row["revenue"].items() if currency}
    return PersonRollup(**row | {"revenue": revenue, "channels": tuple(row["channels"]), "units": tuple(row["units"])})
