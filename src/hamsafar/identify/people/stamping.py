"""Person keys for many events at once: `keys.key_of_event`, column by column."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hamsafar.collect.intake.services import Columns, Identifier

from . import keys

_LONGEST_BLOCKED = max(map(len, keys.BLOCKED_VALUES))


def stamp(columns: Columns) -> NDArray[np.uint64]:
    """The key that each event is stored under; NOBODY for those that name no one."""
    if keys._exceptions:  # re-keyed people: nearly always none
        return np.array([keys.key_of_event(columns.event(row)) for row in range(len(columns))], np.uint64)
    found = _user_keys(columns)
    if not all(found):
        for row in (row for row, key in enumerate(found) if not key):
            found[row] = _weaker_key(columns, row)
    return np.array(found, np.uint64)


def _weaker_key(columns: Columns, row: int) -> int:
    """Without a user id: the strongest further identifier, and the anonymous id last."""
    space = columns.space[row]
    for identifier in sorted(columns.identifiers[row], key=lambda one: (keys.rank_of(one[1]), one)):
        if key := keys.key_of(Identifier(*identifier)):
            return key
    return _hashed(space, "anonymous_id")(columns.anonymous_id[row]) if columns.anonymous_id[row] else keys.NOBODY


def _user_keys(columns: Columns) -> list[int]:
    spaces = set(columns.space)
    if len(spaces) == 1:
        key_of = _hashed(spaces.pop(), "user_id")
        return [key_of(value) if value else keys.NOBODY for value in columns.user_id]
    named = zip(columns.space, columns.user_id, strict=True)
    return [_hashed(space, "user_id")(value) if value else keys.NOBODY for space, value in named]


@lru_cache(maxsize=1024)
def _hashed(space: str, kind: str) -> Callable[[str], int]:
    """Hashing what all identifiers of one space and kind begin with is done once."""
    begun = keys._keyed_hash().copy()
    begun.update(f"{space}\0{kind}\0".encode())
    copy, blocked = begun.copy, keys.BLOCKED_VALUES

    def key_of(value: str) -> int:
        if not value.isascii():
            return keys.key_of(Identifier(space, kind, value))
        value = value.strip()  # all that an ASCII id needs to be in normal form
        if not value.strip("0-") or (len(value) <= _LONGEST_BLOCKED and value.lower() in blocked):
            return keys.NOBODY
        mixed = copy()
        mixed.update(f"{value}\0".encode())
        return int.from_bytes(mixed.digest(), "little") or 1

    return key_of
