"""The vocabulary holds together: every place of a sentence is a declared property, in both languages."""

from string import Formatter

import pytest

from hamsafar.base.ui.icons import PATHS
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.collect.vocabulary.services import CHANNELS, EVENTS, EventType


def places(template: str) -> set[str]:
    return {place for _, place, _, _ in Formatter().parse(template) if place}


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_place_of_a_sentence_is_a_declared_property(event: EventType):
    declared = {prop.name for prop in event.properties}
    assert places(event.en) <= declared
    assert places(event.fa) <= declared


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_every_icon_is_drawn(event: EventType):
    assert event.icon in PATHS


def test_no_name_is_listed_twice():
    names = [event.name for event in EVENTS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_names_are_in_title_case_and_channels_are_known(event: EventType):
    assert all(word[0].isupper() for word in event.name.split())
    assert event.channel in {"", *CHANNELS}
    assert event.direction in {"inbound", "outbound", "none"}


def test_a_sentence_is_filled_in_the_readers_language():
    event = vocabulary.find_event("Payment Failed")
    assert vocabulary.sentence(event, {"gateway": "Mellat"}, "en") == "Payment failed at Mellat"
    assert vocabulary.sentence(event, {"gateway": "ملت"}, "fa") == "پرداخت در درگاه ملت ناموفق بود"


def test_a_sentence_with_a_missing_place_falls_back_to_the_label():
    event = vocabulary.find_event("Payment Failed")
    assert vocabulary.sentence(event, {}, "en") == "Payment failed"


def test_hostile_places_are_only_text():
    event = vocabulary.find_event("Payment Failed")
    assert vocabulary.sentence(event, {"gateway": "{0.__class__}"}, "en") == "Payment failed at {0.__class__}"


def test_a_companys_own_event_keeps_its_name():
    assert vocabulary.label("Loyalty Card Scanned", "fa") == "Loyalty Card Scanned"
    assert not vocabulary.is_known("Loyalty Card Scanned")
