"""A small model of our own seeds, without sentence vectors and without the child, and quick training for tests."""

from collections.abc import Sequence
from typing import Any
from unittest import mock

from hamsafar.science.text import services as science
from hamsafar.science.text.services import Hashed, Model

LABELS = ("negative", "neutral", "positive")
# One strength for each judge instead of several to choose from.
_QUICK = {"RATIO_STRENGTHS": (1.0,), "FREQUENCY_STRENGTHS": (3.0,), "MEANING_STRENGTHS": (0.003,), "FOLDS": 2}


def quickly_trained(texts: Sequence[str], labels: Sequence[str], vectors: Any, *, also: Sequence[str] = (), **facts: Any) -> Model:
    """One thread: those of OpenBLAS wait for each other for minutes where other tests run beside these."""
    from threadpoolctl import threadpool_limits

    from hamsafar.science.text import teaching, training  # here, for whoever only gathers tests needs no scikit-learn

    with threadpool_limits(1), mock.patch.multiple(training, **_QUICK), mock.patch.object(teaching, "STRENGTHS", (1.0,)):
        classifier = training.train(texts, labels, vectors, plan=training.Plan(macro=True), facts={"embedder": Hashed.name, **facts})
        everything = [*texts, *also]
        said = classifier.probabilities(everything, Hashed().vectors(everything))
        return Model(classifier, teaching.teach(everything, said, classifier.labels))


def small_model() -> Model:
    seeds = science.all_seeds()
    texts = [seed.text for seed in seeds]
    labels = [LABELS[seed.feeling + 1] for seed in seeds]
    return quickly_trained(texts, labels, Hashed().vectors(texts), also=science.words_of_feeling(), kind="first_day")


def keep_small_model() -> None:
    """Into use in this installation, so that `light` reading needs no training."""
    from hamsafar.measure.voice import desk
    from hamsafar.measure.voice.contracts import ModelKind, ModelState

    desk.keep_model(small_model(), kind=ModelKind.FIRST_DAY, state=ModelState.IN_USE, embedder=Hashed.name)
