"""What was answered is counted over all events of a time: the shelf keeps it, and the page says of when it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from hamsafar.base import calendars
from hamsafar.base.calendars import Bucket, natural_bucket
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.services import Shape
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.services import Measurement, OfPeriod
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.events.services import Scope

from . import pictures
from .asking import Asks, Comment, Tally, Wanted, comments_of, over_time, tally_of

SHOWN_COMMENTS = 5


class OfSurvey(msgspec.Struct, frozen=True, kw_only=True):
    survey: int
    slug: str
    of: OfPeriod
    version: int = 0
    channel: str = ""
    language: str = ""

    @property
    def wanted(self) -> Wanted:
        return Wanted(survey=self.slug, scope=self.of.scope, version=self.version, channel=self.channel, language=self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How many opened it and how many answered, in each stretch that begins at one of these moments."""

    bucket: Bucket
    begins: tuple[dt.datetime, ...]
    counts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`cells` of the tally as a list: pairs are no keys of JSON. `comments`: of each question with words, the latest and how many."""

    counted: Tally
    cells: Mapping[str, tuple[tuple[str, str, int], ...]]
    volume: Volume | None
    comments: Mapping[str, tuple[tuple[Comment, ...], int]]
    measured: Mapping[str, Measurement]

    @property
    def tally(self) -> Tally:
        return replace(self.counted, cells={key: {(row, column): n for row, column, n in some} for key, some in self.cells.items()})


def _results(asked: OfSurvey, _tell: object) -> Results:
    shapes = surveys.shapes_of(surveys.versions_of(asked.survey), "")
    with asked.wanted.gathered() as answers:
        tally = tally_of(answers)
        volume = _volume(answers, asked.of) if tally.opened or tally.answered else None
        comments = {shape.id: _comments(answers, shape) for shape in shapes if pictures.words_in(shape, tally)}
    found = {shape.id: _measured(shape, asked) for shape in shapes if tally.answers.get(shape.id)}
    return Results(
        counted=replace(tally, cells={}),
        cells={key: tuple((row, column, n) for (row, column), n in some.items()) for key, some in tally.cells.items()},
        volume=volume, comments=comments, measured={key: one for key, one in found.items() if one is not None},
    )  # fmt: skip


def _comments(answers: Asks, shape: Shape) -> tuple[tuple[Comment, ...], int]:
    found, total = comments_of(answers, shape.id, limit=SHOWN_COMMENTS)
    return tuple(found), total


def _volume(answers: Asks, of: OfPeriod) -> Volume:
    bucket = natural_bucket(of.period)
    edges = calendars.boundaries(of.period, bucket, of.almanac)
    return Volume(bucket=bucket, begins=tuple(edges[:-1]), counts=tuple(over_time(answers, edges[1:])))


def _measured(shape: Shape, asked: OfSurvey) -> Measurement | None:
    """Through the catalogue: the survey's NPS is computed as the company's is."""
    meant = metrics.Asked(
        survey=asked.slug, question=shape.id, version=asked.version, channel=asked.channel, language=asked.language
    )
    return metrics.measure_answers(
        shape.measured_as, meant, scope=Scope(units=asked.of.units), period=asked.of.period, almanac=asked.of.almanac
    )


# Whoever has just tried their survey looks whether the answer came.
RESULTS: Final = shelf.kind(
    "results.survey", asked=OfSurvey, found=Results, compute=_results, holds_words=True, fresh_for=dt.timedelta(seconds=3)
)
