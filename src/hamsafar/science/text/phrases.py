"""Lists of phrases looked up in texts: fast, whole words, Persian endings allowed, and each find knows where it stood.

`*` after a word lets it end in any way, `+` between words lets up to three others stand between them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .grams import Row
from .letters import read, string, words_in
from .persian import roots

GAP = 3
_HALF_SPACE = "\u200c"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of `key` at [start, end) of the original text."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: str
    words: tuple[str, ...]
    gaps: tuple[int, ...]  # how many words may stand before each


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, with their places in it."""

    words: list[str]
    starts: list[int]
    ends: list[int]


class Phrasebook:
    """Phrases of many keys, looked up together."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        self._by_first: dict[str, list[_Phrase]] = {}
        for phrase in _parsed([(key, text) for key, texts in phrases.items() for text in texts]):
            self._by_first.setdefault(phrase.words[0], []).append(phrase)
        self._open = [first for first in self._by_first if first.endswith("*")]
        self._beginning = lru_cache(maxsize=100_000)(self._phrases_beginning)

    def find(self, words: Words) -> list[Found]:
        found = []
        for at, word in enumerate(words.words):
            for phrase in self._beginning(word):
                end = _end_of(phrase, words.words, at)
                if end >= 0:
                    found.append(Found(phrase.key, words.starts[at], words.ends[end]))
        return found

    def _phrases_beginning(self, word: str) -> tuple[_Phrase, ...]:
        forms = _forms(word)
        found = [phrase for form in forms for phrase in self._by_first.get(form, ())]
        found += [phrase for first in self._open if word.startswith(first[:-1]) for phrase in self._by_first[first]]
        return tuple(dict.fromkeys(found))


def _end_of(phrase: _Phrase, words: Sequence[str], at: int) -> int:
    """The place of the last word of the phrase that begins at `at`, or -1."""
    for wanted, gap in zip(phrase.words[1:], phrase.gaps[1:], strict=True):
        at = next((next_at for next_at in range(at + 1, min(at + 2 + gap, len(words))) if _fits(wanted, words[next_at])), -1)
        if at < 0:
            return -1
    return at


@lru_cache(maxsize=200_000)
def _fits(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else wanted in _forms(word)


def _forms(word: str) -> tuple[str, ...]:
    if not word.isascii():
        return roots(word)
    return (word, word[:-1]) if word.endswith("s") and len(word) > 3 else (word,)


@dataclass(frozen=True, slots=True)
class _Part:
    """One word as it stands in the list, and how many words may stand before it."""

    word: str
    gap: int

    @property
    def stem(self) -> str:
        return self.word.rstrip("*")


def _parsed(phrases: Sequence[tuple[str, str]]) -> Iterator[_Phrase]:
    """All of them at once: reading one word takes hardly less time than reading them all."""
    split = [(key, _parts(variant)) for key, text in phrases for variant in _variants(text)]
    stems = sorted({part.stem for _key, parts in split for part in parts})
    read_as = dict(zip(stems, words_in(read(stems)), strict=True))
    for key, parts in split:
        words = [(plain + part.word[len(part.stem) :][:1], part.gap) for part in parts for plain in read_as[part.stem]]
        if words:
            yield _Phrase(key, *zip(*words, strict=True))


def _variants(text: str) -> set[str]:
    """A phrase, and where a half space stands in it also with a space instead."""
    return {text, text.replace(_HALF_SPACE, " ")}


def _parts(variant: str) -> list[_Part]:
    pieces = re.split(r"(\+|\s+)", variant.strip())
    return [_Part(word, GAP if "+" in before else 0) for word, before in zip(pieces[::2], ["", *pieces[1::2]], strict=True)]


def words_of(texts: Sequence[str] | Row) -> list[Words]:
    """The words of each text in the form in which phrases are looked up."""
    row = texts if isinstance(texts, Row) else Row(texts)
    letters = row.letters
    line, origin = string(letters), letters.origin
    starts, ends = row.word_start.tolist(), row.word_end.tolist()
    first, last = origin[row.word_start].tolist(), (origin[row.word_end - 1] + 1).tolist()
    found = [Words([], [], []) for _ in range(letters.count)]
    for index, text in enumerate(letters.text[row.word_start].tolist()):
        one = found[text]
        one.words.append(line[starts[index] : ends[index]])
        one.starts.append(first[index])
        one.ends.append(last[index])
    return found
