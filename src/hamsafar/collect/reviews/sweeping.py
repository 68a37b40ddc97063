"""Forgetting: photos that no row names, reviews that nobody confirmed, and everything of a person who is to be forgotten."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier

from . import photos
from .contracts import State
from .models import AnswerRow, PhotoRow, QuestionRow, RequestRow, ReviewRow

SLICE = 200
UNCONFIRMED_KEPT = dt.timedelta(days=1)


def sweep() -> int:
    """Bytes whose row never came or has gone (younger ones may be on their way), and what was never confirmed."""
    old = ReviewRow.objects.filter(state=State.UNCONFIRMED, posted_at__lt=clock.now() - UNCONFIRMED_KEPT)
    while ids := list(old.values_list("id", flat=True)[:SLICE]):
        ReviewRow.objects.filter(id__in=ids).delete()
    before = (clock.now() - dt.timedelta(hours=6)).timestamp()
    lying = {path.name.removesuffix(photos.SMALL) for path in photos.folder().iterdir() if path.is_file() and path.stat().st_mtime < before}
    named = {id.hex for id in PhotoRow.objects.values_list("id", flat=True)}
    return photos.drop(UUID(hex=name) for name in lying - named if len(name) == 32)


def forget_files(identifiers: Iterable[Identifier], people: Sequence[int]) -> int:
    ids = _ids(ReviewRow, list(_of(identifiers, people)))
    return sum(photos.drop(PhotoRow.objects.filter(review_id__in=chunk).values_list("id", flat=True)) for chunk in _slices(ids))


def forget(identifiers: Iterable[Identifier], people: Sequence[int]) -> int:
    """Delete what a person wrote and what they were asked by, with what hangs on it."""
    wanted, count = list(_of(identifiers, people)), 0
    models: tuple[Any, ...] = (ReviewRow, AnswerRow, QuestionRow, RequestRow)
    for model in models:
        for chunk in _slices(_ids(model, wanted)):
            deleted, _ = model.objects.filter(id__in=chunk).delete()
            count += deleted
    return count


def _of(identifiers: Iterable[Identifier], people: Sequence[int]) -> Iterator[Q]:
    """Contacts are compared in their normal form and as typed; both stand among a person's identifiers.

    In slices: SQLite takes no thousand names in one question.
    """
    yield Q(person__in=[str(key) for key in people]) & ~Q(person="")
    for some in _slices(list(identifiers)):
        yield reduce(or_, (Q(kind=each.kind, value=each.value, space=each.space) for each in some))


def _ids(model: Any, wanted: Sequence[Q]) -> list[UUID]:
    return list({id for each in wanted for id in model.objects.filter(each).values_list("id", flat=True)})


def _slices(every: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (every[start : start + SLICE] for start in range(0, len(every), SLICE))
