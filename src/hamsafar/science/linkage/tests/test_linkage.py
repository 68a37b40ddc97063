"""Duplicates are found by what they say, learnt without labels, and the same table always gives the same answer."""

import random
import subprocess
import sys

import pandas as pd
import pytest

from hamsafar.science.linkage import blocking
from hamsafar.science.linkage.services import Field, Kind, TooFewRows, cluster, find_pairs

GIVEN = """علی رضا مریم زهرا حسین فاطمه سارا نیما کاوه آرش
    لیلا بهار دارا کیان پریسا مهدی امیر نازنین شیرین فرهاد"""
FAMILY = """کریمی احمدی محمدی حسینی رضایی موسوی جعفری صادقی کاظمی نوری
    رحیمی اکبری قاسمی امینی شریفی زارع فلاح سلیمی بهرامی یزدانی"""
CITIES = ["تهران", "شیراز", "اصفهان", "مشهد", "تبریز", "کرج", "قم", "رشت"]
FIELDS = (
    Field(column="given", kind=Kind.GIVEN_NAME),
    Field(column="family", kind=Kind.FAMILY_NAME),
    Field(column="born", kind=Kind.DATE),
    Field(column="phone", kind=Kind.NUMBER),
    Field(column="city", kind=Kind.PLACE),
)


def slip(chance, text):
    """Two neighbouring signs change places."""
    at = chance.randrange(max(1, len(text) - 1))
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def people(number=300, copies=80, seed=5):
    chance = random.Random(seed)
    rows = [
        {
            "id": f"p{n}",
            "given": chance.choice(GIVEN.split()),
            "family": chance.choice(FAMILY.split()),
            "born": f"13{chance.randrange(40, 90)}{chance.randrange(1, 13):02}{chance.randrange(1, 30):02}",
            "phone": f"+98912{chance.randrange(10**7):07}",
            "city": chance.choice(CITIES),
        }
        for n in range(number)
    ]
    for original in chance.sample(rows, copies):
        copy = {**original, "id": f"{original['id']}-again"}
        wrong = chance.choice(["given", "family", "born", "phone"])
        copy[wrong] = slip(chance, copy[wrong])
        if chance.random() < 0.3:
            copy[chance.choice(["city", "phone", "born"])] = None
        if chance.random() < 0.2:
            copy["given"], copy["family"] = copy["family"], copy["given"]
        rows.append(copy)
    chance.shuffle(rows)
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def table():
    return people()


@pytest.fixture(scope="module")
def found(table):
    return find_pairs(table, FIELDS, row_id="id")


def test_nearly_all_duplicates_are_found_and_hardly_anyone_else(table, found):
    right = {frozenset((f"p{n}", f"p{n}-again")) for n in range(300) if f"p{n}-again" in set(table["id"])}
    pairs = {frozenset((pair.left, pair.right)) for pair in found[0]}
    assert len(pairs & right) / len(right) > 0.9
    assert len(pairs & right) / len(pairs) > 0.95


def test_the_same_table_gives_the_same_answer(table, found):
    assert find_pairs(table, FIELDS, row_id="id")[0] == found[0]


def test_every_pair_says_why(found):
    pair = found[0][0]
    assert [reason.field for reason in pair.reasons] == ["given", "family", "born", "phone", "city"]
    assert sum(reason.weight > 0 for reason in pair.reasons) >= 3
    weights = [pair.weight for pair in found[0]]
    assert weights == sorted(weights, reverse=True)
    assert all(pair.probability >= 0.5 for pair in found[0])


def test_values_that_look_like_sql_are_only_values(table):
    hostile = table.copy()
    hostile.loc[:5, "family"] = "'); drop table x; -- \" {{"
    assert find_pairs(hostile, FIELDS, row_id="id")[0]


def test_what_nothing_can_be_learnt_from_is_refused(table):
    with pytest.raises(TooFewRows):
        find_pairs(table.head(3), FIELDS, row_id="id")
    empty = table.assign(given=None, family=None, born=None, phone=None, city=None)
    with pytest.raises(TooFewRows):
        find_pairs(empty, FIELDS, row_id="id")
    with pytest.raises(ValueError, match="twice"):
        find_pairs(pd.concat([table, table]), FIELDS, row_id="id")


def test_blocks_stay_within_their_budget():
    many = people(number=4000, copies=0)
    blocks = blocking.choose(many, [field.column for field in FIELDS])
    assert ("born",) in blocks
    assert ("city",) not in blocks
    assert sum(blocking.pairs_of(many, block) for block in blocks) <= blocking.PAIRS_A_ROW * len(many)


def test_whoever_is_the_same_as_someone_who_is_the_same_is_the_same():
    assert set(cluster([(1, 2), (2, 3), (8, 9)])) == {frozenset({1, 2, 3}), frozenset({8, 9})}


def test_linkage_needs_no_django():
    code = "import sys; import hamsafar.science.linkage.services; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
