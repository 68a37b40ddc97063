"""What somebody changed in their words, word by word, for whoever decides about the new version."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "removed", "added"]
_Step = tuple[str, int, int, int, int]  # of difflib: what, from and to in the old, from and to in the new
_WORD = re.compile(r"\w(?:\w|\u200c)*\s*|[^\w\s]\s*|\s+")  # a half-space stands inside a word
_SHORT = 2  # so few words between two changes belong to the change: a lone "and" that stayed only makes it harder to read


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def in_words(old: str, new: str) -> list[Piece]:
    """Read without what was removed it is the new text; without what was added, the old one up to its blanks."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False)
    pieces: list[Piece] = []
    for kind, a, b, c, d in _gathered(matcher.get_opcodes()):
        if kind == "equal":
            pieces.append(Piece("same", "".join(after[c:d])))
            continue
        if a < b:
            gone = _apart("".join(before[a:b]), pieces, is_last=c == d == len(after))
            pieces.append(Piece("removed", gone))
        pieces += [Piece("added", "".join(after[c:d]))] if c < d else []
    return pieces


def in_lines(old: Sequence[str], new: Sequence[str]) -> list[list[Piece]]:
    """The same for a list: each line with its pieces."""
    lines: list[list[Piece]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += [[Piece("same", line)] for line in new[c:d]]
        else:
            lines += [in_words(before, after) for before, after in zip_longest(old[a:b], new[c:d], fillvalue="")]
    return lines


def _gathered(steps: Sequence[_Step]) -> Iterator[_Step]:
    """Neighbouring changes with hardly a word between them are one change."""
    begun: _Step | None = None
    for place, (kind, a, b, c, d) in enumerate(steps):
        is_between = 0 < place < len(steps) - 1
        if kind != "equal" or (is_between and begun and b - a <= _SHORT and _is_large(steps, place)):
            begun = ("replace", begun[1], b, begun[3], d) if begun else (kind, a, b, c, d)
            continue
        if begun:
            yield begun
        begun = None
        yield kind, a, b, c, d
    if begun:
        yield begun


def _is_large(steps: Sequence[_Step], place: int) -> bool:
    """Whether both neighbours replace more than the few words between them: a single changed word is shown as one."""
    return all(max(b - a, d - c) > _SHORT for _kind, a, b, c, d in (steps[place - 1], steps[place + 1]))


def _apart(gone: str, pieces: Sequence[Piece], *, is_last: bool) -> str:
    """What was removed keeps a blank from its neighbours, also where the text ended before or ends now."""
    sticks = bool(pieces) and not pieces[-1].text[-1:].isspace() and gone[:1].isalnum()
    return (" " if sticks else "") + gone + ("" if is_last or gone[-1:].isspace() else " ")
