"""Carries the log into the database file beside the writers, so that no commit has to.

Nearly all of it while others write; what they added meanwhile in a turn of its own, after which the log is written from its start again.
Without this thread (a command, the worker) SQLite does it in the commit that finds the log too long (`wal_autocheckpoint`).
"""

import logging
import threading

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from .base import DatabaseWrapper

log = logging.getLogger("hamsafar.sqlite")

EVERY = 10.0  # seconds; where nothing was written it costs nothing
PATIENCE = 40  # milliseconds that the others' writing may stand still for it; with a reader that takes longer, at the next time
LONG = 8_000  # pages of 4 KB from which on the log is to begin anew; over the old ones, which needs no change of the file system's records


class Keeper:
    def __init__(self, store: DatabaseWrapper) -> None:
        self._store, self._stopping = store, threading.Event()
        self._thread = threading.Thread(target=self._run, name="sqlite-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopping.wait(EVERY):
                self._carry_or_log()
        finally:
            self._store.close()

    def carry(self) -> None:
        if self._checkpoint() >= LONG:
            with self._store.writing():
                self._checkpoint("restart")

    def _checkpoint(self, how: str = "passive") -> int:
        """How many pages the log has, those included that are in the file by now.

        `restart` waits for those who read in the old log (whoever comes reads in the file): among many there is always one who does,
        and the log would never begin anew.
        """
        with self._store.cursor() as cursor:
            cursor.execute(f"pragma busy_timeout = {PATIENCE}")
            _is_busy, pages, _carried = cursor.execute(f"pragma wal_checkpoint({how})").fetchone()
        return int(pages)

    def _carry_or_log(self) -> None:
        try:
            self.carry()
        except DatabaseError:
            log.exception("the log of the relational store could not be carried into its file; tried again")


_keeper: Keeper | None = None


def start() -> None:
    """Nothing to do on PostgreSQL, or in memory."""
    global _keeper
    store = connections.create_connection(DEFAULT_DB_ALIAS)
    if isinstance(store, DatabaseWrapper) and not store.is_in_memory_db() and _keeper is None:
        store.inc_thread_sharing()
        _keeper = Keeper(store)
        _keeper.start()


def stop() -> None:
    global _keeper
    keeper, _keeper = _keeper, None
    if keeper:
        keeper.stop()
