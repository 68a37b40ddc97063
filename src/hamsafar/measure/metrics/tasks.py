"""Work that this room does later."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import board, foreseeing, shelf
from .models import BoardRow
from .shelf import Asked


@jobs.handler(shelf.REFRESH, attempts=2)
def refresh(payload: Mapping[str, Any], run: jobs.Run) -> None:
    row = BoardRow.objects.filter(pk=payload["fingerprint"]).first()
    if row is not None:
        _compute(shelf.asked_of(row), run.report)


@jobs.nightly("metrics.warm_boards", at=dt.time(0, 5))
def warm(_payload: Mapping[str, Any], run: jobs.Run) -> None:
    """A new day moves every period: compute what people look at before they come, forget what nobody looks at."""
    BoardRow.objects.filter(looked_at__lt=clock.now() - shelf.FORGOTTEN_AFTER).delete()
    rows = list(BoardRow.objects.order_by("-looked_at"))
    for done, row in enumerate(rows):
        run.report(done, len(rows))
        _compute(shelf.asked_of(row))


def _compute(asked: Asked, report: Callable[[int, int], None] = lambda _done, _of: None) -> None:
    if asked.key:
        foreseeing.keep_forecast(asked)
    else:
        board.refresh_board(asked, report)
