"""By which ways a survey may be answered. Unlike its words this may change at any moment, so it is no part of a version."""

import datetime as dt
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from .document import Record

Origin = Annotated[str, Meta(pattern=r"^https?://(\*\.)?[a-z0-9.-]{1,200}(:\d{1,5})?$")]


Trigger = Literal["page", "time", "scroll", "leave", "click"]
TRIGGERS: tuple[Trigger, ...] = ("page", "time", "scroll", "leave", "click")


class Address(Record, frozen=True, kw_only=True):
    """A rule on the address of the page that somebody is on."""

    op: Literal["is", "contains", "starts", "pattern"] = "contains"  # a pattern has * for anything
    text: Annotated[str, Meta(min_length=1, max_length=300)]
    is_not: bool = False


class Widget(Record, frozen=True, kw_only=True):
    """When the survey shows itself on a site. A program on the site may always ask for it, once this is on."""

    is_on: bool = False
    sources: Annotated[tuple[str, ...], Meta(max_length=50)] = ()  # slugs of the sites; none: all
    on: tuple[Trigger, ...] = ("time",)  # whichever comes first; none: only when the site's program asks
    seconds: Annotated[int, Meta(ge=0, le=3600)] = 15
    scroll: Annotated[int, Meta(ge=1, le=100)] = 60  # share of the page, in percent
    selector: Annotated[str, Meta(max_length=200)] = ""
    addresses: Annotated[tuple[Address, ...], Meta(max_length=20)] = ()  # one of the positive ones, none of the negative ones
    share: Annotated[int, Meta(ge=1, le=100)] = 100  # percent of visitors; the same visitor is always in or always out
    again_days: Annotated[int, Meta(ge=0, le=3650)] = 0  # 0: once for each visitor
    place: Literal["corner", "middle"] = "corner"
    is_wanted: bool = False  # the visitor asks to be heard (a feedback button): nobody's contacts are counted
    only_if: Annotated[str, Meta(max_length=20_000)] = ""  # a condition on the person, in the language of segments


class Ways(Record, frozen=True, kw_only=True):
    access: Literal["open", "pin", "invited"] = "open"  # who holds the survey's own link
    pin: Annotated[str, Meta(pattern=r"^\d{0,10}$")] = ""
    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    most: Annotated[int, Meta(ge=0, le=10_000_000)] = 0  # complete answers after which it closes; 0: no limit
    framed_by: Annotated[tuple[Origin, ...], Meta(max_length=20)] = ()  # sites that may show it in a frame
    widget: Widget = Widget()


_decoder, _encoder = msgspec.json.Decoder(Ways), msgspec.json.Encoder()


def read(text: str) -> Ways:
    return _decoder.decode(text)


def write(ways: Ways) -> str:
    return _encoder.encode(ways).decode()
