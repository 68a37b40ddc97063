"""What lies in the folder of recordings and belongs to nobody goes at night."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import recordings


@jobs.nightly("research.sweep", at=dt.time(4, 15), at_home=True)
def sweep(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    recordings.sweep()


jobs.call_it({"research.sweep": _("Tidying up recordings of research")})
