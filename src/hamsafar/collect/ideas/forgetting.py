"""Forgetting somebody who is erased."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from hamsafar.collect.intake.services import Identifier

from . import counting
from .models import CodeRow, CommentRow, IdeaRow, ParticipantRow, VoteRow


def forget(identifiers: Iterable[Identifier]) -> int:
    """Their votes, follows and comments go. An idea that others stand behind stays, without them; one that nobody else backs goes too."""
    wanted = Q(pk__in=[])
    mails = []
    for each in identifiers:
        wanted |= Q(space=each.space, kind=each.kind, value=each.value)
        mails += [each.value] if each.kind == "email" else []
    count = CodeRow.objects.filter(email__in=mails).delete()[0]
    for row in ParticipantRow.objects.filter(wanted):
        count += _forget_one(row)
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
