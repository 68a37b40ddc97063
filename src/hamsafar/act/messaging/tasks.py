"""Fetches are judged, and forgotten."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.notices import services as notices

from . import following
from .notices import write_notice


@jobs.handler(following.JOB)
def judge(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    following.judge_all(UUID(payload["message"]))


@jobs.nightly("messaging.forget", at=dt.time(3, 55))
def forget(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    following.forget_old()


@jobs.handler(notices.JOB, attempts=12, at_home=True)
def tell_member(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    """At home, for what is said may be asked of the spine."""
    telling = notices.ready(payload)
    if telling is not None:
        write_notice(telling)


jobs.call_it(
    {
        notices.JOB: _("Telling members what has happened"), following.JOB: _("Telling readers from programs"),
        "messaging.forget": _("Forgetting who fetched letters"),
    }
)  # fmt: skip
