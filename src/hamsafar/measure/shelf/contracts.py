"""What crosses the door of the shelf."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import msgspec

Asked = TypeVar("Asked", bound=msgspec.Struct)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Asked, Found]):
    """One sort of figures. `asked` and `found` are written as JSON; `compute` may take seconds.

    They are computed again when somebody looks and they are older than `fresh_for`; what took long less often, so that at most
    `share_of_time` of a processor goes into it. `holds_words`: customers' words are in it, so forgetting anybody empties it.
    """

    name: str
    asked: type[Asked]
    found: Any
    compute: Callable[[Asked], Found]
    fresh_for: dt.timedelta
    share_of_time: float
    holds_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[Found]):
    """What was last found; None while the first is on its way. `trouble`: why it could not be computed, for those who run this."""

    found: Found | None
    as_of: dt.datetime | None
    is_refreshing: bool = False
    trouble: str = ""


KINDS: Final = dict[str, Kind[Any, Any]]()
