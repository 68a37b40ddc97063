"""Duplicates are found by what they say, learnt without labels, and the same table always gives the same answer."""

import random
import subprocess
import sys

import pandas as pd
import pytest

from hamsafar.science.linkage import blocking, comparing, linking
from hamsafar.science.linkage.comparing import Comparer, levels_of
from hamsafar.science.linkage.services import Field, Kind, TooFewRows, cluster, find_pairs

GIVEN = """علی رضا مریم زهرا حسین فاطمه سارا نیما کاوه آرش
    لیلا بهار دارا کیان پریسا مهدی امیر نازنین شیرین فرهاد"""
FAMILY = """کریمی احمدی محمدی حسینی رضایی موسوی جعفری صادقی کاظمی نوری
    رحیمی اکبری قاسمی امینی شریفی زارع فلاح سلیمی بهرامی یزدانی"""
CITIES = ["تهران", "شیراز", "اصفهان", "مشهد", "تبریز", "کرج", "قم", "رشت"]
FIELDS = (
    Field(column="given", kind=Kind.GIVEN_NAME),
    Field(column="family", kind=Kind.FAMILY_NAME, common=True),
    Field(column="born", kind=Kind.DATE),
    Field(column="phone", kind=Kind.NUMBER, common=True),
    Field(column="city", kind=Kind.PLACE, common=True),
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


def namesakes(seed=11):
    """A town of namesakes: 3,000 people with 400 names, 60 copies that mostly lack a birthday or a phone, 60 relatives with one phone."""
    chance = random.Random(seed)
    rows = people(number=3000, copies=0, seed=seed).to_dict("records")
    for n, one in enumerate(chance.sample(rows, 120)):
        other = {**one, "id": f"{one['id']}-{'again' if n % 2 else 'family'}"}
        if n % 2:
            other["phone"] = None if n % 4 == 1 else f"+98935{chance.randrange(10**7):07}"
            other["born"] = slip(chance, one["born"]) if n % 6 == 1 else None if n % 6 == 3 else one["born"]
        else:
            other["given"] = chance.choice([name for name in GIVEN.split() if name != one["given"]])
            other["born"] = f"13{chance.randrange(40, 90)}{chance.randrange(1, 13):02}{chance.randrange(1, 30):02}"
        rows.append(other)
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def town():
    with pytest.MonkeyPatch.context() as hurry:
        hurry.setattr(comparing, "RANDOM_PAIRS", 150_000)
        return find_pairs(namesakes(), FIELDS, row_id="id", at_least=0.05)


def is_true(pair):
    return pair.left == f"{pair.right}-again" or pair.right == f"{pair.left}-again"


def test_a_probability_is_meant_literally(town):
    shown = [pair for pair in town[0] if pair.probability >= 0.5]
    assert 35 < len(shown) < 70
    assert sum(map(is_true, shown)) == pytest.approx(sum(pair.probability for pair in shown), abs=4)
    doubtful = [pair for pair in town[0] if pair.probability < 0.5]
    assert sum(map(is_true, doubtful)) == pytest.approx(sum(pair.probability for pair in doubtful), abs=8)


def test_namesakes_without_anything_else_in_common_are_left_alone(town):
    for pair in town[0]:
        alike = {reason.field for reason in pair.reasons if reason.weight > 0}
        assert not (pair.probability >= 0.5 and alike <= {"given", "family", "city"} and not is_true(pair))


def test_relatives_with_one_phone_are_not_one_person(town):
    relatives = [pair for pair in town[0] if f"{pair.right}-family" == pair.left or f"{pair.left}-family" == pair.right]
    assert all(pair.probability < 0.3 for pair in relatives)
    assert town[1].household == pytest.approx(60 / (3120 * 3119 / 2), rel=0.3)


def test_letters_may_slip_in_an_address_figures_may_not():
    rows = pd.DataFrame(
        [
            {"id": n, "mail": mail, "city": CITIES[n % 8]}
            for n, mail in enumerate(
                ["ali.karimi12@a.example", "ali.karmi12@a.example", "ali.karimi21@a.example", "ali.karimi12@b.example"]
                + [f"somebody{n}@c.example" for n in range(20)]
            )
        ]
    )
    fields = [Field(column="mail", kind=Kind.EMAIL), Field(column="city", kind=Kind.PLACE)]
    compared = Comparer(linking._prepared(rows, fields), fields).at_random()
    level = {
        (int(left), int(right)): int(found[0])
        for left, right, found in zip(compared.left, compared.right, levels_of(compared.pattern, 2), strict=True)
    }
    assert level[0, 1] == 1
    assert level[0, 2] == 0
    assert level[0, 3] == 2
    assert level[10, 11] == 0
