"""The report: share of voice, feeling, reach, by network and over time. Every figure with its sample and interval.

A text that names two brands counts for each of them in the share of voice; how a brand is felt about is told by texts that name it alone,
because one feeling of a whole text says nothing about which of the two it means.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamsafar.base import calendars
from hamsafar.base.calendars import Almanac, Bucket, Period
from hamsafar.collect.mentions import services as mentions
from hamsafar.science.intervals import Estimate

from .listening import OURS, RATED, Together, Told, among, mean, share, together_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One brand. `share` of all namings of the brands that are listened for; feeling, by texts that name it alone."""

    brand: str
    said: int
    share: Estimate
    bad: Estimate | None
    good: Estimate | None
    score: Estimate | None
    rating: Estimate | None
    reach: int
    reach_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    network: str
    told: Together


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One day, week or month: how many about us and about others, and how those about us feel."""

    begins: dt.datetime
    own: int
    others: int
    bad: Estimate | None
    score: Estimate | None


def voices(told: Told) -> list[Voice]:
    """The brands that are listened for, the company itself first, then by how often they are named."""
    rows = {row["brand"]: row for row in told.ask(among("voices")).dicts()}
    known = [brand.key for brand in mentions.list_brands()]
    return voices_of([rows[key] for key in sorted(known, key=lambda key: (key != mentions.OWN, known.index(key))) if key in rows])


def voices_of(rows: Sequence[Mapping[str, Any]]) -> list[Voice]:
    named, reached = sum(row["said"] for row in rows), sum(row["reach"] for row in rows)
    return [_voice(row, named, reached) for row in rows]


def _voice(row: Mapping[str, Any], named: int, reached: int) -> Voice:
    felt = row["bad"] + row["neither"] + row["good"]
    of_all = share(row["said"], named)
    assert of_all is not None  # this row is one of them
    return Voice(
        brand=row["brand"],
        said=row["said"],
        share=of_all,
        bad=share(row["bad"], felt),
        good=share(row["good"], felt),
        score=mean(felt, row["score_total"], row["score_squares"]),
        rating=mean(row["rated"], row["rating_total"], row["rating_squares"], RATED),
        reach=row["reach"],
        reach_share=row["reach"] / reached if reached else None,
    )


def networks(told: Told) -> list[Network]:
    """What is said about us, the most talkative network first."""
    rows = told.ask(among("networks"), OURS).dicts()
    return [Network(network=row["network"], told=together_of(row)) for row in rows]


def trend(period: Period, almanac: Almanac, told: Told) -> tuple[Bucket, list[Stretch]]:
    bucket = calendars.natural_bucket(period)
    edges = calendars.boundaries(period, bucket, almanac)
    rows = {row["stretch"]: row for row in told.ask(among("trend"), edges=list(edges)).dicts()}
    return bucket, [_stretch(edge, rows.get(number)) for number, edge in enumerate(edges[:-1], 1)]


def _stretch(begins: dt.datetime, row: Mapping[str, Any] | None) -> Stretch:
    if row is None:
        return Stretch(begins=begins, own=0, others=0, bad=None, score=None)
    return Stretch(
        begins=begins,
        own=row["own"],
        others=row["others"],
        bad=share(row["bad"], row["felt"]),
        score=mean(row["felt"], row["score_total"], row["score_squares"]),
    )
