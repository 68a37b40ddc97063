"""The door of the shelf.

NEEDS = shelf.kind("home.needs", asked=Asked, found=tuple[Need, ...], compute=find_needs)   in a module that the room's `tasks` imports
kept = shelf.look(NEEDS, Asked(units=None))
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.jobs import services as jobs
from hamsafar.store.events import services as events

from . import keeping
from .contracts import FEW_EVENTS, KINDS, Asked, Found, Kept, Kind, Tell
from .models import ShelfRow

__all__ = ["Kept", "Kind", "Tell", "empty", "get", "kind", "look", "renew"]

jobs.call_it({"shelf.refresh": _("Computing figures"), "shelf.warm": _("Computing the figures of the day")})


def kind(
    name: str, *, asked: type[Asked], found: Any, compute: Callable[[Asked, Tell[Found]], Found],
    stands: Callable[[Asked, Found], bool] = lambda _asked, _found: True, fresh_for: dt.timedelta = dt.timedelta(minutes=1),
    share_of_time: float = 0.05, at_once_below: int = FEW_EVENTS, holds_words: bool = False,
) -> Kind[Asked, Found]:  # fmt: skip
    """Name a sort of figures once, where it is computed. `found` is the type that `compute` returns; it may `tell` parts on its way."""
    made = Kind(
        name=name, asked=asked, found=found, compute=compute, stands=stands, fresh_for=fresh_for, share_of_time=share_of_time,
        at_once_below=at_once_below, holds_words=holds_words,
    )  # fmt: skip
    KINDS[name] = made
    return made


def look(kind: Kind[Asked, Found], asked: Asked) -> Kept[Found]:
    """What is known, at once; newer figures are queued where these are old."""
    row = keeping.find(kind, asked)
    if row is None and events.newest() < kind.at_once_below:
        return renew(kind, asked)
    return keeping.shown(kind, row or keeping.begin(kind, asked))


def get(kind: Kind[Asked, Found], asked: Asked) -> Kept[Found]:
    """The same for programs: waits where nothing whole is known."""
    row = keeping.find(kind, asked)
    return keeping.shown(kind, row) if row and keeping.is_whole(kind, row) else renew(kind, asked)


def renew(kind: Kind[Asked, Found], asked: Asked) -> Kept[Found]:
    """Newer figures, now."""
    return keeping.compute(keeping.begin(kind, asked))


def empty() -> int:
    """Forget all that holds words of customers, also what is being computed at this moment."""
    deleted, _tables = ShelfRow.objects.filter(holds_words=True).delete()
    return deleted
