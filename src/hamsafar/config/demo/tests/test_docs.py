"""docs/demo-world.md tells every truth of the default world, and every type."""

import re
from pathlib import Path

import pytest

from hamsafar.config.demo import truths

PAGE = Path(__file__).parents[5] / "docs" / "demo-world.md"


@pytest.fixture(scope="module")
def rows():
    """Table rows by their first cell."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return {line.split("`")[1]: line for line in lines}


@pytest.mark.parametrize("truth", truths.load().all, ids=lambda truth: truth.id)
def test_each_truth_is_told_with_its_days_strength_and_place(rows, truth):
    row = rows[truth.id]
    assert f"{truth.since}–{truth.until}" in row
    assert re.search(rf"\b{truth.strength:g}\b", row)


@pytest.mark.parametrize("type_", truths.SHAPES)
def test_each_type_is_told_with_its_conditions_and_limit(rows, type_):
    shape = truths.SHAPES[type_]
    assert all(name in rows[type_] for name in shape.needs)
    assert f"up to {shape.most:g}" in rows[type_]


def test_nothing_is_told_that_is_not_planted(rows):
    assert set(rows) == {truth.id for truth in truths.load().all} | set(truths.SHAPES)
