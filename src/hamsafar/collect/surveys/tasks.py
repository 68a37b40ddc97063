"""What surveys do in the background."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import answering, sweeping


@jobs.handler(answering.SETTLE)
def settle(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    while answering.settle():
        pass


@jobs.nightly("surveys.sweep", at=dt.time(4, 5))
def sweep(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    sweeping.sweep_files()


jobs.call_it({answering.SETTLE: _("Settling answers that were left half done"), "surveys.sweep": _("Sweeping up files that no answer has")})
