"""Files that people send us: read once, named harmlessly, kept in a folder of the data."""

import os
from pathlib import Path
from typing import Protocol

from django.conf import settings

from hamsafar.base import disk


class Upload(Protocol):
    """What Django hands over."""

    name: str | None
    size: int | None

    def read(self, size: int = -1) -> bytes: ...


def plain_name(name: str, *, longest: int) -> str:
    """Without folders and without signs that are not seen; "" where nothing is left."""
    plain = Path(name.replace("\\", "/")).name
    return "".join(sign for sign in plain if sign.isprintable())[-longest:]


def folder(name: str) -> Path:
    found = Path(settings.DATA) / name
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def keep(path: Path, content: bytes) -> None:
    """Written whole, and safe from a power cut, when it returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    settle(path)


def settle(*paths: Path) -> None:
    """These files, which are written and closed, and their names in their folders are safe from a power cut."""
    for each in (*paths, *dict.fromkeys(path.parent for path in paths)):
        disk.flush(each)
