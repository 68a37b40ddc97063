"""What the actions of this room do: look again whether it is allowed, write, send, and write down what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions.services import Deed, Doing, NotYet, Outcome
from hamsafar.identify.people import services as people

from . import reach, telling
from .contracts import MessageState
from .errors import AddressBlocked, AddressGone, ChannelNotSetUp, MailboxRefused
from .models import BlockedRow, MessageRow
from .reach import Address
from .smtp import is_gone

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A message on its way: allowed, addressed, in the language of whoever gets it."""

    id: UUID
    person: int
    purpose: str
    channel: str
    language: str
    address: Address
    campaign: str
    doing: Doing


Way = Callable[[Sending, Any], Facts]  # what a channel does with a sending and the action's input


def send(given: Any, doing: Doing, *, purpose: str, ways: Mapping[str, Way]) -> Facts:
    """Through the gate once more, then by the channel's own way."""
    way = ways.get(given.channel)
    if way is None:
        raise ChannelNotSetUp
    person = _person(given.person)
    _still_allowed(doing.deed.pass_token, person, purpose, given.channel)
    address = reach.address_of(person, given.channel)
    if reach.is_blocked(address):
        raise AddressBlocked
    sending = Sending(
        id=doing.deed.id,
        person=person,
        purpose=purpose,
        channel=given.channel,
        language=reach.language_of(person, given.language),
        address=address,
        campaign=given.campaign,
        doing=doing,
    )
    return way(sending, given)


def _person(text: str) -> int:
    key = people.key_from_text(text)
    person = people.find_person_of(key) if key is not None else None
    if person is None:
        raise NotFound
    return person


def _still_allowed(token: str, person: int, purpose: str, channel: str) -> None:
    """Who said no since it was queued is left alone; where only the hour is wrong, later. Raises NoPass, NotYet, GateClosed."""
    answer = contact.confirm(token, person=person, purpose=purpose, channel=channel)
    if isinstance(answer, contact.Refusal):
        refused = contact.refused(answer)
        raise NotYet(refused, at=answer.retry_at) if answer.retry_at else refused


def keep(sending: Sending, *, subject: str = "", links: tuple[str, ...] = (), survey: Mapping[str, str] | None = None) -> MessageRow:
    """The row stands before anything leaves, so that a link that is followed at once is known."""
    row = MessageRow.objects.filter(id=sending.id).first() or MessageRow(id=sending.id, made_at=clock.now())
    row.person, row.address_key, row.language = sending.person, sending.address.key, sending.language
    row.channel, row.purpose, row.campaign = sending.channel, sending.purpose, sending.campaign[:100]
    row.subject, row.links, row.survey, row.state = subject[:300], list(links), dict(survey or {}), MessageState.SENDING
    row.save()
    return row


def settled(deed: Deed) -> None:
    """In the transaction that writes how a deed ended: the message, its place in the person's budgets, and what the spine is told."""
    row = MessageRow.objects.filter(id=deed.id).first()
    if deed.outcome is Outcome.DONE:
        _place(contact.note_sent, deed)
        if row is not None:
            row.state, row.sent_at, row.reference = MessageState.SENT, clock.now(), str(deed.facts.get("reference", ""))[:100]
            row.save(update_fields=["state", "sent_at", "reference"])
            telling.sent(row)
    elif deed.outcome is Outcome.UNKNOWN:  # it may have arrived, so its place stays taken; a person may have it done again with it
        _state(row, MessageState.UNKNOWN)
    else:
        _place(contact.release, deed)
        _state(row, MessageState.FAILED)
        if row is not None and deed.code in (MailboxRefused.code, AddressGone.code):
            _bounced(row, str(deed.facts.get("reply", "")), is_gone_for_good=deed.code == AddressGone.code)


def _place(change: Callable[[str], None], deed: Deed) -> None:
    try:
        change(deed.pass_token)
    except contact.NoPass:  # it was refused for that very reason
        return


def _state(row: MessageRow | None, state: MessageState) -> None:
    if row is not None:
        row.state = state
        row.save(update_fields=["state"])


def _bounced(row: MessageRow, reply: str, *, is_gone_for_good: bool) -> None:
    telling.bounced(row, reply)
    if is_gone_for_good or is_gone(reply):
        block(row.address_key, reply)


@transaction.atomic
def block(key: int, reason: str) -> None:
    BlockedRow.objects.get_or_create(key=key, defaults={"reason": reason[:300], "at": clock.now()})
