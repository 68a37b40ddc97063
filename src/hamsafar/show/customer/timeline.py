"""A customer's happenings as lines that a person reads."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from hamsafar.base import calendars
from hamsafar.base.calendars import Almanac
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.collect.vocabulary.services import CHANNELS, Family, Tone
from hamsafar.store.events.services import Happening

from .contracts import Day, Entry

# A detail that the sentence or the quote already says is not said twice.
_SAID_ELSEWHERE = {"text"}
_LONGEST_DETAIL = 300


def days_of(happenings: Iterable[Happening], language: str, almanac: Almanac) -> tuple[Day, ...]:
    """Entries by the reader's day, in the order given (latest first)."""
    entries = [entry_of(happening, language) for happening in happenings]
    return tuple(
        Day(day=day, entries=tuple(group)) for day, group in groupby(entries, key=lambda entry: calendars.day_of(entry.at, almanac))
    )


def entry_of(happening: Happening, language: str) -> Entry:
    event = vocabulary.find_event(happening.name)
    properties = happening.properties
    return Entry(
        seq=happening.seq,
        name=happening.name,
        sentence=vocabulary.sentence(event, properties, language) if event else happening.name,
        quote=str(properties.get("text") or ""),
        at=happening.timestamp,
        channel=happening.channel,
        channel_label=_channel_label(happening.channel, language),
        source=happening.source,
        icon=event.icon if event else "dot",
        tone=_tone(happening, event.tone if event else Tone.PLAIN),
        family=event.family if event else Family.SYSTEM,
        amount=happening.amount,
        currency=happening.currency,
        details=_details(properties),
        is_known=event is not None,
    )


def _channel_label(channel: str, language: str) -> str:
    english, persian = CHANNELS.get(channel, (channel, channel))
    return persian if language == "fa" else english


def _tone(happening: Happening, usual: Tone) -> Tone:
    """An answer's tone is its score's; a text with a measured sentiment shows it; else what the vocabulary says."""
    if happening.name == "Survey Answered":
        return _tone_of_score(happening.properties)
    if happening.name == "Article Rated":
        return {"yes": Tone.GOOD, "no": Tone.BAD}.get(str(happening.properties.get("helpful")), Tone.PLAIN)
    if happening.name == "Order Delivered" and happening.properties.get("late"):
        return Tone.BAD
    sentiment = happening.properties.get("sentiment")
    if usual is Tone.PLAIN and isinstance(sentiment, int | float):
        return Tone.GOOD if sentiment > 0.25 else Tone.BAD if sentiment < -0.25 else Tone.PLAIN
    return usual


def _tone_of_score(properties: dict[str, Any]) -> Tone:
    score, asked = properties.get("score"), properties.get("question")
    if not isinstance(score, int | float):
        return Tone.PLAIN
    bad, good = {"nps": (6, 9), "csat": (2, 4), "ces_agreement": (3, 5)}.get(str(asked), (None, None))
    if asked == "ces_effort":  # here a high score is much effort
        return Tone.BAD if score >= 5 else Tone.GOOD if score <= 3 else Tone.PLAIN
    if bad is None or good is None:
        return Tone.PLAIN
    return Tone.BAD if score <= bad else Tone.GOOD if score >= good else Tone.PLAIN


def _details(properties: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, _plain(value)) for name, value in sorted(properties.items()) if name not in _SAID_ELSEWHERE and value not in (None, "")
    )


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)[:_LONGEST_DETAIL]
    if isinstance(value, dict):
        return " · ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())[:_LONGEST_DETAIL]
    return str(value)[:_LONGEST_DETAIL]
