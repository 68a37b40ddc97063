"""What every reader gives: the names of the columns and a stream of lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Line(NamedTuple):
    """One record of a file. `problem` is a code of reasons.py when the record could not be read; then `cells` show what was there."""

    number: int  # as a text editor counts, the header included; for tables of typed cells, of the row
    cells: Sequence[Any]
    problem: str = ""


class Reader(Protocol):
    columns: tuple[str, ...]

    def lines(self) -> Iterator[Line]: ...

    def position(self) -> int:
        """How many bytes of the file have been read, for the progress bar."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    upload: int = 512 * 1024 * 1024
    unpacked: int = 16 * 1024 * 1024 * 1024
    ratio: int = 200  # unpacked : packed, looked at beyond the first 64 MB
    line: int = 1024 * 1024  # characters
    record: int = 4 * 1024 * 1024  # characters of one record over several lines
    columns: int = 2000


LIMITS = Limits()
