"""Are comments understood? Trained on one part of a public set and judged on the other; and the first-day model, which never saw any.

Where a set brings no split, five folds are made; hyper-parameters are chosen inside the training part (science/text/training.py).
Sentence vectors are kept in build/vectors, so that only the first run computes them (some ten minutes on one processor).
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from bench.record import figure
from hamsafar.science.text import lists, teaching
from hamsafar.science.text.embedding import plain
from hamsafar.science.text.figures import Figures, judge
from hamsafar.science.text.services import Child, Model, best_embedder, first_day_model
from hamsafar.science.text.training import Plan, train

SHELF = Path(__file__).parents[2] / "build" / "vectors"
FOLDS = 5
Texts, Labels = list[str], np.ndarray[Any, Any]
SENTIMENT = {"negative": -1, "neutral": 0, "positive": 1}


def figures(data_folder: Path) -> list[dict[str, Any]]:
    child = Child()
    try:
        shelf = Shelf(child)
        return [*_trained(Path(data_folder), shelf), *_first_day(Path(data_folder), child, shelf)]
    finally:
        child.stop()


class Shelf:
    """Vectors of texts, computed once and kept."""

    def __init__(self, child: Child) -> None:
        self._embedder = best_embedder(child)
        self._folder = SHELF / self._embedder.name
        self._folder.mkdir(parents=True, exist_ok=True)
        self._known: dict[int, Any] = {}
        for file in sorted(self._folder.glob("*.npz")):
            with np.load(file) as kept:
                self._known.update(zip(kept["keys"].tolist(), kept["vectors"], strict=True))

    def vectors(self, texts: Sequence[str]) -> Any:
        keys = [_key(text) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        for at in range(0, len(missing), 1000):
            self._compute(dict(list(missing.items())[at : at + 1000]))
        return np.vstack([self._known[key] for key in keys]).astype(np.float32)

    def _compute(self, texts: dict[int, str]) -> None:
        found = self._embedder.vectors(list(texts.values())).astype(np.float16)
        name = hashlib.blake2b(repr(sorted(texts)).encode(), digest_size=8).hexdigest()
        np.savez(self._folder / f"{name}.npz", keys=np.array(list(texts), np.uint64), vectors=found)
        self._known.update(zip(texts, found, strict=True))


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(plain(text).encode(), digest_size=8).digest(), "little")


# The sets


def airline(data: Path) -> tuple[Texts, Labels]:
    rows = pd.read_csv(data / "airline_tweets" / "Tweets.csv.gz")
    return rows.text.tolist(), rows.airline_sentiment.to_numpy(str)


def reasons(data: Path) -> tuple[Texts, Labels]:
    rows = pd.read_csv(data / "airline_tweets" / "Tweets.csv.gz")
    rows = rows[rows.airline_sentiment == "negative"]
    return rows.text.tolist(), rows.negativereason.to_numpy(str)


def snappfood(data: Path) -> tuple[Texts, Labels]:
    rows = pd.read_csv(data / "snappfood_test" / "test.csv.gz")
    return rows.comment.astype(str).tolist(), rows.label_id.map({0: "positive", 1: "negative"}).to_numpy(str)


def deepsentipers(data: Path) -> tuple[Texts, Labels]:
    rows = pd.read_csv(data / "deepsentipers" / "original.csv.gz", header=None, names=["text", "label"])
    rows = rows[rows.label != 0]
    return rows.text.tolist(), np.where(rows.label > 0, "positive", "negative")


def digikala(data: Path, name: str) -> tuple[Texts, Labels]:
    rows = pd.read_csv(data / "digikala_recommend" / name)
    texts = [f"{title}. {comment}" for title, comment in zip(rows.title.fillna(""), rows.comment.fillna(""), strict=True)]
    return texts, rows.recommend.map({"recommended": "positive", "not_recommended": "negative"}).to_numpy(str)


def olist(data: Path) -> tuple[Texts, Labels]:
    rows = pd.read_csv(data / "olist_classified" / "olist_classified_public_dataset.csv.gz")
    rows = rows[rows.most_voted_class.notna()]
    pairs = zip(rows.review_comment_title, rows.review_comment_message, strict=True)
    return [f"{title}. {text}" if isinstance(title, str) else str(text) for title, text in pairs], rows.most_voted_class.to_numpy(str)


# Trained


def _trained(data: Path, shelf: Shelf) -> Iterable[dict[str, Any]]:
    for name, read, measure, bar, macro in (
        ("airline_tweets: 3 feelings, macro-F1", airline, "macro_f1", 0.78, True),
        ("airline_tweets: reason of complaint (10), accuracy", reasons, "accuracy", 0.62, False),
        ("snappfood_test: glad or not, accuracy", snappfood, "accuracy", 0.84, False),
        ("deepsentipers: glad or not, weighted F1", deepsentipers, "weighted_f1", 0.875, False),
        ("olist_classified: class of complaint (3), accuracy", olist, "accuracy", 0.935, False),
    ):
        found = _five_folds(*read(data), shelf, macro)
        yield figure(name, float(np.mean([getattr(one, measure) for one in found])), "", least=bar, digits=4)
        yield figure(
            f"{name.split(':')[0]}: gap between how sure and how often right",
            float(np.mean([one.calibration for one in found])),
            "",
            digits=4,
        )
    train_texts, train_labels = digikala(data, "comment_train.csv.gz")
    texts, labels = digikala(data, "comment_test_no_overlap.csv")
    model = train(train_texts, train_labels.tolist(), shelf.vectors(train_texts))
    found_one = _judged(model, texts, labels, shelf)
    yield figure("digikala_recommend: on the test without overlap, accuracy", found_one.accuracy, "", least=0.89, digits=4)
    yield from _student(data, shelf)


def _five_folds(texts: Texts, labels: Labels, shelf: Shelf, macro: bool) -> list[Figures]:
    vectors = shelf.vectors(texts)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    found = []
    for rows, others in folds.split(np.zeros(len(labels)), labels):
        model = train([texts[at] for at in rows], labels[rows].tolist(), vectors[rows], plan=Plan(macro=macro))
        found.append(_judged(model, [texts[at] for at in others], labels[others], shelf))
    return found


def _judged(model: Any, texts: Texts, labels: Labels, shelf: Shelf) -> Figures:
    probabilities = model.probabilities(texts, shelf.vectors(texts))
    true = np.array([model.labels.index(label) for label in labels])
    return judge(true, probabilities, model.choose(probabilities))


def _student(data: Path, shelf: Shelf) -> Iterable[dict[str, Any]]:
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


# The first day


def _first_day(data: Path, child: Child, shelf: Shelf) -> Iterable[dict[str, Any]]:
    """Trained on our own seeds only; these sets are looked at to judge it, never to change it."""
    model = first_day_model(child, best_embedder(child))
    sets: tuple[tuple[str, Callable[[], tuple[Texts, Labels]], float | None], ...] = (
        ("airline_tweets (English)", lambda: airline(data), 0.80),
        ("snappfood_test (Persian)", lambda: snappfood(data), 0.80),
        ("deepsentipers (Persian)", lambda: deepsentipers(data), 0.80),
        ("digikala_recommend (Persian)", lambda: digikala(data, "comment_train.csv.gz"), 0.80),
    )
    for name, read, bar in sets:
        texts, labels = read()
        feelings = np.array([SENTIMENT[label] for label in labels])
        probabilities = model.classifier.probabilities(texts, shelf.vectors(texts))
        named = model.classifier.choose(probabilities) - 1
        polar = feelings != 0
        two = np.where(probabilities[:, 2] >= probabilities[:, 0], 1, -1)
        yield figure(f"first day, {name}: glad or not", float((two == feelings)[polar].mean()), "", least=bar, digits=4)
        yield figure(f"first day, {name}: the same with a third answer", float((named == feelings)[polar].mean()), "", digits=4)
        if not polar.all():
            yield figure(f"first day, {name}: neutral found", float((named == 0)[~polar].mean()), "", least=0.6, digits=4)
    yield from _own_seeds(model, shelf)


def _own_seeds(model: Model, shelf: Shelf) -> Iterable[dict[str, Any]]:
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
