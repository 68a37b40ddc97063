"""One event as one sentence, in the reader's language."""

from collections.abc import Mapping
from string import Formatter

from .contracts import EventType

_LONGEST_VALUE = 120


def sentence(event: EventType, properties: Mapping[str, object], language: str) -> str:
    """The event's sentence with its places filled; its label when a place has no value, for half a sentence reads worse than none."""
    needed = places(event, language)
    if any(properties.get(place) in (None, "") for place in needed):
        return event.label_fa if language == "fa" else event.label_en
    return _template(event, language).format_map({place: _shown(properties[place]) for place in needed})


def places(event: EventType, language: str) -> set[str]:
    """The properties that the event's sentence tells."""
    return {place for _, place, _, _ in Formatter().parse(_template(event, language)) if place}


def _template(event: EventType, language: str) -> str:
    return event.fa if language == "fa" else event.en


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
