"""The queue cleans up behind itself."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hamsafar.base import clock

from . import services
from .handlers import nightly
from .run import Run

KEPT = dt.timedelta(days=30)


@nightly("jobs.prune", at=dt.time(3, 40))
def prune(_payload: Mapping[str, Any], _run: Run) -> None:
    services.prune(before=clock.now() - KEPT)
