"""The event store's tables, as numbered SQL files that are applied once and in order.

Not called `migrations`: Django would take the folder for its own. Definitions cannot be rolled back, so every statement says
`if not exists` and a migration that was cut off is simply run again.
"""

from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import unquote, urlsplit
from zlib import crc32

from django.conf import settings

from hamsafar.base import clock
from hamsafar.base.eventstore import EventStore, store

from ..errors import SchemaTooNew

FOLDER = Path(__file__).parent

_VERSIONS = """
create table if not exists schema_versions $on_cluster (version UInt32, name String, checksum UInt32, applied_at DateTime64(3, 'UTC'))
engine = $merge_tree order by version settings fsync_after_insert = 1, fsync_part_directory = 1
"""

_DONE = "insert into schema_versions values ({version:UInt32}, {name:String}, {checksum:UInt32}, {at:DateTime64(3, 'UTC')})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    version: int
    name: str
    text: str

    @property
    def checksum(self) -> int:
        return crc32(self.text.encode())

    @property
    def statements(self) -> list[str]:
        return [part.strip() for part in self.text.split(";\n") if part.strip()]


def steps() -> tuple[Step, ...]:
    files = sorted(FOLDER.glob("[0-9]*.sql"))
    return tuple(Step(version=int(file.stem[:4]), name=file.stem, text=file.read_text(encoding="utf-8")) for file in files)


def migrate(target: EventStore | None = None) -> tuple[str, ...]:
    """Bring the event store to this program's version; returns the names of the steps that were applied."""
    target = target or store()
    target.command(_dressed(_VERSIONS, target))
    known = steps()
    applied = version_of(target)
    if applied > known[-1].version:
        raise SchemaTooNew(found=applied, known=known[-1].version)
    missing = [step for step in known if step.version > applied]
    for step in missing:
        _apply(step, target)
    return tuple(step.name for step in missing)


def version_of(target: EventStore) -> int:
    return int(target.query("select max(version) from schema_versions").value())


def _apply(step: Step, target: EventStore) -> None:
    for statement in step.statements:
        target.command(_dressed(statement, target))
    facts = {"version": step.version, "name": step.name, "checksum": step.checksum, "at": clock.now()}
    target.command(_DONE, facts)


def _dressed(statement: str, target: EventStore) -> str:
    """The one place that knows of clusters: there tables are replicated and definitions go to every node."""
    replicated = "Replicated" if settings.EVENTS_CLUSTER else ""
    return Template(statement).substitute(
        on_cluster=on_cluster(),
        merge_tree=f"{replicated}MergeTree",
        aggregating_merge_tree=f"{replicated}AggregatingMergeTree",
        replacing_merge_tree=f"{replicated}ReplacingMergeTree",
        database=target.query("select currentDatabase()").value(),
        credentials=_credentials(target.address),
    )


def _credentials(address: str) -> str:
    """A server reads a dictionary's source as somebody; the embedded engine knows nobody."""
    parts = urlsplit(address)
    if not parts.username:
        return ""
    user, password = (unquote(text or "").replace("\\", "\\\\").replace("'", "\\'") for text in (parts.username, parts.password))
    return f"user '{user}' password '{password}'"


def on_cluster() -> str:
    cluster = settings.EVENTS_CLUSTER
    return f"on cluster '{cluster}'" if cluster else ""
