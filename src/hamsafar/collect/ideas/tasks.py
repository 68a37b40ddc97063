"""What the queue does for ideas."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import codes, noticing
from .around import around
from .board import board
from .contracts import said


@jobs.handler(codes.JOB)
def send_code(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    """A code that is too late is not sent; its letter would only puzzle."""
    row = codes.find_sent(UUID(payload["code"]))
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        return
    around().send_code(row.email, codes.code_of(row), language=row.language, board=said(board().name, row.language))


@jobs.nightly("ideas.forget_codes", at=dt.time(4, 5))
def forget_codes(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    codes.prune(before=clock.now() - dt.timedelta(days=1))


@jobs.handler(noticing.NEW)
def tell_of_new(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    noticing.tell(payload["since"])


jobs.call_it(
    {
        codes.JOB: _("Sending a code to sign in with"), "ideas.forget_codes": _("Forgetting old codes"),
        noticing.NEW: _("Telling members of new ideas"),
    }
)  # fmt: skip
