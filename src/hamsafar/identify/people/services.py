"""The door of people: who is who, why, and what is known about them.

A person is the 64-bit key of their main identifier; `key_text` writes it for addresses. Every key of a person leads to them.
"""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .contracts import (
    Batch,
    Conflict,
    Decision,
    DecisionKind,
    Identifier,
    Known,
    Link,
    Name,
    PersonCard,
    ProofKind,
    Reason,
    ReKey,
    Sighting,
    Suggestion,
    Trait,
    Verdict,
)
from .decisions import merge, split, split_since, undo
from .duplicates import accept, count_suggestions, list_suggestions, reject, set_threshold, threshold
from .duplicates import find as find_duplicates
from .errors import AlreadyDecided, AlreadyUndone, NotAProbability, NothingToSplit, NotTheirs, SamePerson
from .fields import KeyField
from .following import Wiring, catch_up, observe, offset, publish, publish_again, start, stop, wire
from .forgetting import unsettle, weigh_again
from .keys import NOBODY, key_of, key_of_event, keys_of, normal, strongest
from .queries import (
    cards_of,
    count_conflicts,
    count_people,
    display_name,
    display_names,
    find_key,
    find_main_identifier,
    find_person_of,
    get_card,
    history,
    identifiers_of,
    key_from_text,
    key_text,
    keys_of_people,
    keys_of_person,
    list_conflicts,
    list_people,
    may_see,
    people_of,
    people_with,
    person_of,
    search,
    traits_of,
)
from .stamping import stamp
from .turns import turn
from .words import kind_name

__all__ = [
    "NOBODY", "AlreadyDecided", "AlreadyUndone", "Batch", "Conflict", "Decision", "DecisionKind", "Identifier", "KeyField", "Known",
    "Link", "Name", "NotAProbability", "NotTheirs", "NothingToSplit", "PersonCard", "ProofKind", "ReKey", "Reason", "SamePerson",
    "Sighting", "Suggestion", "Trait", "Verdict", "Wiring", "accept", "cards_of", "catch_up", "count_conflicts", "count_people",
    "count_suggestions", "display_name", "display_names", "find_duplicates", "find_key", "find_main_identifier", "find_person_of",
    "get_card", "history", "identifiers_of", "key_from_text", "key_of", "key_of_event", "key_text", "keys_of", "keys_of_people",
    "keys_of_person", "kind_name", "list_conflicts", "list_people", "list_suggestions", "may_see", "merge", "normal", "observe",
    "offset", "people_of", "people_with", "person_of", "publish", "publish_again", "reject", "search", "set_threshold", "split",
    "split_since", "stamp", "start", "stop", "strongest", "threshold", "traits_of", "turn", "undo", "unsettle", "weigh_again", "wire",
]  # fmt: skip
