"""A request on its way through the intake: as it came, and what became of it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .keyring import Card
from .reasons import Reason
from .wire import Item, PlainItem

SUCCESS = b'{"success":true}'


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Parcel:
    """One request. The event loop fills the first half and knows nothing of the second."""

    __slots__ = (
        "agent",
        "authorization",
        "body",
        "card",
        "encoding",
        "endpoint",
        "future",
        "items",
        "language",
        "origin",
        "received",
        "rejected",
        "reply",
        "sent_at",
        "wants_items",
        "where",
    )  # fmt: skip

    def __init__(self, endpoint: str, body: bytes, received: int) -> None:
        self.endpoint = endpoint  # track, identify … or batch
        self.body = body
        self.received = received  # milliseconds
        self.authorization = b""
        self.encoding = b""
        self.agent = ""
        self.origin = b""
        self.language = ""
        self.wants_items = False
        self.future: asyncio.Future[None] | None = None  # of the event loop that waits

        self.card: Card | None = None
        self.items: Sequence[Item | PlainItem] = ()
        self.where: list[int] | None = None  # positions in the batch, once some of it was refused
        self.rejected: list[tuple[int, Reason]] = []
        self.sent_at: str | None = None
        self.reply: Reply | None = None

    def refuse(self, reasons: Mapping[int, Reason]) -> None:
        """Take calls out; what is left remembers where in the batch it stood."""
        if not reasons:
            return
        where = self.where or list(range(len(self.items)))
        self.rejected += [(where[index], reason) for index, reason in reasons.items()]
        kept = [index for index in range(len(self.items)) if index not in reasons]
        self.items = [self.items[index] for index in kept]
        self.where = [where[index] for index in kept]
