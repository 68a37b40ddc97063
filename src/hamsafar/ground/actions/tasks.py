"""Deeds are done by the queue, and old ones forgotten."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import services
from .deeds import JOB
from .doing import do

KEPT = dt.timedelta(days=400)


# The deed counts its own attempts; the job only brings it back where a process died in the middle.
@jobs.handler(JOB, attempts=20)
def do_deed(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    do(UUID(payload["deed"]))


@jobs.nightly("actions.prune", at=dt.time(3, 50))
def prune(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    services.prune(before=clock.now() - KEPT)
