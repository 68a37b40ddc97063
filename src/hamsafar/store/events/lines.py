"""Events as lines of the live debugger, and their raw form."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.base import numbers
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Flag
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.collect.vocabulary.services import CHANNELS

from .contracts import Happening

FLAGS: dict[str, tuple[Promise, str]] = {
    Flag.BOT: (_("bot"), "wait"),
    Flag.TEST: (_("test"), "info"),
    Flag.CLOCK_SKEW: (_("clock repaired"), "wait"),
    Flag.UNKNOWN_NAME: (_("unknown name"), "wait"),
}
_JSON_TEXT = ("properties", "context", "traits", "identifiers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    seq: int
    at: dt.datetime
    clock: str
    name: str
    label: str
    text: str
    icon: str
    source: str
    channel: str
    who: str
    unit: str
    marks: tuple[tuple[str, str], ...]


def lines_of(happenings: Iterable[Happening], language: str, sources: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(_line(happening, language, sources) for happening in happenings)


def source_names() -> dict[str, str]:
    return {source.slug: source.name for source in intake.list_sources()}


def channel_name(channel: str, language: str) -> str:
    english, persian = CHANNELS.get(channel, (channel, channel))
    return persian if language == "fa" else english


def raw(row: Mapping[str, Any]) -> str:
    """One event as JSON that a person reads; JSON text inside it is opened, what was never said is left out."""
    said = {name: _opened(value) if name in _JSON_TEXT else value for name, value in row.items() if value not in ("", None, [], "{}", "[]")}
    return json.dumps(said, ensure_ascii=False, indent=2, default=_plain)


def _line(happening: Happening, language: str, sources: Mapping[str, str]) -> Line:
    event = vocabulary.find_event(happening.name)
    name = happening.name or happening.type
    return Line(
        seq=happening.seq,
        at=happening.timestamp,
        clock=_clock(happening.timestamp),
        name=name,
        label=vocabulary.label(name, language),
        text=vocabulary.sentence(event, happening.properties, language) if event else "",
        icon=event.icon if event else "dot",
        source=sources.get(happening.source, happening.source),
        channel=channel_name(happening.channel, language),
        who=happening.user_id or happening.anonymous_id or f"{happening.person_key:016x}",
        unit=happening.unit,
        marks=tuple((str(text), tone) for text, tone in (FLAGS[flag] for flag in happening.flags if flag in FLAGS)),
    )


def _clock(at: dt.datetime) -> str:
    """To the second: of two events in a minute one wants to know which came first."""
    return formats.time(at) + ":" + numbers.dress_digits(f"{at.second:02}", reader().number_language)


def _opened(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _plain(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds")
    return str(value) if isinstance(value, Decimal) else repr(value)
