"""How much a part of a whole contributes to the whole's change, from counts and sums.

A mean over everything is the sum over its groups of share times mean: M = Σ wₖ mₖ. Its change between two times is (Kitagawa, "Components
of a Difference between Two Rates", Journal of the American Statistical Association 50, 1955; averaged weights, so nothing is left over)

    ΔM = Σ w̄ₖ Δmₖ   +   Σ (m̄ₖ - M̄) Δwₖ
         rate effect      mix effect

where a bar is the average of both times. The contribution of one group, rate and mix together, is w₁(m₁ - M̄) - w₀(m₀ - M̄): the
difference of two means of "x - M̄ inside the group, 0 outside". So its interval and its probability are those of a difference of means.
"""

from dataclasses import dataclass

from .errors import NotEnoughData
from .intervals import Difference, Sums, welch


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """`rate`: the group itself changed; `mix`: there is more or less of it. `total` is their sum with its interval.

    `excess` is what remains when each group's proportional part of the whole change is taken off: only that singles a group out. A group
    that changed as everything did has an excess of zero, however large it is.
    """

    rate: float
    mix: float
    total: Difference
    excess: Difference


def contribution(group: tuple[Sums, Sums], whole: tuple[Sums, Sums]) -> Contribution:
    """Of one group to the change of the whole; each is given as (before, now), the group's observations are among the whole's.

    M̄ counts as known: its own doubt enters only through Δw, which is small beside it. Raises NotEnoughData where one of the times has fewer
    than two observations.
    """
    if min(one.n for one in whole) < 2:
        raise NotEnoughData("two observations at each time")
    centre = (whole[0].mean + whole[1].mean) / 2
    before_share, now_share = (part.n / of.n for part, of in zip(group, whole, strict=True))
    share = (before_share + now_share) / 2
    before_mean, now_mean = _means(group)
    inside = [_about(part, centre) for part in group]
    outside = [_about(_less(of, part), centre) for part, of in zip(group, whole, strict=True)]

    def both(of_inside: float, of_outside: float) -> tuple[Sums, Sums]:
        before, now = (_mixed((part, of_inside), (rest, of_outside)) for part, rest in zip(inside, outside, strict=True))
        return before, now

    return Contribution(
        rate=share * (now_mean - before_mean),
        mix=((before_mean + now_mean) / 2 - centre) * (now_share - before_share),
        total=welch(*both(1.0, 0.0)),
        excess=welch(*both(1 - share, -share)),
    )


def _means(group: tuple[Sums, Sums]) -> tuple[float, float]:
    """A group that was not there had no mean: all that it brings is mix."""
    before, now = group
    if not before.n:
        return (now.mean, now.mean) if now.n else (0.0, 0.0)
    return before.mean, now.mean if now.n else before.mean


def _about(sums: Sums, centre: float) -> Sums:
    """The same observations, counted from another zero."""
    squares = sums.squares - 2 * centre * sums.total + sums.n * centre * centre
    return Sums(n=sums.n, total=sums.total - sums.n * centre, squares=max(0.0, squares))


def _less(whole: Sums, part: Sums) -> Sums:
    return Sums(n=max(0, whole.n - part.n), total=whole.total - part.total, squares=max(0.0, whole.squares - part.squares))


def _mixed(*parts: tuple[Sums, float]) -> Sums:
    """All observations together, those of each part times its weight."""
    return Sums(
        n=sum(part.n for part, _ in parts),
        total=sum(part.total * weight for part, weight in parts),
        squares=sum(part.squares * weight * weight for part, weight in parts),
    )
