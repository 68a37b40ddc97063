"""Many texts as one row of letters, in the form that models read, every letter knowing where it stood.

Everything is done for all texts at once in arrays: letters of any keyboard become one (base.text.fold), a half space joins, drawn-out
words are shortened, every other sign is a space, and the few signs that carry a feeling (! ? and pictures) are words of their own.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hamsafar.base import text as folding

SPACE = 32
_JOINED = "\u200c\u200d'’ʼ`´"  # don't and dont, می‌خرم and میخرم are one word
_FEELING = "!?؟"
_BEGINNINGS, _LOOSE_ENDINGS = ("می", "نمی"), ("ها", "های", "هایی", "هام", "هاش", "تر", "ترین", "ام", "ای", "اند")
_KNOWN = 0x20000  # letters beyond are rare scripts: a space
_WORD_OF_ITS_OWN = 1 << 31
_GONE = 0
_UNMET = 0xFFFFFFFF
_table = np.full(_KNOWN + 1, _UNMET, np.uint32)
_table[_KNOWN] = SPACE


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """`code` of each letter with single spaces between words, `origin` its place in its own text, `text` which text it is of."""

    code: NDArray[np.uint32]
    origin: NDArray[np.int32]
    text: NDArray[np.int32]
    count: int  # of texts


def read(texts: Sequence[str]) -> Letters:
    """Letters of all texts in one row, a space before each text and one at the end."""
    raw = np.frombuffer("".join(f" {text}" for text in texts).encode("utf-32-le", "replace"), np.uint32)
    lengths = np.fromiter((len(text) + 1 for text in texts), np.int64, len(texts))
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int64) if len(texts) else np.zeros(0, np.int64)
    text = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    origin = (np.arange(len(raw)) - np.repeat(starts, lengths) - 1).astype(np.int32)
    return _tidy(_forms(np.minimum(raw, _KNOWN)), origin, text, len(texts))


def _tidy(code: NDArray[np.uint32], origin: NDArray[np.int32], text: NDArray[np.int32], count: int) -> Letters:
    kept = np.flatnonzero(code)
    code, origin, text = code[kept], origin[kept], text[kept]
    kept = _not_drawn_out(code)
    code, origin, text = code[kept], origin[kept], text[kept]
    lone = code >= _WORD_OF_ITS_OWN
    if lone.any():
        times = np.where(lone, 3, 1)
        sides = np.repeat(lone, times)
        code, origin, text = np.repeat(code, times), np.repeat(origin, times), np.repeat(text, times)
        middle = np.cumsum(times)[lone] - 2
        sides[middle] = False
        code[sides] = SPACE
    space = code == SPACE
    kept = np.flatnonzero(~(space & np.concatenate(([False], space[:-1]))))
    code, origin, text = code[kept], origin[kept], text[kept]
    if len(code) and code[-1] != SPACE:
        code, origin, text = np.append(code, np.uint32(SPACE)), np.append(origin, origin[-1] + 1), np.append(text, text[-1])
    kept = _parts_joined(code, text)
    code, origin, text = code[kept], origin[kept], text[kept]
    return Letters(code.astype(np.uint32), origin.astype(np.int32), text.astype(np.int32), count)


def _parts_joined(code: NDArray[np.uint32], text: NDArray[np.int32]) -> NDArray[np.int64]:
    """Places to keep so that «می خرم» and «کتاب ها» read as «می‌خرم» and «کتاب‌ها»: the space goes behind a beginning, before an ending."""
    kept = np.ones(len(code), bool)
    for word in _BEGINNINGS:
        at = _found(code, word)
        behind = at + len(word) + 1
        kept[behind[behind < len(code) - 1][text[behind[behind < len(code) - 1]] == text[at[behind < len(code) - 1] + 1]]] = False
    for word in _LOOSE_ENDINGS:
        at = _found(code, word)
        at = at[at > 0]
        kept[at[text[at - 1] == text[at + 1]]] = False
    return np.flatnonzero(kept)


def _found(code: NDArray[np.uint32], word: str) -> NDArray[np.int64]:
    """Where this whole word stands: the place of the space before it."""
    wanted = [SPACE, *map(ord, word), SPACE]
    if len(code) < len(wanted):
        return np.zeros(0, np.int64)
    last = len(code) - len(wanted) + 1
    at = np.flatnonzero(code[1 : last + 1] == wanted[1])
    for offset, sign in enumerate(wanted):
        at = at[code[at + offset] == sign]
    return at


def _not_drawn_out(code: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Places to keep: of three or more equal letters one stays in Persian and two in Latin script (cool, but «عالی»)."""
    if len(code) < 3:
        return np.arange(len(code))
    begins = np.concatenate(([True], code[1:] != code[:-1]))
    first = np.flatnonzero(begins)
    length = np.diff(np.append(first, len(code)))
    within = np.arange(len(code)) - np.repeat(first, length)
    long = np.repeat(length >= 3, length) & (code < _WORD_OF_ITS_OWN)
    return np.flatnonzero(~(long & (within >= np.where(code < 0x250, 2, 1)) & ~((code >= 48) & (code <= 57))))


def _forms(signs: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """What each sign becomes: another letter, a space, nothing, or a word of its own. Worked out when a sign is first met."""
    code = _table[signs]
    unmet = code == _UNMET
    if not unmet.any():
        return code
    for sign in np.unique(signs[unmet]).tolist():
        _table[sign] = _form(chr(sign))
    return _table[signs]


def _form(sign: str) -> int:
    if sign in _JOINED:
        return _GONE
    if sign in _FEELING:
        return _WORD_OF_ITS_OWN | ord("?" if sign == "؟" else sign)
    kind = unicodedata.category(sign)
    if kind in ("So", "Sk") and ord(sign) > 0x2000:
        return _WORD_OF_ITS_OWN | ord(sign)
    if kind in ("Mn", "Me", "Cf") or sign == "\u0640":
        return _GONE
    if kind[0] not in "LN":
        return SPACE
    folded = folding.fold(sign)
    return ord(folded[0]) if folded else _GONE


def string(letters: Letters) -> str:
    """The row as one string, one sign for each letter."""
    return (letters.code & np.uint32(_WORD_OF_ITS_OWN - 1)).astype("<u4").tobytes().decode("utf-32-le")


def words_in(letters: Letters) -> list[list[str]]:
    """The words of each text; ! ? and pictures are words."""
    found: list[list[str]] = []
    row = string(letters)
    edges = np.searchsorted(letters.text, np.arange(letters.count + 1))
    for start, end in pairwise(edges.tolist()):
        found.append(row[start:end].split())
    return found
