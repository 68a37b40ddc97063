"""Which language a comment is in: by its script, by letters that only one language has, and by word lists where scripts are the same.

Persian in Latin letters (Finglish) is a language of its own here, because its words are spelt in no dictionary.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from . import lists


class Language(StrEnum):
    """`code` is BCP 47, so that it can stand in a page's lang attribute."""

    PERSIAN = "fa"
    ENGLISH = "en"
    FINGLISH = "fa-Latn"
    ARABIC = "ar"
    OTHER = "und"

    @property
    def is_persian(self) -> bool:
        return self in (Language.PERSIAN, Language.FINGLISH)


_ARABIC_SCRIPT = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]+")
_LATIN_WORD = re.compile(r"[a-z][a-z'’]*")
_SCRIPT_WORD = re.compile(r"[\u0621-\u065f\u066e-\u06d3\u06fa-\u06ff\u200c]+")
_LINK_OR_NAME = re.compile(r"https?://\S+|www\.\S+|[@#]\S+|\S+@\S+")
# Letters that only one of the two languages writes. A Persian keyboard of old phones writes ي and ك, so they weigh little.
_ONLY_PERSIAN, _RATHER_PERSIAN = "پچژگ", "یک"
_ONLY_ARABIC, _RATHER_ARABIC = "ةإٱ", "يكىأؤ"
_PERSIAN_WORDS, _ARABIC_WORDS = lists.words_of("persian"), lists.words_of("arabic")
_SURE, _MOST = 1.5, 2.0  # how much one word may say for or against Finglish


def language_of(text: str) -> Language:
    """The language of most of its words; OTHER where nothing can be told."""
    bare = _LINK_OR_NAME.sub(" ", text)
    script = sum(map(len, _ARABIC_SCRIPT.findall(bare)))
    latin_words = _LATIN_WORD.findall(bare.lower())
    latin = sum(map(len, latin_words))
    if not script and not latin:
        return Language.OTHER
    return _of_arabic_script(bare) if script * 2 >= latin else _of_latin_script(latin_words)


def _of_arabic_script(text: str) -> Language:
    words = _SCRIPT_WORD.findall(text)
    persian = sum(map(_PERSIAN_WORDS.__contains__, words)) + 2 * _count(text, _ONLY_PERSIAN) + 0.5 * _count(text, _RATHER_PERSIAN)
    arabic = sum(map(_ARABIC_WORDS.__contains__, words)) + 2 * _count(text, _ONLY_ARABIC) + 0.25 * _count(text, _RATHER_ARABIC)
    arabic += sum(word.startswith(("ال", "وال", "بال", "لل")) and len(word) > 4 for word in words)
    return Language.ARABIC if arabic > persian else Language.PERSIAN


def _count(text: str, letters: str) -> int:
    return sum(map(text.count, letters))


def _of_latin_script(words: list[str]) -> Language:
    plain = [word.replace("’", "'") for word in words]
    lists_ = _latin()
    foreign = sum(word in lists_.other for word in plain)
    known = sum(word in lists_.english or word in lists_.finglish for word in plain)
    if foreign > known:
        return Language.OTHER
    return Language.FINGLISH if sum(map(lists_.leaning, plain)) > 0 else Language.ENGLISH


@dataclass(frozen=True, slots=True)
class _Latin:
    """What tells Finglish from English: whole words, and for words in no list how often runs of three letters stand in words of each."""

    finglish: frozenset[str]
    english: frozenset[str]
    other: frozenset[str]
    runs: Mapping[str, float]

    def leaning(self, word: str) -> float:
        """Above nothing: rather Finglish, below: rather English."""
        if (word in self.finglish) != (word in self.english):
            return _SURE if word in self.finglish else -_SURE
        if word in self.finglish:
            return 0.0
        found = [self.runs.get(run, 0.0) for run in _runs(word)]
        return max(-_MOST, min(_MOST, sum(found))) if len(word) > 1 else 0.0


def _runs(word: str) -> list[str]:
    edged = f" {word} "
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


@lru_cache(maxsize=1)
def _latin() -> _Latin:
    finglish, english = lists.words_of("finglish"), lists.words_of("english")
    heard = {name: set(_LATIN_WORD.findall(" ".join(seed.text.lower() for seed in lists.seeds(name)))) for name in ("finglish", "en")}
    counts = (_counts(finglish | heard["finglish"]), _counts(english | heard["en"]))
    totals = [sum(count.values()) for count in counts]
    every = counts[0] | counts[1]
    share = [{run: (count[run] + 0.5) / (total + 500) for run in every} for count, total in zip(counts, totals, strict=True)]
    runs = {run: math.log(share[0][run] / share[1][run]) for run in share[0]}
    return _Latin(finglish, english, lists.words_of("other_latin"), runs)


def _counts(words: Iterable[str]) -> Counter[str]:
    return Counter(run for word in words for run in _runs(word))
