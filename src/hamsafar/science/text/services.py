"""The door of understanding text."""

from .child import Child, ChildFailed
from .classifier import Classifier
from .contracts import URGENT, Aspect, Emotion, Feeling, Language, Masked, Reading, Secret, Span
from .discovery import Discovered, discover
from .embedding import DIMENSIONS, E5, Embedder, Hashed, Vectors, best_embedder, has_e5
from .figures import Figures, judge
from .language import language_of
from .lists import Topic, all_seeds, words_of_feeling
from .lists import topics as shipped_topics
from .masking import mask
from .model import Model, Reader, first_day_model, teach_student, train_model
from .persian import stem, stems, stems_of_each
from .phrases import Found, Phrasebook, words_of
from .student import Student

__all__ = [
    "DIMENSIONS",
    "E5",
    "URGENT",
    "Aspect",
    "Child",
    "ChildFailed",
    "Classifier",
    "Discovered",
    "Embedder",
    "Emotion",
    "Feeling",
    "Figures",
    "Found",
    "Hashed",
    "Language",
    "Masked",
    "Model",
    "Phrasebook",
    "Reader",
    "Reading",
    "Secret",
    "Span",
    "Student",
    "Topic",
    "Vectors",
    "all_seeds",
    "best_embedder",
    "discover",
    "first_day_model",
    "has_e5",
    "judge",
    "language_of",
    "mask",
    "shipped_topics",
    "stem",
    "stems",
    "stems_of_each",
    "teach_student",
    "train_model",
    "words_of",
    "words_of_feeling",
]
