"""What the spine is told of messages: each under a message id of its own, in the transaction that writes it down here."""

import datetime as dt
from typing import Any

import msgspec

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event, Flag

from . import reach
from .models import MessageRow

SOURCE = "messaging"
SENT_AS = {"email": "Email Sent"}  # other channels: Message Sent
CERTAINLY_A_PROGRAM = 0.1


def sent(row: MessageRow) -> None:
    at = row.sent_at or clock.now()
    _report(row, SENT_AS.get(row.channel, "Message Sent"), "sent", at, direction="outbound")
    if row.survey:
        _report(row, "Survey Sent", "asked", at, direction="outbound", facts=row.survey)


def bounced(row: MessageRow, reason: str) -> None:
    """Refused at the moment of sending."""
    _report(row, SENT_AS.get(row.channel, "Message Sent"), "sent", clock.now(), direction="outbound")  # it was handed over
    returned(row, reason)


def arrived(row: MessageRow) -> None:
    _report(row, "Email Delivered" if row.channel == "email" else "Message Delivered", "arrived", clock.now())


def returned(row: MessageRow, reason: str) -> None:
    _report(row, "Email Bounced" if row.channel == "email" else "Message Returned", "bounced", clock.now(), facts={"reason": reason})


def opened(row: MessageRow, at: dt.datetime, human: float, number: int) -> None:
    _by_reader(row, "Email Opened", f"opened:{number}", at, human)


def clicked(row: MessageRow, at: dt.datetime, human: float, number: int, url: str) -> None:
    _by_reader(row, "Email Link Clicked", f"clicked:{number}", at, human, url=url)


def unsubscribed(row: MessageRow, purpose: str) -> None:
    _report(row, "Unsubscribed", f"unsubscribed:{purpose}", clock.now(), direction="inbound", facts={"list": purpose})


def _by_reader(row: MessageRow, name: str, mark: str, at: dt.datetime, human: float, **facts: str) -> None:
    flags = (Flag.BOT.value,) if human <= CERTAINLY_A_PROGRAM else ()
    _report(row, name, mark, at, direction="inbound", facts={**facts, "human": human}, flags=flags)


def _report(
    row: MessageRow, name: str, mark: str, at: dt.datetime, *, direction: str = "none", facts: dict[str, Any] | None = None,
    flags: tuple[str, ...] = (),
) -> None:  # fmt: skip
    try:
        who = reach.named(row.person)
    except NotFound:  # forgotten meanwhile
        return
    properties: dict[str, Any] = {"message_ref": str(row.id), "subject": row.subject, "campaign": row.campaign, **(facts or {})}
    intake.report(
        Event(
            source=SOURCE,
            message_id=f"{row.id}:{mark}",
            name=name,
            channel=row.channel,
            direction=direction,
            timestamp=at,
            received_at=clock.now(),
            properties=msgspec.json.encode({key: value for key, value in properties.items() if value != ""}).decode(),
            flags=flags,
            **who,
        )
    )
