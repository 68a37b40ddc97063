"""Taking a backup: the moment is fixed in a blink, the copying goes on beside the server."""

import hashlib
import shutil
from collections.abc import Callable
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
from .manifest import Manifest

FILES = "files"
# Folders of HAMSAFAR_DATA that rooms keep files in.
FOLDERS = ("uploads", "imports")

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
        events.settle()
        with relational.snapshot() as alias:
            last_seq = events.newest()
            taken_at = clock.now()
            rows = relational.dump(folder, alias, say)
        kept = spine.dump(folder, last_seq=last_seq, say=say)
        _copy_files(folder)
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
    for name in FOLDERS:
        source = Path(settings.DATA) / name
        if source.is_dir():
            shutil.copytree(source, folder / FILES / name)
