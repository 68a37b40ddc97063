"""Who a key stands for today: a small table, and two copies of it in memory. The engine's dictionary turns the key of every row that is
measured into a person; the map in this process turns a person into keys, so that one person is found through the primary key.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hamsafar.base.eventstore import numbers_in, store

from .schema import on_cluster

_turn = threading.Lock()
_FRESH = 1.0  # seconds: another process may write overrides to a server


def override(changes: Mapping[int, int]) -> None:
    """From now on the history of each key belongs to the person beside it; a key beside itself stands for itself again.

    Durable and visible to every later question when it returns. Repeating it changes nothing. Give many changes at once:
    each call reads the table anew.
    """
    if not changes:
        return
    with _turn:
        store().insert_arrow("person_overrides", _rows(changes))
        reload()


def reload() -> None:
    """Let both copies in memory say what the table says."""
    store().command(f"system reload dictionary {on_cluster()} canonical")
    _map.forget()


def canonical_of(keys: Iterable[int]) -> dict[int, int]:
    """The person that each key stands for today."""
    known = _map.current()
    return {key: known.person_of(key) for key in keys}


def keys_of(people: Iterable[int]) -> list[int]:
    """Every key under which these persons have history. A key that belongs to someone else is nobody's name and adds nothing."""
    known = _map.current()
    return [key for person in dict.fromkeys(people) for key in known.keys_of(person)]


class _Known:
    """The overrides as two sorted columns: 16 bytes for each, found by bisection."""

    def __init__(self, keys: NDArray[np.uint64], persons: NDArray[np.uint64]) -> None:
        self._keys, self._persons = keys, persons
        by_person = np.argsort(persons, kind="stable")
        self._persons_in_order, self._keys_by_person = persons[by_person], keys[by_person]

    def person_of(self, key: int) -> int:
        at = int(np.searchsorted(self._keys, np.uint64(key)))
        return int(self._persons[at]) if at < len(self._keys) and int(self._keys[at]) == key else key

    def keys_of(self, person: int) -> list[int]:
        if self.person_of(person) != person:
            return []
        start = np.searchsorted(self._persons_in_order, np.uint64(person), side="left")
        end = np.searchsorted(self._persons_in_order, np.uint64(person), side="right")
        return [person, *map(int, self._keys_by_person[start:end])]


class _Map:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: _Known | None = None
        self._stamp: tuple[Any, ...] = ()
        self._at = 0.0

    def forget(self) -> None:
        with self._lock:  # waits for a reading that may have begun before the change
            self._known = None

    def current(self) -> _Known:
        known = self._known
        if known is not None and (store().is_embedded or time.monotonic() - self._at < _FRESH):
            return known
        with self._lock:
            self._at = time.monotonic()
            stamp = store().query("select max(version), count() from person_overrides").one()
            if self._known is None or stamp != self._stamp:
                self._known, self._stamp = _read(), stamp
            return self._known


_map = _Map()


def _read() -> _Known:
    statement = "select person_key, person from person_overrides final where person != person_key order by person_key"
    rows = store().query_arrow(statement)
    return _Known(numbers_in(rows["person_key"]), numbers_in(rows["person"]))


def _rows(changes: Mapping[int, int]) -> pa.Table:
    version = time.time_ns()
    return pa.table(
        {
            "person_key": pa.array(changes.keys(), pa.uint64()),
            "person": pa.array(changes.values(), pa.uint64()),
            "version": pa.array([version] * len(changes), pa.uint64()),
        }
    )
