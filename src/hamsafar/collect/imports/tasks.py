"""Imports run in the background, and files are not kept for ever."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import services
from .work import State


@jobs.handler(services.JOB, slow=True, at_home=True)
def run(payload: Mapping[str, Any], run: jobs.Run) -> None:
    def report(state: State, _position: int) -> None:
        run.report(state.imported + state.rejected + state.skipped, note=state.phase)

    services.run(payload["import_id"], report=report)


@jobs.nightly("imports.clean", at=dt.time(3, 50), at_home=True)
def clean(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    services.clean()


jobs.call_it({services.JOB: _("Reading in a file"), "imports.clean": _("Forgetting files that were read in")})
