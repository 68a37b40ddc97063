"""Are Persian comments and Finglish understood, and how fast is the student? See comments.py."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bench.evaluate.comments import FOLDS, Shelf, Texts, deepsentipers, digikala, in_five_folds, judged, on_the_first_day, snappfood
from bench.record import figure
from hamsafar.science.text import lists, teaching
from hamsafar.science.text.embedding import best_embedder
from hamsafar.science.text.services import Child, Model, first_day_model
from hamsafar.science.text.student import Student
from hamsafar.science.text.training import Plan, train


def figures(data_folder: Path) -> list[dict[str, Any]]:
    child = Child()
    try:
        return list(_all(Path(data_folder), child, Shelf(child)))
    finally:
        child.stop()


def _all(data: Path, child: Child, shelf: Shelf) -> Iterator[dict[str, Any]]:
    yield from in_five_folds("snappfood_test: glad or not, accuracy", snappfood(data), shelf, "accuracy", 0.84)
    yield from in_five_folds("deepsentipers: glad or not, weighted F1", deepsentipers(data), shelf, "weighted_f1", 0.875)
    yield from _digikala(data, shelf)
    yield from _student(data, shelf)
    yield from _first_day(data, child, shelf)


def _digikala(data: Path, shelf: Shelf) -> Iterator[dict[str, Any]]:
    texts, labels = digikala(data, "comment_train.csv.gz")
    model = train(texts, labels.tolist(), shelf.vectors(texts))
    found = judged(model, *digikala(data, "comment_test_no_overlap.csv"), shelf)
    yield figure("digikala_recommend: on the test without overlap, accuracy", found.accuracy, "", least=0.89, digits=4)


def _student(data: Path, shelf: Shelf) -> Iterator[dict[str, Any]]:
    """Taught on the comments of the training part alone; it has to be nearly as good on comments that neither of the two has seen."""
    texts, labels = snappfood(data)
    vectors = shelf.vectors(texts)
    rows, others = next(StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(np.zeros(len(labels)), labels))
    teacher = train([texts[at] for at in rows], labels[rows].tolist(), vectors[rows])
    taught = [texts[at] for at in rows]
    student = teaching.teach(taught, teacher.probabilities(taught, vectors[rows]), teacher.labels)
    said = student.probabilities([texts[at] for at in others]).argmax(axis=1)
    of_teacher = teacher.choose(teacher.probabilities([texts[at] for at in others], vectors[others]))
    true = np.array([teacher.labels.index(label) for label in labels[others]])
    yield figure("snappfood_test: the fast student, accuracy", float((said == true).mean()), "", digits=4)
    yield figure("snappfood_test: student and teacher agree", float((said == of_teacher).mean()), "", digits=4)
    name = "snappfood_test: comments that the student reads in a second of one core"
    yield figure(name, _speed(student, texts), "comments", least=10_000, digits=0)


def _speed(student: Student, texts: Texts) -> float:
    """Everything from letters to probabilities, in seconds of the processor, so that what else runs on the machine does not count."""
    student.probabilities(texts[:500])  # what is made once is not counted
    begun = time.process_time()
    student.probabilities(texts)
    return len(texts) / (time.process_time() - begun)


def _first_day(data: Path, child: Child, shelf: Shelf) -> Iterator[dict[str, Any]]:
    """The sets are different kinds of text, so each stands by itself; the bar is for all three alike."""
    model = first_day_model(child, best_embedder(child))
    for name, read in (
        ("snappfood_test (Persian)", snappfood(data)),
        ("deepsentipers (Persian)", deepsentipers(data)),
        ("digikala_recommend (Persian)", digikala(data, "comment_train.csv.gz")),
    ):
        yield from on_the_first_day(name, read, model, shelf, 0.80)
    yield from _own_seeds(model, shelf)


def _own_seeds(model: Model, shelf: Shelf) -> Iterator[dict[str, Any]]:
    """No set of Finglish is public, so our own comments in five folds have to do."""
    unseen = model.facts["unseen"]
    yield figure("first day, our own comments in five folds: three answers", unseen["accuracy"], "", digits=4)
    seeds = lists.all_seeds()
    finglish = np.array([seed in lists.seeds("finglish") for seed in seeds])
    labels = np.array([seed.feeling for seed in seeds])
    texts, vectors = [seed.text for seed in seeds], shelf.vectors([seed.text for seed in seeds])
    right, known = [], 0
    for rows, others in StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(np.zeros(len(labels)), labels):
        asked = others[finglish[others] & (labels[others] != 0)]
        learnt = train([texts[at] for at in rows], [str(label) for label in labels[rows]], vectors[rows], plan=Plan(macro=True))
        said = learnt.probabilities([texts[at] for at in asked], vectors[asked])
        two = np.where(said[:, learnt.labels.index("1")] >= said[:, learnt.labels.index("-1")], 1, -1)
        right.append((two == labels[asked]).sum())
        known += len(asked)
    yield figure("first day, our own Finglish in five folds: glad or not", float(sum(right) / known), "", least=0.70, digits=4)
