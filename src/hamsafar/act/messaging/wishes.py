"""What a customer says about being contacted, on the page that every letter leads to. It goes to the ledger of consent."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.base import clock
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.decide.contact import services as contact
from hamsafar.identify.consent import services as consent
from hamsafar.identify.consent.services import Choice, State
from hamsafar.identify.people import services as people

from . import telling
from .errors import LinkOver
from .models import MessageRow

TEXT_VERSION = "preferences/1"
CHANNELS = ("email", "sms", "telegram")
EVERYTHING = tuple(purpose for purpose in contact.PURPOSES if purpose != contact.SERVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One line of the page: may we, for this, by this channel?"""

    purpose: str
    channel: str
    is_allowed: bool
    label: str

    @property
    def name(self) -> str:
        return f"{self.purpose}.{self.channel}"


def message_of(message_id: UUID) -> MessageRow:
    """Raises LinkOver, also where the person has been forgotten."""
    row = MessageRow.objects.filter(id=message_id).first()
    if row is None or people.find_person_of(row.person) is None:
        raise LinkOver
    return row


def wishes_of(person: int, language: str) -> list[Wish]:
    ask_first = contact.policy().ask_first
    return [
        Wish(purpose=purpose, channel=channel, is_allowed=_is_allowed(person, purpose, channel, ask_first), label=label(channel, language))
        for purpose in EVERYTHING
        for channel in CHANNELS
    ]


def _is_allowed(person: int, purpose: str, channel: str, ask_first: frozenset[str]) -> bool:
    state = consent.decided(person, purpose, channel)
    return state is State.GIVEN or (state is State.UNKNOWN and purpose not in ask_first)


def label(channel: str, language: str) -> str:
    english, persian = vocabulary.CHANNELS[channel]
    return persian if language == "fa" else english


@transaction.atomic
def change(message_id: UUID, allowed: Iterable[str], *, language: str) -> int:
    """What is ticked is allowed, what is not is withdrawn; what did not change is not decided anew. Returns how many changed."""
    row = message_of(message_id)
    wanted, changed = set(allowed), 0
    for wish in wishes_of(row.person, language):
        if (wish.name in wanted) != wish.is_allowed:
            _decide(row, wish.purpose, wish.channel, Choice.GIVEN if wish.name in wanted else Choice.WITHDRAWN, language, "preference page")
            changed += 1
    return changed


@transaction.atomic
def unsubscribe(message_id: UUID, *, evidence: str) -> str:
    """No more of this kind by this channel; returns the purpose. Saying it twice is saying it once."""
    row = message_of(message_id)
    if consent.decided(row.person, row.purpose, row.channel) is not State.WITHDRAWN:
        _decide(row, row.purpose, row.channel, Choice.WITHDRAWN, row.language, evidence)
    if row.unsubscribed_at is None:
        row.unsubscribed_at = clock.now()
        row.save(update_fields=["unsubscribed_at"])
        telling.unsubscribed(row, row.purpose)
    return row.purpose


@transaction.atomic
def leave_everything(message_id: UUID) -> None:
    row = message_of(message_id)
    for purpose in EVERYTHING:
        _decide(row, purpose, consent.ANY_CHANNEL, Choice.WITHDRAWN, row.language, "preference page")
    if row.unsubscribed_at is None:
        row.unsubscribed_at = clock.now()
        row.save(update_fields=["unsubscribed_at"])
        telling.unsubscribed(row, "everything")


def _decide(row: MessageRow, purpose: str, channel: str, choice: Choice, language: str, evidence: str) -> None:
    consent.decide(
        row.person,
        purpose=purpose,
        channel=channel,
        choice=choice,
        evidence=f"{evidence}, message {row.id}",
        by=None,
        text_version=TEXT_VERSION,
        language=language,
        wording=wording(purpose, language),
    )


def wording(purpose: str, language: str) -> str:
    """The sentence that stood beside the tick."""
    english, persian = contact.PURPOSES[purpose]
    return _("I may be contacted for: {purpose}").format(purpose=persian if language == "fa" else english)
