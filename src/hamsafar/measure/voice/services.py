"""The door of voice: what customers say, understood."""

from collections.abc import Iterable
from dataclasses import replace

from hamsafar.ground.audit.services import Actor
from hamsafar.ground.jobs import services as jobs

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import desk
from .contracts import (
    Annotation,
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
from .correcting import correct
from .exploring import (
    Choices,
    Filters,
    Summary,
    TopicFeeling,
    annotations_of,
    choices,
    explore,
    get_comment,
    summary,
    topic_map,
    typical,
)
from .following import catch_up, start, stop
from .learning import list_models
from .topics import add_topic, change_topic, get_topic, list_topics

__all__ = [
    "Actor",
    "Annotation",
    "Choices",
    "Emotion",
    "Feeling",
    "Filters",
    "Found",
    "Judgement",
    "Language",
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
    "annotations_of",
    "catch_up",
    "change_topic",
    "choices",
    "correct",
    "explore",
    "get_comment",
    "get_topic",
    "learn_soon",
    "list_models",
    "list_topics",
    "start",
    "stop",
    "summary",
    "topic_map",
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


def learn_soon(*, by: Actor) -> jobs.Job:
    """Queue a training with this company's comments; what it finds stands on the page of the models."""
    return jobs.enqueue("voice.learn_now", {"by": by.audit_name}, key=f"after-{len(list_models())}")
