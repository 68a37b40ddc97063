"""The door of the spine."""

from hamsafar.base.eventstore import Answer, Limits
from hamsafar.base.sql import Question, questions_beside

from .append import append, append_columns, settle, start, stop
from .contracts import (
    Cursor,
    Drop,
    Followed,
    Happening,
    NameUse,
    PropertyUse,
    Quarantined,
    Scope,
    Timeline,
    Volume,
    Written,
)
from .counts import drops, names, properties, quarantined, volumes
from .errors import SchemaTooNew, SpineBroken, SpineBusy, SqlRefused
from .following import follow, follow_evidence
from .overriding import canonical_of, override
from .queries import ask, ask_arrow, walk
from .schema import migrate
from .timelines import first_event, get_event, latest, timeline
from .watermark import newest, watermark

__all__ = [
    "Answer",
    "Cursor",
    "Drop",
    "Followed",
    "Happening",
    "Limits",
    "NameUse",
    "PropertyUse",
    "Quarantined",
    "Question",
    "SchemaTooNew",
    "Scope",
    "SpineBroken",
    "SpineBusy",
    "SqlRefused",
    "Timeline",
    "Volume",
    "Written",
    "append",
    "append_columns",
    "ask",
    "ask_arrow",
    "canonical_of",
    "drops",
    "first_event",
    "follow",
    "follow_evidence",
    "get_event",
    "latest",
    "migrate",
    "names",
    "newest",
    "override",
    "properties",
    "quarantined",
    "questions_beside",
    "settle",
    "start",
    "stop",
    "timeline",
    "volumes",
    "walk",
    "watermark",
]
