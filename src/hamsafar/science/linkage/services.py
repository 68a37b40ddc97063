"""The door of record linkage."""

from .contracts import Agreement, Field, Kind, Model, Pair
from .linking import TooFewRows, cluster, find_pairs

__all__ = ["Agreement", "Field", "Kind", "Model", "Pair", "TooFewRows", "cluster", "find_pairs"]
