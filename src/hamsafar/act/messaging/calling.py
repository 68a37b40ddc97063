"""Handing a message to a gateway, and reading what it says: taken, refused, later, or nobody can tell."""

import datetime as dt
import http.client
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from hamsafar.base import clock, outward
from hamsafar.base.outward import AddressAway, BadAddress, Reply
from hamsafar.ground.actions.services import NotDone, NotYet

from .errors import AddressGone, GatewayAway, GatewayMalformed, GatewayRefused
from .gateways import Gateway, Outgoing, as_text, dig, request_of

LATER = frozenset({429, 503})  # it says itself that it has not taken it
LONGEST_WAIT = dt.timedelta(hours=1)
MOST_WORDS = 200


class Taken(NamedTuple):
    reference: str  # the gateway's own number of the message
    said: str


class Unclear(Exception):
    """The gateway answered, and not so that anybody knows whether it took the message."""


def deliver(gateway: Gateway, message: Outgoing, *, go_out: Callable[[], None] = lambda: None) -> Taken:
    """Raises NotYet (nothing happened, later perhaps) and NotDone (it said no); anything else after `go_out` means that nobody can tell."""
    asked = request_of(gateway, message)
    try:
        reply = outward.call(asked.url, method=asked.method, headers=asked.headers, body=asked.body, go_out=go_out)
    except BadAddress:  # its own sentence would repeat the key
        raise GatewayMalformed(where="URL") from None
    except AddressAway as away:
        raise NotYet(GatewayAway(kind=str(away.facts.get("kind", "")))) from None
    except (OSError, http.client.HTTPException) as broken:
        if gateway.knows_repeats:  # asking again cannot send it twice
            raise NotYet(GatewayAway(kind=type(broken).__name__)) from None
        raise
    return read(gateway, reply)


def read(gateway: Gateway, reply: Reply) -> Taken:
    answer = _answer(reply)
    said = _said(gateway, reply, answer)
    if reply.status in LATER:
        raise NotYet(GatewayRefused(status=reply.status, reply=said), at=_when(reply, answer))
    if reply.status >= 500 or reply.status == 408:
        return _unclear(gateway, reply, said)
    if reply.status >= 300:
        raise NotDone(_refusal(gateway, reply.status, said))
    return _taken(gateway, reply, answer, said)


def _taken(gateway: Gateway, reply: Reply, answer: Any, said: str) -> Taken:
    verdict = as_text(dig(answer, gateway.ok_path))
    if gateway.ok_path and not verdict:
        return _unclear(gateway, reply, said)
    if gateway.ok_path and verdict not in gateway.ok_values:
        raise NotDone(_refusal(gateway, reply.status, said))
    reference = as_text(dig(answer, gateway.id_path))[:100] if gateway.id_path else ""
    return Taken(reference=reference, said=f"{reply.status} {verdict}".strip())


def _unclear(gateway: Gateway, reply: Reply, said: str) -> Taken:
    if gateway.knows_repeats:
        raise NotYet(GatewayRefused(status=reply.status, reply=said))
    raise Unclear(f"{reply.status} {said}")


def _refusal(gateway: Gateway, status: int, said: str) -> AddressGone | GatewayRefused:
    is_gone = any(word.casefold() in said.casefold() for word in gateway.gone)
    return AddressGone(reply=said) if is_gone else GatewayRefused(status=status, reply=said)


def _answer(reply: Reply) -> Any:
    try:
        return msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _said(gateway: Gateway, reply: Reply, answer: Any) -> str:
    """Its own words; without the key, which some gateways repeat."""
    told = as_text(dig(answer, gateway.error_path)) if gateway.error_path else ""
    words = told or reply.body[:1000].decode("utf-8", "replace")
    words = words.replace(gateway.key, "…") if gateway.key else words
    return " ".join(words.split())[:MOST_WORDS]


def _when(reply: Reply, answer: Any) -> dt.datetime | None:
    told = reply.headers.get("retry-after", "") or as_text(dig(answer, "parameters.retry_after"))
    if not told.isdecimal():
        return None
    return clock.now() + min(LONGEST_WAIT, dt.timedelta(seconds=int(told[:6])))
