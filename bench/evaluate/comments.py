"""Are comments understood? What the two halves (comments_persian.py, comments_others.py) share: sets, vectors, folds.

Trained on one part of a public set and judged on the other. Where a set brings no split, five folds are made; hyper-parameters are chosen
inside the training part (science/text/training.py). Sentence vectors are kept in build/vectors, so that only the first run computes them
(four minutes of a processor for each half). The first-day model is trained on our own seeds only and never saw any of the sets.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold

from bench.record import figure
from hamsafar.science.text.embedding import plain
from hamsafar.science.text.figures import Figures, judge
from hamsafar.science.text.services import Child, Model, best_embedder
from hamsafar.science.text.training import Plan, train

SHELF = Path(__file__).parents[2] / "build" / "vectors"
FOLDS = 5
Texts: TypeAlias = list[str]
Labels: TypeAlias = np.ndarray[Any, Any]
SENTIMENT = {"negative": -1, "neutral": 0, "positive": 1}


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
        unfinished = self._folder / f"{name}.part"  # the other half may be looking into the folder
        with unfinished.open("wb") as file:
            np.savez(file, keys=np.array(list(texts), np.uint64), vectors=found)
        unfinished.rename(self._folder / f"{name}.npz")
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


def in_five_folds(
    name: str, read: tuple[Texts, Labels], shelf: Shelf, measure: str, bar: float, *, macro: bool = False
) -> Iterable[dict[str, Any]]:  # fmt: skip
    found = _five_folds(*read, shelf, macro)
    yield figure(name, float(np.mean([getattr(one, measure) for one in found])), "", least=bar, digits=4)
    gap = float(np.mean([one.calibration for one in found]))
    yield figure(f"{name.rpartition(',')[0]}, gap between how sure and how often right", gap, "", digits=4)


def _five_folds(texts: Texts, labels: Labels, shelf: Shelf, macro: bool) -> list[Figures]:
    vectors = shelf.vectors(texts)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    found = []
    for rows, others in folds.split(np.zeros(len(labels)), labels):
        model = train([texts[at] for at in rows], labels[rows].tolist(), vectors[rows], plan=Plan(macro=macro))
        found.append(judged(model, [texts[at] for at in others], labels[others], shelf))
    return found


def judged(model: Any, texts: Texts, labels: Labels, shelf: Shelf) -> Figures:
    probabilities = model.probabilities(texts, shelf.vectors(texts))
    true = np.array([model.labels.index(label) for label in labels])
    return judge(true, probabilities, model.choose(probabilities))


# The first day


def on_the_first_day(name: str, read: tuple[Texts, Labels], model: Model, shelf: Shelf, bar: float | None) -> Iterable[dict[str, Any]]:
    """These sets are looked at to judge the model, never to change it. `bar`: for glad or not."""
    texts, labels = read
    feelings = np.array([SENTIMENT[label] for label in labels])
    probabilities = model.classifier.probabilities(texts, shelf.vectors(texts))
    chosen = model.classifier.choose(probabilities) - 1
    polar = feelings != 0
    two = np.where(probabilities[:, 2] >= probabilities[:, 0], 1, -1)
    yield figure(f"first day, {name}: glad or not", float((two == feelings)[polar].mean()), "", least=bar, digits=4)
    yield figure(f"first day, {name}: the same with a third answer", float((chosen == feelings)[polar].mean()), "", digits=4)
    if not polar.all():
        yield figure(f"first day, {name}: neutral found", float((chosen == 0)[~polar].mean()), "", least=0.6, digits=4)
