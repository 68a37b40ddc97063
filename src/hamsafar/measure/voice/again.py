"""Reading once more: topics after the taxonomy changed, everything after a better model took over, carefully what was read in haste."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import corrections, desk, exploring, table
from .contracts import Reading

Tell = Callable[[int, int, str], None]
CAREFULLY = 20_000  # of the newest comments; the rest the student reads
AT_ONCE = 64


def find_topics(tell: Tell) -> int:
    """Look through everything that was read for the topics of today; feelings stay as they are."""
    seat, count = desk.seat(), 0
    for rows in exploring.walk():
        readings = seat.reader.fast([row["text"] for row in rows])
        table.keep(corrections.corrected(_with_topics(row, reading) for row, reading in zip(rows, readings, strict=True)))
        count += len(rows)
        tell(count, 0, "")
    return count


def _with_topics(row: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """A clause that the student read alone is put beside what is known of the whole comment."""
    fresh = table.columns_of(reading)
    return {**row, **{name: fresh[name] for name in ("topics", "topic_scores", "topic_starts", "topic_ends")}}


def read_in_haste(tell: Tell, *, most: int = CAREFULLY) -> int:
    """Read carefully what only the student has read, the newest first."""
    return _read_carefully(exploring.newest(ending="f", most=most), tell)


def read_all(tell: Tell) -> int:
    """After another model took over: the newest comments carefully, the older ones by its student."""
    newest = exploring.newest(ending="", most=CAREFULLY)
    seat, count = desk.seat(), 0
    careful = set(newest)
    for rows in exploring.walk():
        older = [row for row in rows if row["id_hash"] not in careful and row["model"] != seat.fast]
        _keep(older, seat.reader.fast([row["text"] for row in older]), seat.fast)
        count += len(older)
        tell(count, 0, "")
    return count + _read_carefully(newest, tell)


def _read_carefully(ids: Sequence[int], tell: Tell) -> int:
    seat = desk.seat()
    for start in range(0, len(ids), AT_ONCE):
        found = exploring.rows_of(ids[start : start + AT_ONCE])
        rows = [row for row in found if row["model"] != seat.careful]
        _keep(rows, seat.reader.carefully([row["text"] for row in rows]), seat.careful)
        tell(start, len(ids), "")
    return len(ids)


def _keep(rows: Sequence[Mapping[str, Any]], readings: Sequence[Reading], model: str) -> None:
    fresh = ({**row, **table.columns_of(reading), "model": model, "corrected": False} for row, reading in zip(rows, readings, strict=True))
    table.keep(corrections.corrected(fresh))
