"""Each planted truth is visible in the data against its control, and is gone when it is not planted."""

import pytest

from hamsafar.config.demo import truths
from hamsafar.config.demo.truths import Truths

from .effects import MEASURES, Seen
from .worlds import a_world

SIZE, DAYS = 5000, 365
PLANTED = {truth.id: truth for truth in truths.load().all}
SEEN = 2.3  # standard errors; every effect has a direction, so about 1 in 100 by chance


@pytest.fixture(scope="module")
def as_planted() -> Seen:
    return Seen.of(a_world(SIZE, DAYS))


@pytest.fixture(scope="module")
def without_truths() -> Seen:
    return Seen.of(a_world(SIZE, DAYS, planted=Truths()))


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_truth_is_seen_against_its_control(as_planted, name):
    truth = PLANTED[name]
    assert MEASURES[truth.type](as_planted, truth).z > SEEN


@pytest.mark.parametrize("name", PLANTED)
def test_a_truth_that_is_not_planted_is_not_there(as_planted, without_truths, name):
    truth = PLANTED[name]
    absent = MEASURES[truth.type](without_truths, truth)
    assert absent.difference < 0.5 * MEASURES[truth.type](as_planted, truth).difference
    assert absent.z < 3.5


def test_losing_the_story_costs_satisfaction(as_planted):
    """The effect flows on: conversations that lost their context get worse answers."""
    lost = {f.says["conversation_id"] for f in as_planted["Conversation Handed Over"] if not f.says["context_kept"]}
    scores = {True: [], False: []}
    for f in as_planted["Survey Answered"]:
        if f.says["question"] == "csat" and "conversation_id" in f.says:
            scores[f.says["conversation_id"] in lost].append(f.says["score"])
    assert sum(scores[True]) / len(scores[True]) < sum(scores[False]) / len(scores[False]) - 0.4


def test_late_orders_get_worse_answers(as_planted):
    late = {f.says["order_id"] for f in as_planted["Order Delivered"] if f.says["late"]}
    scores = {True: [], False: []}
    for f in as_planted["Survey Answered"]:
        if f.says.get("about") == "delivery" and f.says["question"] == "csat":
            scores[f.says["order_id"] in late].append(f.says["score"])
    assert sum(scores[True]) / len(scores[True]) < sum(scores[False]) / len(scores[False]) - 0.35
