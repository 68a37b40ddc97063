"""What is posted: one item, a list, or {"items": […]}. What is called with a reply: JSON, signed, under an id of its own."""

import datetime as dt
import http.client
from typing import Any

import msgspec
from django.utils.translation import gettext_lazy as _

from hamsafar.base import clock, outward
from hamsafar.base.outward import AddressAway
from hamsafar.ground.actions.services import Doing, NotDone, NotYet
from hamsafar.ground.organisation import services as organisation

from ... import reading
from ...contracts import Place, Unreadable
from ...errors import CannotReply, NotItems, ReplyAway, ReplyRefused
from .. import Facts, Read, Reply, Takes
from . import signing

MOST = 500
LATER = frozenset({429, 503})
LONGEST_WAIT = dt.timedelta(hours=1)


class Unclear(Exception):
    """It was answered, and not so that anybody knows whether the reply stands there now."""


class WebhookConnector:
    key = "webhook"
    name = _("Webhook")
    about = _("Another system sends what it finds, at once, and can be given your replies.")
    takes = Takes.CALLS
    replies = True

    def read(self, body: bytes, place: Place) -> Read:
        zone = organisation.almanac_of().zone
        for number, said in enumerate(_listed(body)):
            try:
                yield reading.item_of(_roles(said), kind=place.kind, zone=zone)
            except reading.BadItem as bad:
                yield Unreadable(place=number, code=bad.code)

    def reply(self, place: Place, said: Reply, doing: Doing) -> Facts:
        if not place.reply_url:
            raise CannotReply
        body = msgspec.json.encode({
            "reply": said.id, "id": said.outer_id, "url": said.url, "network": said.network, "text": said.text, "by": said.by,
        })  # fmt: skip
        headers = {
            "Content-Type": "application/json", "Idempotency-Key": said.id,
            signing.HEADER: signing.sign(body, place.facts.get("secret", "")),
        }  # fmt: skip
        try:
            answer = outward.call(place.reply_url, headers=headers, body=body, go_out=doing.go_out)
        except AddressAway as away:
            raise NotYet(ReplyAway(kind=str(away.facts.get("kind", "")))) from None
        except (OSError, http.client.HTTPException) as broken:
            raise Unclear(type(broken).__name__) from None
        return _became(answer)


def _became(answer: outward.Reply) -> Facts:
    if answer.status in LATER:
        raise NotYet(ReplyRefused(status=answer.status), at=_when(answer))
    if answer.status >= 500 or answer.status == 408:
        raise Unclear(str(answer.status))
    if answer.status >= 300:
        raise NotDone(ReplyRefused(status=answer.status))
    return {"status": answer.status}


def _when(answer: outward.Reply) -> dt.datetime | None:
    told = answer.headers.get("retry-after", "")
    return clock.now() + min(LONGEST_WAIT, dt.timedelta(seconds=int(told[:6]))) if told.isascii() and told.isdecimal() else None


def _listed(body: bytes) -> list[Any]:
    """Raises NotItems."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotItems(most=MOST) from None
    said = said["items"] if isinstance(said, dict) and isinstance(said.get("items"), list) else said
    found = said if isinstance(said, list) else [said] if isinstance(said, dict) and said else None
    if found is None or len(found) > MOST:
        raise NotItems(most=MOST)
    return found


def _roles(said: Any) -> dict[str, Any]:
    """Fields by what their names mean: `review_id`, `reviewId` and `id` are one. Raises BadItem."""
    if not isinstance(said, dict):
        raise reading.BadItem("not_an_item")
    found: dict[str, Any] = {}
    for name, value in said.items():
        role = name if name in reading.NAMES else reading.role_of(name)
        if role and value not in (None, ""):
            found.setdefault(role, value)
    return found
