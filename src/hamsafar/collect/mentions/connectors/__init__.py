"""One folder for each way in which mentions come. A connector says what it takes, reads that into items, and whether it can reply."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.utils.functional import Promise

from hamsafar.ground.actions.services import Doing

from ..contracts import Item, Place, Unreadable

Read = Iterator[Item | Unreadable]
Facts = Mapping[str, Any]  # about what was done, as JSON


class Takes(StrEnum):
    """What somebody has to do so that mentions come."""

    FILE = "file"  # upload one
    CALLS = "calls"  # let another system call us
    ADDRESS = "address"  # name an address that we look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a reply answers, and its words."""

    outer_id: str
    url: str
    network: str
    text: str
    by: str
    id: str  # of the reply: the same id is one reply, however often it comes


class Connector(Protocol):
    """`replies`: a reply leaves through it where the place has an address for replies."""

    key: str
    name: Promise
    about: Promise
    takes: Takes
    replies: bool

    def read(self, body: bytes, place: Place) -> Read:
        """Items in the order in which they stand; what is no item is Unreadable. Raises Refused where nothing can be read at all."""

    def reply(self, place: Place, said: Reply, doing: Doing) -> Facts:
        """Raises NotYet, NotDone or Refused; anything else after `doing.go_out` means that nobody can tell."""
