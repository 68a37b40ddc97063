"""The door of understanding text."""

from .child import Child, ChildFailed
from .contracts import URGENT, Aspect, Emotion, Feeling, Language, Masked, Reading, Secret, Span
from .embedding import DIMENSIONS, E5, Embedder, Hashed, Vectors, best_embedder, has_e5
from .figures import Figures, judge
from .language import language_of
from .lists import Topic
from .lists import topics as shipped_topics
from .masking import mask
from .model import Model, Reader, first_day_model, train_model
from .persian import stem, stems
from .phrases import Found, Phrasebook, words_of

__all__ = [
    "DIMENSIONS", "E5", "URGENT", "Aspect", "Child", "ChildFailed", "Embedder", "Emotion", "Feeling", "Figures", "Found", "Hashed",
    "Language", "Masked", "Model", "Phrasebook", "Reader", "Reading", "Secret", "Span", "Topic", "Vectors", "best_embedder",
    "first_day_model", "has_e5", "judge", "language_of", "mask", "shipped_topics", "stem", "stems", "train_model", "words_of",
]  # fmt: skip
