"""Feeds are looked at, files are read, what a crash left out is woken."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs

from . import files, places


@jobs.handler(places.LOOK, attempts=3, slow=True)
def look(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    places.look(payload["place"])


@jobs.handler(files.JOB, slow=True, at_home=True)
def read_file(payload: Mapping[str, Any], run: jobs.Run) -> None:
    files.run(UUID(payload["file"]), run.report)


@jobs.nightly("mentions.tidy", at=dt.time(4, 5), at_home=True)
def tidy(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    places.wake()
    files.clean()


jobs.call_it({
    places.LOOK: _("Looking at a feed"), files.JOB: _("Reading a file of mentions"), "mentions.tidy": _("Tidying up after mentions"),
})  # fmt: skip
