"""Erasures go on after a crash; what is too old goes every night."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hamsafar.ground.jobs import services as jobs

from .erasing import JOB, carry_out
from .errors import AnotherErasureRuns, BytesRemain, NotYet, StillComing
from .models import ErasureRow
from .retention import sweep


@jobs.handler(JOB, attempts=20, slow=True, at_home=True)
def run(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    row = ErasureRow.objects.filter(id=payload["erasure"]).first()
    if row is None:
        return
    try:
        carry_out(row)
    except (AnotherErasureRuns, BytesRemain, StillComing) as refusal:
        raise NotYet from refusal


@jobs.nightly("erasure.retention", at=dt.time(3, 20), at_home=True)
def retention(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    sweep()
