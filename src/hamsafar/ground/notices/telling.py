"""Telling members what has happened: queued in the transaction in which it did, once for each of them, in their language."""

from collections.abc import Iterable

from django.db import transaction

from hamsafar.base.ui.reader import reading, usual
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import MemberRecord

from .contracts import Notice, Say
from .kinds import all_kinds, get_kind
from .models import MutedRow

JOB = "notices.tell"  # whoever sends letters to the team handles it; a later floor


def tell(kind: str, members: Iterable[int], say: Say, *, path: str, key: str) -> int:
    """Queue a letter for each of these members who may and wants to hear of it; how many. The same key tells nobody twice."""
    notice, told = get_kind(kind), 0
    for member in _who_wants(notice, members):
        language = member.language or organisation.company().language
        with reading(usual(language)):
            words = say()
        said = {"email": member.email, "language": language, "path": path, "kind": kind, "member": member.id}
        said |= {"subject": words.subject, "text": words.text, "button": words.button}
        jobs.enqueue(JOB, said, key=f"{kind}:{key}:{member.id}")
        told += 1
    return told


def who_may(kind: str) -> list[int]:
    """Everybody who may hear of it."""
    notice = get_kind(kind)
    return [member.id for member in organisation.list_members() if _may(member, notice)]


def _may(member: MemberRecord, notice: Notice) -> bool:
    if not member.is_active:
        return False
    if notice.for_whole_company:
        return organisation.covers(member, "", notice.permission)
    return organisation.can(member, notice.permission)


def _who_wants(notice: Notice, members: Iterable[int]) -> list[MemberRecord]:
    wanted = set(members)
    muted = set(MutedRow.objects.filter(kind=notice.key, member__in=wanted).values_list("member", flat=True))
    return [member for member in organisation.list_members() if member.id in wanted - muted and _may(member, notice)]


def still_wants(kind: str, member_id: int) -> bool:
    """Asked again when the letter is about to leave."""
    return bool(_who_wants(get_kind(kind), [member_id]))


# What each wants


def choices_of(member: MemberRecord) -> list[tuple[Notice, bool]]:
    """What they may hear of, and whether they do."""
    muted = set(MutedRow.objects.filter(member=member.id).values_list("kind", flat=True))
    return [(notice, notice.key not in muted) for notice in all_kinds() if _may(member, notice)]


@transaction.atomic
def choose(member: MemberRecord, wanted: Iterable[str], *, by: audit.Actor) -> None:
    may = {notice.key for notice, _wants in choices_of(member)}
    muted = may - set(wanted)
    MutedRow.objects.filter(member=member.id, kind__in=may).delete()
    MutedRow.objects.bulk_create([MutedRow(member=member.id, kind=kind) for kind in sorted(muted)])
    audit.record("notices.chosen", by=by, about=by.audit_id, facts={"without": sorted(muted)})
