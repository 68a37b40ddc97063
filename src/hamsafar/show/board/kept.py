"""What stands behind each idea is read from all that its voters bought and answered: the shelf keeps it."""

from typing import Final

import msgspec

from hamsafar.measure.ideas import services as weighing
from hamsafar.measure.ideas.services import Weight
from hamsafar.measure.segments import services as segments
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.events.services import Scope


class OfBoard(msgspec.Struct, frozen=True, kw_only=True):
    """`segment`: only its members count; 0 is everybody."""

    units: tuple[str, ...] | None
    segment: int = 0


def _weights(asked: OfBoard, _tell: object) -> dict[int, Weight]:
    within = frozenset(segments.members(segments.get_segment(asked.segment).condition)) if asked.segment else None
    return weighing.weigh(scope=Scope(units=asked.units), within=within)


WEIGHTS: Final = shelf.kind("board.weights", asked=OfBoard, found=dict[int, Weight], compute=_weights)
