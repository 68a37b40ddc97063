"""What a power cut may not take away."""

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Of a file its content, of a folder the names in it: a new or removed file is only durable when its folder's entry is."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
