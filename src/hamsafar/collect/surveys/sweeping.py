"""Forgetting: files that no row names, and everything of a person who is to be forgotten."""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier

from . import files
from .models import FileRow, InvitationRow, PictureRow, SubmissionRow

SLICE = 200


def sweep_files() -> int:
    """Bytes whose row never came or has gone. Younger ones may be on their way."""
    before = (clock.now() - dt.timedelta(hours=6)).timestamp()
    old = {path.name for path in files.folder().iterdir() if path.is_file() and path.stat().st_mtime < before}
    named = {id.hex for model in (FileRow, PictureRow) for id in model.objects.values_list("id", flat=True)}
    return files.drop(UUID(hex=name) for name in old - named if len(name) == 32)


def submissions_of(identifiers: Iterable[Identifier], people: Sequence[int]) -> list[UUID]:
    """Every submission that names one of these."""
    wanted = _named(identifiers, "names__")
    found = SubmissionRow.objects.filter(wanted | Q(person__in=[str(key) for key in people]) & ~Q(person=""))
    return list(found.values_list("id", flat=True).distinct())


def forget_files(identifiers: Iterable[Identifier], people: Sequence[int]) -> int:
    ids = submissions_of(identifiers, people)
    return sum(files.drop(FileRow.objects.filter(submission_id__in=chunk).values_list("id", flat=True)) for chunk in _slices(ids))


def forget(identifiers: Iterable[Identifier], people: Sequence[int]) -> int:
    """Delete the submissions and invitations of a person, with their answers."""
    identifiers = list(identifiers)
    count = 0
    for chunk in _slices(submissions_of(identifiers, people)):
        deleted, _ = SubmissionRow.objects.filter(id__in=chunk).delete()
        count += deleted
    deleted, _ = InvitationRow.objects.filter(_named(identifiers, "")).delete()
    return count + deleted


def _named(identifiers: Iterable[Identifier], before: str) -> Q:
    """Contacts are compared in their normal form and as typed; both stand among a person's identifiers."""
    wanted = Q(pk__in=[])
    for each in identifiers:
        wanted |= Q(**{f"{before}kind": each.kind, f"{before}value": each.value, f"{before}space": each.space})
    return wanted


def _slices(ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (ids[start : start + SLICE] for start in range(0, len(ids), SLICE))
