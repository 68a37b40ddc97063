"""What one question found, as the picture that fits its kind; all wording in the reader's language."""

import datetime as dt
import itertools
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from hamsafar.base import calendars
from hamsafar.base.calendars import Bucket
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Series, Stat
from hamsafar.base.ui.reader import reader
from hamsafar.collect.surveys.services import Shape
from hamsafar.measure.metrics import services as metrics
from hamsafar.science import intervals
from hamsafar.science.intervals import Estimate

from .asking import Chosen, Tally

FEW = 10  # below this a share says more about chance than about customers
MOST_BARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer: how many gave it, which share that is of those who answered, and how sure that is."""

    name: str
    n: int
    share: Estimate
    note: str = ""

    @property
    def percent(self) -> float:
        return self.share.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a page shows of one question. `n` are those who answered it."""

    shape: Shape
    n: int
    lines: Sequence[Line] = ()
    lines_head: str = ""
    chart: Chart | None = None
    stat: Stat | None = None
    facts: Sequence[tuple[str, str]] = ()
    grid_columns: Sequence[str] = ()
    grid: Sequence[tuple[str, Sequence[tuple[int, float]]]] = ()  # rows: name, and (n, share) for each column
    comments: Sequence[Any] = field(default=())
    texts: int = 0

    @property
    def is_few(self) -> bool:
        return 0 < self.n < FEW


def words_in(shape: Shape, tally: Tally) -> int:
    """How many wrote something. A date is typed, too, and is counted by day."""
    return 0 if shape.kind == "date" else tally.texts.get(shape.id, 0)


def finding(shape: Shape, tally: Tally, measured: "metrics.Measurement | None" = None) -> Finding:
    n = tally.answers.get(shape.id, 0)
    if not n or shape.is_private:
        return Finding(shape=shape, n=n)
    common: dict[str, Any] = {"shape": shape, "n": n, "texts": words_in(shape, tally)}
    scores, choices = tally.scores.get(shape.id, {}), tally.choices.get(shape.id, {})
    if shape.kind == "number":
        return Finding(**common, **_numbers(shape, scores))
    if shape.highest:
        return Finding(**common, **_scale(shape, scores, measured))
    if shape.kind == "ranking":
        return Finding(**common, **_ranking(shape, choices))
    if shape.kind == "matrix":
        return Finding(**common, **_matrix(shape, tally.cells.get(shape.id, {})))
    if shape.kind == "date":
        return Finding(**common, **_days(shape, tally.days.get(shape.id, {})))
    if shape.kind == "text":
        return Finding(**common)
    return Finding(**common, **_options(shape, choices, n))


def _scale(shape: Shape, scores: Mapping[float, int], measured: "metrics.Measurement | None") -> dict[str, Any]:
    points = range(shape.lowest, shape.highest + 1)
    counts = [scores.get(float(point), 0) for point in points]
    chart = Chart(
        key=f"scores-{shape.id}", title=shape.words, labels=[formats.number(point) for point in points], shape="bar", height="low",
        series=[Series(name=_("Answers"), values=counts)], label_head=_("Score"),
    )  # fmt: skip
    if measured is not None:  # its value stands at the head of the page
        return {"chart": chart}
    mean = intervals.student(_sums(scores))
    stat = Stat(name=_("Mean"), value=mean.value, decimals=2, low=mean.low, high=mean.high, sample=mean.n, better="")
    return {"chart": chart, "stat": stat}


def _sums(scores: Mapping[float, int]) -> intervals.Sums:
    return intervals.Sums(
        n=sum(scores.values()),
        total=sum(score * n for score, n in scores.items()),
        squares=sum(score * score * n for score, n in scores.items()),
    )


def _options(shape: Shape, choices: Mapping[str, Chosen], n: int) -> dict[str, Any]:
    """In the order of the question; several may be chosen, so that the shares may add up to more than all."""
    names = {**shape.options, **{choice: choice for choice in choices if choice not in shape.options}}
    lines = [_line(name, choices[id].n if id in choices else 0, n) for id, name in names.items()]
    return {"lines": lines, "lines_head": _("Answer")}


