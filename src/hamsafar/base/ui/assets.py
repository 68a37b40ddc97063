"""Today's name of a built file. The build writes manifest.json; its names carry a hash, so they may be kept for ever."""

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BUILT = Path(__file__).parent / "static" / "built"


def address_of(name: str) -> str:
    """The address of "pages/app.js". Raises LookupError when the browser code was not built."""
    if settings.DEBUG:
        _manifest.cache_clear()
    return f"{settings.STATIC_URL}built/{_manifest()[name]}"


def names() -> list[str]:
    """Every built file as pages name it, below BUILT. Raises LookupError likewise."""
    return sorted(_manifest().values())


@lru_cache(maxsize=1)
def _manifest() -> dict[str, str]:
    path = BUILT / "manifest.json"
    if not path.exists():
        raise LookupError("The browser code is not built: run `make setup`, or python tools/build_frontend.py")
    names: dict[str, str] = json.loads(path.read_text())
    return names
