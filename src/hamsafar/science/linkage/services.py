"""The door of record linkage."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .contracts import Agreement, Field, Kind, Model, Pair, TooFewRows
from .groups import cluster

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Agreement", "Field", "Kind", "Model", "Pair", "TooFewRows", "cluster", "find_pairs"]


def find_pairs(rows: "pd.DataFrame", fields: Sequence[Field], *, row_id: str, at_least: float = 0.5) -> tuple[list[Pair], Model]:
    """Pairs of rows that are one person with at least this probability: see linking.find_pairs.

    Splink and DuckDB are loaded when they are first needed: a server that never looks for duplicates does not carry them.
    """
    from .linking import find_pairs as find

    return find(rows, fields, row_id=row_id, at_least=at_least)
