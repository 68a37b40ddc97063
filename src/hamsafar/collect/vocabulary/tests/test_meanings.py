"""Meanings of properties in both languages."""

from hamsafar.collect.vocabulary.meanings import PERSIAN
from hamsafar.collect.vocabulary.services import EVENTS, meaning


def test_every_meaning_is_said_in_persian_and_none_is_left_over():
    assert {prop.about for event in EVENTS for prop in event.properties} == PERSIAN.keys()
    assert not any(letter in text for text in PERSIAN.values() for letter in "يك")


def test_a_meaning_is_told_in_the_readers_language():
    sku = next(prop for event in EVENTS for prop in event.properties if prop.name == "sku")
    assert (meaning(sku, "en"), meaning(sku, "fa")) == ("stock code", "کد انبار")
