"""The events of one day in the making: one place that turns facts of the world into Event records with repeatable ids."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from hamsafar.collect.intake.contracts import Event
from hamsafar.collect.vocabulary import services as vocabulary

from . import company
from .people import Who

NOBODY = Who()
_DIRECTION = {event.name: event.direction for event in vocabulary.EVENTS}
_encode = msgspec.json.encode
_from = dt.datetime.fromtimestamp
UTC = dt.UTC
NETWORK_DELAY = 0.4  # seconds from a device to us


class Ledger:
    """Collects a day's events. Message ids count within (world, day), so that making the same world again repeats them."""

    def __init__(self, world: str, day: int) -> None:
        self._prefix = f"{world}-{day:04x}-"
        self._count = 0
        self.events: list[Event] = []

    def add(
        self, source: str, name: str, at: float, who: Who, properties: Mapping[str, Any] | None = None, *, type: str = "track",
        channel: str = "", direction: str = "", session: str = "", context: str = "{}", traits: Mapping[str, Any] | None = None,
        unit: str = "", amount: int | None = None, flags: tuple[str, ...] = (), previous_id: str = "", encoded: str = "",
    ) -> None:  # fmt: skip
        """One fact at `at` (seconds since 1970). What is not given follows from the source and the vocabulary.

        `encoded` is `properties` as JSON text already: pages and products are encoded once, not a million times.
        """
        tool = company.SOURCES[source]
        moment, received = _from(round(at, 3), UTC), _from(round(at + NETWORK_DELAY, 3), UTC)
        self._count += 1
        self.events.append(
            Event(
                source=source,
                message_id=f"{self._prefix}{self._count:06x}",
                type=type,
                name=name,
                channel=channel or tool.channel,
                direction=direction or _DIRECTION.get(name, "none"),
                space=who.space,
                user_id=who.user_id,
                anonymous_id=who.anonymous_id,
                previous_id=previous_id,
                identifiers=who.identifiers,
                unit=unit or tool.unit,
                session_id=session,
                timestamp=moment,
                original_timestamp=moment,
                sent_at=received,
                received_at=received,
                amount=None if amount is None else Decimal(amount),
                currency="" if amount is None else "IRR",
                properties=encoded or (_encode(properties).decode() if properties else "{}"),
                context=context,
                traits=_encode(traits).decode() if traits else "{}",
                flags=flags,
            )
        )

    def closed(self, until: float) -> list[Event]:
        """The day's events in the order in which they arrived; what has not arrived at `until` is left for a later making."""
        end = _from(until, UTC)
        return sorted((e for e in self.events if e.received_at <= end), key=lambda e: e.received_at)
