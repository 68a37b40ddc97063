"""The installation's secret: from the environment, or made once and kept beside the data, readable by its owner only."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from hamsafar.base import disk

from . import environment

SHORTEST = 32


def installation_secret() -> str:
    """Raises ValueError when HAMSAFAR_SECRET is set but too short to protect anything."""
    given = environment.read("HAMSAFAR_SECRET")
    if given:
        if len(given) < SHORTEST:
            raise ValueError(f"HAMSAFAR_SECRET needs at least {SHORTEST} characters")
        return given
    return _kept_secret(environment.data_folder() / "secret")


def _kept_secret(path: Path) -> str:
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # another process was faster; whole or not at all, whatever ends this one meanwhile
        _link(made, path)
    made.unlink(missing_ok=True)
    disk.flush(path.parent)  # what is signed with a secret that a power cut takes away nobody could read again
    return path.read_text().strip()


def _link(made: Path, path: Path) -> None:
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without second names
        made.rename(path)
