"""Rows of rooms that the demo world writes itself."""

from collections.abc import Iterable
from typing import Any, Final

SLICE: Final = 150  # well under 50 ms each


def insert(model: Any, rows: Iterable[Any]) -> None:
    """In slices, so that nobody waits for the store; what an earlier making wrote stays."""
    waiting = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == SLICE:
            model.objects.bulk_create(waiting, ignore_conflicts=True)
            waiting = []
    model.objects.bulk_create(waiting, ignore_conflicts=True)
