"""Telling members what has happened: queued in the transaction in which it did, once for each of them, in their language.

What waits in the queue names everything by id. Who gets a letter, and what stands in it, is found when it leaves.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from hamsafar.base.ui.reader import reading, usual
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import MemberRecord

from .contracts import About, Notice, Telling
from .kinds import all_kinds, get_kind
from .models import MutedRow

JOB = "notices.tell"  # whoever sends letters to the team handles it; a later floor


def tell(kind: str, members: Iterable[int], *, about: About, path: str, key: str) -> int:
    """Queue a letter for each of these members who may and wants to hear of it; how many. The same key tells nobody twice."""
    told = 0
    for member in _who_wants(get_kind(kind), members):
        payload = {"kind": kind, "member": member.id, "about": dict(about), "path": path}
        jobs.enqueue(JOB, payload, key=f"{kind}:{key}:{member.id}")
        told += 1
    return told


def ready(payload: Mapping[str, Any]) -> Telling | None:
    """What `tell` has queued, as a letter to be sent now. None when they do not want it, may not hear of it, or nothing is left to say."""
    notice = get_kind(payload["kind"])
    for member in _who_wants(notice, [payload["member"]]):
        language = member.language or organisation.company().language
        with reading(usual(language)):
            words = notice.say(payload["about"])
        return Telling(email=member.email, language=language, words=words, path=payload["path"]) if words else None
    return None


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
