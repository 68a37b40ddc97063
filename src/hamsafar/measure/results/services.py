"""The door of results."""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .asking import Tally, comments_of, tally_of
from .tabs import TABS

__all__ = ["TABS", "Tally", "comments_of", "tally_of"]
