"""What crosses the door of notices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One notice in one language. `button` names what `path` shows."""

    subject: str
    text: str
    button: str


About = Mapping[str, Any]  # what it is about, by id: {"case": 7}, {"day": "2026-10-18"}
Say = Callable[[About], Words | None]  # in the language that is active; None when there is nothing to say any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A kind of news. Whoever has the permission may hear of it, unless they have said that they do not want to.

    `say` is asked when a letter is about to leave, so that what was changed or erased while it waited stands in no letter.
    """

    key: str
    name: object  # a sentence, translated each time it is shown
    permission: str
    say: Say
    for_whole_company: bool = False  # who holds the permission for some units only does not hear of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One notice for one member, ready to be sent."""

    email: str
    language: str
    words: Words
    path: str
