"""The stretches of time that one question is asked about: the whole period, the one it is compared with, and the buckets of its trend."""

import datetime as dt
from dataclasses import dataclass

from hamsafar.base import calendars
from hamsafar.base.calendars import Almanac, Bucket, Period

from .errors import TooManyPoints

WHOLE, PREVIOUS, FIRST_BUCKET = 1, 2, 3
MOST_POINTS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Numbered from one, as the engine numbers arrays: the whole period, the previous one, then the buckets."""

    whole: Period
    previous: Period
    bucket: Bucket | None
    almanac: Almanac
    edges: tuple[dt.datetime, ...] = ()

    @property
    def starts(self) -> tuple[dt.datetime, ...]:
        return (self.whole.since, self.previous.since, *self.edges[:-1])

    @property
    def ends(self) -> tuple[dt.datetime, ...]:
        return (self.whole.until, self.previous.until, *self.edges[1:])


def windows_of(period: Period, almanac: Almanac, bucket: Bucket | None) -> Windows:
    """No bucket: only the period and the one before it. Raises TooManyPoints."""
    before = calendars.previous(period, almanac)
    if bucket is None:
        return Windows(whole=period, previous=before, bucket=None, almanac=almanac)
    edges = calendars.boundaries(period, bucket, almanac)
    if len(edges) - 1 > MOST_POINTS:
        raise TooManyPoints(points=len(edges) - 1, most=MOST_POINTS)
    return Windows(whole=period, previous=before, bucket=bucket, almanac=almanac, edges=edges)
