"""A condition that names saved segments, with what these mean put in their places."""

from collections.abc import Iterator
from typing import Final

from .contracts import All, Condition, In, Not, Some
from .errors import BadCondition
from .models import SegmentRow
from .reading import leaves, parse

MOST_LEAVES: Final = 120  # of all that is meant together


def resolved(condition: Condition, *, within: frozenset[int] = frozenset()) -> Condition:
    """Also of segments that were archived: what uses them goes on. Raises BadCondition where one is not there, or means itself."""
    if isinstance(condition, All):
        return All(parts=tuple(resolved(part, within=within) for part in condition.parts))
    if isinstance(condition, Some):
        return Some(parts=tuple(resolved(part, within=within) for part in condition.parts))
    if isinstance(condition, Not):
        return Not(part=resolved(condition.part, within=within))
    return _meant(condition, within) if isinstance(condition, In) else condition


def _meant(named: In, within: frozenset[int]) -> Condition:
    if named.segment in within:
        raise BadCondition(where="in", reason="a segment that means itself")
    said = SegmentRow.objects.filter(id=named.segment).values_list("condition", flat=True).first()
    if said is None:
        raise BadCondition(where="in", reason="no such segment")
    return _few_enough(resolved(parse(said), within=within | {named.segment}))


def _few_enough(meant: Condition) -> Condition:
    """Looked at on every level: what names what names others could be multiplied without end."""
    if leaves(meant) > MOST_LEAVES:
        raise BadCondition(where="condition", reason=f"more than {MOST_LEAVES} conditions together")
    return meant


def check(condition: Condition, *, segment_id: int | None) -> None:
    """Before a segment is kept. Raises BadCondition."""
    _few_enough(resolved(condition, within=frozenset({segment_id} if segment_id else ())))


def check_others(segment_id: int) -> None:
    """After a segment was changed, in the same transaction: those that mean it must still be small enough. Raises BadCondition."""
    for row in SegmentRow.objects.exclude(id=segment_id):
        condition = parse(row.condition)
        if any(isinstance(part, In) for part in parts_of(condition)):
            _few_enough(resolved(condition, within=frozenset({row.id})))


def parts_of(condition: Condition) -> Iterator[Condition]:
    """All that a condition is made of, itself included."""
    yield condition
    inner = condition.parts if isinstance(condition, All | Some) else (condition.part,) if isinstance(condition, Not) else ()
    for part in inner:
        yield from parts_of(part)
