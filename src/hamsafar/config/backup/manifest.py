"""What a backup holds: versions, counts and a checksum of every file. Written last, so a folder without one is an unfinished backup."""

import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.base import uploads
from hamsafar.base.errors import Refused

NAME = "manifest.json"
FORMAT = 1


class NotABackup(Refused):
    code, status, message = "not_a_backup", 400, _("{folder} holds no finished backup: its manifest.json is missing or cannot be read.")


class BackupTooNew(Refused):
    code, status, message = "backup_too_new", 400, _("This backup was made by a newer Hamsafar ({version}). Install that version first.")


class BackupDamaged(Refused):
    code, status, message = "backup_damaged", 400, _("The file {file} of this backup is missing or was changed. Use another backup.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    version: str
    taken_at: str
    secret_fingerprint: str
    migrations: dict[str, str]  # app -> its latest migration
    event_schema: int
    relational: dict[str, int]  # table -> rows
    events: dict[str, int]
    last_seq: int
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # path -> {bytes, sha256}
    format: int = FORMAT

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.taken_at)


def write(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    uploads.settle(*(path for path in folder.rglob("*") if path.is_file()))  # a manifest says that all of it is there
    with private(folder / NAME) as file:
        file.write(text.encode())
    uploads.settle(folder / NAME)


def read(folder: Path) -> Manifest:
    try:
        found = Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise NotABackup(folder=folder) from None
    if found.format > FORMAT:
        raise BackupTooNew(version=found.version)
    return found


def checksums(folder: Path) -> dict[str, dict[str, Any]]:
    """Every file below the folder but the manifest itself."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)} for path in files}


def check(folder: Path, manifest: Manifest) -> None:
    """Raises BackupDamaged at the first file that is not what the manifest says."""
    for name, facts in manifest.files.items():
        path = folder / name
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside or not path.is_file() or path.stat().st_size != facts["bytes"] or _sha256(path) != facts["sha256"]:
            raise BackupDamaged(file=name)


def private(path: Path):  # type: ignore[no-untyped-def]  # the opener's type has no name
    """Open a new file for writing bytes, readable by its owner only."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
