"""Every night it is written down what stood out on the day before."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import kept as kept  # jobs compute what the shelf keeps for the pages: so that it knows how
from . import spiking


@jobs.nightly("reputation.spikes", at=dt.time(4, 40), at_home=True)
def tell(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    spiking.tell_yesterday()


jobs.call_it({"reputation.spikes": _("Looking for what stood out among mentions")})
