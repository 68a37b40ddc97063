"""What the queue does for cases."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import asking_again, noticing
from . import kept as kept  # jobs compute what the shelf keeps for the pages: so that it knows how
from .working import ASK_AGAIN


@jobs.handler(ASK_AGAIN)
def ask_again(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    asking_again.ask_when_allowed(int(payload["case"]))


@jobs.handler(noticing.JOB)
def fell_due(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    noticing.fell_due(int(payload["case"]))


jobs.call_it({noticing.JOB: _("Looking whether a case is late"), ASK_AGAIN: _("Asking again whether it helped")})
