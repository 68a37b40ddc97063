"""Work of people that is done later."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import duplicates


@jobs.nightly("people.find_duplicates", at=dt.time(3, 30))
def find_duplicates(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    duplicates.find()


jobs.call_it({"people.find_duplicates": _("Looking for people who are there twice")})
