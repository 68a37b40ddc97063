"""Cases are considered when they are due, and old ones forgotten."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from .considering import consider
from .contracts import CaseState
from .following import JOB
from .models import CaseRow
from .rounds import JOB as ROUND
from .rounds import open_round

KEPT = dt.timedelta(days=400)


# Conditions are computed by the event store, which an embedded installation has in the server alone.
@jobs.handler(JOB, attempts=8, at_home=True)
def consider_case(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    consider(payload["case"])


@jobs.handler(ROUND, attempts=8, at_home=True)
def begin_round(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    open_round(payload["rule"])


@jobs.nightly("asking.prune", at=dt.time(3, 45))
def prune(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    old = CaseRow.objects.filter(made_at__lt=clock.now() - KEPT).exclude(state=CaseState.WAITING)
    while ids := list(old.values_list("id", flat=True)[:500]):
        CaseRow.objects.filter(id__in=ids).delete()


jobs.call_it(
    {JOB: _("Considering whether to ask"), ROUND: _("Asking a group of customers"), "asking.prune": _("Forgetting whom rules looked at")}
)
