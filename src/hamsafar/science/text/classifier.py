"""A careful classifier of comments: what it has learnt are arrays, and reading with it needs nothing but numpy.

Three judges look at a comment and a fourth weighs what they say:
 - runs of letters and words, weighted by how much more often they stand in one class than in the others, and a logistic regression on
   that (NB-SVM of Wang and Manning 2012, with logistic loss);
 - the same runs by TF-IDF and a logistic regression;
 - the sentence vector together with counted words of feeling, each number brought to mean 0 and spread 1, and a logistic regression.
The fourth is a small logistic regression on the log odds of the three, fitted on what each said about comments that it had not seen
(stacked generalisation, Wolpert 1992), so that its probabilities are calibrated.
"""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import feeling
from .grams import Numbers, Recipe, Row

Floats = NDArray[np.floating[Any]]
FORMAT = 1
TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """Which known runs stand in which text, and how often."""

    text: NDArray[np.int32]  # of each distinct (text, run)
    run: NDArray[np.int64]  # its row in the vocabulary
    times: Floats
    count: int  # of texts

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        return np.bincount(self.text, weights=values, minlength=self.count)


@dataclass(frozen=True, slots=True, eq=False)
class ByRatio:
    """Runs weighted by class: score of class k = sum of `push` over the runs present / root of the sum of `square`, plus `bias`."""

    push: Floats  # (runs, classes)
    square: Floats  # (runs, classes)
    bias: Floats

    def scores(self, bag: Bag) -> Floats:
        columns = [
            bag.sums(self.push[bag.run, k]) / np.sqrt(bag.sums(self.square[bag.run, k]) + TINY) + self.bias[k]
            for k in range(len(self.bias))
        ]
        return np.stack(columns, axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class ByFrequency:
    """Runs by TF-IDF: (1 + log of how often) times `rarity`, brought to length one, times `push`, plus `bias`."""

    rarity: Floats  # (runs,)
    push: Floats  # (runs, classes)
    bias: Floats

    def scores(self, bag: Bag) -> Floats:
        value = (1 + np.log(bag.times)) * self.rarity[bag.run]
        length = np.sqrt(bag.sums(value * value) + TINY)
        columns = [bag.sums(value * self.push[bag.run, k]) / length + self.bias[k] for k in range(len(self.bias))]
        return np.stack(columns, axis=1).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class ByMeaning:
    """Dense numbers of a text, brought to mean 0 and spread 1."""

    mean: Floats
    spread: Floats
    push: Floats  # (numbers, classes)
    bias: Floats

    def scores(self, dense: Floats) -> Floats:
        return ((dense - self.mean) / self.spread @ self.push + self.bias).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Classifier:
    """`probabilities` has a column for each of `labels`; `tilt` is added to their logarithm when one label must be named."""

    labels: tuple[str, ...]
    recipe: Recipe
    vocabulary: Numbers  # sorted
    ratio: ByRatio
    frequency: ByFrequency
    meaning: ByMeaning
    weighing: Floats  # (3 * classes, classes)
    weighing_bias: Floats
    tilt: Floats
    facts: Mapping[str, Any]  # how it was trained and how well it did: shown, never used

    def probabilities(self, texts: Sequence[str] | Row, vectors: Floats) -> Floats:
        """Shape (texts, labels). `vectors` come from the embedder that it was trained with."""
        row = texts if isinstance(texts, Row) else Row(texts)
        dense = np.hstack((vectors, feeling.features(row.letters)))
        return self._weighed(bag_of(row, self.recipe, self.vocabulary), dense)

    def _weighed(self, bag: Bag, dense: Floats) -> Floats:
        judges = [centred(scores) for scores in (self.ratio.scores(bag), self.frequency.scores(bag), self.meaning.scores(dense))]
        return softmax(np.hstack(judges) @ self.weighing + self.weighing_bias)

    def choose(self, probabilities: Floats) -> NDArray[np.int64]:
        """The label to name for each row."""
        return np.argmax(np.log(probabilities + TINY) + self.tilt, axis=1)

    def to_bytes(self) -> bytes:
        """Arrays and JSON, never a pickle: a backup of somebody else must not be able to run code here."""
        recipe = {"letters": self.recipe.letters, "words": self.recipe.words}
        head = {"format": FORMAT, "labels": self.labels, **recipe, "facts": dict(self.facts)}
        out = io.BytesIO()
        np.savez_compressed(out, head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8), **self._arrays())  # type: ignore[arg-type]
        return out.getvalue()

    def _arrays(self) -> dict[str, NDArray[Any]]:
        return {
            "vocabulary": self.vocabulary,
            "ratio_push": self.ratio.push.astype(np.float16), "ratio_square": self.ratio.square.astype(np.float16),
            "ratio_bias": self.ratio.bias, "rarity": self.frequency.rarity.astype(np.float16),
            "frequency_push": self.frequency.push.astype(np.float16), "frequency_bias": self.frequency.bias,
            "mean": self.meaning.mean, "spread": self.meaning.spread, "meaning_push": self.meaning.push, "meaning_bias": self.meaning.bias,
            "weighing": self.weighing, "weighing_bias": self.weighing_bias, "tilt": self.tilt,
        }  # fmt: skip

    @classmethod
    def from_bytes(cls, data: bytes) -> "Classifier":
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            a = {name: file[name].astype(np.float32) if file[name].dtype == np.float16 else file[name] for name in file.files}
        head = json.loads(a["head"].tobytes())
        if head["format"] != FORMAT:
            raise ValueError(f"A classifier of format {head['format']}, this program reads {FORMAT}.")
        return cls(
            labels=tuple(head["labels"]),
            recipe=Recipe(letters=tuple(head["letters"]), words=tuple(head["words"])),
            vocabulary=a["vocabulary"],
            ratio=ByRatio(a["ratio_push"], a["ratio_square"], a["ratio_bias"]),
            frequency=ByFrequency(a["rarity"], a["frequency_push"], a["frequency_bias"]),
            meaning=ByMeaning(a["mean"], a["spread"], a["meaning_push"], a["meaning_bias"]),
            weighing=a["weighing"], weighing_bias=a["weighing_bias"], tilt=a["tilt"], facts=head["facts"],
        )  # fmt: skip


def bag_of(row: Row, recipe: Recipe, vocabulary: Numbers) -> Bag:
    """The known runs of each text, each (text, run) once."""
    keys = []
    for runs in row.runs(recipe):
        at, known = look_up(runs.number, vocabulary)
        keys.append(runs.text[known].astype(np.int64) * (len(vocabulary) + 1) + at)
    key, times = np.unique(np.concatenate(keys), return_counts=True)
    return Bag((key // (len(vocabulary) + 1)).astype(np.int32), key % (len(vocabulary) + 1), times.astype(np.float32), row.letters.count)


def look_up(number: Numbers, vocabulary: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the vocabulary, and which of the numbers are in it."""
    if not len(vocabulary):
        nothing = np.zeros(0, np.int64)
        return nothing, nothing
    at = np.minimum(np.searchsorted(vocabulary, number), len(vocabulary) - 1)
    known = np.flatnonzero(vocabulary[at] == number)
    return at[known], known


def centred(scores: Floats) -> Floats:
    """Log odds against the average class, within what a logarithm of a probability can bear."""
    return np.clip(scores - scores.mean(axis=1, keepdims=True), -12, 12)


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
