"""How much is asked lately."""

import math

import pytest

from hamsafar.base import traffic
from hamsafar.base.traffic import Rate


@pytest.fixture
def at(monkeypatch):
    """The moment, which moves when a test says so."""
    now = [100.0]
    monkeypatch.setattr(traffic.time, "monotonic", lambda: now[0])
    return now


def test_what_comes_evenly_is_counted_as_it_comes(at):
    rate = Rate()
    for _ in range(1_000):
        at[0] += 0.01
        rate.add(1)
    assert rate.value() == pytest.approx(100, rel=0.02)


def test_what_is_older_counts_half_as_much_after_each_half_second(at):
    rate = Rate()
    rate.add(10)
    first = rate.value()
    assert first == pytest.approx(10 * math.log(2) / Rate.HALF_LIFE)
    at[0] += 1.0
    assert rate.value() == pytest.approx(first / 4)


def test_to_look_changes_nothing(at):
    """It is looked at from many threads while one adds."""
    rate = Rate()
    rate.add(10)
    before = vars(rate).copy()
    at[0] += 0.5
    assert [rate.value() for _ in range(3)] == pytest.approx([rate.value()] * 3)
    assert vars(rate) == before
