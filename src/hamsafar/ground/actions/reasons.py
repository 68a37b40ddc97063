"""Why a deed ended as it did: kept as a code with facts, told in the language of whoever reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from hamsafar.base.errors import Refused


def sentence_of(code: str, facts: Mapping[str, Any]) -> str:
    """The refusal's sentence; its code where no room knows it any more, or a fact is missing."""
    if not code:
        return ""
    found = next((kind for kind in _kinds(Refused) if kind.code == code), None)
    if found is None:
        return code
    try:
        return found(**facts).sentence
    except KeyError:
        return code


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON keeps them."""
    return {name: value if isinstance(value, str | int | float | bool | None) else str(value) for name, value in facts.items()}


def _kinds(kind: type[Refused]) -> Iterator[type[Refused]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)
