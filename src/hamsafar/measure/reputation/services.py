"""The door of reputation: what is said elsewhere, as numbers and one by one."""

from .listening import Filters, Heard, Together, get_heard, stream, together
from .referring import Brought, WordOfMouth, around, brought, word_of_mouth

__all__ = [
    "Brought", "Filters", "Heard", "Together", "WordOfMouth", "around", "brought", "get_heard", "stream", "together", "word_of_mouth",
]  # fmt: skip
