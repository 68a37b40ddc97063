"""What reads feelings: a careful classifier with the fast student that it taught, kept together under one version."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .child import Child
from .classifier import Classifier, Floats
from .contracts import Reading
from .embedding import Embedder
from .masking import mask
from .reading import everything, read_carefully, read_fast
from .student import Student

_SECONDS_TO_TRAIN = 3 * 3600.0


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`classifier` only reads with vectors of the embedder named in its facts."""

    classifier: Classifier
    student: Student

    @property
    def embedder(self) -> str:
        return str(self.classifier.facts["embedder"])

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.classifier.facts

    def to_bytes(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("classifier", self.classifier.to_bytes())
            file.writestr("student", self.student.to_bytes())
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return cls(Classifier.from_bytes(file.read("classifier")), Student.from_bytes(file.read("student")))


class Reader:
    """Reads comments with one model and one list of topics: the phrases of each key (phrases.py says how they are written)."""

    def __init__(self, model: Model, embedder: Embedder, topics: Mapping[str, Iterable[str]]) -> None:
        if embedder.name != model.embedder:
            raise ValueError(f"This model was trained with the vectors of {model.embedder}, not of {embedder.name}.")
        self._model, self._embedder, self._phrases = model, embedder, everything(topics)

    @property
    def is_taught(self) -> bool:
        """Whether the fast reader has learnt from comments of the company itself."""
        return self._model.student.facts.get("own") is not None

    def carefully(self, texts: Iterable[str]) -> list[Reading]:
        """With sentence vectors: some tens a second."""
        masked = [mask(text) for text in texts]
        vectors = self._embedder.vectors([one.text for one in masked])
        return read_carefully(masked, self._model.classifier, vectors, self._model.student, self._phrases)

    def fast(self, texts: Iterable[str]) -> list[Reading]:
        """By the student alone: thousands a second."""
        return read_fast([mask(text) for text in texts], self._model.student, self._phrases)


def first_day_model(child: Child, embedder: Embedder) -> Model:
    """Learnt from the comments and words that we wrote ourselves. Takes a minute of one processor; keep what it returns."""
    return Model.from_bytes(child.ask("first_day", {"embedder": embedder.name}, seconds=_SECONDS_TO_TRAIN))


def train_model(
    child: Child, texts: Sequence[str], labels: Sequence[str], vectors: Floats, *, embedder: str, also: Sequence[str] = (),
    also_vectors: Floats | None = None, facts: Mapping[str, Any] | None = None,
) -> Model:  # fmt: skip
    """A model of one's own comments. The student is taught with them and with `also`, comments that nobody has labelled."""
    more = np.zeros((0, vectors.shape[1]), np.float32) if also_vectors is None else also_vectors
    about = {
        "texts": list(texts), "labels": list(labels), "vectors": vectors.astype(np.float32).tobytes(), "also": list(also),
        "also_vectors": more.astype(np.float32).tobytes(), "facts": {**(facts or {}), "embedder": embedder},
    }  # fmt: skip
    return Model.from_bytes(child.ask("train", about, seconds=_SECONDS_TO_TRAIN))


def teach_student(child: Child, classifier: Classifier, texts: Sequence[str], vectors: Floats, *, own: int) -> Student:
    """Taught anew with these texts, `own` of which are comments of the company."""
    about = {"classifier": classifier.to_bytes(), "texts": list(texts), "vectors": vectors.astype(np.float32).tobytes(), "own": own}
    return Student.from_bytes(child.ask("teach", about, seconds=_SECONDS_TO_TRAIN))
