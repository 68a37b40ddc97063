"""The door of voice: what customers say, understood."""

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.audit import services as audit
from hamsafar.ground.audit.services import Actor
from hamsafar.ground.jobs import services as jobs

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import desk
from .contracts import (
    Annotation,
    Correction,
    Emotion,
    Feeling,
    Found,
    Judgement,
    Language,
    ModelKind,
    ModelState,
    Reading,
    Span,
    Topic,
    TopicFound,
    TrainedModel,
)
from .correcting import correct, find_correction, take_back
from .exploring import (
    Choices,
    Filters,
    Summary,
    TopicFeeling,
    annotations_named,
    annotations_of,
    choices,
    explore,
    get_comment,
    readings_of,
    summary,
    topic_map,
    typical,
)
from .following import catch_up, get_ready, offset, read_in_haste, start, stop
from .learning import list_models
from .shown import Line, chips_of, lines_of, topic_names
from .topics import add_topic, change_topic, get_topic, list_topics

__all__ = [
    "Actor",
    "Annotation",
    "Choices",
    "Correction",
    "Emotion",
    "Feeling",
    "Filters",
    "Found",
    "Judgement",
    "Language",
    "Line",
    "ModelKind",
    "ModelState",
    "Reading",
    "Span",
    "Summary",
    "Topic",
    "TopicFeeling",
    "TopicFound",
    "TrainedModel",
    "add_topic",
    "annotate",
    "annotations_named",
    "annotations_of",
    "catch_up",
    "change_topic",
    "chips_of",
    "choices",
    "correct",
    "explore",
    "find_correction",
    "get_comment",
    "get_ready",
    "get_topic",
    "learn_soon",
    "lines_of",
    "list_models",
    "list_topics",
    "offset",
    "read_in_haste",
    "readings_of",
    "start",
    "stop",
    "summary",
    "take_back",
    "topic_map",
    "topic_names",
    "topics",
    "typical",
]

topics = list_topics


def annotate(text: str, language: str | None = None) -> Reading:
    """Read one text now, carefully, without keeping anything. `language`: where the caller knows better than the words tell."""
    (reading,) = annotate_all([text])
    return reading if language is None else replace(reading, language=Language(language))


def annotate_all(texts: Iterable[str]) -> list[Reading]:
    return desk.seat().reader.carefully(list(texts))


@transaction.atomic
def learn_soon(*, by: Actor) -> jobs.Job:
    """Queue a training with this company's comments; what it finds stands on the page of the models."""
    audit.record("voice.learning_asked", by=by)
    return jobs.enqueue("voice.learn_now", {}, key=f"asked-{clock.now():%Y%m%d%H%M}")
