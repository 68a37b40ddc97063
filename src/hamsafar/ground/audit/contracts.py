"""Records that cross audit's door."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol


class Actor(Protocol):
    """Whoever can be held to a deed: a member or an API key."""

    @property
    def audit_id(self) -> str: ...

    @property
    def audit_name(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: int
    at: dt.datetime
    by_id: str  # member:12, key:3, or "" for the system itself
    by_name: str  # as it was on that day
    deed: str
    about: str
    facts: Mapping[str, Any]
