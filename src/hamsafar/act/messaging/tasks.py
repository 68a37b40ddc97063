"""Fetches are judged, and forgotten."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import following


@jobs.handler(following.JOB)
def judge(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    following.judge_all(UUID(payload["message"]))


@jobs.nightly("messaging.forget", at=dt.time(3, 55))
def forget(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    following.forget_old()


jobs.call_it({following.JOB: _("Telling readers from programs"), "messaging.forget": _("Forgetting who fetched letters")})
