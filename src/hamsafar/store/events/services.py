"""The door of the spine."""

from hamsafar.base.eventstore import Answer, Limits
from hamsafar.base.sql import Question, questions_beside

from .contracts import Happening, Scope
from .errors import SchemaTooNew, SqlRefused
from .queries import ask, ask_arrow, walk
from .schema import migrate

__all__ = [
    "Answer",
    "Happening",
    "Limits",
    "Question",
    "SchemaTooNew",
    "Scope",
    "SqlRefused",
    "ask",
    "ask_arrow",
    "migrate",
    "questions_beside",
    "walk",
]
