"""Forgetting: files that no row names, and everything of a person who is to be forgotten."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any
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
    wanted = [Q(person__in=[str(key) for key in people]) & ~Q(person=""), *_named(identifiers, "names__")]
    return list({id for each in wanted for id in SubmissionRow.objects.filter(each).values_list("id", flat=True)})


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
    return count + sum(InvitationRow.objects.filter(each).delete()[0] for each in _named(identifiers, ""))


def _named(identifiers: Iterable[Identifier], before: str) -> Iterator[Q]:
    """Contacts are compared in their normal form and as typed; both stand among a person's identifiers.

    In slices: SQLite takes no thousand names in one question.
    """
    for some in _slices(list(identifiers)):
        yield reduce(or_, (Q(**{f"{before}kind": each.kind, f"{before}value": each.value, f"{before}space": each.space}) for each in some))


def _slices(every: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (every[start : start + SLICE] for start in range(0, len(every), SLICE))
