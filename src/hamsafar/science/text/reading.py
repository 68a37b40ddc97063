"""Reading comments: everything that is told about a text, many texts at once.

The feeling comes from a careful classifier with sentence vectors or from the fast student; urgency, emotion and topics come from lists of
phrases, so that a person can see and change why.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from . import feeling as feelings
from . import lists
from .classifier import Classifier, Floats
from .contracts import Aspect, Emotion, Feeling, Reading, Span
from .grams import Row
from .language import language_of
from .masking import Masked
from .phrases import Found, Phrasebook, Words, words_of
from .student import Student

_TOPIC, _URGENCY, _EMOTION = "@", "!", "~"  # what a key of the common book begins with
LABELS = (Feeling.NEGATIVE, Feeling.NEUTRAL, Feeling.POSITIVE)
_CLAUSE_ENDS = re.compile(r"[.!?؟;؛\n]+|[,،](?=\s)|\s(?=(?:ولی|اما|لیکن|فقط|but|however|although|though|vali|ama|except)\s)")
_FOR_A_WORD_OF_FEELING = 0.5  # beside what runs of letters say; first-day models know few runs
_LONGEST_PHRASE, _MOST_PHRASES = 8, 2
_GLAD = (Emotion.JOY, Emotion.GRATITUDE)
_FITS = {
    Feeling.POSITIVE: _GLAD,
    Feeling.NEGATIVE: (Emotion.ANGER, Emotion.DISAPPOINTMENT, Emotion.WORRY, Emotion.CONFUSION),
    Feeling.NEUTRAL: (Emotion.WORRY, Emotion.CONFUSION, Emotion.GRATITUDE),
}


def read_carefully(
    texts: Sequence[Masked], classifier: Classifier, vectors: Floats, student: Student, phrases: Phrasebook
) -> list[Reading]:
    """`vectors` are those of the masked texts. The student only reads clauses, to tell how each topic of a comment feels."""
    row = Row([text.text for text in texts])
    found = classifier.probabilities(row, vectors)
    probabilities, chosen = ordered(found, classifier.labels), classifier.choose(found)
    named = np.array([LABELS.index(Feeling(classifier.labels[at])) for at in chosen], np.int64)
    return _readings(texts, row, probabilities, named, _pushes(student, row, named), student, phrases)


def read_fast(texts: Sequence[Masked], student: Student, phrases: Phrasebook) -> list[Reading]:
    row = Row([text.text for text in texts])
    probabilities = ordered(student.probabilities(row), student.labels)
    named = probabilities.argmax(axis=1)
    return _readings(texts, row, probabilities, named, _pushes(student, row, named), student, phrases)


def _pushes(student: Student, row: Row, named: NDArray[np.int64]) -> Floats:
    """How much each letter speaks for what was named, in log odds.

    The student's table says it even where a vector made the decision: it was fitted to that.
    """
    column = np.array([student.labels.index(label) if label in student.labels else 0 for label in LABELS], np.int64)
    return student.pushes(row, column[named])


def ordered(probabilities: Floats, labels: Sequence[str]) -> Floats:
    """Columns in the order of LABELS; a label that was never learnt has probability 0."""
    found = np.zeros((len(probabilities), len(LABELS)), np.float32)
    for column, label in enumerate(labels):
        found[:, LABELS.index(Feeling(label))] = probabilities[:, column]
    return found


def _readings(
    texts: Sequence[Masked],
    row: Row,
    probabilities: Floats,
    named: NDArray[np.int64],
    pushes: Floats,
    student: Student,
    phrases: Phrasebook,
) -> list[Reading]:
    words = words_of(row)
    found_in = [phrases.find(one) for one in words]
    aspects = _aspects(texts, [_only(found, _TOPIC) for found in found_in], probabilities, student)
    weights = _weights_of_words(row, words, pushes, named)
    found = []
    for index, text in enumerate(texts):
        feeling = LABELS[named[index]]
        why = () if feeling is Feeling.NEUTRAL else _phrases(words[index], weights[index])
        found.append(
            Reading(
                language=language_of(text.text),
                masked=text,
                feeling=feeling,
                probability=float(probabilities[index, named[index]]),
                score=float(probabilities[index, 2] - probabilities[index, 0]),
                urgency=urgency_of(_only(found_in[index], _URGENCY), feeling),
                emotion=emotion_of(_only(found_in[index], _EMOTION), feeling),
                aspects=tuple(aspects[index]),
                phrases=tuple(text.original(*phrase) for phrase in why),
            )
        )
    return found


def everything(topics: Mapping[str, Iterable[str]]) -> Phrasebook:
    """One book of all that is looked up in a comment: topics, what is urgent, and what shows an emotion."""
    phrases = {f"{_TOPIC}{key}": tuple(texts) for key, texts in topics.items()}
    phrases |= {f"{_URGENCY}{weight}": texts for weight, texts in lists.phrases("urgency").items()}
    phrases |= {f"{_EMOTION}{name}": texts for name, texts in lists.phrases("emotion").items()}
    return Phrasebook(phrases)


def _only(found: Iterable[Found], kind: str) -> list[Found]:
    return [Found(one.key[1:], one.start, one.end) for one in found if one.key[0] == kind]


def urgency_of(found: Iterable[Found], feeling: Feeling) -> float:
    """0 to 1: each place that a phrase of the list names adds its weight once; praise takes most of it back."""
    heaviest: dict[int, float] = {}
    for one in found:
        heaviest[one.start] = max(float(one.key), heaviest.get(one.start, 0.0))
    weight = sum(heaviest.values())
    return 1 - math.exp(-(weight / 3 if feeling is Feeling.POSITIVE else weight) / 3)


def emotion_of(found: Iterable[Found], feeling: Feeling) -> Emotion:
    """The emotion that most phrases of the text show, among those that go with its feeling."""
    fitting = [emotion for emotion in (Emotion(one.key) for one in found) if emotion in _FITS[feeling]]
    return max(fitting, key=fitting.count, default=Emotion.NONE)


def _aspects(texts: Sequence[Masked], topics: Sequence[Iterable[Found]], probabilities: Floats, student: Student) -> list[list[Aspect]]:
    """Each topic once in a text, where it is named first, with the feeling of its clause; a text of one clause feels as a whole."""
    found = [_first_of_each(one) for one in topics]
    clauses: list[str] = []
    clause_of: dict[tuple[int, str], int] = {}
    for index, topics_here in enumerate(found):
        if len(topics_here) > 1 or _CLAUSE_ENDS.search(texts[index].text.strip().rstrip(".!?؟")):
            for topic in topics_here:
                clause_of[index, topic.key] = len(clauses)
                clauses.append(_clause_around(texts[index].text, topic))
    of_clauses = ordered(student.probabilities(clauses), student.labels) if clauses else np.zeros((0, 3), np.float32)
    scores = of_clauses[:, 2] - of_clauses[:, 0]
    whole = probabilities[:, 2] - probabilities[:, 0]

    def aspect(index: int, topic: Found) -> Aspect:
        at = clause_of.get((index, topic.key))
        score = whole[index] if at is None else (scores[at] + whole[index]) / 2
        return Aspect(topic.key, *texts[index].original(topic.start, topic.end), round(float(score), 3))

    return [[aspect(index, topic) for topic in topics_here] for index, topics_here in enumerate(found)]


def _first_of_each(found: Iterable[Found]) -> list[Found]:
    first: dict[str, Found] = {}
    for one in found:
        first.setdefault(one.key, one)
    return list(first.values())


def _clause_around(text: str, topic: Found) -> str:
    ends = [0, *(match.end() for match in _CLAUSE_ENDS.finditer(text)), len(text)]
    start = max((end for end in ends if end <= topic.start), default=0)
    stop = min((end for end in ends if end >= topic.end), default=len(text))
    return text[start:stop]


def _weights_of_words(row: Row, words: Sequence[Words], pushes: Floats, named: NDArray[np.int64]) -> list[list[float]]:
    """How much each word speaks for the feeling that was named."""
    sums = np.concatenate(([0.0], np.cumsum(pushes, dtype=np.float64)))
    of_words = (sums[row.word_end] - sums[row.word_start]).tolist()
    found, at = [], 0
    for index, one in enumerate(words):
        sign = int(named[index]) - 1
        here = of_words[at : at + len(one.words)]
        at += len(one.words)
        found.append([push + _FOR_A_WORD_OF_FEELING * sign * feelings.strength(one.words, place) for place, push in enumerate(here)])
    return found


def _phrases(words: Words, weights: Sequence[float]) -> list[Span]:
    """The strongest run of words, and the second if it is at least half as strong."""
    found: list[Span] = []
    left = list(weights)
    strongest = 0.0
    for _ in range(_MOST_PHRASES):
        total, start, end = _best_run(left)
        if total <= 0 or total < strongest / 2:
            break
        strongest = strongest or total
        found.append((words.starts[start], words.ends[end - 1]))
        left[start:end] = [-math.inf] * (end - start)
    return found


def _best_run(weights: Sequence[float]) -> tuple[float, int, int]:
    """The run of at most eight words with the largest sum; weak words at its edges cost more than they bring."""
    cost = 0.15 * max(weights, default=0.0)
    best = (0.0, 0, 0)
    for start, first in enumerate(weights):
        if first <= cost:
            continue
        total = 0.0
        for end in range(start, min(len(weights), start + _LONGEST_PHRASE)):
            total += weights[end] - cost
            if total > best[0]:
                best = (total, start, end + 1)
    return best
