"""Fitting a careful classifier. Only the child process imports this: it needs scikit-learn, memory and time.

Nothing is chosen by looking at texts that the classifier is judged on: strengths of the regularisation, the weighing of the three judges
and the tilt come from predictions for parts of the training texts that the predicting model had not seen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from ..errors import NotEnoughData
from . import feeling
from .classifier import TINY, ByFrequency, ByMeaning, ByRatio, Classifier, Floats, bag_of, centred, softmax
from .figures import Figures, judge
from .grams import DEFAULT, Numbers, Recipe, Row

FOLDS = 5
FEWEST_OF_A_LABEL = 5
MOST_RUNS = 400_000
RATIO_STRENGTHS, FREQUENCY_STRENGTHS, MEANING_STRENGTHS = (3.0, 10.0), (10.0,), (0.0001, 0.0003, 0.001, 0.003, 0.01)
TILTS = (0.0, 0.15, 0.3, 0.45, 0.6)
Rows = NDArray[np.int64]
Judge = Callable[[Rows, Rows, float], Floats]
Matrix = Any  # scipy.sparse.csr_matrix: its stubs know less than its users


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train. `macro`: every label counts as much as any other when one must be named, however rare it is."""

    recipe: Recipe = DEFAULT
    macro: bool = False
    seed: int = 1


def train(
    texts: Sequence[str],
    labels: Sequence[str],
    vectors: Floats,
    *,
    only_learnt: int = 0,
    plan: Plan | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Classifier:
    """Fit on all; what is reported of its quality was measured on parts that the predicting model had not seen.

    The last `only_learnt` texts are words of a list rather than comments: runs of letters are learnt from them, but vectors are not
    (those of single words lie elsewhere, so rows of zeros will do), and nothing is chosen or judged by them.
    Raises NotEnoughData when fewer than two labels have five texts each. Labels with fewer are left out.
    """
    plan = plan or Plan()
    texts, vectors, y, names, judged = _usable(texts, labels, vectors, len(texts) - only_learnt)
    material = Material.of(texts, vectors, plan.recipe)
    unseen, strengths = _unseen_scores(material, y, judged, len(names), plan.seed)
    seen_y = y[:judged]
    weighing = _fit_weighing(unseen, seen_y)
    honest = _unseen_probabilities(unseen, seen_y, plan.seed)
    tilt = _tilt(honest, seen_y) if plan.macro else np.zeros(len(names), np.float32)
    figures = judge(seen_y, honest, np.argmax(np.log(honest + TINY) + tilt, axis=1))
    everything = np.arange(len(y))
    return Classifier(
        labels=names,
        recipe=plan.recipe,
        vocabulary=material.vocabulary,
        ratio=fit_ratio(material.counts, y, everything, len(names), strengths[0]),
        frequency=fit_frequency(material.counts, y, everything, len(names), strengths[1]),
        meaning=fit_meaning(material.dense, y, everything[:judged], strengths[2]),
        weighing=weighing[0],
        weighing_bias=weighing[1],
        tilt=tilt,
        facts={**(facts or {}), **_facts(y, names, figures, strengths)},
    )


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """The texts as numbers: how often each known run stands in each, and the dense numbers."""

    vocabulary: Numbers
    counts: Matrix
    dense: Floats

    @classmethod
    def of(cls, texts: Sequence[str], vectors: Floats, recipe: Recipe) -> "Material":
        row = Row(texts)
        vocabulary = _vocabulary(row, recipe, fewest=1 if len(texts) < 1500 else 2)
        bag = bag_of(row, recipe, vocabulary)
        counts = sparse.csr_matrix((bag.times, (bag.text, bag.run)), shape=(len(texts), len(vocabulary)))
        return cls(vocabulary, counts, np.hstack((vectors, feeling.features(row.letters))).astype(np.float32))


def _vocabulary(row: Row, recipe: Recipe, *, fewest: int) -> Numbers:
    """Runs that stand in at least so many texts, the most frequent ones if there are too many."""
    known, texts = [], []
    for runs in row.runs(recipe):
        pairs = np.unique(np.stack((runs.number, runs.text.astype(np.uint64))), axis=1)
        numbers, count = np.unique(pairs[0], return_counts=True)
        known.append(numbers[count >= fewest])
        texts.append(count[count >= fewest])
    number, often = np.concatenate(known), np.concatenate(texts)
    if len(number) > MOST_RUNS:
        number = number[np.argsort(-often, kind="stable")[:MOST_RUNS]]
    return np.unique(number)


def fit_ratio(counts: Matrix, y: Rows, rows: Rows, classes: int, strength: float) -> ByRatio:
    """One class against all others, each with its own weights of the runs."""
    present = (counts[rows] > 0).astype(np.float32).tocsr()
    found = [_one_ratio(present, y[rows] == k, strength) for k in (range(classes) if classes > 2 else (1,))]
    push, square, bias = (np.stack(part, axis=-1).astype(np.float32) for part in zip(*found, strict=True))
    square = np.repeat(square, 2, axis=1) if classes == 2 else square
    push, bias = _for_each(push, bias)
    return ByRatio(push, square, bias)


def _one_ratio(present: Matrix, is_class: NDArray[np.bool_], strength: float) -> tuple[Floats, Floats, np.float32]:
    inside = 1 + np.asarray(present[is_class].sum(axis=0)).ravel()
    outside = 1 + np.asarray(present[~is_class].sum(axis=0)).ravel()
    ratio = np.log((inside / inside.sum()) / (outside / outside.sum())).astype(np.float32)
    weighted = _length_one(present @ sparse.diags(ratio))
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, tol=1e-3).fit(weighted, is_class)
    return model.coef_[0] * ratio, ratio * ratio, model.intercept_[0]


