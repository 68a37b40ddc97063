"""From pairs to groups."""

from collections.abc import Iterable
from typing import Any


def cluster(pairs: Iterable[tuple[Any, Any]]) -> list[frozenset[Any]]:
    """Rows that pairs connect, directly or through others."""
    parent: dict[Any, Any] = {}

    def root(one: Any) -> Any:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for left, right in pairs:
        parent[root(left)] = root(right)
    groups: dict[Any, set[Any]] = {}
    for one in list(parent):
        groups.setdefault(root(one), set()).add(one)
    return [frozenset(group) for group in groups.values()]
