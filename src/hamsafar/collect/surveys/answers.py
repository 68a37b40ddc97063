"""What somebody answered to one question: one record for all kinds, so that it is stored, compared and exported in one way."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct


class FileNote(Struct, frozen=True, kw_only=True):
    """A file that came with an answer; its bytes lie under its id."""

    id: str
    name: str
    type: str
    size: int


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Only what the kind of question needs is filled in. An empty answer is a question that was left out."""

    score: float | None = None  # scales and numbers
    choices: tuple[str, ...] = ()  # ids of options; of a ranking in order; yes, almost, no; agreed; clicked
    text: str = ""  # open text, the words beside "other", a day as 2026-10-18
    cells: Mapping[str, tuple[str, ...]] = {}  # matrix: columns by row
    parts: Mapping[str, str] = {}  # contact, address
    files: tuple[FileNote, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == EMPTY


EMPTY = Answer()
_decoder = msgspec.json.Decoder(Answer)
_encoder = msgspec.json.Encoder(order="sorted")


def read(text: str) -> Answer:
    return _decoder.decode(text)


def write(answer: Answer) -> str:
    return _encoder.encode(answer).decode()