def fit_frequency(counts: Matrix, y: Rows, rows: Rows, classes: int, strength: float) -> ByFrequency:
    some = counts[rows]
    rarity = (np.log((1 + len(rows)) / (1 + np.bincount(some.indices, minlength=some.shape[1]))) + 1).astype(np.float32)
    value = some.copy()
    value.data = (1 + np.log(value.data)).astype(np.float32)
    value = _length_one(value @ sparse.diags(rarity))
    found = []
    for k in range(classes) if classes > 2 else (1,):
        model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, tol=1e-3).fit(value, y[rows] == k)
        found.append((model.coef_[0], model.intercept_[0]))
    push, bias = _for_each(np.stack([one[0] for one in found], axis=1), np.array([one[1] for one in found]))
    return ByFrequency(rarity, push, bias)


def fit_meaning(dense: Floats, y: Rows, rows: Rows, strength: float) -> ByMeaning:
    mean, spread = dense[rows].mean(axis=0), dense[rows].std(axis=0) + 1e-6
    model = LogisticRegression(C=strength, max_iter=500).fit((dense[rows] - mean) / spread, y[rows])
    return ByMeaning(mean, spread, *_for_each(model.coef_.T, model.intercept_))


def _for_each(push: Floats, bias: Floats) -> tuple[Floats, Floats]:
    """Weights for each class: where there are two, one model stands for both, and each gets half of it with its own sign."""
    if push.shape[1] > 1:
        return push.astype(np.float32), bias.astype(np.float32)
    return np.hstack((-push, push)).astype(np.float32) / 2, np.concatenate((-bias, bias)).astype(np.float32) / 2


def _length_one(matrix: Matrix) -> Matrix:
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel() + TINY)
    return (sparse.diags((1 / length).astype(np.float32)) @ matrix).tocsr()


