"""Letters that come back: reports about delivery (RFC 3464) that the mail server hands over by a web hook.

Whoever writes to the sender's address can write such a letter, so it is believed only where it names a letter of ours by its number,
which nobody knows but whoever got it; and an address is given up only where the report is about the very address that was written to.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from uuid import UUID

from django.db import transaction

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier
from hamsafar.identify.people import services as people

from . import telling
from .models import MessageRow
from .sending import block
from .smtp import is_gone, without_addresses

MOST_BYTES = 2 * 1024 * 1024
_OURS = re.compile(r"<([0-9a-f]{32})@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What one report says of one recipient."""

    message: UUID
    addresses: tuple[str, ...]  # as sent to, and where it was led on
    status: str  # 5.1.1
    said: str


def note(raw: bytes) -> int:
    """Read a letter that came in; returns how many of ours it says came back."""
    return sum(_note(one) for one in read(raw))


def read(raw: bytes) -> list[Returned]:
    """A letter that is no such report, an answer on holiday for instance, says nothing."""
    letter = message_from_bytes(raw)
    if letter.get_content_type() != "multipart/report" or not letter.is_multipart():
        return []
    message = _which(letter)
    return [one for part in _parts(letter, "message/delivery-status") for one in _failures(part, message)] if message else []


def _which(letter: Message) -> UUID | None:
    """The number of the letter that is sent back with the report, or of its head."""
    for part in _parts(letter, "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"):
        inner = part.get_payload()
        head = inner[0] if isinstance(inner, list) and inner else message_from_string(str(inner))
        found = _OURS.search(_header(head, "Message-ID")) if isinstance(head, Message) else None
        if found:
            return UUID(found[1])
    return None


def _parts(letter: Message, *kinds: str) -> Iterator[Message]:
    payload = letter.get_payload()
    return (
        (part for part in payload if isinstance(part, Message) and part.get_content_type() in kinds)
        if isinstance(payload, list)
        else iter(())
    )


def _failures(part: Message, message: UUID) -> Iterator[Returned]:
    recipients = part.get_payload()
    for each in recipients if isinstance(recipients, list) else []:
        if not isinstance(each, Message) or _header(each, "Action").lower() != "failed":
            continue
        told = (_after_kind(_header(each, name)) for name in ("Original-Recipient", "Final-Recipient"))
        status, diagnosis = _header(each, "Status"), _after_kind(_header(each, "Diagnostic-Code"))
        yield Returned(message=message, addresses=tuple(filter(None, told)), status=status[:20], said=diagnosis)


def _header(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).split())


def _after_kind(field: str) -> str:
    """rfc822; somebody@example.com"""
    return field.partition(";")[2].strip() or field


@transaction.atomic
def _note(one: Returned) -> bool:
    row = MessageRow.objects.select_for_update().filter(id=one.message, channel="email").first()
    if row is None or row.returned_at is not None:
        return False
    reason = without_addresses(f"{one.status} {one.said}").strip()
    row.returned_at, row.trouble = clock.now(), reason[:300]
    row.save(update_fields=["returned_at", "trouble"])
    telling.returned(row, reason)
    if is_gone(reason) and any(_key_of(address) == row.address_key for address in one.addresses):
        block(row.address_key, reason)
    return True


def _key_of(address: str) -> int:
    return people.key_of(Identifier("", "email", address.strip("<> ").lower()))
