"""The managed taxonomy: topics that the program ships, as this company has changed them, and its own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b

from django.db import transaction
from django.utils.text import slugify

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.science.text import services as science

from .contracts import Topic
from .errors import NoSuchTopic, PhraseTooShort, SameTopic, TopicTaken, TopicWithoutPhrases
from .models import CorrectionRow, TopicRow

LONGEST_NAME = 80
MOST_PHRASES = 500


def list_topics(*, all_of_them: bool = False) -> list[Topic]:
    """Group by group, those in use unless `all_of_them`."""
    changed = {row.key: row for row in TopicRow.objects.all()}
    shipped = [_changed(_shipped(topic), changed.pop(topic.key, None)) for topic in science.shipped_topics()]
    own = [_of_row(row) for row in sorted(changed.values(), key=lambda row: (row.group, row.key))]
    return [topic for topic in shipped + own if all_of_them or topic.is_active]


def get_topic(key: str) -> Topic:
    """Raises NoSuchTopic."""
    found = next((topic for topic in list_topics(all_of_them=True) if topic.key == key), None)
    if found is None:
        raise NoSuchTopic(topic=key)
    return found


def phrases() -> dict[str, tuple[str, ...]]:
    return {topic.key: topic.phrases for topic in list_topics()}


def digest(known: Mapping[str, Iterable[str]]) -> str:
    """Changes whenever what is recognised changes."""
    return blake2b(repr(sorted((key, tuple(texts)) for key, texts in known.items())).encode(), digest_size=6).hexdigest()


def add_topic(*, name_fa: str, name_en: str, phrases: Iterable[str], group: str = "", by: audit.Actor | None = None) -> Topic:
    """Raises TopicTaken, TopicWithoutPhrases, PhraseTooShort."""
    topic = Topic(
        key=_free_key(name_en or name_fa),
        name_fa=_named(name_fa),
        name_en=_named(name_en),
        group=_named(group),
        phrases=read_phrases(phrases),
    )
    _refuse_same_name(topic)
    return _keep(topic, "voice.topic_added", by)


def change_topic(
    key: str, *, name_fa: str, name_en: str, phrases: Iterable[str], group: str, is_active: bool, by: audit.Actor | None = None
) -> Topic:
    """Raises NoSuchTopic, TopicTaken, TopicWithoutPhrases, PhraseTooShort."""
    before = get_topic(key)
    topic = Topic(
        key=key, name_fa=_named(name_fa), name_en=_named(name_en), group=_named(group), phrases=read_phrases(phrases), is_active=is_active,
        is_shipped=before.is_shipped,
    )  # fmt: skip
    _refuse_same_name(topic)
    return before if topic == before else _keep(topic, "voice.topic_changed", by)


def add_phrases(key: str, phrases: Iterable[str], *, by: audit.Actor | None = None) -> Topic:
    """Raises NoSuchTopic, PhraseTooShort."""
    topic = get_topic(key)
    return _keep(replace(topic, phrases=read_phrases((*topic.phrases, *phrases)), is_active=True), "voice.topic_changed", by)


def merge_topic(key: str, *, into: str, by: audit.Actor | None = None) -> Topic:
    """Its words go over, corrections that named it name the other, and it rests. Raises NoSuchTopic, SameTopic."""
    topic, other = get_topic(key), get_topic(into)
    if key == into:
        raise SameTopic
    with transaction.atomic():
        for said in CorrectionRow.objects.filter(topics__isnull=False).iterator(chunk_size=500):
            if key in said.topics:
                said.topics = list(dict.fromkeys(into if each == key else each for each in said.topics))
                said.save(update_fields=["topics"])
        _keep(replace(topic, is_active=False), "voice.topic_merged", by)
        return _keep(replace(other, phrases=read_phrases((*other.phrases, *topic.phrases)), is_active=True), "voice.topic_changed", by)


def read_phrases(texts: Iterable[str]) -> tuple[str, ...]:
    """Each once. Raises TopicWithoutPhrases where there is none, PhraseTooShort where one has no word."""
    found = tuple(dict.fromkeys(phrase for text in texts if (phrase := " ".join(text.split()))))[:MOST_PHRASES]
    if not found:
        raise TopicWithoutPhrases
    for phrase in found:
        if len(re.sub(r"[\W_]+", "", fold(phrase))) < 2:
            raise PhraseTooShort(phrase=phrase)
    return found


@transaction.atomic
def _keep(topic: Topic, deed: str, by: audit.Actor | None) -> Topic:
    values = {
        "name_fa": topic.name_fa, "name_en": topic.name_en, "group": topic.group, "phrases": "\n".join(topic.phrases),
        "is_active": topic.is_active, "changed_at": clock.now(),
    }  # fmt: skip
    TopicRow.objects.update_or_create(key=topic.key, defaults=values)
    audit.record(deed, by=by, about=topic.name_fa or topic.name_en, facts={"key": topic.key})
    # Everything that was read before is looked through once more, for topics only.
    jobs.enqueue("voice.find_topics", {}, key=digest(phrases()))
    return topic


def _refuse_same_name(topic: Topic) -> None:
    names = {fold(name) for name in (topic.name_fa, topic.name_en) if name}
    for other in list_topics(all_of_them=True):
        if other.key != topic.key and names & {fold(name) for name in (other.name_fa, other.name_en) if name}:
            raise TopicTaken(name=topic.name_fa or topic.name_en)


def _free_key(name: str) -> str:
    base = slugify(name)[:50] or f"topic-{blake2b(fold(name).encode(), digest_size=4).hexdigest()}"
    taken = {topic.key for topic in list_topics(all_of_them=True)}
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, 1000))) if key not in taken)


def _named(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


def _shipped(topic: science.Topic) -> Topic:
    return Topic(key=topic.key, name_fa=topic.fa, name_en=topic.en, group=topic.group, phrases=topic.phrases, is_shipped=True)


def _changed(topic: Topic, row: TopicRow | None) -> Topic:
    return topic if row is None else _of_row(row, is_shipped=True)


def _of_row(row: TopicRow, *, is_shipped: bool = False) -> Topic:
    return Topic(
        key=row.key, name_fa=row.name_fa, name_en=row.name_en, group=row.group, phrases=tuple(row.phrases.splitlines()),
        is_active=row.is_active, is_shipped=is_shipped,
    )  # fmt: skip
