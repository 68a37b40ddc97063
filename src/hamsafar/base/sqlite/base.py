"""Django's backend for SQLite with a queue of writers before it and a shared flush behind it.

`ENGINE` of the settings names this folder; Django looks for `base`.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3 import base

from .flush import Flush, deferred
from .queue import Turn, WriteQueue

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|VACUUM|REINDEX|ANALYZE)\b", re.IGNORECASE)


class Writers:
    """What the connections to one file share."""

    def __init__(self, file: str) -> None:
        self.queue, self.flush = WriteQueue(), Flush(Path(f"{file}-wal"))


class _Files(dict[str, Writers]):
    def __missing__(self, file: str) -> Writers:
        return self.setdefault(file, Writers(file))


files = _Files()


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn before a transaction begins and gives it back when that ends, however it ends.

    A commit comes back once it is on the disk; the turn has gone on by then. A statement outside of a transaction is one of its own.
    Other processes on the same file wait as SQLite has it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._turn: Turn | None = None
        self._changes = 0  # of this connection, when the transaction began

    @property
    def _writers(self) -> Writers:
        return files[str(self.settings_dict["NAME"])]

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - named cursors are PostgreSQL's
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Around a statement that is a transaction of its own, to its last row."""
        self._begin()
        try:
            yield True
        finally:
            self._end_turn()
        self.flush()

    def _begin(self) -> None:
        if not self._turn and not self.is_in_memory_db():
            self._writers.flush.require_sound()
            self._turn = self._writers.queue.take(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        self._changes = self.connection.total_changes

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn:
            turn.end()

    def flush(self) -> None:
        """What was committed is on the disk when this comes back, or whoever answers for this thread waits for it."""
        if self.is_in_memory_db():
            return
        flush, tickets = self._writers.flush, deferred.get()
        if tickets is None:
            flush.wait(flush.ticket())
        else:
            tickets[flush] = flush.ticket()

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "DEFERRED":  # only reads, and for minutes (a backup): no writer waits for it
            super()._start_transaction_under_autocommit()
            return
        self._begin()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._end_turn()  # not where it failed: then a rollback follows
        if self.connection.total_changes != self._changes:
            self.flush()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()


class Cursor(base.SQLiteCursorWrapper):
    """A statement that is a transaction of its own is over when its last row is read (`insert … returning`): so they are read at once."""

    wrapper: DatabaseWrapper
    _kept: Iterator[Any] | None = None

    def execute(self, query: str, params: Any = None) -> Any:
        self._kept = None
        with self._turn_for(query) as turn:
            done = super().execute(query, params)
            if turn and self.description:
                self._kept = iter(super().fetchall())
        return done

    def __next__(self) -> Any:
        return next(self._kept) if self._kept is not None else super().__next__()

    def fetchone(self) -> Any:
        return next(self._kept, None) if self._kept is not None else super().fetchone()

    def fetchmany(self, size: int | None = None) -> list[Any]:
        size = self.arraysize if size is None else size
        return list(islice(self._kept, size)) if self._kept is not None else super().fetchmany(size)

    def fetchall(self) -> list[Any]:
        return list(self._kept) if self._kept is not None else super().fetchall()

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._turn_for(query):
            return super().executemany(query, param_list)

    def _turn_for(self, query: str) -> AbstractContextManager[bool]:
        """For a statement that is a transaction of its own; who reads, or has a turn already, needs none (False)."""
        is_on_its_own = not self.wrapper.connection.in_transaction and WRITES.match(query)
        return self.wrapper.writing() if is_on_its_own else nullcontext(False)


def make_durable() -> None:
    """What can be read in the relational store is on the disk when this comes back. On PostgreSQL it always is."""
    token = deferred.set(None)  # nobody can wait for this later: whoever calls goes on to tell another place
    try:
        answer_for_reads()
    finally:
        deferred.reset(token)


def answer_for_reads() -> None:
    """As if this thread had committed: for an answer that acknowledges what somebody else has just committed, such as a form sent twice."""
    if isinstance(store := connections[DEFAULT_DB_ALIAS], DatabaseWrapper):
        store.flush()
