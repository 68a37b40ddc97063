"""One question to the spine for a measure: tag the events with their group, find the observations, tally them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Protocol

from hamsafar.base import calendars
from hamsafar.base.calendars import Bucket
from hamsafar.base.sql import Question
from hamsafar.science.intervals import Sums
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Answer, Scope

from .catalogue import HORIZON_DAYS
from .contracts import Metric, Tally
from .errors import NoSuchBreakdown
from .stages import placed_names
from .windows import Windows

question = events.questions_beside(__file__)
MOST_GROUPS = 50
COHORTS = 120
_PLAIN = ("", "channel", "unit", "stage", "cohort")
# Both look at what a customer did before the period too.
_NEED_HISTORY = ("trait", "cohort")
_NAMED = ("property", "trait")


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """How a measure is broken down: by channel, unit, stage or month of first order, or by a named property or trait of the customer."""

    way: str = ""
    name: str = ""


def read_by(text: str | None) -> By:
    """`channel`, `unit`, `stage`, `cohort`, `property:gateway`, `trait:city`; a bare other word is a property. Raises NoSuchBreakdown."""
    text = (text or "").strip()
    if text in _PLAIN:
        return By(way=text)
    way, mark, name = text.partition(":")
    way, name = (way, name) if mark else ("property", text)
    if way not in _NAMED or not name or len(name) > 100:
        raise NoSuchBreakdown(by=text[:100])
    return By(way=way, name=name)


class Asker(Protocol):
    """Who answers: the spine, or a round that has lifted some of its events."""

    def ask(self, question: Question, *, reads: Iterable[str], since: dt.datetime | None, scope: Scope, **params: Any) -> Answer: ...


class _Spine:
    def ask(self, question: Question, *, reads: Iterable[str], since: dt.datetime | None, scope: Scope, **params: Any) -> Answer:  # noqa: ARG002
        return events.ask(question, scope=scope, **params)


SPINE: Final[Asker] = _Spine()


def tally(
    metric: Metric,
    *,
    scope: Scope,
    windows: Windows,
    by: By,
    as_of: dt.datetime,
    currencies: tuple[str, ...],
    asker: Asker = SPINE,
    groups: int = MOST_GROUPS,
) -> "Tallies":
    """Sums of each window and group, the `groups` largest of each window."""
    found = asker.ask(
        composed(metric.key, metric.tally, by.way or "nothing"),
        reads=metric.reads,
        since=reach(metric, windows),
        scope=reaching(metric, scope, windows, by),
        **{**params_of(metric, windows, by, as_of, currencies), "groups": groups},
    )
    return {(slot, group): Sums(n=n, total=total, squares=squares) for slot, group, n, total, squares in found.rows}


Tallies = Mapping[tuple[int, str], Sums]


@cache
def composed(key: str, tally: Tally, way: str) -> Question:
    """The stages of three files in a row; each reads the last stage of the one before."""
    parts = question(f"by_{way}"), question(key), question(f"tally_{tally}")
    return Question(f"{key}_by_{way}", parts[1].sentence, tuple(stage for part in parts for stage in part.stages))


@cache
def group_question(by: By) -> Question:
    """How many customers are in one group of a breakdown."""
    parts = question(f"by_{by.way}"), question("segment_people")
    return Question(f"segment_people_by_{by.way}", parts[1].sentence, tuple(stage for part in parts for stage in part.stages))


def reaching(metric: Metric, scope: Scope, windows: Windows, by: By) -> Scope:
    """The asker's scope, stretched to the events that the windows need. What a customer says of themselves may be older than that."""
    ahead = metric.settles if metric.looks_ahead is None else metric.looks_ahead
    since = None if by.way in _NEED_HISTORY else reach(metric, windows)
    return replace(scope, since=since, until=max(windows.ends) + ahead)


def reach(metric: Metric, windows: Windows) -> dt.datetime | None:
    """From when on a measure looks at events; None is the beginning."""
    return None if metric.looks_back is None else min(windows.starts) - metric.looks_back


_BEGINNING = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)


def params_of(metric: Metric, windows: Windows, by: By, as_of: dt.datetime, currencies: tuple[str, ...]) -> dict[str, Any]:
    return {
        "names": metric.reads,
        "starts": windows.starts,
        "ends": windows.ends,
        "as_of": as_of,
        "property": by.name,
        "reach": reach(metric, windows) or _BEGINNING,
        "currencies": currencies,
        "horizon": HORIZON_DAYS,
        "zone": windows.almanac.zone,
        **_stages(by),
        **_cohorts(windows, by),
    }


def _stages(by: By) -> dict[str, Any]:
    """Some hundred words, which cost more to send than most questions cost to answer."""
    if by.way != "stage":
        return {}
    words, stages = placed_names()
    return {"stage_names": words, "stage_keys": stages}


def _cohorts(windows: Windows, by: By) -> dict[str, Any]:
    """Months of the last ten years and their first days; a customer's is the last that begins before the first order."""
    if by.way != "cohort":
        return {}
    last = calendars.day_of(windows.whole.until - dt.timedelta(microseconds=1), windows.almanac)
    months = [calendars.step(last, Bucket.MONTH, -back, windows.almanac) for back in range(COHORTS, -1, -1)]
    edges = [calendars.start_of_day(month, windows.almanac) for month in months]
    return {"cohorts": [month.isoformat() for month in months], "cohort_edges": edges}
