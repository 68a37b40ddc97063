"""A truth file is checked strictly and says what is wrong with it."""

import pytest

from hamsafar.config.demo import truths
from hamsafar.config.demo.truths import BadTruths

GOOD = """
version: 1
truths:
  - id: slow
    type: slow_courier
    days: [10, 20]
    where: {city: مشهد, carrier: تیزپا}
    strength: 2
    fa: دیر می‌رسد
    en: It is late
"""


def test_the_default_file_plants_a_truth_of_every_type():
    planted = truths.load()
    assert {truth.type for truth in planted.all} == set(truths.SHAPES)


def test_a_truth_holds_in_its_days_and_where_its_conditions_say():
    (truth,) = truths.parse(GOOD).all
    assert truth.holds(10, city="مشهد", carrier="تیزپا")
    assert not truth.holds(20, city="مشهد", carrier="تیزپا")
    assert not truth.holds(9, city="مشهد", carrier="تیزپا")
    assert not truth.holds(10, city="تهران", carrier="تیزپا")


def test_the_strongest_of_several_truths_counts():
    twice = truths.parse(GOOD + GOOD.split("truths:")[1].replace("id: slow", "id: slower").replace("strength: 2", "strength: 5"))
    assert twice.strength("slow_courier", 12, city="مشهد", carrier="تیزپا") == 5
    assert twice.without("slower").strength("slow_courier", 12, city="مشهد", carrier="تیزپا") == 2
    assert twice.strength("slow_courier", 12, city="قم", carrier="تیزپا") == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version: 1", "version: 2", "version 2 is not known"),
        ("version: 1", "version: [", "not YAML"),
        ("version: 1", "", "version"),
        ("slow_courier", "slow_rocket", "type 'slow_rocket' is not known"),
        ("[10, 20]", "[20, 10]", "must be [from, to]"),
        ("[10, 20]", "[10]", "days"),
        ("strength: 2", "strength: 0", "strength 0 must be above 0"),
        ("strength: 2", "strength: 99", "at most 10"),
        ("strength: 2", "strength: much", "strength"),
        ("مشهد", "Paris", "where.city Paris is not one of"),
        (", carrier: تیزپا", "", "where lacks carrier"),
        ("carrier: تیزپا", "carrier: تیزپا, moon: full", "where has moon"),
        ("en: It is late", "en: ' '", "both languages"),
        ("en: It is late", "en: It is late\n    colour: red", "colour"),
    ],
)
def test_a_mistake_is_named(old, new, said):
    with pytest.raises(BadTruths) as error:
        truths.parse(GOOD.replace(old, new), named="mine.yaml")
    assert said in str(error.value)
    assert "mine.yaml" in str(error.value)


def test_the_same_truth_twice_is_refused():
    with pytest.raises(BadTruths, match="there twice"):
        truths.parse(GOOD + GOOD.split("truths:")[1])


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(BadTruths, match="cannot be read"):
        truths.load(tmp_path / "nowhere.yaml")


def test_sentences_do_not_change_the_world_but_strengths_do():
    assert truths.parse(GOOD).digest == truths.parse(GOOD.replace("It is late", "Late")).digest
    assert truths.parse(GOOD).digest != truths.parse(GOOD.replace("strength: 2", "strength: 3")).digest
