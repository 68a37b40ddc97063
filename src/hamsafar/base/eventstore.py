"""The event store's clients: a small pool over chDB in this process or a ClickHouse server, one address apart.

An embedded client runs one query at a time and releases Python's lock while it does, so a few of them serve every request;
a client per thread would mean one per request (docs/concurrency.md). Never fork a process that has a store open.
"""

import atexit
import datetime as dt
import fcntl
import importlib
import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import clickhouse_connect
import numpy as np
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from .errors import Refused

EMBEDDED = "chdb://"
POOL = 5  # four that answer questions and one that the writer of the spine keeps
PATIENCE = 30.0  # seconds that a question waits for a free client


class QueryTooSlow(Refused):
    code, status, message = (
        "query_too_slow",
        503,
        _("This question took longer than {seconds} seconds. Ask for a shorter time or fewer units."),
    )


class QueryTooLarge(Refused):
    code, status, message = (
        "query_too_large",
        503,
        _("This question needs more memory than the {megabytes} MB it may use. Ask for a shorter time or fewer units."),
    )


class EventStoreBusy(Refused):
    code, status, message = "event_store_busy", 503, _("Too many questions are being answered right now. Please try again in a moment.")


class EventStoreTaken(Refused):
    code, status, message = (
        "event_store_taken",
        503,
        _("Another Hamsafar (process {pid}) holds the event store in {folder}. Stop it first, or use another data folder."),
    )


class EventStoreAway(Refused):
    code, status, message = "event_store_away", 503, _("The event store does not answer. Please try again in a moment.")


