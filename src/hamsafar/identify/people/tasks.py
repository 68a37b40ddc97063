"""Work of people that is done later."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hamsafar.ground.jobs import services as jobs

from . import duplicates


@jobs.nightly("people.find_duplicates", at=dt.time(3, 30))
def find_duplicates(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    duplicates.find()
