"""Topics that nobody has named yet: words that stand together in many comments, with the comments that show what is meant.

A greedy cover: the word (or pair of neighbours) that most comments share and that says most about them begins a topic; the words that keep
company with it more than chance would have it (normalised pointwise mutual information, Bouma 2009) join it; its comments are taken away;
and so on. Each topic is named after its words as people mostly write them.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from . import lists
from .grams import Row
from .persian import stem
from .phrases import words_of

FEWEST_COMMENTS = 5
MOST_WORDS_OF_A_TOPIC = 4
NEAR = 0.25  # normalised mutual information from which on a word belongs to another
_LONGEST_WORD, _SHORTEST_WORD = 24, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """`words` as people mostly write them, the first one names it. `comments`: which of the given texts, the most typical first."""

    words: tuple[str, ...]
    comments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Comment:
    terms: frozenset[str]
    size: int


def discover(texts: Sequence[str], *, most: int = 8, ignore: Iterable[str] = (), fewest: int = FEWEST_COMMENTS) -> list[Discovered]:
    """The largest first. `ignore`: words of topics that are known or not wanted. A comment belongs to one topic at most."""
    comments, spelt = _read(texts, _silent() | {stem(word) for phrase in ignore for word in phrase.split()})
    often = Counter(term for one in comments for term in one.terms)
    least = max(fewest, len(texts) // 200)
    left = {at for at, one in enumerate(comments) if one.terms}
    found: list[Discovered] = []
    used: set[str] = set()
    while left and len(found) < most:
        here = Counter(term for at in left for term in comments[at].terms if term not in used)
        best = max(here, key=lambda term: (_worth(term, here[term], often[term], len(texts)), term), default=None)
        if best is None or here[best] < least:
            break
        joined = [best, *_company(best, comments, left, often, used)]
        used.update(joined)
        members = _members(joined, comments, left)
        left -= set(members)
        names = tuple(dict.fromkeys(_shown(term, spelt) for term in joined))
        found.append(Discovered(words=names, comments=tuple(members)))
    return sorted(found, key=lambda one: -len(one.comments))


def _read(texts: Sequence[str], silent: frozenset[str]) -> tuple[list[_Comment], dict[str, Counter[str]]]:
    """The terms of each text: stems, and pairs of neighbouring ones. And how people spell each."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    found = []
    for text, one in zip(texts, words_of(Row(texts)), strict=True):
        terms: set[str] = set()
        before: tuple[str, int] | None = None
        for word, start, end in zip(one.words, one.starts, one.ends, strict=True):
            root = stem(word)
            if not _speaks(word) or root in silent or word in silent or text[start - 1 : start] in ("@", "#"):
                before = None
                continue
            terms.add(root)
            spelt[root][text[start:end]] += 1
            if before:
                pair = f"{before[0]} {root}"
                terms.add(pair)
                spelt[pair][text[before[1] : end]] += 1
            before = (root, start)
        found.append(_Comment(frozenset(terms), len(one.words)))
    return found, spelt


def _speaks(word: str) -> bool:
    """Present tenses of Persian verbs are told by their beginning; the others stand in words/plain.txt."""
    is_verb = word.startswith(("می\u200c", "نمی"))
    return not is_verb and _SHORTEST_WORD <= len(word) <= _LONGEST_WORD and not any(sign.isdigit() for sign in word)


def _worth(term: str, here: int, often: int, texts: int) -> float:
    """Many comments, a word that is not in all of them, and rather two words than one: they say more."""
    return here * math.log(1 + texts / often) * (1.6 if " " in term else 1.0)


def _company(best: str, comments: Sequence[_Comment], left: set[int], often: Counter[str], used: set[str]) -> list[str]:
    """Terms that stand with it more often than by chance, the closest first; parts of pairs that say the same are left out."""
    having = [at for at in left if best in comments[at].terms]
    beside = Counter(term for at in having for term in comments[at].terms if term != best and term not in used)
    close = sorted(((_closeness(n, len(having), often[term], len(left)), n, term) for term, n in beside.items() if n >= 3), reverse=True)
    parts = set(best.split())
    found: list[str] = []
    for near, _, term in close:
        if near < NEAR or len(found) == MOST_WORDS_OF_A_TOPIC - 1:
            break
        if not parts & set(term.split()):
            found.append(term)
            parts |= set(term.split())
    return found


def _closeness(both: int, first: int, second: int, texts: int) -> float:
    share = both / texts
    if share >= 1:
        return 0.0
    return math.log(both * texts / (first * second)) / -math.log(share)


def _members(terms: Sequence[str], comments: Sequence[_Comment], left: set[int]) -> list[int]:
    """Comments with the word that began the topic, or with two of the others; those that say little beside it come first."""
    first, others = terms[0], set(terms[1:])
    found = [at for at in left if first in comments[at].terms or len(others & comments[at].terms) > 1]
    return sorted(found, key=lambda at: (-len({first, *others} & comments[at].terms), abs(comments[at].size - 14), at))


def _shown(term: str, spelt: dict[str, Counter[str]]) -> str:
    """The shortest spelling that is not rare: without the endings that it has in this comment or that."""
    most = max(spelt[term].values())
    return min((spelling for spelling, n in spelt[term].items() if 3 * n >= most), key=lambda one: (len(one), one))


@lru_cache(maxsize=1)
def _silent() -> frozenset[str]:
    names = ("plain", "persian", "english", "finglish")
    words = {word for name in names for word in lists.words_of(name)} | set(lists.words_of_feeling())
    return frozenset(words | {stem(word) for word in words})
