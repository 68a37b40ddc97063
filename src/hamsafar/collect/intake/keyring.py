"""Write keys in memory, and the company's currency: the tracking API asks no database who sends.

A change in this process is seen at once, one in another process within EVERY seconds; a key that nobody knows is looked for again
at most once a second, so that a source made by a command works immediately and a flood of wrong keys costs nothing.
"""

import logging
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connections

from hamsafar.ground.organisation import services as organisation

from .contracts import Source
from .errors import Overloaded

log = logging.getLogger("hamsafar.intake")

EVERY = 5.0
UNKNOWN_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Card:
    """What the hot path needs of a source."""

    source: Source
    slug: str
    space: str
    unit: str
    channel: str
    origins: frozenset[str]
    wildcards: tuple[str, ...]

    def allows(self, origin: str) -> bool:
        if not self.origins and not self.wildcards:
            return True
        origin = origin.lower()
        return origin in self.origins or any(_matches(pattern, origin) for pattern in self.wildcards)


def _matches(pattern: str, origin: str) -> bool:
    scheme, _, host = pattern.partition("://*")
    return origin.startswith(f"{scheme}://") and origin.endswith(host)


_cards: dict[str, Card] = {}
_currency = ""
_read_at = float("-inf")
_reading = threading.Lock()


def find(key: str) -> Card | None:
    """Whose write key this is. While the database does not answer, the keys that are known still let in."""
    age = time.monotonic() - _read_at
    if age > EVERY or (age > UNKNOWN_EVERY and key not in _cards):
        try:
            reload()
        except DatabaseError:
            log.exception("write keys cannot be read again right now")
            if key not in _cards:
                raise Overloaded(seconds=2) from None
    return _cards.get(key)


def reload() -> None:
    """Read all keys again: there are hundreds at most."""
    global _cards, _currency, _read_at
    from .models import SourceRow
    from .sources import to_source

    with _reading:
        rows = SourceRow.objects.prefetch_related("keys")
        sources = [to_source(row) for row in rows]
        _cards = {key.key: _card(source) for source in sources for key in source.keys if key.is_live}
        _currency = organisation.company().currency
        _read_at = time.monotonic()


def home_currency() -> str:
    """In which an amount counts that names no currency: the company's, as somebody last chose it."""
    return _currency or str(settings.HOME_CURRENCY)


def forget() -> None:
    """Read again at the next question; for tests and after a restore."""
    global _currency, _read_at
    _currency, _read_at = "", float("-inf")


def close_connection() -> None:
    connections.close_all()


def _card(source: Source) -> Card:
    return Card(
        source=source,
        slug=source.slug,
        space=source.space,
        unit=source.unit,
        channel=source.channel,
        origins=frozenset(origin for origin in source.origins if "*" not in origin),
        wildcards=tuple(origin for origin in source.origins if "*" in origin),
    )
