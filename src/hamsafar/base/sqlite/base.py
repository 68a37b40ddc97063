"""Django's backend for SQLite with a queue of writers before it. `ENGINE` of the settings names this folder; Django looks for `base`."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

from .queue import Turn, WriteQueue

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP|VACUUM|REINDEX|ANALYZE)\b", re.IGNORECASE)
queues: defaultdict[str, WriteQueue] = defaultdict(WriteQueue)  # by the file


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes its turn before a transaction begins and gives it back when that ends, however it ends.

    A statement outside of a transaction is one of its own. Other processes on the same file wait as SQLite has it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._turn: Turn | None = None

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - named cursors are PostgreSQL's
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def take_turn(self) -> bool:
        """False where there is no queue, or this connection is at it already."""
        if self._turn or self.is_in_memory_db():
            return False
        self._turn = queues[str(self.settings_dict["NAME"])].take(self.settings_dict["OPTIONS"].get("timeout", 5.0))
        return self._turn is not None

    def end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn:
            turn.end()

    def _start_transaction_under_autocommit(self) -> None:
        self.take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self.end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        self.end_turn()  # not where it failed: then a rollback follows

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self.end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self.end_turn()


class Cursor(base.SQLiteCursorWrapper):
    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self._turn_for(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._turn_for(query):
            return super().executemany(query, param_list)

    @contextmanager
    def _turn_for(self, query: str) -> Iterator[None]:
        """A turn for a statement that is a transaction of its own; who reads, or has one already, needs none."""
        is_write = not self.wrapper.connection.in_transaction and WRITES.match(query)
        took = bool(is_write) and self.wrapper.take_turn()
        try:
            yield
        finally:
            if took:
                self.wrapper.end_turn()
