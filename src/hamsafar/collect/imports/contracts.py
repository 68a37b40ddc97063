"""Records that cross the door of imports."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    EXCEL = "excel"
    XES = "xes"


class Status(StrEnum):
    READY = "ready"  # uploaded, not started
    WAITING = "waiting"  # in the queue
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShape:
    """How a file is to be read. What is empty was not said and is guessed."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: bool | None = None
    columns: tuple[str, ...] = ()
    sheet: str = ""


AS_FOUND = FileShape()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a file turned out to be, after reading all of it once without importing anything."""

    name: str
    bytes: int
    sha256: str
    shape: FileShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A guess at what a column means. `role` is a place in a mapping, such as person.phone or properties.order_id."""

    column: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    inspection: Inspection
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    suggestions: tuple[Suggestion, ...]
    seen_before: "ImportRecord | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Every line of the file is in exactly one of imported, skipped and rejected; lines folded into a group count as imported."""

    lines: int = 0
    imported: int = 0
    skipped: int = 0
    rejected: int = 0
    events: int = 0  # new on the spine
    repeated: int = 0  # already on the spine: the same file or line again
    quarantined: int = 0  # same id, other content

    @property
    def reconciles(self) -> bool:
        return self.lines == self.imported + self.skipped + self.rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedLine:
    line: int
    code: str
    sentence: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What an import would do, found out on the first lines without recording anything."""

    counts: Counts
    is_whole_file: bool
    names: dict[str, int]
    people: int
    reasons: dict[str, int]
    skips: dict[str, int]
    notes: dict[str, int]
    examples: tuple[dict[str, Any], ...]
    rejected: tuple[RejectedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    id: int
    name: str
    source: str
    space: str
    status: Status
    counts: Counts
    progress: float  # 0 to 1, of bytes read
    created_at: dt.datetime
    created_by: str
    finished_at: dt.datetime | None
    seconds: float
    trouble: str = ""
    reasons: dict[str, int] = field(default_factory=dict)
    skips: dict[str, int] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    has_rejected: bool = False
    is_asked_to_stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedMapping:
    name: str
    text: str
    is_shipped: bool
    about: str = ""