_SLOW = {159, 160}  # TIMEOUT_EXCEEDED, TOO_SLOW
_LARGE = {241, 396, 158}  # MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS_OR_BYTES, TOO_MANY_ROWS
_AWAY = {209, 210, 279, 516}  # SOCKET_TIMEOUT, NETWORK_ERROR, ALL_CONNECTION_TRIES_FAILED, AUTHENTICATION_FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one query may cost. Sorting and grouping go to disk at half of the memory, so most large questions are slow, not refused."""

    seconds: float = 30
    bytes: int = 2 << 30

    def as_settings(self) -> dict[str, Any]:
        return {
            "max_execution_time": self.seconds,
            "max_memory_usage": self.bytes,
            "max_bytes_before_external_group_by": self.bytes // 2,
            "max_bytes_before_external_sort": self.bytes // 2,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows of a query. Moments are aware and in UTC."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def one(self) -> tuple[Any, ...]:
        """The only row; a question that may have none or many is asked with `rows`."""
        (row,) = self.rows
        return row

    def value(self) -> Any:
        (value,) = self.one()
        return value


class EventStore:
    """A pool of clients on one address. Clients open when first needed and are closed at exit."""

    def __init__(self, address: str, *, clients: int = POOL, limits: Limits | None = None) -> None:
        self.address = address
        self.limits = limits or Limits()
        self._size = clients
        self._free: list[Client] = []
        self._opened = 0
        self._closed = False
        self._change = threading.Condition()
        self._lock: IO[str] | None = None

    @property
    def is_embedded(self) -> bool:
        return self.address.startswith(EMBEDDED)

    @property
    def folder(self) -> Path | None:
        """Where an embedded store keeps its files; None for a server or a store in memory."""
        path = self.address.removeprefix(EMBEDDED)
        return Path(path) if self.is_embedded and path.startswith("/") else None

    def query(self, sql: str, params: Mapping[str, Any] | None = None, *, limits: Limits | None = None, **settings: Any) -> Answer:
        with self._asking(limits) as (client, bounds):
            result = client.query(sql, parameters=bind(params), settings={**bounds, **settings})
            rows = [tuple(row) for row in result.result_rows]  # read while the client is ours: a server may fail halfway through
        return Answer(columns=tuple(result.column_names), rows=rows)

    def query_arrow(self, sql: str, params: Mapping[str, Any] | None = None, *, limits: Limits | None = None, **settings: Any) -> pa.Table:
        with self._asking(limits) as (client, bounds):
            return client.query_arrow(sql, parameters=bind(params), settings={**bounds, **settings})

    def command(self, sql: str, params: Mapping[str, Any] | None = None, *, limits: Limits | None = None, **settings: Any) -> Any:
        """A statement without rows: definitions, deletes, `insert … select`."""
        with self._asking(limits) as (client, bounds):
            return client.command(sql, parameters=bind(params), settings={**bounds, **settings})

    def insert_arrow(self, table: str, rows: pa.Table, **settings: Any) -> None:
        """Durable when it returns if the table's definition says so (`fsync_after_insert` is a setting of tables)."""
        with self._asking(None) as (client, _bounds):
            client.insert_arrow(table, rows, settings=settings or None)

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A client for oneself, for a writer that keeps it. Give it back by leaving the block.

        One that is left by an error is not used again: what the embedded engine had found until then would stand before the next answer.
        """
        client = self._take()
        try:
            yield client
        except BaseException:
            self._put_away(client)
            raise
        self._give_back(client)

    def close(self) -> None:
        """Waits for running queries; each of them is bounded by its limits."""
        with self._change:
            self._closed = True
            self._change.wait_for(lambda: len(self._free) == self._opened, timeout=self.limits.seconds + 5)
            clients, self._free, self._opened = self._free, [], 0
            self._change.notify_all()
        for client in clients:
            client.close()
        if self._lock:
            self._lock.close()
            self._lock = None

    @contextmanager
    def _asking(self, limits: Limits | None) -> Iterator[tuple[Client, dict[str, Any]]]:
        limits = limits or self.limits
        with self.client() as client, refusing(limits):
            yield client, limits.as_settings()

    def _take(self) -> Client:
        with self._change:
            ready = self._change.wait_for(lambda: self._closed or self._free or self._opened < self._size, timeout=PATIENCE)
            if not ready or self._closed:
                raise EventStoreBusy
            if self._free:
                return self._free.pop()
            if not self._opened:
                self._hold_folder()
            self._opened += 1
        try:
            return self._open()
        except BaseException:
            with self._change:
                self._opened -= 1
                self._change.notify()
            raise

    def _give_back(self, client: Client) -> None:
        with self._change:
            self._free.append(client)
            self._change.notify_all()

    def _put_away(self, client: Client) -> None:
        try:
            client.close()
        finally:
            with self._change:
                self._opened -= 1
                self._change.notify_all()

    def _open(self) -> Client:
        with refusing(self.limits):
            if self.folder:  # the folder goes in as it is: an address would lose a % or ? in its name
                return clickhouse_connect.get_client(dsn=EMBEDDED, path=str(self.folder), tz_mode="aware")
            return clickhouse_connect.get_client(dsn=self.address, tz_mode="aware")

    def _hold_folder(self) -> None:
        """One process may open a data folder. The engine's own message names neither the folder nor who has it."""
        if not self.folder or self._lock:
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._lock = hold(self.folder.with_name(self.folder.name + ".lock"), folder=self.folder)


def hold(path: Path, *, folder: Path) -> IO[str]:
    """Lock a file for as long as this process lives, with our process id in it. Raises EventStoreTaken."""
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        pid = file.read().strip() or "?"
        file.close()
        raise EventStoreTaken(pid=pid, folder=folder) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def numbers_in(column: pa.Array | pa.ChunkedArray) -> NDArray[Any]:
    """Numbers without gaps, not copied where they lie in one piece. pyarrow's own `to_numpy` loads pandas: a second of every start."""
    pieces = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    if len(pieces) == 1:
        return np.from_dlpack(pieces[0])
    return np.concatenate([np.from_dlpack(piece) for piece in pieces]) if pieces else np.empty(0, column.type.to_pandas_dtype())


@contextmanager
def refusing(limits: Limits) -> Iterator[None]:
    """Turn what an operator's limits forbid into a sentence; anything else is a bug and stays one."""
    try:
        yield
    except ClickHouseError as error:
        code = getattr(error, "code", None)
        if code in _SLOW:
            raise QueryTooSlow(seconds=round(limits.seconds, 1) if limits.seconds % 1 else int(limits.seconds)) from error
        if code in _LARGE:
            raise QueryTooLarge(megabytes=limits.bytes >> 20) from error
        if code in _AWAY or type(error).__name__ == "OperationalError":
            raise EventStoreAway from error
        raise


def bind(params: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Values as the engine reads them. Moments become UTC text: the driver cuts milliseconds off otherwise."""
    return {name: _bound(value) for name, value in params.items()} if params else None


# What a DateTime64(3) column can hold; a moment beyond it asks for the same rows as the nearest one within.
_EARLIEST, _LATEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(2299, 12, 31, tzinfo=dt.UTC)


def _bound(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return min(max(value, _EARLIEST), _LATEST).astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, (tuple, list, set, frozenset)):
        return [_bound(one) for one in value]
    return value


def _spare_reading(*modules: str) -> None:
    """The driver reads each statement letter by letter to know whether it may be sent again: 5 ms of Python for that of a measure, where
    the engine needs ten. Ours are few and repeat, so what it found is kept. A driver without that function is left as it is.
    """
    for name in modules:
        module = importlib.import_module(name)
        if read := getattr(module, "_query_is_read_only", None):
            setattr(module, "_query_is_read_only", lru_cache(maxsize=512)(read))  # noqa: B010 - the driver declares no such thing


class _WithoutPandas:
    """pyarrow looks for pandas before it reads its first list, in case the list is one of theirs. None of ours is, and loading pandas is
    the better part of a second of every start. Whoever wants pandas imports it; `to_pandas` finds it too.
    """

    def find_spec(self, name: str, *_where: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name=name)

    def __enter__(self) -> None:
        sys.meta_path.insert(0, self)

    def __exit__(self, *_error: object) -> None:
        sys.meta_path.remove(self)


with _WithoutPandas():
    pa.array([0])
_spare_reading("clickhouse_connect.driver._backendclient", "clickhouse_connect.driver.client")
_stores: dict[str, EventStore] = {}
_stores_lock = threading.Lock()


def store() -> EventStore:
    """The store of this installation, one per process."""
    address = settings.EVENTS
    with _stores_lock:
        if address not in _stores:
            _stores[address] = EventStore(address, limits=Limits(seconds=settings.QUERY_SECONDS, bytes=settings.QUERY_MEGABYTES << 20))
        return _stores[address]


def close() -> None:
    """Close every store of this process; the next question opens it again."""
    with _stores_lock:
        stores = list(_stores.values())
        _stores.clear()
    for one in stores:
        one.close()


atexit.register(close)
