"""SMS and Telegram by anybody's HTTP API: what is called is declared, not coded. A gateway says how a message becomes a request, and how
its answer reads; gateway_forms.py holds ready ones.

Places in braces are filled in: {to} {text} {sender} {key} {reference} {number} {buttons}. In an address they are escaped, in JSON and form
fields they are values, never markup.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import msgspec

from .contracts import Choice
from .errors import GatewayMalformed

CHANNELS = ("sms", "telegram")
PLACES = ("to", "text", "sender", "key", "reference", "number", "buttons")
_PLACE = re.compile(r"\{(" + "|".join(PLACES) + r")\}")
METHODS = ("POST", "GET")


class Body(StrEnum):
    JSON = "json"
    FORM = "form"
    NONE = "none"


class Numbers(StrEnum):
    """How the gateway writes a phone number. As it is: whatever the channel's identifier says (a Telegram chat)."""

    AS_IS = "as_is"
    E164 = "e164"  # +989121234567
    DIGITS = "digits"  # 989121234567
    NATIONAL = "national"  # 09121234567


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """`key` never leaves the process: it is left out of every representation."""

    channel: str
    form: str = ""  # the ready one that it began with
    method: str = "POST"
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body_kind: Body = Body.JSON
    body: Mapping[str, Any] = field(default_factory=dict)
    numbers: Numbers = Numbers.E164
    sender: str = ""
    key: str = field(default="", repr=False)
    ok_path: str = ""  # where the answer says whether it was taken; empty: the status alone says it
    ok_values: tuple[str, ...] = ()
    id_path: str = ""  # where the answer tells the gateway's own number of the message
    error_path: str = ""
    gone: tuple[str, ...] = ()  # words of an error after which nothing is sent to that address any more
    knows_repeats: bool = False  # the same {reference} or {number} is one message, however often it is sent
    leave_link: bool = True
    report_id: str = ""  # in delivery reports
    report_status: str = ""
    report_arrived: tuple[str, ...] = ()
    report_returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to one address."""

    id: UUID
    to: str
    text: str
    choices: Sequence[Choice] = ()  # links under the text, where the channel has buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None


def request_of(gateway: Gateway, message: Outgoing) -> Request:
    """Raises GatewayMalformed."""
    values = _values(gateway, message)
    url = _filled(gateway.url, {name: quote(text, safe="") for name, text in values.items()})
    headers = {name: _filled(text, values) for name, text in gateway.headers.items()}
    if any(c in text for text in headers.values() for c in "\r\n") or not all(text.isascii() for text in headers.values()):
        raise GatewayMalformed(where="headers")
    kind, body = _body(gateway, values, message.choices)
    return Request(method=gateway.method, url=url, headers={**kind, **headers}, body=body)


def _values(gateway: Gateway, message: Outgoing) -> dict[str, str]:
    return {
        "to": written_number(message.to, gateway.numbers), "text": message.text, "sender": gateway.sender, "key": gateway.key,
        "reference": message.id.hex, "number": number_of(message.id),
    }  # fmt: skip


def number_of(id: UUID) -> str:
    """The same message as a whole number, for gateways that tell repeats by one."""
    return str(int.from_bytes(hashlib.blake2b(id.bytes, digest_size=8).digest(), "big") >> 11)


def written_number(address: str, how: Numbers) -> str:
    digits = re.sub(r"\D", "", address)
    if how is Numbers.DIGITS:
        return digits
    if how is Numbers.E164:
        return f"+{digits}"
    return national(address) if how is Numbers.NATIONAL else address


def national(address: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(address, None)
    except phonenumbers.NumberParseException:
        return address
    return re.sub(r"\D", "", phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)


def _body(gateway: Gateway, values: Mapping[str, str], choices: Sequence[Choice]) -> tuple[dict[str, str], bytes | None]:
    if gateway.body_kind is Body.NONE:
        return {}, None
    said = _deep(dict(gateway.body), values, choices)
    if gateway.body_kind is Body.JSON:
        return {"Content-Type": "application/json"}, msgspec.json.encode(said)
    return {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, urlencode({k: _plain(v) for k, v in said.items()}).encode()


def _deep(said: Any, values: Mapping[str, str], choices: Sequence[Choice]) -> Any:
    """A text that is nothing but {buttons} becomes the rows of buttons; where there are none, what holds it is left out."""
    if isinstance(said, str):
        return _rows(choices) if said == "{buttons}" else _filled(said, values)
    if isinstance(said, Mapping):
        return {name: _deep(each, values, choices) for name, each in said.items() if choices or not _holds_buttons(each)}
    return [_deep(each, values, choices) for each in said] if isinstance(said, list) else said


def _holds_buttons(said: Any) -> bool:
    if isinstance(said, Mapping):
        return any(map(_holds_buttons, said.values()))
    return said == "{buttons}"


def _rows(choices: Sequence[Choice]) -> list[list[dict[str, str]]]:
    """Numbers stand side by side, words below each other."""
    width = 6 if all(len(each.label) <= 2 for each in choices) else 1
    buttons = [{"text": each.label, "url": each.url} for each in choices]
    return [buttons[start : start + width] for start in range(0, len(buttons), width)]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def dig(said: Any, path: str) -> Any:
    """entries.0.messageid: names of objects and places in lists, one after another. None where there is nothing."""
    for step in filter(None, path.split(".")):
        if isinstance(said, Mapping):
            said = said.get(step)
        elif isinstance(said, list) and step.isdecimal() and int(step) < len(said):
            said = said[int(step)]
        else:
            return None
    return said


def as_text(value: Any) -> str:
    """As settings compare it: true, 200, ok."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value) if isinstance(value, str | int | float) else msgspec.json.encode(value).decode()
