"""What crosses the door of notices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One notice in one language. `button` names what `path` shows."""

    subject: str
    text: str
    button: str


Say = Callable[[], Words]  # in the language that is active


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A kind of news. Whoever has the permission may hear of it, unless they have said that they do not want to."""

    key: str
    name: object  # a sentence, translated each time it is shown
    permission: str
    for_whole_company: bool = False  # who holds the permission for some units only does not hear of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One notice for one member, ready to be sent."""

    email: str
    language: str
    words: Words
    path: str

    @classmethod
    def read(cls, said: Mapping[str, str]) -> "Telling":
        words = Words(subject=said["subject"], text=said["text"], button=said["button"])
        return cls(email=said["email"], language=said["language"], words=words, path=said["path"])
