"""Whether something may be shown at once. Pure, but for the words of other reviews, which are given."""

import re
from collections.abc import Collection

from hamsafar.base.text import digits, fold, words_of

from .contracts import Policy, Sign, State

_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|ir|net|org|shop|info|me|co)\b|@[a-z0-9_]{4,}", re.IGNORECASE)
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<!\d)(?:\+?\d[\s.-]?){10,14}(?!\d)")
COPIED = 40  # letters; shorter praise is said by many in the same words


def signs_of(text: str, policy: Policy, *, others: Collection[str] = ()) -> tuple[Sign, ...]:
    """`others`: folded texts of other people's reviews that might be the same."""
    plain, folded = digits(text), fold(text)
    found = {
        Sign.CONTACT: _CONTACT.search(plain) is not None,
        Sign.LINK: _LINK.search(_CONTACT.sub(" ", plain)) is not None,
        Sign.WORD: bool(blocked(policy) & set(words_of(folded))),
        Sign.COPY: len(folded) >= COPIED and folded in others,
    }
    return tuple(sign for sign, is_there in found.items() if is_there)


def blocked(policy: Policy) -> set[str]:
    return {word for line in policy.words for word in words_of(fold(line))}


def first_state(policy: Policy, rating: int, *, is_verified: bool, signs: Collection[Sign]) -> State:
    """What the settings say; a sign, or a stranger where strangers are held, waits for a person."""
    if signs or (not is_verified and policy.strangers != "code"):
        return State.HELD
    return State.SHOWN if rating >= policy.auto_from or rating <= policy.auto_upto else State.HELD


def first_state_of_words(is_open: bool, signs: Collection[Sign]) -> State:
    """Of a question or an answer."""
    return State.SHOWN if is_open and not signs else State.HELD


def favours_praise(policy: Policy) -> bool:
    """Whether good reviews come out at once while critical ones wait: readers would be misled for as long as they wait."""
    return 1 < policy.auto_from <= 5 and policy.auto_upto == 0
