"""The one clock. Inside, every moment is an aware datetime in UTC; pages dress it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

_frozen: dt.datetime | None = None


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _frozen or dt.datetime.now(dt.UTC)


@contextmanager
def frozen_at(moment: dt.datetime) -> Iterator[None]:
    """Let time stand still; for tests and for the demo world only."""
    global _frozen
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    before, _frozen = _frozen, moment.astimezone(dt.UTC)
    try:
        yield
    finally:
        _frozen = before
