"""The door of mentions: where we listen, whom for, what came in, and what was answered."""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .answering import About, kept_of, mark_answered, reply, take_back
from .brands import OWN, drop_brand, get_brand, list_brands, save_brand
from .contracts import EVENTS, OF_OTHERS, Answer, Brand, How, Item, Kept, Kind, Place, Repost, Stand, Taken, Unnamed, Unreadable
from .files import forget as forget_files
from .files import is_bringing
from .forgetting import forget
from .places import add_place, archive_place, change_place, find_place, get_place, hear, list_places, look, look_now, new_secret
from .taking import take

__all__ = [
    "EVENTS",
    "OF_OTHERS",
    "OWN",
    "About",
    "Answer",
    "Brand",
    "How",
    "Item",
    "Kept",
    "Kind",
    "Place",
    "Repost",
    "Stand",
    "Taken",
    "Unnamed",
    "Unreadable",
    "add_place",
    "archive_place",
    "change_place",
    "drop_brand",
    "find_place",
    "forget",
    "forget_files",
    "get_brand",
    "get_place",
    "hear",
    "is_bringing",
    "kept_of",
    "list_brands",
    "list_places",
    "look",
    "look_now",
    "mark_answered",
    "new_secret",
    "reply",
    "save_brand",
    "take",
    "take_back",
]
