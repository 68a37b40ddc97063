"""What `hamsafar import` does: the same import as on the page, to its end, with the account of every line."""

import argparse
import os
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from . import services
from .contracts import ImportRecord
from .reasons import REASONS


class Output(Protocol):
    def line(self, text: str = "") -> None: ...
    def warn(self, text: str) -> None: ...
    def json(self, value: Any) -> None: ...
    def progress(self, done: int, total: int = 0, note: str = "") -> None: ...


def run(arguments: argparse.Namespace, out: Output) -> int:
    if arguments.list_maps:
        return _list(out, as_json=arguments.json)
    if not arguments.file or not arguments.mapping:
        out.warn(_("Name a file and, with --map, a mapping. `hamsafar import --list-maps` lists those that are there."))
        return 2
    path = Path(arguments.file)
    size = path.stat().st_size
    record = services.run_file(
        path, _mapping_text(arguments.mapping), report=lambda _state, position: out.progress(position, size, path.name)
    )
    if arguments.rejected and record.has_rejected:
        _write_rejected(record, Path(arguments.rejected))
    _tell(record, out, as_json=arguments.json)
    return 0


def _list(out: Output, *, as_json: bool) -> int:
    found = services.list_mappings()
    if as_json:
        out.json([{"name": one.name, "about": one.about, "ships": one.is_shipped} for one in found])
        return 0
    for one in found:
        out.line(f"{one.name:<20} {one.about}")
    return 0


def _mapping_text(said: str) -> str:
    path = Path(said)
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else services.get_mapping(said).text


def _write_rejected(record: ImportRecord, path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # customers' data
    with os.fdopen(handle, "wb") as file:
        for chunk in services.rejected_csv(record.id):
            file.write(chunk)


def _tell(record: ImportRecord, out: Output, *, as_json: bool) -> None:
    if as_json:
        out.json(as_dict(record))
        return
    counts = record.counts
    out.line(_("{file}: {lines} lines in {seconds} s").format(file=record.name, lines=f"{counts.lines:,}", seconds=f"{record.seconds:.1f}"))
    for label, number in (
        (_("imported"), counts.imported),
        (_("left out on purpose"), counts.skipped),
        (_("rejected"), counts.rejected),
        (_("new events"), counts.events),
        (_("events that were already there"), counts.repeated),
    ):
        out.line(f"  {number:>12,}  {label}")
    for name, number in sorted(record.names.items(), key=lambda pair: -pair[1]):
        out.line(f"  {number:>12,}  {name}")
    for because, number in record.skips.items():
        out.line(f"  {number:>12,}  {because}")
    for code, number in record.reasons.items():
        out.line(f"  {number:>12,}  {code}: {str(REASONS[code]).format(column='…', value='…')}")
    if record.has_rejected:
        out.line(_("The rejected lines are on the page Imports, or with --rejected FILE."))


def as_dict(record: ImportRecord) -> dict[str, Any]:
    counts = record.counts
    return {
        "id": record.id, "file": record.name, "source": record.source, "space": record.space, "status": record.status.value,
        "lines": counts.lines, "imported": counts.imported, "skipped": counts.skipped, "rejected": counts.rejected,
        "events": counts.events, "repeated": counts.repeated, "quarantined": counts.quarantined, "reconciles": counts.reconciles,
        "names": record.names, "reasons": record.reasons, "skips": record.skips, "notes": record.notes, "seconds": round(record.seconds, 2),
    }  # fmt: skip
