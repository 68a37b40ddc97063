"""Everything of a person who is to be forgotten."""

from collections.abc import Iterable

from hamsafar.collect.intake.services import Identifier

from . import hashes
from .models import ItemRow, WhoRow

SLICE = 200


def forget(identifiers: Iterable[Identifier]) -> int:
    """What they said, as far as it stands here: with its names, its answers and what repeated it."""
    wanted = hashes.of_people(identifiers)
    ids = list(WhoRow.objects.filter(digest__in=wanted).values_list("item_id", flat=True).distinct())
    count = 0
    for start in range(0, len(ids), SLICE):
        deleted, _ = ItemRow.objects.filter(id__in=ids[start : start + SLICE]).delete()
        count += deleted
    return count
