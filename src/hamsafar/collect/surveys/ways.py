"""By which ways a survey may be answered. Unlike its words this may change at any moment, so it is no part of a version."""

import datetime as dt
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from .document import Record

Origin = Annotated[str, Meta(pattern=r"^https?://(\*\.)?[a-z0-9.-]{1,200}(:\d{1,5})?$")]


class Ways(Record, frozen=True, kw_only=True):
    access: Literal["open", "pin", "invited"] = "open"  # who holds the survey's own link
    pin: Annotated[str, Meta(pattern=r"^\d{0,10}$")] = ""
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    most: Annotated[int, Meta(ge=0, le=10_000_000)] = 0  # complete answers after which it closes; 0: no limit
    framed_by: Annotated[tuple[Origin, ...], Meta(max_length=20)] = ()  # sites that may show it in a frame


_decoder, _encoder = msgspec.json.Decoder(Ways), msgspec.json.Encoder()


def read(text: str) -> Ways:
    return _decoder.decode(text)


def write(ways: Ways) -> str:
    return _encoder.encode(ways).decode()
