"""A request becomes calls: unpacked, decoded, let in or refused as a whole. Runs on the intake's thread, never on the event loop."""

import base64
import binascii
import json
import math
import re
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw

from . import keyring
from .errors import (
    BadBatch,
    BadCompression,
    BadEvent,
    BadJson,
    BadText,
    OriginNotAllowed,
    SourcePaused,
    TooFast,
    TooLarge,
    Unauthorised,
    UnknownCompression,
)
from .limits import Limiter
from .parcel import Parcel
from .reasons import EXPLANATIONS, Reason
from .wire import ABSENT, Batch, Item, LooseBatch, PlainBatch, read_batch, read_item, read_loose_batch, read_plain_batch

MOST_BYTES = 512_000
MOST_EVENT_BYTES = 32 << 10
MOST_EVENTS = 2_500
BATCHES = frozenset({"batch", "import"})

# What is valid JSON and yet no text: NUL, which some stores cannot keep, and halves of a pair (a cut emoji), which cannot be written.
_NO_TEXT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_HALVES = re.compile("[\ud800-\udfff]")


def unpack(parcel: Parcel) -> None:
    """Never more than a request may have, however small it came."""
    if parcel.encoding in {b"", b"identity"}:
        return
    if parcel.encoding not in {b"gzip", b"x-gzip"}:
        raise UnknownCompression
    inflate = zlib.decompressobj(wbits=31)
    try:
        body = inflate.decompress(parcel.body, MOST_BYTES + 1)
    except zlib.error:
        raise BadCompression from None
    if len(body) > MOST_BYTES:
        raise TooLarge(limit=MOST_BYTES // 1024)
    if not inflate.eof:
        raise BadCompression
    parcel.body = body


def require_text(parcel: Parcel) -> None:
    """UTF-8 without signs that no store or page can carry: those are replaced, a mistake in one word loses no event."""
    body = parcel.body
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError:
            raise BadText from None
    if b"\\" in body and _NO_TEXT.search(body):
        parcel.body = _mended(body)


def decode(parcel: Parcel) -> None:
    """JSON to calls. The write key may stand in the body; a header's comes first."""
    try:
        key = _decode_batch(parcel) if parcel.endpoint in BATCHES else _decode_call(parcel)
    except msgspec.DecodeError as error:
        raise BadJson(reason=error) from None
    except RecursionError:
        raise BadJson(reason="nested too deeply") from None
    if not parcel.authorization and isinstance(key, str):
        parcel.authorization = key.encode()


def authenticate(parcel: Parcel) -> None:
    parcel.card = keyring.find(key_of(parcel.authorization))
    if parcel.card is None:
        raise Unauthorised


def require_open_source(parcel: Parcel) -> None:
    assert parcel.card
    if parcel.card.source.is_paused:
        raise SourcePaused


def require_allowed_origin(parcel: Parcel) -> None:
    """Only browsers say where a page came from; what sends none is a server or an app."""
    assert parcel.card
    if parcel.origin and not parcel.card.allows(parcel.origin.decode("latin-1")):
        raise OriginNotAllowed(origin=parcel.origin.decode("latin-1")[:100])


def leave_out_surplus(parcel: Parcel) -> None:
    """As Segment does it: what is beyond the limit is refused, the rest kept."""
    if len(parcel.items) > MOST_EVENTS:
        parcel.refuse(dict.fromkeys(range(MOST_EVENTS, len(parcel.items)), Reason.TOO_MANY))


def leave_out_large(parcel: Parcel) -> None:
    if len(parcel.body) <= MOST_EVENT_BYTES:
        return
    if parcel.endpoint not in BATCHES:
        raise TooLarge(limit=MOST_BYTES // 1024)
    sizes = [memoryview(raw).nbytes for raw in read_loose_batch(parcel.body).batch]
    positions = parcel.where or range(len(parcel.items))
    parcel.refuse({index: Reason.TOO_LARGE for index, place in enumerate(positions) if sizes[place] > MOST_EVENT_BYTES})


READING: tuple[Callable[[Parcel], None], ...] = (
    unpack,
    require_text,
    decode,
    authenticate,
    require_open_source,
    require_allowed_origin,
    leave_out_surplus,
    leave_out_large,
)


def require_pace(parcel: Parcel, limiter: Limiter) -> None:
    """The last step: only what would be kept counts against the source's limit."""
    assert parcel.card
    per_second = parcel.card.source.per_second
    if per_second and parcel.items:
        wait = limiter.wait_before(parcel.card.slug, len(parcel.items), per_second)
        if wait:
            raise TooFast(seconds=math.ceil(wait))


def key_of(authorization: bytes) -> str:
    """Basic with the key as user (its colon may be missing), Bearer, or the bare key."""
    scheme, _, rest = authorization.partition(b" ")
    if scheme.lower() == b"basic":
        try:
            rest = base64.b64decode(rest.strip() + b"==", validate=False)
        except (binascii.Error, ValueError):
            return ""
        return rest.partition(b":")[0].decode("latin-1").strip()
    if scheme.lower() == b"bearer":
        return rest.decode("latin-1").strip()
    return authorization.decode("latin-1").strip()


def _decode_call(parcel: Parcel) -> Any:
    try:
        item = read_item(parcel.body)
    except msgspec.ValidationError as error:
        reason = Reason.WRONG_TYPE if parcel.body.lstrip()[:1] == b"{" else Reason.NOT_AN_OBJECT
        raise BadEvent(reason=reason, explanation=f"{EXPLANATIONS[reason]} ({error})") from None
    item.type = parcel.endpoint
    parcel.items = [item]
    return item.writeKey


def _decode_batch(parcel: Parcel) -> Any:
    batch: PlainBatch | Batch | LooseBatch
    try:
        batch = _decode_strictly(parcel.body)
        parcel.items = batch.batch
    except msgspec.ValidationError:
        batch = _decode_loosely(parcel)
    parcel.sent_at = batch.sentAt if isinstance(batch.sentAt, str) else None
    if batch.context is not ABSENT:
        for item in parcel.items:
            item.context = _merged(batch.context, item.context)
    if batch.integrations is not ABSENT:
        for item in parcel.items:
            item.integrations = _merged(batch.integrations, item.integrations)
    return batch.writeKey


def _decode_strictly(body: bytes) -> PlainBatch | Batch:
    try:
        return read_plain_batch(body)
    except msgspec.ValidationError:
        return read_batch(body)


def _decode_loosely(parcel: Parcel) -> LooseBatch:
    """Call by call, so that one that is not what it should be is refused alone."""
    try:
        batch = read_loose_batch(parcel.body)
    except msgspec.ValidationError:
        raise BadBatch from None
    items: list[Item] = []
    refused: dict[int, Reason] = {}
    for index, raw in enumerate(batch.batch):
        try:
            items.append(read_item(raw))
        except msgspec.ValidationError:
            refused[index] = Reason.WRONG_TYPE if bytes(raw)[:1] == b"{" else Reason.NOT_AN_OBJECT
            items.append(Item())
    parcel.items = items
    parcel.refuse(refused)
    return batch


def _merged(outer: Raw, inner: Raw) -> Raw:
    """The batch's object under the call's: where both say something, the call is right."""
    below, above = bytes(outer), bytes(inner)
    if below[:1] != b"{":
        return inner
    if above in {b"{}", b"null"}:
        return outer
    if above[:1] != b"{":
        return inner
    return Raw(msgspec.json.encode(msgspec.json.decode(below, type=dict[str, Raw]) | msgspec.json.decode(above, type=dict[str, Raw])))


def _mended(body: bytes) -> bytes:
    try:
        whole = json.loads(body, parse_constant=_no_constant)
        return json.dumps(_without_no_text(whole), ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadJson(reason=error if isinstance(error, json.JSONDecodeError) else "a number or a depth that cannot be kept") from None


def _without_no_text(value: Any) -> Any:
    if isinstance(value, str):
        return _HALVES.sub("\ufffd", value).replace("\0", "\ufffd")
    if isinstance(value, list):
        return [_without_no_text(one) for one in value]
    if isinstance(value, dict):
        return {_without_no_text(key): _without_no_text(one) for key, one in value.items()}
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)
