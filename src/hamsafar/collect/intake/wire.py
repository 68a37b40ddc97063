"""The tracking API's JSON, as Segment's clients write it. Properties, context and traits are carried through as the text they came in."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw

EMPTY = Raw(b"{}")
ABSENT = Raw(b"")
Id = str | int | None


class Item(msgspec.Struct, gc=False):
    """One call. Names are the protocol's; everything may be missing, steps.py says what must not."""

    type: str | None = None
    messageId: Id = None
    userId: Id = None
    anonymousId: Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    timestamp: str | None = None
    originalTimestamp: str | None = None
    sentAt: str | None = None
    properties: Raw = EMPTY
    context: Raw = EMPTY
    traits: Raw = EMPTY
    integrations: Raw = EMPTY
    groupId: Id = None
    previousId: Id = None
    channel: str | None = None
    writeKey: str | None = None


FIELDS = Item.__struct_fields__


class PlainItem(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """What most calls of a server's client consist of, and nothing else: half as many fields to read, to turn into columns and to drop."""

    type: str | None = None
    messageId: Id = None
    userId: Id = None
    anonymousId: Id = None
    event: str | None = None
    timestamp: str | None = None
    properties: Raw = EMPTY
    context: Raw = EMPTY
    integrations: Raw = EMPTY


DEFAULTS = dict(zip(FIELDS, msgspec.structs.astuple(Item()), strict=True))


class Batch(msgspec.Struct, gc=False):
    batch: list[Item]
    writeKey: str | None = None
    sentAt: str | None = None
    context: Raw = ABSENT
    integrations: Raw = ABSENT


class PlainBatch(msgspec.Struct, gc=False):
    """A batch of plain calls; one other call among them and it is not one."""

    batch: list[PlainItem]
    writeKey: str | None = None
    sentAt: str | None = None
    context: Raw = ABSENT
    integrations: Raw = ABSENT


class LooseBatch(msgspec.Struct, gc=False):
    """The same, its items unread: used when one of them is not what it should be, so that it does not take the others with it."""

    batch: list[Raw]
    writeKey: Any = None
    sentAt: Any = None
    context: Raw = ABSENT
    integrations: Raw = ABSENT


class Context(msgspec.Struct, gc=False):
    """What is read of a context; all of it is kept."""

    userAgent: Any = None
    sessionId: Any = None
    traits: Any = None
    externalIds: Any = None
    test: Any = None


class Money(msgspec.Struct, gc=False):
    """Where Segment's events say what they are worth, exact as written."""

    revenue: Raw = ABSENT
    total: Raw = ABSENT
    value: Raw = ABSENT
    currency: Any = None


read_item: Callable[[Any], Item] = msgspec.json.Decoder(Item).decode
read_batch: Callable[[Any], Batch] = msgspec.json.Decoder(Batch).decode
read_plain_batch: Callable[[Any], PlainBatch] = msgspec.json.Decoder(PlainBatch).decode
read_loose_batch: Callable[[Any], LooseBatch] = msgspec.json.Decoder(LooseBatch).decode
read_context: Callable[[Any], Context] = msgspec.json.Decoder(Context).decode
read_money: Callable[[Any], Money] = msgspec.json.Decoder(Money).decode
