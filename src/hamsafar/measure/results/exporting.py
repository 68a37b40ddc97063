"""All responses of a survey as a table: CSV that no spreadsheet takes for formulas, and Parquet."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.services import Narrowing, Response, VersionRecord

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet takes text that begins so for a formula
_FACTS: Final = (
    "response", "started_at", "last_at", "finished_at", "seconds", "version", "way", "channel", "language", "unit", "end", "is_test",
)  # fmt: skip
_TYPES: Final = {
    "started_at": pa.timestamp("ms", "UTC"), "last_at": pa.timestamp("ms", "UTC"), "finished_at": pa.timestamp("ms", "UTC"),
    "seconds": pa.float64(), "version": pa.int64(), "is_test": pa.bool_(),
}  # fmt: skip
BATCH = 2_000


def _columns(versions: list[VersionRecord], language: str, *, may_see_people: bool) -> list[str]:
    private = {shape.id for shape in surveys.shapes_of(versions, language) if shape.is_private}
    found = [name for name in surveys.columns_of(versions) if may_see_people or name.partition(".")[0] not in private]
    return [*_FACTS, *(f"answer.{name}" for name in found)]


def _rows(survey_id: int, narrowing: Narrowing, versions: list[VersionRecord], language: str) -> Iterator[dict[str, Any]]:
    documents = {version.number: version.document for version in versions}
    for response in surveys.walk_responses(survey_id, narrowing):
        cells = surveys.cells_of(documents[response.version], response.answers, language)
        yield {**_facts(response), **{f"answer.{name}": value for name, value in cells.items()}}


def _facts(response: Response) -> dict[str, Any]:
    took = response.finished_at - response.started_at if response.finished_at else None
    return {
        "response": str(response.id), "started_at": response.started_at, "last_at": response.last_at, "finished_at": response.finished_at,
        "seconds": took.total_seconds() if took else None, "version": response.version, "way": response.way, "channel": response.channel,
        "language": response.language, "unit": response.unit, "end": response.end, "is_test": response.is_test,
    }  # fmt: skip


def as_csv(survey_id: int, narrowing: Narrowing, language: str, *, may_see_people: bool) -> tuple[bytes, int]:
    """UTF-8 with a mark at the head, without which spreadsheets garble Persian. And how many responses there are."""
    versions = surveys.versions_of(survey_id)
    names = _columns(versions, language, may_see_people=may_see_people)
    out, count = io.StringIO(), 0
    writer = csv.DictWriter(out, names, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for row in _rows(survey_id, narrowing, versions, language):
        writer.writerow({name: _cell(value) for name, value in row.items()})
        count += 1
    return ("\ufeff" + out.getvalue()).encode(), count


def _cell(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, str) and value.startswith(_RISKY):
        return "'" + value
    return int(value) if isinstance(value, float) and value.is_integer() else value


def as_parquet(survey_id: int, narrowing: Narrowing, language: str, *, may_see_people: bool) -> tuple[bytes, int]:
    """Answers that are numbers in every version are numbers, all others are text."""
    versions = surveys.versions_of(survey_id)
    names = _columns(versions, language, may_see_people=may_see_people)
    numeric = {f"answer.{s.id}" for s in surveys.shapes_of(versions, language) if s.highest or s.kind == "number"}
    schema = pa.schema([(name, _TYPES.get(name) or (pa.float64() if name in numeric else pa.string())) for name in names])
    out, count, waiting = io.BytesIO(), 0, list[Mapping[str, Any]]()
    with pq.ParquetWriter(out, schema) as writer:
        for row in _rows(survey_id, narrowing, versions, language):
            waiting.append({name: _typed(row.get(name), schema.field(name).type) for name in names})
            count += 1
            if len(waiting) == BATCH:
                writer.write_table(pa.Table.from_pylist(waiting, schema))
                waiting = []
        writer.write_table(pa.Table.from_pylist(waiting, schema))
    return out.getvalue(), count


def _typed(value: Any, kind: pa.DataType) -> Any:
    """A column keeps one type, also where an earlier version asked otherwise."""
    if value is None or pa.types.is_string(kind):
        return value if value is None or isinstance(value, str) else str(_cell(value))
    if pa.types.is_floating(kind) and not isinstance(value, int | float):
        return None
    return value


def disposition(name: str) -> str:
    """For a download: the name in letters that every header can carry."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


Writer = Callable[..., tuple[bytes, int]]
TYPES: Final[Mapping[str, tuple[str, Writer]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}
