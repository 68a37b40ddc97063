"""Which topics made a score change between two times, so that all parts add up to the whole change exactly.

An answer that names k topics counts 1/k in each, one that names none counts in "nothing said", so every answer counts once and the mean is
M = Σ wₖ mₖ over topics. With c, the average of both means, what a topic made of the change is

    wₖ₁(mₖ₁ - c) - wₖ₀(mₖ₀ - c)   =   w̄ₖ Δmₖ   +   (m̄ₖ - c) Δwₖ
                                      rate          mix

(Kitagawa, "Components of a Difference between Two Rates", JASA 50, 1955): people who name it score otherwise, or there are more or fewer of
them. The sum over topics is ΔM. Each part is the difference of two means of (y - c)/k, so its interval and probability are Welch's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .errors import NotEnoughData
from .intervals import Difference, sums_of, welch

Floats = NDArray[np.float64]
FEWEST: Final = 2
NONE: Final = ""  # the key of answers that name nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A topic at one time. `share`: of all answers, each split between the topics that it names; `n`: answers that name it at all."""

    n: int
    share: float
    mean: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`p` is raised for the number of topics (Holm)."""

    key: str
    total: Difference
    rate: float
    mix: float
    before: Side
    now: Side
    p: float

    @property
    def is_clear(self) -> bool:
        return self.p < 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """The pieces in the order of what they made; their totals add up to `change.value`."""

    before: float
    now: float
    change: Difference
    pieces: tuple[Piece, ...]


def decompose(before: tuple[Floats, Sequence[Sequence[str]]], now: tuple[Floats, Sequence[Sequence[str]]]) -> Decomposition:
    """Each time: scores of shape (n,), and the topics of each. Raises NotEnoughData where one has fewer than two answers."""
    if min(len(before[0]), len(now[0])) < FEWEST:
        raise NotEnoughData("two answers at each time", found=min(len(before[0]), len(now[0])))
    centre = (float(before[0].mean()) + float(now[0].mean())) / 2
    weights = _weights(before[1]), _weights(now[1])
    pieces = [_piece(key, (before[0], weights[0]), (now[0], weights[1]), centre) for key in sorted({*weights[0], *weights[1]})]
    return Decomposition(
        before=float(before[0].mean()), now=float(now[0].mean()), change=welch(sums_of(before[0]), sums_of(now[0])),
        pieces=tuple(sorted(_corrected(pieces), key=lambda piece: -abs(piece.total.value))),
    )  # fmt: skip


def _weights(topics: Sequence[Sequence[str]]) -> Mapping[str, Floats]:
    found: dict[str, Floats] = {}
    for index, named in enumerate(topics):
        own = sorted(set(named)) or [NONE]
        for key in own:
            found.setdefault(key, np.zeros(len(topics)))[index] = 1 / len(own)
    return found


def _piece(key: str, before: tuple[Floats, Mapping[str, Floats]], now: tuple[Floats, Mapping[str, Floats]], centre: float) -> Piece:
    weights = [of.get(key, np.zeros(len(scores))) for scores, of in (before, now)]
    sides = [_side(scores, weight) for (scores, _), weight in zip((before, now), weights, strict=True)]
    # Who was not there had no mean of their own: all that they bring is mix.
    means = [_first(sides[0].mean, sides[1].mean), _first(sides[1].mean, sides[0].mean)]
    return Piece(
        key=key, total=welch(sums_of(weights[0] * (before[0] - centre)), sums_of(weights[1] * (now[0] - centre))),
        rate=(sides[0].share + sides[1].share) / 2 * (means[1] - means[0]),
        mix=((means[0] + means[1]) / 2 - centre) * (sides[1].share - sides[0].share),
        before=sides[0], now=sides[1], p=1.0,
    )  # fmt: skip


def _side(scores: Floats, weight: Floats) -> Side:
    total = float(weight.sum())
    mean = float(weight @ scores) / total if total else None
    return Side(n=int(np.count_nonzero(weight)), share=total / len(scores), mean=mean)


def _first(own: float | None, other: float | None) -> float:
    return own if own is not None else other if other is not None else 0.0


def _corrected(pieces: Sequence[Piece]) -> list[Piece]:
    found, highest = [], 0.0
    ordered = sorted(pieces, key=lambda piece: piece.total.p)
    for place, piece in enumerate(ordered):
        highest = max(highest, min(1.0, piece.total.p * (len(ordered) - place)))
        found.append(replace(piece, p=highest))
    return found
