"""From votes on the spine to the weight of ideas."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings

from hamsafar.base.money import base_currency
from hamsafar.collect.ideas import services as ideas
from hamsafar.ground.organisation import services as organisation
from hamsafar.science.intervals import Estimate, Sums, nps, student
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import NOTHING, Weight, Worth

question = events.questions_beside(__file__)
SLICE = 5_000  # people in one question


def voters(wanted: Collection[int] | None = None) -> dict[int, set[int]]:
    """The people behind each idea, as the spine has them; a vote for an idea that was merged counts where it was merged to.

    Votes belong to the company, not to one of its units, so they are read whole.
    """
    roots = ideas.roots()
    asked = [str(id) for id, root in roots.items() if wanted is None or root in wanted]
    found: dict[int, set[int]] = {}
    if not asked:
        return found
    for idea, person in events.ask(question("votes"), scope=Scope(), ideas=asked).rows:
        found.setdefault(roots[int(idea)], set()).add(int(person))
    return found


def worth_of(people: Iterable[int], *, scope: Scope) -> dict[int, Worth]:
    """What is known of these people in the scope; of whoever has neither ordered nor answered there, nothing."""
    every = sorted(set(people))
    found: dict[int, Worth] = {}
    for start in range(0, len(every), SLICE):
        narrowed = replace(scope, people=tuple(every[start : start + SLICE]))
        rows = events.ask(question("worth"), scope=narrowed, currencies=_currencies()).dicts()
        found |= {row["person_key"]: _worth(row) for row in rows}
    return found


def _worth(row: Mapping[str, Any]) -> Worth:
    return Worth(
        person=row["person_key"], orders=row["orders"], paid=float(row["paid"] or 0.0),
        nps=row["nps"] if row["nps_answers"] else None, csat=row["csat"] if row["csat_answers"] else None,
    )  # fmt: skip


def currency() -> str:
    return base_currency(organisation.company().currency or settings.HOME_CURRENCY)


def _currencies() -> list[str]:
    return ["IRR", "IRT"] if currency() == "IRR" else [currency()]


def weigh(wanted: Collection[int] | None = None, *, scope: Scope, within: Collection[int] | None = None) -> dict[int, Weight]:
    """Of each idea who stands behind it; `within` counts only these people (the members of a segment)."""
    behind = voters(wanted)
    if within is not None:
        chosen = set(within)
        behind = {idea: found & chosen for idea, found in behind.items()}
    known = worth_of((person for found in behind.values() for person in found), scope=scope)
    unit = currency()
    return {idea: _weight(found, known, unit) for idea, found in behind.items()}


def _weight(people: Collection[int], known: Mapping[int, Worth], unit: str) -> Weight:
    if not people:
        return NOTHING
    found = [known[person] for person in people if person in known]
    buyers = [one for one in found if one.orders]
    promoters = [1.0 if one.nps >= 9 else 0.0 if one.nps >= 7 else -1.0 for one in found if one.nps is not None]
    return Weight(
        voters=len(people),
        customers=len(buyers),
        paid=sum(one.paid for one in buyers),
        currency=unit,
        nps=_estimate(promoters, nps),
        csat=_estimate([one.csat for one in found if one.csat is not None], student),
    )


def _estimate(values: Sequence[float], made: Any) -> Estimate | None:
    if not values:
        return None
    found: Estimate = made(Sums(n=len(values), total=sum(values), squares=sum(value * value for value in values)))
    return found
