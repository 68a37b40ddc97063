"""What gateways report later: a message arrived, or did not. The token in the address is why they are believed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hamsafar.base import clock

from . import telling
from .gateways import Gateway, as_text, dig
from .models import MessageRow


def note(gateway: Gateway, said: Mapping[str, Any]) -> bool:
    """Returns whether something was learnt. A report that comes twice says nothing new."""
    reference, status = as_text(dig(said, gateway.report_id)), as_text(dig(said, gateway.report_status)).casefold()
    if not (gateway.report_id and gateway.report_status and reference):
        return False
    if status in {each.casefold() for each in gateway.report_arrived}:
        return _arrived(gateway.channel, reference)
    if status in {each.casefold() for each in gateway.report_returned}:
        return _returned(gateway.channel, reference, status)
    return False


@transaction.atomic
def _arrived(channel: str, reference: str) -> bool:
    row = _row(channel, reference)
    if row is None or row.arrived_at is not None:
        return False
    row.arrived_at = clock.now()
    row.save(update_fields=["arrived_at"])
    telling.arrived(row)
    return True


@transaction.atomic
def _returned(channel: str, reference: str, status: str) -> bool:
    row = _row(channel, reference)
    if row is None or row.returned_at is not None:
        return False
    row.returned_at, row.trouble = clock.now(), status[:300]
    row.save(update_fields=["returned_at", "trouble"])
    telling.returned(row, status)
    return True


def _row(channel: str, reference: str) -> MessageRow | None:
    return MessageRow.objects.select_for_update().filter(channel=channel, reference=reference[:100]).order_by("-made_at").first()
