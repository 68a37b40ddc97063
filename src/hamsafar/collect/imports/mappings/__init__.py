"""Mappings that come with Hamsafar, one YAML file each."""

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def list_shipped() -> tuple[tuple[str, str], ...]:
    """Names and texts."""
    return tuple((path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml")))
