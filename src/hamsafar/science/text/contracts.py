"""What reading a comment gives."""

from dataclasses import dataclass
from enum import StrEnum

from .language import Language
from .masking import Masked, Secret

__all__ = ["Aspect", "Emotion", "Feeling", "Language", "Masked", "Reading", "Secret", "Span"]

Span = tuple[int, int]


class Feeling(StrEnum):
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Emotion(StrEnum):
    """NONE where no word of the text shows one."""

    NONE = ""
    JOY = "joy"
    GRATITUDE = "gratitude"
    ANGER = "anger"
    DISAPPOINTMENT = "disappointment"
    WORRY = "worry"
    CONFUSION = "confusion"


@dataclass(frozen=True, slots=True)
class Aspect:
    """A topic, where the words that name it stand, and how the clause around them feels (-1 to 1)."""

    topic: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one comment says. Places are places of the original text; `masked` is the text without personal data."""

    language: Language
    masked: Masked
    feeling: Feeling
    probability: float  # of that feeling, calibrated
    score: float  # probability of positive minus that of negative
    urgency: float  # 0 to 1
    emotion: Emotion
    aspects: tuple[Aspect, ...]
    phrases: tuple[Span, ...]  # what made the decision, the strongest first; none where nothing stands out

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(aspect.topic for aspect in self.aspects))

    @property
    def is_urgent(self) -> bool:
        return self.urgency >= URGENT


URGENT = 0.6
