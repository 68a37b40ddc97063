"""What the owner is told about what is not shown: how much, why, of how many stars, and how long each waited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from hamsafar.science.intervals import Difference, Estimate, newcombe, wilson

from .contracts import STARS, State, Why
from .models import DecisionRow

Units = tuple[str, ...] | None
CRITICAL, GOOD = (1, 2), (4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Of all reviews with so many stars that were decided about."""

    stars: int
    decided: int
    declined: int
    share: Estimate | None
    waited: float | None  # seconds, half waited longer; None where nothing waited


@dataclass(frozen=True, slots=True, kw_only=True)
class Openness:
    lines: Sequence[Line]
    reasons: Mapping[Why, int]
    decided: int
    declined: int
    gap: Difference | None  # share of critical ones that were declined, less that of good ones; None where too few were decided

    @property
    def is_lopsided(self) -> bool:
        """Critical reviews are declined more often, and that is more than chance."""
        return self.gap is not None and self.gap.low > 0


def openness() -> Openness:
    """The last decision about each review counts; what was taken back does not."""
    rows = DecisionRow.objects.filter(what="review", is_undone=False).order_by("id")
    last = {about: each for about, *each in rows.values_list("about", "rating", "to", "why", "by", "waited")}
    decided = {stars: [each for each in last.values() if each[0] == stars] for stars in STARS}
    lines = [_line(stars, decided[stars]) for stars in reversed(STARS)]
    reasons = {why: sum(each[1] == State.DECLINED and each[2] == why for each in last.values()) for why in Why}
    return Openness(
        lines=lines, reasons={why: n for why, n in reasons.items() if n}, decided=len(last),
        declined=sum(line.declined for line in lines), gap=_gap(lines),
    )  # fmt: skip


def _line(stars: int, found: Sequence[Sequence[Any]]) -> Line:
    declined = sum(each[1] == State.DECLINED for each in found)
    waits = [each[4] for each in found if each[3]]
    return Line(
        stars=stars, decided=len(found), declined=declined, share=wilson(declined, len(found)) if found else None,
        waited=float(median(waits)) if waits else None,
    )  # fmt: skip


def _gap(lines: Sequence[Line]) -> Difference | None:
    def of(stars: Sequence[int]) -> tuple[int, int]:
        chosen = [line for line in lines if line.stars in stars]
        return sum(line.declined for line in chosen), sum(line.decided for line in chosen)

    good, critical = of(GOOD), of(CRITICAL)
    return newcombe(good, critical) if min(good[1], critical[1]) >= 5 else None
