"""Where a command writes: a terminal, or the wire to one when a running server does the work. Light: imported before Django is."""

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, is_dataclass
from typing import IO, Any

# What strangers wrote must not move a terminal's cursor, change its title or colour: control signs are shown as their pictures.
_PICTURES = {**{code: 0x2400 + code for code in range(32)}, 0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}
_IN_LINES = {code: picture for code, picture in _PICTURES.items() if chr(code) not in "\n\t"}
Frame = dict[str, Any]  # {"out": text} | {"err": text} | {"progress": [done, total, note]} | {"exit": code}


class Output:
    """What a command may say. `json` is for programs, everything else for people."""

    def __init__(self, send: Callable[[Frame], None]) -> None:
        self._send = send

    def line(self, text: str = "") -> None:
        self._send({"out": text + "\n"})

    def warn(self, text: str) -> None:
        self._send({"err": text + "\n"})

    def json(self, value: Any) -> None:
        self.line(json.dumps(value, ensure_ascii=False, indent=2, default=plain))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        for text in aligned([columns, *rows]):
            self.line(text)

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """How far it is; on a terminal one line that is overwritten. Raises when whoever asked has gone."""
        self._send({"progress": [done, total, note]})


def plain(value: Any) -> Any:
    """What json cannot write: records as objects, moments as ISO 8601, everything else as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def aligned(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Columns of equal width, two spaces apart; combining marks and the half-space take no room."""
    texts = [["" if cell is None else str(cell).translate(_PICTURES) for cell in row] for row in rows]
    if not texts:
        return []
    widths = [max(_width(row[i]) for row in texts) for i in range(len(texts[0]))]
    return ["  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in texts]


def _width(text: str) -> int:
    return sum(unicodedata.category(letter) not in {"Mn", "Cf", "Me"} for letter in text)


class Terminal:
    """Writes frames to a person's screen, or plainly to a file."""

    def __init__(self, out: IO[str] | None = None, err: IO[str] | None = None) -> None:
        self._out, self._err = out or sys.stdout, err or sys.stderr
        self._line_is_open = False
        self._last_note = ""

    def __call__(self, frame: Frame) -> None:
        if "progress" in frame:
            self._progress(*frame["progress"])
            return
        self._close_line()
        if "out" in frame:
            self._write(self._out, frame["out"])
        elif "err" in frame:
            self._write(self._err, frame["err"])

    def _progress(self, done: int, total: int, note: str) -> None:
        if self._err.isatty():
            self._err.write("\r\x1b[K" + _bar(done, total, note))
            self._err.flush()
            self._line_is_open = done < total or not total
            if not self._line_is_open:
                self._err.write("\n")
        elif note and note != self._last_note:  # a log wants steps, not a bar
            self._write(self._err, note + "\n")
        self._last_note = note

    def _close_line(self) -> None:
        if self._line_is_open:
            self._err.write("\n")
            self._line_is_open = False

    @staticmethod
    def _write(file: IO[str], text: str) -> None:
        try:
            file.write(text.translate(_IN_LINES) if file.isatty() else text)
            file.flush()
        except BrokenPipeError:  # `hamsafar … | head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None


def _bar(done: int, total: int, note: str) -> str:
    if not total:
        return f"{note} {done:,}" if done else note
    return f"[{'█' * int(24 * done / total):<24}] {done / total:4.0%} {note}"
