"""Persian words without their endings: the adapter of rishe (a stemmer in Rust), with a short rule of our own where it is missing.

A stem keeps a negation: «نمی‌خواهم» and «می‌خواهم» say opposite things, and rishe would make them one.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec

from . import lists
from .letters import read, words_in

_ENDINGS = lists.in_order("endings_fa")
_SHORTEST = 3


@lru_cache(maxsize=200_000)
def roots(word: str) -> tuple[str, ...]:
    """The word, and what it may be without one ending; the longest ending first."""
    found = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST]
    return (word, *dict.fromkeys(found))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """One form for the forms of a word as letters.read writes it, for search."""
    if word.isascii():
        return _english_stem(word)
    negation, bare = ("ن", word[3:]) if word.startswith("نمی") else ("", word.removeprefix("می"))
    bare = bare if len(bare) >= _SHORTEST else word
    found = _stemmer()(bare).replace("\u200c", "")
    if found == bare:
        found = next((root for root in roots(bare)[1:] if len(bare) - len(root) > 1), bare)
    return negation + (f"ن{found}" if word.startswith("ن") and not negation and not found.startswith("ن") else found)


def stems(text: str) -> list[str]:
    """The stems of a text's words."""
    return stems_of_each([text])[0]


def stems_of_each(texts: Sequence[str]) -> list[list[str]]:
    """The same for many texts at once, which takes a tenth of the time."""
    return [[stem(word) for word in words] for words in words_in(read(texts))]


def _english_stem(word: str) -> str:
    """Plurals, -ing and -ed of words long enough: enough for search, where both sides go through it."""
    for ending, least in (("ing", 6), ("ies", 5), ("ied", 5), ("ed", 5), ("es", 5), ("s", 4), ("ly", 6)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            bare = word.removesuffix(ending)
            return bare + "y" if ending in ("ies", "ied") else bare.removesuffix("e") if ending in ("ed", "ing", "es") else bare
    return word.removesuffix("e") if len(word) > 4 else word


@lru_cache(maxsize=1)
def _stemmer() -> Callable[[str], str]:
    if find_spec("rishe") is None:
        return lambda word: roots(word)[-1]
    from rishe import Stemmer

    return Stemmer().stem  # type: ignore[no-any-return]
