"""By what answers can be set side by side: as the answers say it, by topic, by trait of the customer, by saved segment."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamsafar.measure.segments import services as segments
from hamsafar.store.events.services import Scope

from .errors import NoSuchDimension
from .gathering import Answers, Wanted, traits

TOTAL: Final = "*"
COLUMNS: Final = ("unit", "channel", "about", "survey")
TRAITS: Final = ("city", "gender")  # what names nobody, as for breakdowns of measures
INSIDE, OUTSIDE = "in", "out"


def check(by: str, *, is_empty_allowed: bool = False) -> str:
    """Raises NoSuchDimension."""
    way, _mark, name = by.partition(":")
    if by in (*COLUMNS, "topic") or (way == "trait" and name in TRAITS) or (way == "segment" and name.isascii() and name.isdecimal()):
        return by
    if by == "" and is_empty_allowed:
        return by
    raise NoSuchDimension(by=by[:100])


def groups_of(by: str, found: Answers, wanted: Wanted) -> Mapping[str, NDArray[np.bool_]]:
    """Which answers belong to which group; with topics an answer may belong to several. Nothing for an empty `by`."""
    way, _mark, name = by.partition(":")
    if not by:
        return {}
    if by == "topic":
        keys = sorted({key for named in found.topics for key in named or ()})
        return {key: np.array([key in (named or ()) for named in found.topics]) for key in keys}
    if way == "trait":
        return _apart(_traits(name, found, wanted))
    if way == "segment":
        return _segment(int(name), found, wanted)
    return _apart(found.columns[by])


def _apart(values: tuple[str, ...]) -> dict[str, NDArray[np.bool_]]:
    column = np.array(values, object).astype(str)
    return {key: column == key for key in sorted(set(values)) if key}


def _traits(name: str, found: Answers, wanted: Wanted) -> tuple[str, ...]:
    told = traits(wanted, name)
    return tuple(told.get(int(one), "") for one in found.people)


def _segment(number: int, found: Answers, wanted: Wanted) -> dict[str, NDArray[np.bool_]]:
    saved = segments.get_segment(number)
    members = set(segments.members(saved.condition, scope=Scope(units=wanted.units)))
    inside = np.array([int(one) in members for one in found.people])
    return {INSIDE: inside, OUTSIDE: ~inside}


def check_change(by: str) -> str:
    """A change is taken apart by what every answer says once, or by topics. Raises NoSuchDimension."""
    if by not in (*COLUMNS, "topic"):
        raise NoSuchDimension(by=by[:100])
    return by
