"""What the queue does: telling."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.collect.ideas import services as ideas
from hamsafar.ground.jobs import services as jobs

from . import telling


@jobs.handler(ideas.TELL, slow=True)
def tell(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    telling.tell(int(payload["idea"]), round=int(payload.get("round", 0)))


jobs.call_it({ideas.TELL: _("Telling customers that their idea is done")})
