"""What the queue does for cases."""

from collections.abc import Mapping
from typing import Any

from hamsafar.ground.jobs import services as jobs

from . import asking_again
from .working import ASK_AGAIN


@jobs.handler(ASK_AGAIN)
def ask_again(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    asking_again.ask_when_allowed(int(payload["case"]))
