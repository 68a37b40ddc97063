"""The door of reports: why scores are as they are. A look returns at once with what is known; newer figures come by a job."""

import datetime as dt
from typing import Any, Final

from hamsafar.base.calendars import Almanac, same_for_all
from hamsafar.ground.organisation import services as organisation
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.events.services import Scope

from . import computing, dimensions
from .asked import Asked
from .contracts import TYPES, Cell, Changes, Crosstab, Drivers, Kept, Kind, Lack, Level, Money, Multiple, Part, Spending
from .scores import SCORES, Score, get_score

__all__ = [
    "SCORES", "Asked", "Cell", "Changes", "Crosstab", "Drivers", "Kept", "Kind", "Lack", "Level", "Money", "Multiple", "Part", "Score",
    "Spending", "changes", "crosstab", "drivers", "get_score", "money",
]  # fmt: skip

_SHELVES: Final = {
    kind: shelf.kind(
        f"reports.{kind}", asked=Asked, found=found, compute=computing.compute, fresh_for=dt.timedelta(minutes=10), share_of_time=0.01
    )
    for kind, found in TYPES.items()
}


def drivers(score: str, *, scope: Scope, almanac: Almanac | None = None, **period: str) -> Kept[Drivers]:
    """What moves the score (nps, csat, ces_agreement, ces_effort, reviews). `period`: period=word, or since= and until=."""
    return _look(Kind.DRIVERS, score, scope, almanac, period)


def changes(score: str, *, scope: Scope, by: str = "topic", almanac: Almanac | None = None, **period: str) -> Kept[Changes]:
    """What made the score change against the period before. `by`: topic, about, channel, unit, survey. Raises NoSuchDimension."""
    return _look(Kind.CHANGES, score, scope, almanac, period, rows=dimensions.check_change(by))


def crosstab(
    score: str, *, scope: Scope, rows: str, columns: str = "", almanac: Almanac | None = None, **period: str
) -> Kept[Crosstab]:  # fmt: skip
    """The score by one or two of: unit, channel, about, survey, topic, trait:city, trait:gender, segment:ID. Raises NoSuchDimension."""
    sides = {"rows": dimensions.check(rows), "columns": dimensions.check(columns, is_empty_allowed=True)}
    return _look(Kind.CROSSTAB, score, scope, almanac, period, **sides)


def money(score: str, *, scope: Scope, almanac: Almanac | None = None, **period: str) -> Kept[Money]:
    """What customers of each level of satisfaction pay."""
    return _look(Kind.MONEY, score, scope, almanac, period)


def _look(kind: Kind, score: str, scope: Scope, almanac: Almanac | None, period: dict[str, str], **sides: str) -> Kept[Any]:
    word = period.get("period", "")
    asked = Asked(
        kind=kind, score=get_score(score).key, units=scope.units, word=word, since=period.get("since", ""),
        until=period.get("until", ""), almanac=same_for_all(word, almanac or organisation.almanac_of()),
        currency=organisation.company().currency, **sides,
    )  # fmt: skip
    of, kept = asked.period, shelf.look(_SHELVES[kind], asked)
    return Kept(report=kept.found, period=of, as_of=kept.as_of, is_refreshing=kept.is_refreshing, trouble=kept.trouble)
