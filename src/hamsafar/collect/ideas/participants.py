"""Who uses the board: by an e-mail address that a code proved, or by a link that the company gave them."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from hamsafar.base import clock
from hamsafar.base.text import one_line
from hamsafar.collect.intake.services import Identifier, normal
from hamsafar.ground.audit import services as audit

from . import tokens
from .contracts import Participant
from .errors import Blocked, IdeaNotFound
from .models import ParticipantRow
from .rows import participant_of


@transaction.atomic
def known_as(identifier: Identifier, *, name: str = "", language: str = "") -> Participant:
    """Whoever has this identifier, made when they come for the first time. A name that is given replaces the one before."""
    space, kind, value = normal(identifier)
    row, is_new = ParticipantRow.objects.get_or_create(
        space=space, kind=kind, value=value, defaults={"made_at": clock.now(), "language": language, "name": one_line(name, 80)}
    )
    if not is_new and ((name and row.name != one_line(name, 80)) or (language and row.language != language)):
        row.name, row.language = one_line(name, 80) or row.name, language or row.language
        row.save(update_fields=["name", "language"])
    return participant_of(row)


def find(participant_id: UUID) -> Participant | None:
    row = ParticipantRow.objects.filter(id=participant_id).first()
    return participant_of(row) if row else None


def acting(participant_id: UUID) -> ParticipantRow:
    """Somebody who may post, vote and comment. Raises Blocked."""
    row = ParticipantRow.objects.filter(id=participant_id).first()
    if row is None or row.blocked_at is not None:
        raise Blocked
    return row


def personal_link(identifier: Identifier, *, language: str = "", idea: int | None = None) -> str:
    """An address at which this person is signed in without a code. Only for letters to them."""
    who = known_as(identifier, language=language)
    address = f"{settings.PUBLIC_URL}{reverse('ideas-personal', args=[tokens.link_token(who.id)])}"
    return f"{address}?idea={idea}" if idea else address


def public_address(name: str, *args: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def list_blocked() -> list[Participant]:
    return [participant_of(row) for row in ParticipantRow.objects.filter(blocked_at__isnull=False).order_by("-blocked_at")]


@transaction.atomic
def block(participant_id: UUID, *, by: audit.Actor | None = None) -> None:
    row = _row(participant_id)
    row.blocked_at = row.blocked_at or clock.now()
    row.save(update_fields=["blocked_at"])
    audit.record("ideas.blocked", by=by, about=f"participant:{row.id}")


@transaction.atomic
def unblock(participant_id: UUID, *, by: audit.Actor | None = None) -> None:
    row = _row(participant_id)
    row.blocked_at = None
    row.save(update_fields=["blocked_at"])
    audit.record("ideas.unblocked", by=by, about=f"participant:{row.id}")


def _row(participant_id: UUID) -> ParticipantRow:
    row = ParticipantRow.objects.filter(id=participant_id).first()
    if row is None:
        raise IdeaNotFound
    return row
