"""Taking a backup: the moment is fixed in a blink, the copying goes on beside the server."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.base.eventstore import store
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events
from hamsafar.store.events.schema import version_of

from . import manifest, relational, spine
from .manifest import Manifest, private

FILES = "files"
# Folders of HAMSAFAR_DATA that rooms keep files in.
FOLDERS = ("uploads", "imports", "surveys", "reviews", "mentions", "research")

Progress = Callable[[str], None]


class FolderNotEmpty(Refused):
    code, status, message = "folder_not_empty", 400, _("{folder} is not empty. A backup never overwrites anything: name a new folder.")


class FolderUnusable(Refused):
    code, status, message = "folder_unusable", 400, _("{folder} cannot be written: {reason}.")


def take(folder: Path, *, say: Progress = lambda _: None) -> Manifest:
    """Fill `folder`. Relational rows are those of one moment; of the spine everything that was readable at that moment.

    Nobody is erased meanwhile: half a person in a backup could not be told from a whole one.
    """
    _prepare(folder)
    with erasure.paused():
        _copy_files(folder)  # before the events: an import must never stand further than what it recorded
        events.settle()
        with relational.snapshot() as alias:
            last_seq = events.newest()
            taken_at = clock.now()
            rows = relational.dump(folder, alias, say)
        kept = spine.dump(folder, last_seq=last_seq, say=say)
        _copy_files(folder)  # again, for what a row names that was not there before
    made = Manifest(
        version=version("hamsafar"),
        taken_at=taken_at.isoformat(),
        secret_fingerprint=fingerprint(),
        migrations=relational.migrations(),
        event_schema=version_of(store()),
        relational=rows,
        events=kept,
        last_seq=last_seq,
        files=manifest.checksums(folder),
    )
    manifest.write(folder, made)
    return made


def fingerprint() -> str:
    """Tells one secret from another without telling the secret."""
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=8, person=b"backup").hexdigest()


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise FolderNotEmpty(folder=folder)
        with manifest.private(folder / "secret") as file:
            file.write(settings.SECRET_KEY.encode())
    except OSError as error:
        raise FolderUnusable(folder=folder, reason=error.strerror or error) from None


def _copy_files(folder: Path) -> None:
    """What is there now and not copied yet. Files come and go while imports run: one that has gone is not missed."""
    for name in FOLDERS:
        for source in sorted((Path(settings.DATA) / name).glob("*")):
            _copy(source, folder / FILES / name / source.name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        if source.suffix == ".sqlite":
            _copy_database(source, target)
        elif not source.suffix and not _is_whole(source, target):  # locks and logs of databases are made anew
            shutil.copyfile(source, target)
            target.chmod(0o600)
    except FileNotFoundError:
        target.unlink(missing_ok=True)


def _is_whole(source: Path, target: Path) -> bool:
    """An upload that was still coming in is copied again."""
    return target.exists() and target.stat().st_size == source.stat().st_size


def _copy_database(source: Path, target: Path) -> None:
    """Where a running import stands, whole: copied as bytes it could be torn."""
    if target.exists():
        return  # as it stood when the backup began: lines that are done since are done again, and recognised
    with private(target), closing(_reading(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _reading(path: Path) -> sqlite3.Connection:
    """Not made when it has gone meanwhile."""
    try:
        return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=30)
    except sqlite3.OperationalError:
        raise FileNotFoundError(path) from None