def _line(name: str, count: int, of: int, note: str = "") -> Line:
    return Line(name=name, n=count, share=intervals.wilson(min(count, of), of), note=note)


def _ranking(shape: Shape, choices: Mapping[str, Chosen]) -> dict[str, Any]:
    """By its mean place, the best first."""
    placed = sorted(((id, found) for id, found in choices.items() if found.n), key=lambda each: each[1].places / each[1].n)
    lines = [
        _line(
            shape.options.get(id, id), found.firsts, found.n,
            _("mean place %(place)s") % {"place": formats.number(found.places / found.n, 1)},
        )
        for id, found in placed
    ]  # fmt: skip
    return {"lines": lines, "lines_head": _("Put first")}


def _matrix(shape: Shape, cells: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    grid = []
    for row, name in shape.rows.items():
        counts = [cells.get((row, column), 0) for column in shape.columns]
        total = sum(counts) or 1
        grid.append((name, [(count, count / total) for count in counts]))
    return {"grid_columns": list(shape.columns.values()), "grid": grid}


def _numbers(shape: Shape, scores: Mapping[float, int]) -> dict[str, Any]:
    values = [score for score, n in sorted(scores.items()) for _again in range(min(n, 1000))]
    if not values:
        return {}
    mean = intervals.student(_sums(scores))
    stat = Stat(name=_("Mean"), value=mean.value, decimals=1, low=mean.low, high=mean.high, sample=mean.n, better="")
    facts = [
        (_("Median"), formats.number(statistics.median(values), 1)),
        (_("Lowest"), formats.number(values[0], 1)),
        (_("Highest"), formats.number(values[-1], 1)),
    ]
    labels, counts = _binned(scores)
    chart = Chart(
        key=f"numbers-{shape.id}", title=shape.words, labels=labels, shape="bar", height="low", label_head=_("Value given"),
        series=[Series(name=_("Answers"), values=counts)],
    )  # fmt: skip
    return {"stat": stat, "facts": facts, "chart": chart}


def _binned(scores: Mapping[float, int]) -> tuple[list[str], list[int]]:
    """Each number by itself where there are few, else ten even stretches."""
    if len(scores) <= MOST_BARS:
        return [f"{formats.number(score, 0 if score.is_integer() else 1)}" for score in sorted(scores)], [scores[s] for s in sorted(scores)]
    lowest, highest = min(scores), max(scores)
    width, counts = (highest - lowest) / 10, [0] * 10
    for score, n in scores.items():
        counts[min(9, int((score - lowest) / width))] += n
    edges = [lowest + width * place for place in range(11)]
    return [f"{formats.number(a, 1)}–{formats.number(b, 1)}" for a, b in itertools.pairwise(edges)], counts


def _days(shape: Shape, days: Mapping[str, int]) -> dict[str, Any]:
    """By month of the reader's calendar."""
    almanac, months = reader().almanac, dict[dt.datetime, int]()
    for text, n in days.items():
        try:
            day = dt.date.fromisoformat(text)
        except ValueError:
            continue
        first = calendars.start_of_day(calendars.bucket_start(day, Bucket.MONTH, almanac), almanac)
        months[first] = months.get(first, 0) + n
    chart = Chart(
        key=f"days-{shape.id}", title=shape.words, labels=[formats.bucket(month, Bucket.MONTH) for month in sorted(months)], shape="bar",
        height="low", label_head=_("Month"), series=[Series(name=_("Answers"), values=[months[month] for month in sorted(months)])],
    )  # fmt: skip
    return {"chart": chart} if months else {}


def share(part: int, of: int) -> Estimate | None:
    return intervals.wilson(min(part, of), of) if of else None


def with_comments(found: Finding, comments: Sequence[Any], total: int) -> Finding:
    return replace(found, comments=comments, texts=total)