def _unseen_scores(material: Material, y: Rows, judged: int, classes: int, seed: int) -> tuple[Floats, tuple[float, float, float]]:
    """What each judge says about texts that it has not seen, each with the strength that predicts them best."""
    counts, dense = material.counts, material.dense
    parts = list(_parts(y, judged, seed))

    def by_ratio(rows: Rows, others: Rows, strength: float) -> Floats:
        return _by_runs(fit_ratio(counts, y, rows, classes, strength), counts[others])

    def by_frequency(rows: Rows, others: Rows, strength: float) -> Floats:
        return _by_runs(fit_frequency(counts, y, rows, classes, strength), counts[others])

    def by_meaning(rows: Rows, others: Rows, strength: float) -> Floats:
        return fit_meaning(dense, y, rows[rows < judged], strength).scores(dense[others])

    judges: tuple[tuple[Judge, Sequence[float]], ...] = (
        (by_ratio, RATIO_STRENGTHS), (by_frequency, FREQUENCY_STRENGTHS), (by_meaning, MEANING_STRENGTHS),
    )  # fmt: skip
    found = [_best(strengths, y[:judged], parts, classes, scores_of) for scores_of, strengths in judges]
    return np.hstack([scores for scores, _ in found]), (found[0][1], found[1][1], found[2][1])


def _parts(y: Rows, judged: int, seed: int) -> Iterator[tuple[Rows, Rows]]:
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    learnt = np.arange(judged, len(y))
    for rows, others in folds.split(np.zeros(judged), y[:judged]):
        yield np.concatenate((rows, learnt)), others


def _best(strengths: Sequence[float], y: Rows, parts: Sequence[tuple[Rows, Rows]], classes: int, scores_of: Judge) -> tuple[Floats, float]:
    tried = []
    for strength in strengths:
        scores = np.zeros((len(y), classes), np.float32)
        for rows, others in parts:
            scores[others] = centred(scores_of(rows, others, strength))
        loss = -np.log(softmax(2 * scores if classes == 2 else scores)[np.arange(len(y)), y] + TINY).mean()
        tried.append((loss, strength, scores))
    _, strength, scores = min(tried, key=lambda one: one[0])
    return scores, strength


def _by_runs(judge: ByRatio | ByFrequency, counts: Matrix) -> Floats:
    from .classifier import Bag

    found = counts.tocoo()
    return judge.scores(Bag(found.row, found.col.astype(np.int64), found.data, counts.shape[0]))


def _fit_weighing(scores: Floats, y: Rows) -> tuple[Floats, Floats]:
    model = LogisticRegression(C=1.0, max_iter=1000).fit(scores, y)
    return _for_each(model.coef_.T, model.intercept_)


def _unseen_probabilities(scores: Floats, y: Rows, seed: int) -> Floats:
    found = np.zeros((len(y), y.max() + 1), np.float32)
    for rows, others in _parts(y, len(y), seed + 1):
        push, bias = _fit_weighing(scores[rows], y[rows])
        found[others] = softmax(scores[others] @ push + bias)
    return found


def _tilt(probabilities: Floats, y: Rows) -> Floats:
    """How far to lean towards rare labels: the share of the (negative) logarithm of their frequency that makes macro-F1 best."""
    lean = -np.log(np.bincount(y) / len(y))
    lean -= lean.mean()
    tries = [(judge(y, probabilities, np.argmax(np.log(probabilities + TINY) + t * lean, axis=1)).macro_f1, -t) for t in TILTS]
    return (-max(tries)[1] * lean).astype(np.float32)


def _usable(
    texts: Sequence[str], labels: Sequence[str], vectors: Floats, judged: int
) -> tuple[list[str], Floats, Rows, tuple[str, ...], int]:
    given = np.asarray(labels, dtype=object).astype(str)
    names, counts = np.unique(given[:judged], return_counts=True)
    names = names[counts >= FEWEST_OF_A_LABEL]
    if len(names) < 2:
        raise NotEnoughData(f"two labels with {FEWEST_OF_A_LABEL} texts each", found=len(texts))
    kept = np.flatnonzero(np.isin(given, names))
    y = np.searchsorted(names, given[kept])
    return [texts[at] for at in kept.tolist()], vectors[kept], y.astype(np.int64), tuple(map(str, names)), int((kept < judged).sum())


def _facts(y: Rows, names: tuple[str, ...], figures: Figures, strengths: tuple[float, ...]) -> dict[str, Any]:
    return {
        "texts": len(y),
        "of_label": {name: int(count) for name, count in zip(names, np.bincount(y), strict=True)},
        "strengths": list(strengths),
        "unseen": figures.as_dict(),
    }
