"""A group of calls on their way to becoming events, column by column."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, compress, groupby
from typing import Any

import numpy as np
from msgspec.structs import astuple

from .contracts import Columns, Flag, Identifier, Moments
from .parcel import Parcel
from .reasons import Reason
from .wire import DEFAULTS, FIELDS, Item, PlainItem


class Draft:
    """Columns named as the protocol names them come first; steps.py turns them into those of an event."""

    def __init__(self, parcels: Sequence[Parcel]) -> None:
        self.requests = parcels
        self.cards = [parcel.card for parcel in parcels if parcel.card]
        self.parcels: list[Parcel] = list(chain.from_iterable([parcel] * len(parcel.items) for parcel in parcels))
        for name, column in _columns(parcels).items():
            setattr(self, name, column)
        self.rejected: dict[int, Reason] = {}

        self.names: Sequence[str] = ()
        self.identifiers: list[tuple[Identifier, ...]] = [()] * len(self.parcels)
        self.flags: list[tuple[str, ...]] = [()] * len(self.parcels)
        self.sessions: list[str] = [""] * len(self.parcels)
        self.original: Moments
        self.sent: Moments
        self.received: Moments
        self.moment: Moments

    # The protocol's columns; set above in the order of FIELDS.
    type: Sequence[str | None]
    messageId: Sequence[Any]
    userId: Sequence[Any]
    anonymousId: Sequence[Any]
    event: Sequence[Any]  # texts, once read_ids has been there
    name: Sequence[str | None]
    category: Sequence[str | None]
    timestamp: Sequence[str | None]
    originalTimestamp: Sequence[str | None]
    sentAt: Sequence[str | None]
    properties: Sequence[Any]
    context: Sequence[Any]
    traits: Sequence[Any]
    integrations: Sequence[Any]
    groupId: Sequence[Any]
    previousId: Sequence[Any]
    channel: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.parcels)

    def of_requests(self, values: Sequence[int]) -> Moments:
        """What is said once for each request, for every one of its calls."""
        counts = [len(parcel.items) for parcel in self.requests]
        return np.repeat(np.array(values, np.int64), counts)

    def reject(self, rows: Iterable[int], reason: Reason) -> None:
        """The first reason stands."""
        for row in rows:
            self.rejected.setdefault(row, reason)

    def flag(self, rows: Iterable[int], flag: Flag) -> None:
        flags, mark = self.flags, str(flag)
        rows = list(rows)
        if len(rows) == len(flags) and flags.count(()) == len(flags):  # a test source, a client that resends what it once sent
            self.flags = [(mark,)] * len(flags)
            return
        for row in rows:
            flags[row] = (*flags[row], mark)

    def leave_out_rejected(self) -> None:
        """Their parcels learn of it; every column is cut."""
        if not self.rejected:
            return
        self._tell_parcels()
        kept = [row not in self.rejected for row in range(len(self))]
        for name in (*FIELDS, "parcels", "identifiers", "flags", "sessions"):
            setattr(self, name, list(compress(getattr(self, name), kept)))
        self.rejected = {}

    def _tell_parcels(self) -> None:
        gone: dict[int, tuple[Parcel, dict[int, Reason]]] = {}
        starts = self._starts()
        for row, reason in self.rejected.items():
            parcel = self.parcels[row]
            gone.setdefault(id(parcel), (parcel, {}))[1][row - starts[id(parcel)]] = reason
        for parcel, reasons in gone.values():
            parcel.refuse(reasons)

    def _starts(self) -> dict[int, int]:
        starts: dict[int, int] = {}
        for row, parcel in enumerate(self.parcels):
            starts.setdefault(id(parcel), row)
        return starts

    def columns(self, place: Callable[["Draft"], dict[str, Any]]) -> Columns:
        return Columns(
            message_id=self.messageId,
            type=self.type,  # type: ignore[arg-type]
            name=self.names,
            user_id=self.userId,
            anonymous_id=self.anonymousId,
            previous_id=self.previousId,
            identifiers=self.identifiers,
            session_id=self.sessions,
            timestamp=self.moment,
            original_timestamp=self.original,
            sent_at=self.sent,
            received_at=self.received,
            properties=self.properties,
            context=self.context,
            traits=self.traits,
            flags=self.flags,
            **place(self),
        )


def _columns(parcels: Sequence[Parcel]) -> dict[str, Sequence[Any]]:
    """Of the calls of these requests, in their order; neighbours with the same fields are turned together."""
    runs = groupby((parcel.items for parcel in parcels if parcel.items), key=lambda items: type(items[0]))
    parts = [_turned(kind, list(chain.from_iterable(items))) for kind, items in runs]
    if not parts:
        return dict.fromkeys(FIELDS, ())
    return parts[0] if len(parts) == 1 else {name: list(chain.from_iterable(part[name] for part in parts)) for name in FIELDS}


def _turned(kind: type[Item | PlainItem], items: Sequence[Item | PlainItem]) -> dict[str, Sequence[Any]]:
    columns = dict(zip(kind.__struct_fields__, zip(*map(astuple, items), strict=True), strict=True))
    return {name: columns[name] if name in columns else [default] * len(items) for name, default in DEFAULTS.items()}


def rows_where(marks: Iterable[Any]) -> list[int]:
    return np.flatnonzero(np.fromiter(map(bool, marks), bool)).tolist()
