"""What stands beside the measures takes long on a large spine: the shelf keeps it, and the page shows what is there."""

from typing import Final

import msgspec

from hamsafar.base import clock
from hamsafar.measure.metrics.services import OfPeriod
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.events.services import Scope

from . import needs, stages
from .contracts import Need, Stage

NEEDS_KEPT: Final = 8


class OfNow(msgspec.Struct, frozen=True, kw_only=True):
    units: tuple[str, ...] | None


def _needs(asked: OfNow, _tell: object) -> tuple[Need, ...]:
    return needs.list_needs(Scope(units=asked.units), clock.now(), NEEDS_KEPT)


def _stages(asked: OfPeriod, _tell: object) -> tuple[Stage, ...]:
    return stages.list_stages(asked.scope)


NEEDS: Final = shelf.kind("home.needs", asked=OfNow, found=tuple[Need, ...], compute=_needs, holds_words=True)
STAGES: Final = shelf.kind("home.stages", asked=OfPeriod, found=tuple[Stage, ...], compute=_stages)
