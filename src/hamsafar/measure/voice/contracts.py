"""What crosses the door of voice."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hamsafar.science.text.contracts import Emotion, Feeling, Language, Reading, Span

__all__ = [
    "Annotation", "Correction", "Emotion", "Feeling", "Found", "Judgement", "Language", "ModelKind", "ModelState", "Reading", "Span",
    "Topic", "TopicFound", "TrainedModel", "Written",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A text of a customer as it stands on the spine. `rated` is what the same person gave with it, 0 worst to 1 best."""

    id_hash: int
    seq: int
    source: str
    message_id: str
    person_key: int
    timestamp: dt.datetime
    name: str
    channel: str
    unit: str
    marked: bool
    text: str
    asked: str = ""  # what `rated` answers: nps, csat, ces_agreement, ces_effort, review, helpful
    survey: str = ""
    rated: float | None = None


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic in a text: where it is named, and how the clause around it feels (-1 to 1). Places are those of the masked text."""

    topic: str
    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What was read from one text. `text` is without personal data; places are places in it."""

    id_hash: int
    source: str
    message_id: str
    person: int
    timestamp: dt.datetime
    name: str
    channel: str
    unit: str
    asked: str
    survey: str
    rated: float | None
    language: Language
    text: str
    feeling: Feeling
    probability: float
    score: float
    urgency: float
    emotion: Emotion
    topics: tuple[TopicFound, ...]
    phrases: tuple[Span, ...]
    model: str
    is_corrected: bool
    is_urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person said of a comment; None: as the model says."""

    feeling: Feeling | None
    topics: tuple[str, ...] | None
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of comments."""

    comments: Sequence[Annotation]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of the taxonomy. `phrases`: see science/text/phrases.py for how they are written."""

    key: str
    name_fa: str
    name_en: str
    group: str
    phrases: tuple[str, ...]
    is_active: bool = True
    is_shipped: bool = False

    def name_in(self, language: str) -> str:
        return (self.name_fa if language == "fa" else self.name_en) or self.name_fa or self.name_en


class ModelKind(StrEnum):
    FIRST_DAY = "first_day"  # learnt from what we wrote ourselves
    OWN = "own"  # learnt from this company's comments too


class ModelState(StrEnum):
    IN_USE = "in_use"
    RETIRED = "retired"
    REJECTED = "rejected"  # trained, judged, and not better


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a model does on comments that no model ever learns from."""

    n: int
    accuracy: float
    macro_f1: float
    calibration: float
    log_loss: float
    recall: Mapping[str, float]
    confusion: Sequence[Sequence[int]]
    by_language: Mapping[str, tuple[int, float]] = field(default_factory=dict)  # how many, share read rightly
    sureness: Sequence[tuple[float, float, int]] = ()  # mean probability that it gave, share read rightly, how many; from unsure to sure


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedModel:
    id: int
    kind: ModelKind
    state: ModelState
    trained_at: dt.datetime
    embedder: str
    learnt_from: int  # comments of this company
    judgement: Judgement | None
    why: str  # of its state, as a code
    facts: Mapping[str, Any]
