"""What is counted and learnt, beside slow twins."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.science.linkage.chance import Chance
from hamsafar.science.linkage.comparing import Compared
from hamsafar.science.linkage.contracts import Field, Kind
from hamsafar.science.linkage.learning import Reach, pairs_by_set

EMPTY = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=2, max_size=12)


@given(EMPTY)
def test_pairs_are_counted_by_what_both_rows_have(rows):
    empty = np.array(rows)
    slow = dict.fromkeys(range(8), 0)
    for one, other in combinations(rows, 2):
        slow[sum(1 << n for n in range(3) if not one[n] and not other[n])] += 1
    sets = np.arange(8)
    assert pairs_by_set(empty, sets).tolist() == [max(1, slow[mask]) for mask in range(8)]


@given(st.lists(st.floats(0.3, 0.95), min_size=3, max_size=3), st.sampled_from([((0,),), ((0, 1),), ((0,), (1, 2)), ((0, 1), (1, 2))]))
def test_what_the_blocks_hide_is_reckoned_as_one_would_by_hand(agree, blocks):
    reach = Reach([0, 1, 2], blocks)
    hidden, agreeing = 0.0, [0.0, 0.0, 0.0]
    for same in product((False, True), repeat=3):
        weight = np.prod([p if s else 1 - p for p, s in zip(agree, same, strict=True)])
        if not any(all(same[n] for n in block) for block in blocks):
            hidden += weight
            agreeing = [sum_ + weight * s for sum_, s in zip(agreeing, same, strict=True)]
    unseen = reach.unseen([np.array([1 - p, p]) for p in agree], 100.0)
    share = min(hidden, 0.7)
    assert unseen.count == pytest.approx(100 * share / (1 - share))
    for n in range(3):
        assert unseen.agreeing[n] == pytest.approx(unseen.count * agreeing[n] / hidden)


def chance_of(rows, fields, levels):
    """A table whose every pair is compared by hand."""
    table = pd.DataFrame(rows, columns=[field.column for field in fields]).astype(object)
    pairs = list(combinations(range(len(table)), 2))
    pattern = [sum((level(rows[a][n], rows[b][n]) + 1) << (3 * n) for n, level in enumerate(levels)) for a, b in pairs]
    left, right = (np.array(side, np.int32) for side in zip(*pairs, strict=True))
    return table, Chance(table, fields, Compared(left, right, np.array(pattern)), [2] * len(fields))


def same(one, other):
    return int(one == other)


def test_a_bond_keeps_one_coincidence_from_counting_twice():
    names = ["علی", "رضا", "مریم", "سارا"] * 60
    rows = [(name, "m" if name in ("علی", "رضا") else "f") for name in names]
    fields = [Field(column="given", kind=Kind.GIVEN_NAME), Field(column="gender", kind=Kind.CODE)]
    _, chance = chance_of(rows, fields, [same, same])
    (bond,) = chance.bonds
    both = np.exp(chance.log(np.array([[1, 1]], np.int8), [0, 1]))[0]
    assert both == pytest.approx(0.25, abs=0.01)  # and not 0.25 · 0.5
    assert {bond.one, bond.other} == {0, 1}


def test_independent_fields_have_no_bond():
    rng = np.random.default_rng(3)
    rows = [(f"n{a}", f"c{b}") for a, b in rng.integers(0, 4, (240, 2))]
    fields = [Field(column="given", kind=Kind.GIVEN_NAME), Field(column="city", kind=Kind.PLACE)]
    _, chance = chance_of(rows, fields, [same, same])
    assert chance.bonds == []


def test_rare_values_say_more_and_average_to_the_field():
    rows = [("محمدی",)] * 30 + [("کریمی",)] * 20 + [(f"نام{n}",) for n in range(50)] + [("نادر",)] * 2
    fields = [Field(column="family", kind=Kind.FAMILY_NAME)]
    table, chance = chance_of(rows, fields, [same])
    pairs = Compared(np.array([0, 31, 100], np.int32), np.array([1, 32, 101], np.int32), np.array([2, 2, 2]))
    common, less, rare = np.exp(chance.rarity(0, pairs, np.array([[1], [1], [1]], np.int8))) * chance.average[0][1]
    assert common == pytest.approx(29 / 101, rel=0.2)
    assert less == pytest.approx(19 / 101, rel=0.2)
    assert rare < 0.03
    assert len(table) == 102
