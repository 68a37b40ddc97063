"""What reviews ask of later floors, which they do not know: products that the spine tells of, what was read from a review, who wrote it.

settings.REVIEWS_AROUND names the object that answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hamsafar.collect.intake.services import Identifier

from .contracts import Bought

Event = tuple[str, str]  # source and message id
Who = Identifier  # without a kind: nobody in particular


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who wrote a review, as far as a member may see it."""

    name: str
    href: str
    case: str = ""  # what the case about it is called
    case_href: str = ""


class Around(Protocol):
    def find_product(self, key: str) -> Bought | None:
        """A product that somebody looked at or bought lately."""

    def topics_of(self, events: Sequence[Event]) -> Mapping[Event, tuple[str, ...]]:
        """What these reviews speak of, of those that were read already."""

    def topic_names(self, language: str) -> Mapping[str, str]:
        """What each topic is called."""

    def writer_of(self, event: Event, who: Who, *, member: Any) -> Writer | None:
        """None where nobody is known, or this member may not see them."""

    def send_code(self, email: str, code: str, *, language: str) -> None:
        """A letter that somebody on a page of ours asked for; it says nothing but the code."""

    def may_send(self) -> bool:
        """Whether e-mail is set up."""


def around() -> Around:
    found: Around = import_string(settings.REVIEWS_AROUND)
    return found
