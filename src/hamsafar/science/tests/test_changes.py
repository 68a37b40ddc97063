"""What made a score change: parts that add up, planted causes found, and nothing found where nothing changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.science.changes import NONE, decompose
from hamsafar.science.errors import NotEnoughData

TOPICS = ("delivery", "price", "support")
answers = st.lists(st.tuples(st.integers(0, 10), st.lists(st.sampled_from(TOPICS), max_size=3)), min_size=2, max_size=30)


def split(told):
    return np.array([score for score, _ in told], float), [topics for _, topics in told]


@given(answers, answers)
def test_the_parts_add_up_to_the_change_whatever_was_answered(before, now):
    found = decompose(split(before), split(now))
    assert sum(piece.total.value for piece in found.pieces) == pytest.approx(found.change.value, abs=1e-9)
    assert sum(piece.rate + piece.mix for piece in found.pieces) == pytest.approx(found.change.value, abs=1e-9)
    for piece in found.pieces:
        assert piece.rate + piece.mix == pytest.approx(piece.total.value, abs=1e-9)


@given(answers, answers)
def test_shares_and_means_are_those_that_one_counts_by_hand(before, now):
    for piece in decompose(split(before), split(now)).pieces:
        for told, side in ((before, piece.before), (now, piece.now)):
            parts = [(score, 1 / max(1, len(set(topics)))) for score, topics in told if piece.key in (topics or [NONE])]
            assert side.n == len(parts)
            assert side.share == pytest.approx(sum(part for _, part in parts) / len(told))
            if parts:
                assert side.mean == pytest.approx(sum(score * part for score, part in parts) / sum(part for _, part in parts))
            else:
                assert side.mean is None


def a_week(dice, late, score_of_late=3.0):
    """600 answers around 8; a share of them names delivery and scores lower, a tenth of the others names price."""
    is_late = dice.random(600) < late
    scores = np.where(is_late, score_of_late, 8.0) + dice.normal(0, 1, 600)
    named_price = ~is_late & (dice.random(600) < 0.1)
    return scores, [["delivery"] * bool(one) + ["price"] * bool(other) for one, other in zip(is_late, named_price, strict=True)]


def test_more_complaints_about_delivery_are_what_moved_the_score():
    dice = np.random.default_rng(3)
    found = decompose(a_week(dice, 0.05), a_week(dice, 0.25))
    first = found.pieces[0]
    assert first.key == "delivery"
    assert first.is_clear
    assert first.mix < 0
    assert abs(first.mix) > abs(first.rate)
    assert not next(piece for piece in found.pieces if piece.key == "price").is_clear


def test_the_same_complaints_sounding_worse_are_told_apart_from_more_of_them():
    dice = np.random.default_rng(4)
    first = decompose(a_week(dice, 0.2, 5.0), a_week(dice, 0.2, 2.0)).pieces[0]
    assert first.key == "delivery"
    assert abs(first.rate) > abs(first.mix)


def test_where_nothing_changed_hardly_anything_is_named():
    named = 0
    for seed in range(40):
        dice = np.random.default_rng(seed)
        named += any(piece.is_clear for piece in decompose(a_week(dice, 0.1), a_week(dice, 0.1)).pieces)
    assert named <= 5


def test_one_answer_is_not_enough():
    with pytest.raises(NotEnoughData):
        decompose((np.array([5.0]), [[]]), (np.array([5.0, 6.0]), [[], []]))
