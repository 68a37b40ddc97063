"""The event store as Parquet, a file for every month of every table: readable by any tool, restorable into either kind of store."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from hamsafar.base.eventstore import EventStore, Limits, store

from .manifest import private

FOLDER = "events"
CHUNK = 500_000  # rows a file
LIMITS = Limits(seconds=3600)
NOT_KEPT = ("schema_versions",)

Progress = Callable[[str], None]


def tables(target: EventStore) -> list[str]:
    rows = target.query("select name from system.tables where database = currentDatabase() and engine like '%MergeTree' order by name").rows
    return [str(name) for (name,) in rows if name not in NOT_KEPT]


def dump(folder: Path, *, last_seq: int, say: Progress) -> dict[str, int]:
    """All tables; of the spine what was written up to `last_seq`, so that the server may go on writing meanwhile."""
    target = store()
    (folder / FOLDER).mkdir(mode=0o700)
    return {table: _dump(target, table, folder / FOLDER, last_seq, say) for table in tables(target)}


def _dump(target: EventStore, table: str, folder: Path, last_seq: int, say: Progress) -> int:
    bound = f"seq <= {last_seq:d}" if table == "events" else "1"
    partitions = target.query(
        "select partition_id, sum(rows) from system.parts"
        " where database = currentDatabase() and active and table = {table:String} group by partition_id order by partition_id",
        {"table": table},
    ).rows
    count = 0
    for partition, rows in partitions:
        say(f"{table} {partition}")
        pieces = -(-int(rows) // CHUNK)
        for piece in range(pieces):
            where = f"_partition_id = '{_word(partition)}' and {bound}" + (f" and cityHash64(*) % {pieces} = {piece}" if pieces > 1 else "")
            question = f"select * from {table} where {where}"  # noqa: S608 - names from the engine itself
            count += _write(target, question, folder / f"{table}-{partition}-{piece:03d}.parquet")
    return count


def _write(target: EventStore, question: str, path: Path) -> int:
    import pyarrow.parquet as pq

    with target.client() as client:
        content = client.raw_query(question, fmt="Parquet", settings=LIMITS.as_settings())
    with private(path) as file:
        file.write(content)
    rows = int(pq.read_metadata(path).num_rows)
    if not rows:
        path.unlink()
    return rows


def load(folder: Path, say: Progress) -> dict[str, int]:
    """Into empty tables of the present schema; columns that came later take their defaults."""
    target = store()
    counts = dict.fromkeys(tables(target), 0)
    for table, path in _files(folder / FOLDER):
        say(path.stem)
        counts[table] = counts.get(table, 0) + _insert(target, table, path)
    return counts


def _insert(target: EventStore, table: str, path: Path) -> int:
    import pyarrow.parquet as pq

    columns = pq.read_schema(path).names
    with target.client() as client:
        client.raw_insert(_word(table), column_names=columns, insert_block=path.read_bytes(), fmt="Parquet")
    return int(pq.read_metadata(path).num_rows)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.glob("*.parquet")):
        yield path.stem.rsplit("-", 2)[0], path


def _word(name: str) -> str:
    """Names come from file names of a backup: let none be more than a name."""
    if not re.fullmatch(r"[\w-]+", name):
        raise ValueError(f"{name!r} is not a name")
    return name
