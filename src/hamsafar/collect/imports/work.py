"""What one import has to remember between two of its steps, in a small SQLite file of its own.

It is not in the main database because a million lines would hold its write lock; it is not in memory because an import survives a kill.
Where the import stands, which lines it rejected, how often it has seen each line: all change in one transaction per step.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

_SCHEMA: Final = """
create table if not exists state (only_one integer primary key check (only_one = 1), said blob not null);
create table if not exists seen (digest integer primary key, times integer not null);
create table if not exists spill (key blob not null, number integer not null, cells blob not null);
create table if not exists rejected (
  number integer not null, code text not null, column_name text not null, value text not null, cells blob not null);
"""


class State(msgspec.Struct, kw_only=True):
    """Where an import stands. Saved with everything that belongs to it, so a restart goes on exactly there."""

    sha256: str = ""
    phase: str = "lines"  # lines, groups, done
    records: int = 0  # records of the file that are dealt with
    last_key: bytes = b""
    lines: int = 0
    imported: int = 0
    skipped: int = 0
    rejected: int = 0
    events: int = 0
    repeated: int = 0
    quarantined: int = 0
    reasons: dict[str, int] = {}
    skips: dict[str, int] = {}
    notes: dict[str, int] = {}
    names: dict[str, int] = {}


class Rejected(msgspec.Struct, frozen=True):
    number: int
    code: str
    column: str
    value: str
    cells: tuple[str, ...]


class Work:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        # A page may read the rejected lines in another thread than the one that works.
        self._database = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
        self._database.executescript("pragma journal_mode=wal; pragma synchronous=normal; pragma cache_size=-65536;" + _SCHEMA)

    def __enter__(self) -> "Work":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._database.close()

    def state(self) -> State:
        row = self._database.execute("select said from state").fetchone()
        return msgspec.msgpack.decode(row[0], type=State) if row else State()

    def save(self, state: State, *, seen: dict[int, int], spill: Iterable[tuple[bytes, int, bytes]], rejected: Iterable[Rejected]) -> None:
        """One step, whole or not at all."""
        self._database.execute("begin immediate")
        try:
            self._database.executemany("insert into seen values (?, ?) on conflict do update set times = excluded.times", seen.items())
            self._database.executemany("insert into spill values (?, ?, ?)", spill)
            rows = ((one.number, one.code, one.column, one.value, msgspec.msgpack.encode(one.cells)) for one in rejected)
            self._database.executemany("insert into rejected values (?, ?, ?, ?, ?)", rows)
            self._database.execute(
                "insert into state values (1, ?) on conflict do update set said = excluded.said", (msgspec.msgpack.encode(state),)
            )
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    def times_seen(self, digests: Sequence[int]) -> dict[int, int]:
        found: dict[int, int] = {}
        for start in range(0, len(digests), 900):
            some = digests[start : start + 900]
            places = ",".join("?" * len(some))
            found.update(self._database.execute(f"select digest, times from seen where digest in ({places})", some))  # noqa: S608 (places only)
        return found

    def prepare_groups(self) -> None:
        self._database.execute("create index if not exists by_key on spill (key, number)")

    def groups(self, after: bytes) -> Iterator[tuple[bytes, list[tuple[int, Any]]]]:
        """The spilled lines by key, each key's in the order of the file."""
        rows = self._database.execute("select key, number, cells from spill where key > ? order by key, number", (after,))
        current: bytes = b""
        lines: list[tuple[int, Any]] = []
        for key, number, cells in rows:
            if key != current and lines:
                yield current, lines
                lines = []
            current = key
            lines.append((number, msgspec.msgpack.decode(cells)))
        if lines:
            yield current, lines

    def rejected(self) -> Iterator[Rejected]:
        for number, code, column, value, cells in self._database.execute("select * from rejected order by number, rowid"):
            yield Rejected(number, code, column, value, msgspec.msgpack.decode(cells, type=tuple[str, ...]))

    def forget_steps(self) -> None:
        """When the import is over only the rejected lines are still of use."""
        self._database.executescript(
            "delete from seen; drop index if exists by_key; delete from spill; vacuum; pragma wal_checkpoint(truncate)"
        )

    def forget_rejected_with(self, texts: Sequence[str]) -> int:
        """Erase rejected lines that hold one of these texts; how many."""
        wanted = [text for text in texts if text]
        doomed = [
            row[0]
            for row in self._database.execute("select rowid, cells from rejected")
            if any(w in c for w in wanted for c in msgspec.msgpack.decode(row[1]))
        ]
        self._database.executemany("delete from rejected where rowid = ?", ((row,) for row in doomed))
        self._database.executescript("vacuum; pragma wal_checkpoint(truncate)")
        return len(doomed)

    @staticmethod
    def delete(path: Path) -> None:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
