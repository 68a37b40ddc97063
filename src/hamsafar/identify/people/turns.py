"""One at a time: whoever changes who is who takes a turn, so that no two computations write over each other."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import msgspec
from django.db import connection, transaction

_lock = threading.RLock()
_POSTGRES_LOCK = 7_304_112_001  # any number that nothing else in the database uses
LONGEST = 0.025  # seconds of writing that a transaction aims at; with its commit it stays under the 50 ms that are promised


@contextmanager
def turn() -> Iterator[None]:
    """Exclusive among threads, and on PostgreSQL among processes."""
    with _lock:
        if connection.vendor != "postgresql":
            yield
            return
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(%s)", [_POSTGRES_LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_POSTGRES_LOCK])


class Slices:
    """Writes rows in transactions that stay short whatever the disk: the size of a slice follows the time of the last one."""

    def __init__(self) -> None:
        self.size = 500

    def write(self, rows: Sequence[Any], how: Callable[[Sequence[Any]], None]) -> None:
        waiting = iter(rows)
        while slice_ := list(islice(waiting, self.size)):
            with transaction.atomic():
                started = time.perf_counter()
                how(slice_)
                took = time.perf_counter() - started  # without the commit, which costs the same for a small slice
            self._learn(took, full=len(slice_) == self.size)

    def _learn(self, took: float, *, full: bool) -> None:
        if took > LONGEST:
            self.size = max(50, self.size // 2)
        elif full and took < LONGEST / 2:
            self.size = min(5000, self.size * 2)


def run_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def rows_among(sql: str, keys: Iterable[int]) -> list[tuple[Any, ...]]:
    """Rows as the database has them (keys with a sign, moments unread) of a question whose `{among}` reads "is one of these keys".

    Past the ORM, for what happens a million times: its converters ask more of each value than the work itself does.
    """
    held = list(keys)
    if not held:
        return []
    is_postgres = connection.vendor == "postgresql"
    among = "= any(%s)" if is_postgres else "in (select value from json_each(%s))"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(among=among), [held if is_postgres else msgspec.json.encode(held).decode()])
        return list(cursor.fetchall())


def least_and_greatest() -> tuple[str, str]:
    """The two databases call them differently."""
    return ("least", "greatest") if connection.vendor == "postgresql" else ("min", "max")
