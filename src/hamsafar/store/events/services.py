"""The door of the spine."""

from hamsafar.base.eventstore import Answer, Limits
from hamsafar.base.sql import Question, questions_beside

from .append import append, append_columns, forget_recent, is_pressed, settle, start, stop
from .contracts import (
    Cursor,
    Drop,
    Followed,
    Happening,
    NameUse,
    PeopleCursor,
    PeopleOrder,
    PeoplePage,
    PersonRollup,
    PropertyUse,
    Quarantined,
    Scope,
    Timeline,
    Volume,
    Written,
)
from .counts import drops, names, properties, quarantined, volumes
from .errors import SchemaTooNew, SpineBroken, SpineBusy, SqlRefused
from .follower import Follower
from .following import follow
from .lifting import Copy, Round, copied, lifted
from .overriding import canonical_of, keys_of, override
from .queries import ask, ask_arrow, ask_readings, erased_among, print_stages, walk
from .rollups import count_people, people_rollup, rollup_of, rollups_of
from .schema import migrate
from .tally import activity, note_drops
from .timelines import first_event, get_event, latest, timeline
from .watermark import newest, settled, watermark
from .wordlist import family_name

__all__ = [
    "Answer",
    "Copy",
    "Cursor",
    "Drop",
    "Followed",
    "Follower",
    "Happening",
    "Limits",
    "NameUse",
    "PeopleCursor",
    "PeopleOrder",
    "PeoplePage",
    "PersonRollup",
    "PropertyUse",
    "Quarantined",
    "Question",
    "Round",
    "SchemaTooNew",
    "Scope",
    "SpineBroken",
    "SpineBusy",
    "SqlRefused",
    "Timeline",
    "Volume",
    "Written",
    "activity",
    "append",
    "append_columns",
    "ask",
    "ask_arrow",
    "ask_readings",
    "canonical_of",
    "copied",
    "count_people",
    "drops",
    "erased_among",
    "family_name",
    "first_event",
    "follow",
    "forget_recent",
    "get_event",
    "is_pressed",
    "keys_of",
    "latest",
    "lifted",
    "migrate",
    "names",
    "newest",
    "note_drops",
    "override",
    "people_rollup",
    "print_stages",
    "properties",
    "quarantined",
    "questions_beside",
    "read_sql",
    "rollup_of",
    "rollups_of",
    "settle",
    "settled",
    "start",
    "stop",
    "timeline",
    "volumes",
    "walk",
    "watermark",
]


def read_sql(question: str, *, most: int = 10_000, limits: Limits | None = None) -> Answer:
    """Up to `most` rows. `scope` is the events with their canonical person. Raises SqlRefused, QueryTooSlow, QueryTooLarge."""
    from . import console  # here, for what reads SQL takes a quarter of a second to load and no page asks

    return console.read_sql(question, most=most, limits=limits)
