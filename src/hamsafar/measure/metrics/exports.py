"""A measurement as rows of a table, and those as CSV or Parquet."""

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from .contracts import Measurement, Point, Slice

COLUMNS: Final = pa.schema(
    [
        ("measure", pa.string()),
        ("row", pa.string()),  # total, previous, bucket or group
        ("since", pa.timestamp("ms", "UTC")),
        ("until", pa.timestamp("ms", "UTC")),
        ("by", pa.string()),
        ("group", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("n", pa.int64()),
        ("unit", pa.string()),
        ("currency", pa.string()),
        ("better", pa.string()),
        ("target", pa.float64()),
        ("as_of", pa.timestamp("ms", "UTC")),
    ]
)
# A spreadsheet takes text that begins so for a formula.
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def rows_of(found: Measurement) -> list[dict[str, Any]]:
    """The whole period, the one before, each bucket of the trend, each group of the breakdown."""
    common = {
        "measure": found.key, "by": "", "group": "", "unit": found.unit.value, "currency": found.currency, "better": found.better.value,
        "target": found.target, "as_of": found.as_of,
    }  # fmt: skip
    span = {"since": found.period.since, "until": found.period.until}
    rows = [{**common, "row": "total", **span, **_numbers(found)}]
    if found.compared_with:
        before = {"value": found.previous, "low": None, "high": None, "n": found.previous_n}
        rows.append({**common, "row": "previous", "since": found.compared_with.since, "until": found.compared_with.until, **before})
    rows += [{**common, "row": "bucket", "since": p.since, "until": p.until, **_numbers(p)} for p in found.trend]
    rows += [{**common, "row": "group", **span, "by": found.by, "group": one.group, **_numbers(one)} for one in found.slices]
    return rows


def _numbers(part: Measurement | Point | Slice) -> dict[str, Any]:
    return {"value": part.value, "low": part.low, "high": part.high, "n": part.n}


def as_csv(found: Iterable[Measurement]) -> bytes:
    """UTF-8 with a mark at the head, without which spreadsheets garble Persian."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS.names, lineterminator="\r\n")
    writer.writeheader()
    for one in found:
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows_of(one))
    return ("\ufeff" + out.getvalue()).encode()


def as_parquet(found: Iterable[Measurement]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row for one in found for row in rows_of(one)], COLUMNS), out)
    return out.getvalue()


def _cell(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, str) and value.startswith(_RISKY):
        return "'" + value
    return value
