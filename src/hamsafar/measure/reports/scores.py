"""The scores that reports explain: where each stands on the spine, on which scale, and how the measure of the same name codes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from hamsafar.base.errors import NotFound

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """`coded` is what the measure averages: 100, 0 and -100 for promoters, passives and detractors; a mean of it is the measure's value.

    `where`: the property that carries it. `levels`: from the lowest scores on, each with the highest score that still belongs to it.
    """

    key: str
    name: str | Promise
    event: str
    question: str
    where: str
    low: float
    high: float
    is_better_high: bool
    unit: str  # points, share, score
    coded: Callable[[Floats], Floats]
    levels: tuple[tuple[str | Promise, float], ...]

    @property
    def asked(self) -> str:
        """What the same is called beside the words that came with it."""
        return self.question or "review"


def _itself(values: Floats) -> Floats:
    return values


def _promoters(values: Floats) -> Floats:
    return np.where(values >= 9, 100.0, np.where(values >= 7, 0.0, -100.0))


def _satisfied(values: Floats) -> Floats:
    return np.where(values >= 4, 1.0, 0.0)


_SURVEY: Final = "Survey Answered"
SCORES: Final = {
    one.key: one
    for one in (
        Score(
            key="nps", name=_("NPS"), event=_SURVEY, question="nps", where="score", low=0, high=10, is_better_high=True, unit="points",
            coded=_promoters, levels=((_("Detractors (0 to 6)"), 6), (_("Passives (7 and 8)"), 8), (_("Promoters (9 and 10)"), 10)),
        ),
        Score(
            key="csat", name=_("Satisfaction (CSAT)"), event=_SURVEY, question="csat", where="score", low=1, high=5, is_better_high=True,
            unit="share", coded=_satisfied, levels=((_("Unhappy (1 and 2)"), 2), (_("In between (3)"), 3), (_("Satisfied (4 and 5)"), 5)),
        ),
        Score(
            key="ces_agreement", name=_("Ease (CES)"), event=_SURVEY, question="ces_agreement", where="score", low=1, high=7,
            is_better_high=True, unit="score", coded=_itself,
            levels=((_("Not easy (1 to 3)"), 3), (_("In between (4 and 5)"), 5), (_("Easy (6 and 7)"), 7)),
        ),
        Score(
            key="ces_effort", name=_("Effort taken (CES)"), event=_SURVEY, question="ces_effort", where="score", low=1, high=7,
            is_better_high=False, unit="score", coded=_itself,
            levels=((_("Little effort (1 and 2)"), 2), (_("In between (3 to 5)"), 5), (_("Much effort (6 and 7)"), 7)),
        ),
        Score(
            key="reviews", name=_("Reviews"), event="Review Posted", question="", where="rating", low=1, high=5, is_better_high=True,
            unit="score", coded=_itself, levels=((_("1 and 2 stars"), 2), (_("3 stars"), 3), (_("4 and 5 stars"), 5)),
        ),
    )
}  # fmt: skip


def get_score(key: str) -> Score:
    """Raises NotFound."""
    if key not in SCORES:
        raise NotFound
    return SCORES[key]
