"""Whatever a brand's colour is, everything stays readable on it (WCAG 2.2)."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.collect.surveys import colours

CSS = Path(__file__).parents[5] / "frontend" / "public" / "base.css"
# Of pages and of cards: light, dark.
GROUNDS = list(zip(*re.findall(r"--(?:ground|surface): light-dark\((#\w{6}), (#\w{6})\)", CSS.read_text()), strict=True))
COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(COLOURS, st.booleans())
def test_every_brand_can_be_read(brand, dark):
    found = colours.palette(brand, dark=dark)
    assert colours.contrast(found.on_brand, found.brand) >= 4.5
    for ground in GROUNDS[dark]:
        assert colours.contrast(found.ink, ground) >= 4.5
        assert colours.contrast(found.sign, ground) >= 3
    assert colours.contrast(found.on_soft, found.soft) >= 4.5


def test_pages_and_cards_are_known():
    assert [len(of_a_look) for of_a_look in GROUNDS] == [2, 2]


def test_a_colour_that_is_fine_is_left_alone():
    assert colours.palette("#087a76", dark=False).brand == "#087a76"


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ffffff", "#ffffff", 1.0)]
)
def test_contrast_is_as_the_standard_says(one, other, ratio):
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.01)
