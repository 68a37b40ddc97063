"""A customer's happenings as lines that a person reads."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Moment
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.collect.vocabulary.services import CHANNELS, Tone
from hamsafar.identify.people import services as people
from hamsafar.measure.voice import services as voice
from hamsafar.store.events.services import Happening

_LONGEST_DETAIL = 160
_DETAIL_SEPARATOR = " · "
# Details that a reader of a timeline wants beside the sentence, in this order.
_TOLD = ("gateway", "code", "carrier", "city", "reason", "about", "agent", "campaign", "category", "path")


def moments_of(
    happenings: Iterable[Happening], language: str, readings: Mapping[int, voice.Annotation] | None = None
) -> tuple[Moment, ...]:
    """`readings`: what was read from their texts, by number."""
    known = readings or {}
    names = voice.topic_names() if known else {}
    return tuple(moment_of(happening, language, known.get(happening.seq), names) for happening in happenings)


def moment_of(
    happening: Happening, language: str, reading: voice.Annotation | None = None, topics: Mapping[str, str] | None = None
) -> Moment:
    event = vocabulary.find_event(happening.name)
    tone = _tone(happening, event.tone if event else Tone.PLAIN)
    return Moment(
        at=happening.timestamp,
        text=vocabulary.sentence(event, happening.properties, language) if event else happening.name,
        icon=event.icon if event else "dot",
        tone="" if tone is Tone.PLAIN else tone.value,
        quote=_quote(happening),
        detail=_detail(happening, language),
        chips=voice.chips_of(reading, topics) if reading else (),
        chips_href=reverse("comment", args=[people.key_text(reading.id_hash)]) if reading else "",
    )


def _quote(happening: Happening) -> str:
    return str(next(filter(None, (happening.properties.get(name) for name in ("text", "comment", "transcript"))), ""))


def _detail(happening: Happening, language: str) -> str:
    """Where it happened, how much it was about, and the few facts that explain it; a company's own event shows all it carries."""
    amount = formats.amount(happening.amount, happening.currency) if happening.amount is not None else ""
    event = vocabulary.find_event(happening.name)
    names = _TOLD if event else sorted(happening.properties)
    said = vocabulary.places(event, language) if event else set()
    facts = [_plain(happening.properties[name]) for name in names if name not in said and happening.properties.get(name) not in (None, "")]
    return _DETAIL_SEPARATOR.join(filter(None, (_channel_label(happening.channel, language), amount, *facts)))[:_LONGEST_DETAIL]


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


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)[:_LONGEST_DETAIL]
    if isinstance(value, dict):
        return " · ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())[:_LONGEST_DETAIL]
    return str(value)[:_LONGEST_DETAIL]
