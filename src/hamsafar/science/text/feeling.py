"""Counting words that carry a feeling: a list of our own against the words of a text, turned round behind a negation.

Eight numbers for each text, read by models beside runs of letters and sentence vectors; on the first day, when little was learnt, they
say most about words that no seed contains.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from . import lists
from .letters import Letters, read, words_in
from .persian import roots

FEATURES = 8
_REACH = 3  # how many words an English "not" turns round; in Persian the negated verb stands behind what it negates
_BACK = 2
_WITHOUT = frozenset({"بدون", "هیچ", "غیر", "بی"})  # these stand before
_TURNED_ROUND = frozenset({"بد", "نه"})  # «بد نبود» is mild praise; other words merely lose their force


def features(texts: Sequence[str] | Letters) -> NDArray[np.float32]:
    """Shape (texts, 8): praise, blame, their difference, the difference by length, negations, ! and ?, and the logarithm of the length."""
    letters = texts if isinstance(texts, Letters) else read(texts)
    found = np.zeros((letters.count, FEATURES), np.float32)
    for index, words in enumerate(words_in(letters)):
        found[index] = _of(words)
    return found


def _of(words: Sequence[str]) -> tuple[float, ...]:
    strengths = [strength(words, at) for at in range(len(words))]
    praise, blame = sum(one for one in strengths if one > 0), -sum(one for one in strengths if one < 0)
    negations = sum(map(is_negation, words))
    length = max(1, len(words))
    return (
        min(praise, 8.0), min(blame, 8.0), max(-6.0, min(6.0, praise - blame)), (praise - blame) / length**0.5,
        min(negations, 5) / length**0.5, min(3, words.count("!")), min(3, words.count("?")), float(np.log1p(length)),
    )  # fmt: skip


def strength(words: Sequence[str], at: int) -> float:
    """What the word at this place says among the words around it: turned round behind a negation."""
    plain = weight(words[at])
    if not plain or not _is_negated(words, at):
        return plain
    return -plain * (0.8 if plain > 0 or words[at] in _TURNED_ROUND else 0.5)


def _is_negated(words: Sequence[str], at: int) -> bool:
    if words[at].isascii():
        before = words[max(0, at - _REACH) : at]
        behind = words[at + 1 : at + 1 + _BACK]
        return any(word in _negations("en") for word in before) or any(word in _negations("finglish") for word in behind)
    if any(word in _WITHOUT for word in words[max(0, at - _BACK) : at]):
        return True
    return any(word in _negations("fa") for word in words[at + 1 : at + 1 + _BACK])


def is_negation(word: str) -> bool:
    return any(word in _negations(name) for name in ("fa", "en", "finglish"))


@lru_cache(maxsize=100_000)
def weight(word: str) -> float:
    """-2 to 2; 0 for words that say nothing."""
    known = _weights()
    if word in known:
        return known[word]
    return 0.0 if word.isascii() else next((known[root] for root in roots(word) if root in known), 0.0)


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for name in ("signs", "finglish", "fa", "en"):  # a word that is English too keeps its English weight
        for sign, words in lists.weighted(f"feeling_{name}").items():
            if sign != "no":
                found |= {word: float(sign) for word in _as_read(words)}
    return found


@lru_cache(maxsize=4)
def _negations(name: str) -> frozenset[str]:
    return frozenset(_as_read(lists.weighted(f"feeling_{name}")["no"]))


def _as_read(words: Sequence[str]) -> list[str]:
    """Words in the form in which those of a text arrive."""
    return ["".join(found) for found in words_in(read(words))]
