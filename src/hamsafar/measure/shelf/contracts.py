"""What crosses the door of the shelf."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec

Asked = TypeVar("Asked", bound=msgspec.Struct)
Found = TypeVar("Found")
_Told = TypeVar("_Told", contravariant=True)

# With fewer events than this nothing takes longer than a page may, and a new installation shows its first figures at once.
FEW_EVENTS: Final = 5_000


class Tell(Protocol[_Told]):
    """While it computes: what is known so far, and how much of it there will be."""

    def __call__(self, so_far: _Told, done: int, of: int, /) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Asked, Found]):
    """One sort of figures. `asked` and `found` are written as JSON; `compute` may take seconds.

    They are computed again when somebody looks and they are older than `fresh_for`, or no longer `stands`; what took long less often,
    so that at most `share_of_time` of a processor goes into it. `holds_words`: customers' words are in it, so forgetting anybody empties
    it. `at_once_below` so many events in the spine, whoever looks first waits for it.
    """

    name: str
    asked: type[Asked]
    found: Any
    compute: Callable[[Asked, Tell[Found]], Found]
    stands: Callable[[Asked, Found], bool]
    fresh_for: dt.timedelta
    share_of_time: float
    at_once_below: int
    holds_words: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Generic[Found]):
    """What was last found. While the first is on its way it is a part, where parts are told, or None; then `as_of` is None too.

    `trouble`: why it could not be computed, for those who run this.
    """

    found: Found | None
    as_of: dt.datetime | None
    is_refreshing: bool = False
    trouble: str = ""


KINDS: Final = dict[str, Kind[Any, Any]]()
