"""Forgetting somebody who is erased."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from hamsafar.collect.intake.services import Identifier

from . import counting
from .models import CodeRow, CommentRow, IdeaRow, ParticipantRow, VoteRow

SLICE = 200  # names in one question: SQLite takes no thousand of them


def forget(identifiers: Iterable[Identifier]) -> int:
    """Their votes, follows and comments go. An idea that others stand behind stays, without them; one that nobody else backs goes too."""
    every = list(identifiers)
    count = CodeRow.objects.filter(email__in=[each.value for each in every if each.kind == "email"]).delete()[0]
    for start in range(0, len(every), SLICE):
        names = [Q(space=each.space, kind=each.kind, value=each.value) for each in every[start : start + SLICE]]
        count += sum(_forget_one(row) for row in ParticipantRow.objects.filter(reduce(or_, names)))
    return count


@transaction.atomic
def _forget_one(row: ParticipantRow) -> int:
    touched = {root or idea for idea, root in VoteRow.objects.filter(participant=row).values_list("idea", "idea__root")}
    touched |= {root or idea for idea, root in CommentRow.objects.filter(participant=row).values_list("idea", "idea__root")}
    mine = IdeaRow.objects.filter(author=row)
    alone = [idea.id for idea in mine if not _has_others(idea, row)]
    count = IdeaRow.objects.filter(id__in=alone).delete()[0] + row.delete()[0]
    for idea in IdeaRow.objects.select_for_update().filter(id__in=touched - set(alone)):
        counting.recount(idea)
    return count


def _has_others(idea: IdeaRow, row: ParticipantRow) -> bool:
    others = VoteRow.objects.filter(counting.family(idea.id)).exclude(participant=row).exists()
    return others or CommentRow.objects.filter(counting.family(idea.id)).exclude(participant=row).exists() or idea.family.exists()
