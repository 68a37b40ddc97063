"""The door of the shelf.

NEEDS = shelf.kind("home.needs", asked=Asked, found=tuple[Need, ...], compute=find_needs)   in a module that the room's `tasks` imports
kept = shelf.look(NEEDS, Asked(units=None))
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs
from hamsafar.store.events import services as events

from . import keeping
from .contracts import KINDS, Asked, Found, Kept, Kind
from .models import ShelfRow

__all__ = ["Kept", "Kind", "empty", "kind", "look"]

# With fewer events than this nothing takes longer than a page may, and a new installation shows its first figures at once.
FEW_EVENTS: Final = 5_000

jobs.call_it({"shelf.refresh": _("Computing figures"), "shelf.warm": _("Computing the figures of the day")})


def kind(
    name: str, *, asked: type[Asked], found: Any, compute: Callable[[Asked], Found], fresh_for: dt.timedelta = dt.timedelta(minutes=1),
    share_of_time: float = 0.05, holds_words: bool = False,
) -> Kind[Asked, Found]:  # fmt: skip
    """Name a sort of figures once, where it is computed. `found` is the type that `compute` returns."""
    made = Kind(
        name=name, asked=asked, found=found, compute=compute, fresh_for=fresh_for, share_of_time=share_of_time, holds_words=holds_words
    )
    KINDS[name] = made
    return made


def look(kind: Kind[Asked, Found], asked: Asked) -> Kept[Found]:
    """What is known, at once; newer figures are queued where these are old."""
    row = keeping.find(kind, asked)
    if row is None and events.newest() < FEW_EVENTS:
        keeping.compute(keeping.begin(kind, asked))
        row = keeping.find(kind, asked)
    return keeping.shown(kind, row or keeping.begin(kind, asked))


def empty() -> int:
    """Forget all that holds words of customers, also what is being computed at this moment."""
    deleted, _tables = ShelfRow.objects.filter(holds_words=True).delete()
    return deleted
