"""Work that this room does later."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import board
from .models import BoardRow


@jobs.handler(board.REFRESH, attempts=2)
def refresh(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    row = BoardRow.objects.filter(pk=payload["fingerprint"]).first()
    if row is not None:
        board.refresh_board(msgspec.json.decode(row.asked, type=board.Asked))


@jobs.nightly("metrics.warm_boards", at=dt.time(0, 5))
def warm(_payload: Mapping[str, Any], run: jobs.Run) -> None:
    """A new day moves every period: compute what people look at before they come, forget what nobody looks at."""
    BoardRow.objects.filter(looked_at__lt=clock.now() - board.FORGOTTEN_AFTER).delete()
    rows = list(BoardRow.objects.order_by("-looked_at"))
    for done, row in enumerate(rows):
        run.report(done, len(rows))
        board.refresh_board(msgspec.json.decode(row.asked, type=board.Asked))
