"""The installation's secret: from the environment, or made once and kept beside the data, readable by its owner only."""

import os
import secrets
from pathlib import Path

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
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    return path.read_text().strip()
