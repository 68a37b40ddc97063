"""What an erasure leaves behind is decided anew, as if whoever is gone had never been: others were weighed beside them."""

from collections.abc import Collection

from . import following
from .ledger import chunks
from .models import DecisionRow, EvidenceRow, IdentifierRow
from .settle import settle_what_waits
from .turns import turn


def unsettle(forgotten: Collection[int]) -> None:
    """Take back what was decided about everyone who was ever connected with these keys.

    To be called while the identifiers are still there: afterwards nobody knows who that was.
    """
    for component in _components(forgotten):
        members = set(IdentifierRow.objects.filter(component=component).values_list("key", flat=True))
        others = members.difference(forgotten)
        if not others:
            continue
        if component in forgotten:  # the whole of it, so that an erasure that is cut off here finds the others again
            IdentifierRow.objects.filter(component=component).update(component=min(others))
        for some in chunks(others):
            EvidenceRow.objects.filter(a__in=some).update(verdict="", limit="", left=None, right=None)
            DecisionRow.objects.filter(names__key__in=some).update(settled=False)


def _components(keys: Collection[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(keys):
        found.update(IdentifierRow.objects.filter(key__in=some).values_list("component", flat=True))
    return found


def weigh_again() -> None:
    """Decide what `unsettle` took back, and tell the event store what became of it."""
    with turn():
        settle_what_waits()
    following.publish()
