"""Answers at a steady pace, shortened: as `python -m bench surveys` measures for ten minutes."""

import pytest
from bench import surveys

pytestmark = pytest.mark.slow


def test_answers_at_a_steady_pace_are_all_kept_and_on_the_spine():
    found = {record["name"]: record["value"] for record in surveys.figures(seconds=3, rate=15)}
    assert found["surveys: answers that were refused or cut off"] == 0
    assert found["surveys: thanked for and not kept"] == 0
    assert found["surveys: thanked for and not on the spine once"] == 0
