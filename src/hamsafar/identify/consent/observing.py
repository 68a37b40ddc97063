"""Consent Given and Consent Withdrawn of the spine become entries of the ledger. Seeing an event again changes nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from hamsafar.collect.intake.services import Event
from hamsafar.identify.people import services as people

from .contracts import Choice
from .models import ConsentRow

CHOICES = {"Consent Given": Choice.GIVEN, "Consent Withdrawn": Choice.WITHDRAWN}
SLICE = 500


def observe(events: Sequence[Event]) -> None:
    """Keep the decisions among these events; everything else is passed over."""
    rows = [row for event in events if event.name in CHOICES for row in _rows(event)]
    for start in range(0, len(rows), SLICE):  # each slice is a transaction of its own, and short
        ConsentRow.objects.bulk_create(rows[start : start + SLICE], ignore_conflicts=True)


def _rows(event: Event) -> Iterable[ConsentRow]:
    said = _said(event.properties)
    purpose = _text(said, "purpose")
    key = people.key_of_event(event)
    if not purpose or key == people.NOBODY:
        return
    yield ConsentRow(
        key=key,
        purpose=purpose,
        channel=_text(said, "channel"),
        choice=CHOICES[event.name],
        at=event.timestamp,
        source=event.source,
        message_id=event.message_id,
        text_version=_text(said, "text_version"),
        language=_text(said, "language"),
        wording=_text(said, "wording"),
        evidence=_text(said, "evidence"),
        expires_at=_moment(said.get("expires_at")),
    )


def _said(properties: str) -> dict[str, Any]:
    try:
        said = msgspec.json.decode(properties)
    except msgspec.DecodeError:
        return {}
    return said if isinstance(said, dict) else {}


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    return value.strip().replace("\0", "")[:2000] if isinstance(value, str) else ""


def _moment(value: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=dt.UTC)
