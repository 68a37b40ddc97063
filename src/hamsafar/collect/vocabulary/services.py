"""The door of the vocabulary."""

from .contracts import CHANNELS, EventType, Family, Kind, Property, Tone
from .events import EVENTS
from .meanings import meaning
from .sentences import places, sentence

__all__ = [
    "CHANNELS", "EVENTS", "EventType", "Family", "Kind", "Property", "Tone", "find_event", "is_known", "label", "meaning", "places",
    "sentence",
]  # fmt: skip

_BY_NAME = {event.name: event for event in EVENTS}


def find_event(name: str) -> EventType | None:
    """The event type of this name, or None for a company's own event."""
    return _BY_NAME.get(name)


def is_known(name: str) -> bool:
    return name in _BY_NAME


def label(name: str, language: str) -> str:
    """The name for a menu in `fa` or `en`; a company's own event keeps its name."""
    event = _BY_NAME.get(name)
    if event is None:
        return name
    return event.label_fa if language == "fa" else event.label_en
