"""Comments as pages show them: the text in parts, so that what decided, what names a topic and what was masked can be told apart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.identify.people import services as people

from . import words
from .contracts import Annotation, Feeling, Topic
from .texts import rating_shown
from .topics import list_topics

_MASK = re.compile(r"\[(" + "|".join(words.SECRETS) + r")\]")
LONGEST_IN_A_LIST = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """`tone` of a phrase that decided (good, bad), the `topic` that it names, or the kind of what was masked."""

    text: str
    tone: str = ""
    topic: str = ""
    masked: str = ""


def parts_of(comment: Annotation, names: Mapping[str, str], *, longest: int = 0) -> list[Part]:
    """The whole text, or the stretch of at most so many letters around what decided."""
    start, end = _stretch(comment, longest)
    masks = [(found.start(), found.end(), found.group(1)) for found in _MASK.finditer(comment.text)]
    edges = {start, end} | {at for one in masks for at in one[:2]} | {at for phrase in comment.phrases for at in phrase}
    edges |= {at for topic in comment.topics for at in (topic.start, topic.end)}
    places = sorted(at for at in edges if start <= at <= end)
    found = [_part(comment, names, masks, at, upto) for at, upto in pairwise(places)]
    before, after = Part(text="… "), Part(text=" …")
    return [*([before] if start else []), *found, *([after] if end < len(comment.text) else [])]


def _part(comment: Annotation, names: Mapping[str, str], masks: Sequence[tuple[int, int, str]], start: int, end: int) -> Part:
    text = comment.text[start:end]
    for first, last, secret in masks:
        if first <= start and end <= last:
            return Part(text=text, masked=str(words.SECRETS[secret]))
    decided = any(first <= start and end <= last for first, last in comment.phrases)
    topic = next((one.topic for one in comment.topics if one.start <= start and end <= one.end), "")
    return Part(text=text, tone=words.TONES[comment.feeling] if decided else "", topic=names.get(topic, topic))


def _stretch(comment: Annotation, longest: int) -> tuple[int, int]:
    size = len(comment.text)
    if not longest or size <= longest:
        return 0, size
    first = min((start for start, _ in comment.phrases), default=0)
    start = max(0, min(first - longest // 3, size - longest))
    start = 0 if start == 0 else comment.text.find(" ", start) + 1 or start
    end = min(size, start + longest)
    return start, end if end == size else comment.text.rfind(" ", start, end) if " " in comment.text[start + 1 : end] else end


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A comment in a list."""

    comment: Annotation
    parts: Sequence[Part]
    address: str
    href: str
    feeling: tuple[str, str]
    topics: Sequence[tuple[str, str]]
    who: str
    who_href: str
    channel: str
    kind: str
    rated: str
    is_urgent: bool


def lines_of(comments: Sequence[Annotation], topics: Sequence[Topic], *, with_people: bool, longest: int = LONGEST_IN_A_LIST) -> list[Line]:
    language = reader().language
    names = {topic.key: topic.name_in(language) for topic in topics}
    who = people.display_names([one.person for one in comments if one.person], language) if with_people else {}
    return [_line(one, names, who, longest) for one in comments]


def _line(comment: Annotation, names: Mapping[str, str], who: Mapping[int, str], longest: int) -> Line:
    known = comment.person in who
    return Line(
        comment=comment,
        parts=parts_of(comment, names, longest=longest),
        address=people.key_text(comment.id_hash),
        href=reverse("comment", args=[people.key_text(comment.id_hash)]),
        feeling=(str(words.FEELINGS[comment.feeling]), words.TONES[comment.feeling]),
        topics=[(names.get(one.topic, one.topic), tone_of(one.score)) for one in comment.topics],
        who=who[comment.person] if known else "",
        who_href=reverse("customer", args=[people.key_text(comment.person)]) if known else "",
        channel=channel_name(comment.channel),
        kind=vocabulary.label(comment.name, reader().language),
        rated=rated_text(comment.asked, comment.rated),
        is_urgent=comment.is_urgent and comment.feeling is not Feeling.POSITIVE,
    )


def chips_of(comment: Annotation, names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """Feeling, urgency and topics of a comment as words with their tones, for other pages. For many, look the names up once."""
    if names is None:
        names = topic_names() if comment.topics else {}
    urgent = [(_("Urgent"), "wait")] if comment.is_urgent and comment.feeling is not Feeling.POSITIVE else []
    topics = [(names.get(one.topic, one.topic), tone_of(one.score)) for one in comment.topics]
    return [(str(words.FEELINGS[comment.feeling]), words.TONES[comment.feeling]), *urgent, *topics]


def topic_names() -> dict[str, str]:
    return {topic.key: topic.name_in(reader().language) for topic in list_topics(all_of_them=True)}


def tone_of(score: float) -> str:
    return "bad" if score < -0.2 else "good" if score > 0.2 else ""


def channel_name(channel: str) -> str:
    english, persian = vocabulary.CHANNELS.get(channel, (channel, channel))
    return persian if reader().language == "fa" else english


def rated_text(asked: str, rated: float | None) -> str:
    """What the customer gave with the text, on the scale on which it was asked."""
    given = rating_shown(asked, rated)
    if given is None:
        return ""
    name = str(words.ASKED.get(asked, asked))
    return format_html("{} {}", name, formats.isolate(f"{formats.number(given[0])}/{formats.number(given[1])}"))


def group_name(group: str) -> str:
    return str(words.GROUPS.get(group, group))


def facts_of(comment: Annotation) -> dict[str, Any]:
    return {
        "language": words.LANGUAGES[comment.language],
        "emotion": words.EMOTIONS.get(comment.emotion, ""),
        "feeling": (str(words.FEELINGS[comment.feeling]), words.TONES[comment.feeling]),
    }
