"""Small trend lines as SVG points: no script, no wait, a few hundred bytes."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 120.0, 34.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    runs: tuple[str, ...]  # a gap in the data is a gap in the line
    target_y: str
    end_x: str
    end_y: str


def spark(values: Sequence[float | None], target: float | None = None) -> Spark | None:
    """None when there are fewer than two points to join."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    shown = [*known, target] if target is not None else known
    low, high = min(shown), max(shown)

    def y(value: float) -> str:
        return f"{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * ((value - low) / (high - low) if high > low else 0.5):.1f}"

    def x(index: int) -> str:
        return f"{index * WIDTH / (len(values) - 1):.1f}"

    points = [(x(index), y(value)) if value is not None else None for index, value in enumerate(values)]
    last = next(point for point in reversed(points) if point)
    return Spark(runs=_runs(points), target_y=y(target) if target is not None else "", end_x=last[0], end_y=last[1])


def _runs(points: Sequence[tuple[str, str] | None]) -> tuple[str, ...]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(",".join(point))
    return tuple(" ".join(run) for run in runs if len(run) > 1)
