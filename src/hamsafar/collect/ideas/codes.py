"""Signing in by a code of six digits that comes by e-mail. The code is kept nowhere: it is a keyed hash of the attempt's salt."""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from hamsafar.base import clock, rate_limits
from hamsafar.base import text as texts
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.jobs import services as jobs

from . import naming, participants
from .around import around
from .contracts import Participant
from .errors import CodeOver, NoSignIn, NotAnAddress, WrongCode
from .models import CodeRow, ParticipantRow

VALID = dt.timedelta(minutes=15)
MOST_ATTEMPTS = 5
JOB = "ideas.send_code"
PER_ADDRESS = rate_limits.Limit(tries=4, seconds=900)
PER_ADDRESS_AND_DAY = rate_limits.Limit(tries=12, seconds=24 * 3600)
PER_CALLER = rate_limits.Limit(tries=30, seconds=3600)


@transaction.atomic
def send(email: str, *, name: str, language: str, caller: str, then: Mapping[str, Any] | None = None) -> UUID:
    """Queue a letter with a code; whether the address is known here changes nothing. Raises NotAnAddress,
    NameOfTeam, NoSignIn, TooManyRequests.
    """
    address = texts.normal_email(email[:320])
    if address is None:
        raise NotAnAddress
    if not around().can_send_codes():
        raise NoSignIn
    name = naming.chosen(name)
    rate_limits.hit(f"ideas:code:caller:{caller}", PER_CALLER)
    rate_limits.hit(f"ideas:code:{address}", PER_ADDRESS)
    rate_limits.hit(f"ideas:code:day:{address}", PER_ADDRESS_AND_DAY)
    at = clock.now()
    row = CodeRow.objects.create(
        email=address, name=name, language=language, salt=secrets.token_hex(16), made_at=at, expires_at=at + VALID,
        then=dict(then or {}),
    )  # fmt: skip
    if not ParticipantRow.objects.filter(kind="email", value=address, blocked_at__isnull=False).exists():
        jobs.enqueue(JOB, {"code": str(row.id)}, key=str(row.id))
    return row.id


def code_of(row: CodeRow) -> str:
    digest = salted_hmac("hamsafar.ideas.code", f"{row.id}:{row.salt}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"


def find_sent(code_id: UUID) -> CodeRow | None:
    return CodeRow.objects.filter(id=code_id).first()


def enter(code_id: UUID, typed: str) -> tuple[Participant, Mapping[str, Any]]:
    """Who they are, and what they were about to do. Each try counts, also where several come at once. Raises WrongCode, CodeOver."""
    at = clock.now()
    open_ones = CodeRow.objects.filter(id=code_id, used_at=None, expires_at__gt=at, attempts__lt=MOST_ATTEMPTS)
    row = find_sent(code_id) if open_ones.update(attempts=F("attempts") + 1) else None
    if row is None:
        raise CodeOver
    digits = "".join(sign for sign in texts.digits(typed) if sign in "0123456789")
    if not constant_time_compare(digits, code_of(row)):
        raise WrongCode
    with transaction.atomic():
        if not CodeRow.objects.filter(id=row.id, used_at=None).update(used_at=at):
            raise CodeOver
        who = participants.known_as(Identifier("", "email", row.email), name=row.name, language=row.language)
        then: Mapping[str, Any] = dict(row.then)
        CodeRow.objects.filter(id=row.id).update(then={})
        return who, then


def prune(*, before: dt.datetime) -> int:
    return CodeRow.objects.filter(made_at__lt=before).delete()[0]
