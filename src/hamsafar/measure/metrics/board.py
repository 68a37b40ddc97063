"""All measures of one scope at a glance, their causes, and forecasts. A page that shows them never waits for the spine: see the shelf."""

import datetime as dt
from dataclasses import replace
from typing import Final

from msgspec import structs

from hamsafar.base import clock
from hamsafar.base.calendars import Almanac, Calendar, same_for_all
from hamsafar.ground.organisation import services as organisation
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.events.services import Scope

from . import computing
from . import targets as keeping
from .catalogue import CATALOGUE, MEASURES, variants_of
from .computing import Asked, OfOne
from .contracts import Board, Causes, Foreseen, Measurement, Metric
from .periods import USUAL

# With fewer events than this a board takes no longer than a page does.
AT_ONCE_BELOW: Final = 20_000


def _are_of_today(asked: Asked, causes: Causes) -> bool:
    return causes.period == asked.period


BOARD: Final = shelf.kind("metrics.board", asked=Asked, found=Board, compute=computing.compute_board, at_once_below=AT_ONCE_BELOW)
FORECAST: Final = shelf.kind(
    "metrics.forecast", asked=OfOne, found=Measurement, compute=computing.foresee, at_once_below=AT_ONCE_BELOW
)  # fmt: skip
# They do not change by the minute, and looking for them costs more than measuring.
CAUSES: Final = shelf.kind(
    "metrics.causes", asked=Asked, found=Causes, compute=computing.find_causes, stands=_are_of_today, fresh_for=dt.timedelta(hours=1),
    share_of_time=0.01, at_once_below=0,
)  # fmt: skip


def board(*, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None) -> Board:
    """The seventeen measures (each by its first variant that has a value), as of a moment that is said. Raises NoSuchPeriod.

    Waits where nothing is known yet. Newer figures are computed behind the scenes once what is kept is older than a minute.
    """
    asked = _asked(scope, period, since, until, almanac)
    return _shown(asked, shelf.get(BOARD, asked))


def explained_board(*, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None) -> Board:
    """The board with where its changes come from. Waits for both where they are not known; for programs. Raises NoSuchPeriod."""
    asked = _asked(scope, period, since, until, almanac)
    return _explained(_shown(asked, shelf.get(BOARD, asked)), shelf.get(CAUSES, _of_causes(asked)))


def board_so_far(*, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None) -> Board:
    """The same for a page: at once, with as many measures as are known. Look again until it `is_whole`. Raises NoSuchPeriod."""
    asked = _asked(scope, period, since, until, almanac)
    found = _shown(asked, shelf.look(BOARD, asked))
    return _explained(found, shelf.look(CAUSES, _of_causes(asked))) if found.is_whole else found


def forecast_so_far(
    key: str, *, scope: Scope, period: str = "", since: str = "", until: str = "", almanac: Almanac | None = None
) -> Foreseen:
    """At once what is known of a forecast; look again while there is no measurement. Raises NoSuchPeriod."""
    asked = _asked(scope, period, since, until, almanac)
    of_one = OfOne(key=key, **{name: getattr(asked, name) for name in asked.__struct_fields__})
    kept = shelf.look(FORECAST, of_one)
    return Foreseen(measurement=kept.found, is_refreshing=kept.is_refreshing, trouble=kept.trouble)


def awaited(board: Board) -> tuple[Metric, ...]:
    """What a board that is not whole does not know yet, by the first variant of each measure."""
    known = {CATALOGUE[one.key].measure for one in board.measurements}
    return tuple(variants_of(measure)[0] for measure in MEASURES if measure not in known)


def warm_boards() -> None:
    """Compute the whole company's usual board, so that the first to open Home does not wait. For after a large load."""
    readings = [replace(organisation.almanac_of(), calendar=calendar) for calendar in Calendar]
    boards = [_asked(Scope(), USUAL, "", "", almanac) for almanac in readings]
    for asked in boards:
        shelf.renew(BOARD, asked)
    for causes in dict.fromkeys(map(_of_causes, boards)):
        shelf.renew(CAUSES, causes)


def _asked(scope: Scope, period: str, since: str, until: str, almanac: Almanac | None) -> Asked:
    """Raises NoSuchPeriod."""
    asked = Asked(
        units=scope.units, word=period, since=since, until=until, almanac=almanac or organisation.almanac_of(),
        currency=organisation.company().currency,
    )  # fmt: skip
    _ = asked.period
    return asked


def _of_causes(asked: Asked) -> Asked:
    """Nothing in them is by the week or month: readers of both calendars share them where the days are the same."""
    return structs.replace(asked, almanac=same_for_all(asked.word or USUAL, asked.almanac))


def _shown(asked: Asked, kept: shelf.Kept[Board]) -> Board:
    found = kept.found or computing.board_of(asked, (), clock.now())
    return _with_targets(replace(found, is_refreshing=kept.is_refreshing, trouble=kept.trouble), asked.units)


def _explained(board: Board, kept: shelf.Kept[Causes]) -> Board:
    """Causes are of the same days as the board, or they are not shown."""
    if kept.found is None or kept.found.period != board.period:
        return replace(board, is_refreshing=board.is_refreshing or kept.is_refreshing)
    return replace(board, drivers=kept.found.drivers, explained_at=kept.as_of)


def _with_targets(kept: Board, units: tuple[str, ...] | None) -> Board:
    """Targets are not measured: a new one shows at once."""
    goals = keeping.targets_of(CATALOGUE.values(), units)
    return replace(kept, measurements=tuple(replace(one, target=goals[one.key]) for one in kept.measurements))
