"""What somebody changed in their words, word by word, for whoever decides about the new version."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "removed", "added"]
_Step = tuple[str, int, int, int, int]  # of difflib: what, from and to in the old, from and to in the new
_WORD = re.compile(r"\w(?:\w|\u200c)*\s*|[^\w\s]\s*|\s+")  # a half-space stands inside a word
_MOST_PAIRS = 20_000  # places at which both have the same word: a few words over and over would be compared for minutes
_SHORT = 2  # so few words between two changes belong to the change: a lone "and" that stayed only makes it harder to read


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def in_words(old: str, new: str) -> list[Piece]:
    """Read without what was removed it is the new text; without what was added, the old one up to its blanks."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Piece] = []
    for kind, a, b, c, d in _gathered(_steps([word.strip() for word in before], [word.strip() for word in after])):
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


def _steps(before: Sequence[str], after: Sequence[str]) -> Sequence[_Step]:
    """Where the same words come again too often, one change from the first to the last word that differ."""
    there = Counter(after)
    if sum(times * there[word] for word, times in Counter(before).items()) <= _MOST_PAIRS:
        return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    first = _alike(before, after)
    last = _alike(before[first:][::-1], after[first:][::-1])
    b, d = len(before) - last, len(after) - last
    steps: list[_Step] = [("equal", 0, first, 0, first), ("replace", first, b, first, d), ("equal", b, len(before), d, len(after))]
    return [step for step in steps if step[1] < step[2] or step[3] < step[4]]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words both begin with."""
    return next((place for place, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), min(len(one), len(other)))


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
