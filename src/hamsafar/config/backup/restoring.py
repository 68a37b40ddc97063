"""Bringing a backup back: everything is checked before anything is written, and the erased stay erased."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.base import eventstore, uploads
from hamsafar.base.errors import Refused
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events

from ..lock import being_restored
from . import manifest, relational, spine
from .taking import FILES, FOLDERS, fingerprint

Progress = Callable[[str], None]


class StoresNotEmpty(Refused):
    code, status = "stores_not_empty", 400
    message = _("The stores that DATABASE_URL or HAMSAFAR_EVENTS name are not empty. Name empty ones.")


class OtherSecret(Refused):
    code, status = "other_secret", 400
    message = _("HAMSAFAR_SECRET is not the secret of this backup, so nobody in it could be recognised. Set the right one, or unset it.")


class Incomplete(Refused):
    code, status, message = "restore_incomplete", 500, _("{table} should have {expected} rows and has {found}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    rows: int
    events: int
    erased: int


def restore(folder: Path, *, erasures: Path | None, say: Progress = lambda _: None) -> Restored:
    """Raises before the first write when the backup is damaged, too new, of another secret, or the stores hold anything."""
    found = manifest.read(folder)
    manifest.check(folder, found)
    if found.secret_fingerprint != fingerprint():
        raise OtherSecret
    _check_empty()
    with being_restored():
        return _fill(folder, found, erasures, say)


def _fill(folder: Path, found: manifest.Manifest, erasures: Path | None, say: Progress) -> Restored:
    rows = relational.load(folder, found.migrations, say)
    _compare(found.relational, rows)
    events.migrate()
    kept = spine.load(folder, say)
    _compare(found.events, kept)
    _place_files(folder)
    eventstore.store().command("system reload dictionary canonical")
    erased = erasure.replay(erasures, since=found.moment) if erasures else 0
    return Restored(rows=sum(rows.values()), events=kept.get("events", 0), erased=erased)


def _check_empty() -> None:
    if not relational.is_empty() or any(spine.tables(eventstore.store())):
        raise StoresNotEmpty


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    for table, count in expected.items():
        if found.get(table, 0) != count:
            raise Incomplete(table=table, expected=count, found=found.get(table, 0))


def _place_files(folder: Path) -> None:
    for name in FOLDERS:
        source = folder / FILES / name
        if source.is_dir():
            target = Path(settings.DATA) / name
            shutil.copytree(source, target)
            uploads.settle(*(path for path in target.rglob("*") if path.is_file()))
