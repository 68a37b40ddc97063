"""Words that people would call the same, compared inside the event store: the letters of base.text.fold, as one `translate`.

The store's function maps letter by letter, so the table is asked from `fold` letter by letter; what becomes nothing stands at the end.
"""

import unicodedata
from functools import lru_cache

from hamsafar.base import text

_RANGES = ((0x00C0, 0x0250), (0x0300, 0x0370), (0x0600, 0x0700), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x206A), (0xFEFF, 0xFF00))


@lru_cache(maxsize=1)
def table() -> tuple[str, str]:
    """Letters, and what each becomes; letters beyond the second text become nothing."""
    letters = [chr(code) for first, end in _RANGES for code in range(first, end)]
    changed = {letter: _folded(letter) for letter in letters if unicodedata.normalize("NFKC", letter) == letter}
    mapped = {letter: to for letter, to in changed.items() if len(to) == 1 and to != letter}
    gone = [letter for letter, to in changed.items() if not to]
    return "".join([*mapped, *gone]), "".join(mapped.values())


def _folded(letter: str) -> str:
    """Beside another one, because a text is trimmed when it is folded."""
    folded = text.fold(f"x{letter}x")
    return folded[1:-1] if folded.startswith("x") and folded.endswith("x") else letter


def alike(given: str) -> str:
    """As the event store compares it."""
    letters, become = table()
    mapping = {ord(letter): become[n] if n < len(become) else None for n, letter in enumerate(letters)}
    return " ".join(unicodedata.normalize("NFKC", given).translate(mapping).lower().split())
