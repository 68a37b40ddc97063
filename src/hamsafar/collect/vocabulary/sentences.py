"""One event as one sentence, in the reader's language."""

from collections.abc import Mapping
from string import Formatter

from hamsafar.base import numbers

from .contracts import EventType

_LONGEST_VALUE = 120


def sentence(event: EventType, properties: Mapping[str, object], language: str) -> str:
    """The event's sentence with its places filled; its label when a place has no value, for half a sentence reads worse than none."""
    needed = places(event, language)
    if any(properties.get(place) in (None, "") for place in needed):
        return event.label_fa if language == "fa" else event.label_en
    return _template(event, language).format_map({place: _shown(properties[place], language) for place in needed})


def places(event: EventType, language: str) -> set[str]:
    """The properties that the event's sentence tells."""
    return {place for _, place, _, _ in Formatter().parse(_template(event, language)) if place}


def _template(event: EventType, language: str) -> str:
    return event.fa if language == "fa" else event.en


def _shown(value: object, language: str) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, language)
    text = str(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _number(value: float, language: str) -> str:
    """In the digits of the language, without thousands: it may be the number of something."""
    text = str(int(value)) if float(value).is_integer() else str(value)
    return numbers.dress_digits(text.replace(".", "٫") if language == "fa" else text, language)
