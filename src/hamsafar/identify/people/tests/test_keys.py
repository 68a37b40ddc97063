"""The key of an event's person: keyed, repeatable, of the strongest identifier, and never of a placeholder."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.collect.intake.contracts import Event, Identifier
from hamsafar.identify.people import keys

AT = dt.datetime(2026, 3, 21, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def no_exceptions():
    keys.set_exceptions({})
    yield
    keys.set_exceptions({})


def event(**facts):
    return Event(source="web", message_id="1", timestamp=AT, received_at=AT, **facts)


def test_the_strongest_identifier_gives_the_key():
    everything = event(
        space="shop",
        user_id="17",
        anonymous_id="a",
        identifiers=(Identifier("", "phone", "09121234567"), Identifier("", "email", "ali@example.com"), Identifier("crm", "card", "5")),
    )
    assert keys.strongest(everything) == ("shop", "user_id", "17")
    for weaker in ("user_id", "email", "phone", "card"):
        assert keys.strongest(everything).kind == weaker
        everything = event(
            space="shop",
            anonymous_id="a",
            identifiers=tuple(identifier for identifier in everything.identifiers if identifier.kind != weaker),
        )
    assert keys.strongest(everything) == ("shop", "anonymous_id", "a")


def test_the_same_number_of_two_systems_is_not_the_same_customer():
    assert keys.key_of_event(event(space="shop", user_id="17")) != keys.key_of_event(event(space="callcentre", user_id="17"))


def test_email_and_phone_are_the_same_in_every_space():
    assert keys.key_of(Identifier("shop", "phone", "۰۹۱۲۱۲۳۴۵۶۷")) == keys.key_of(Identifier("crm", "phone", "+98 912 123 4567"))
    assert keys.key_of(Identifier("shop", "email", "Ali@Example.com")) == keys.key_of(Identifier("", "email", "ali@example.com "))


@pytest.mark.parametrize(
    "value", ["", " ", "0", "000", "0-0", "-1", "null", "NULL", "undefined", "Anonymous", "none", "[object Object]", "۰"]
)
def test_a_placeholder_names_no_one(value):
    assert keys.key_of_event(event(user_id=value)) == keys.NOBODY
    assert keys.key_of_event(event(user_id=value, anonymous_id="a7")) == keys.key_of(Identifier("", "anonymous_id", "a7"))


@pytest.mark.parametrize("value", ["test@example.com", "TEST@shop.ir", "noreply@shop.ir", "not an address"])
def test_a_mailbox_of_no_one_names_no_one(value):
    assert keys.key_of(Identifier("", "email", value)) == keys.NOBODY


def test_nobody_has_no_key():
    assert keys.keys_of([event(), event(user_id="1")])[0] == keys.NOBODY


def test_the_key_needs_the_installations_secret(settings):
    before = keys.key_of(Identifier("", "phone", "09121234567"))
    settings.SECRET_KEY = "another secret of another installation"
    keys._keyed_hash.cache_clear()
    try:
        assert keys.key_of(Identifier("", "phone", "09121234567")) != before
    finally:
        settings.SECRET_KEY = "a secret for tests only, long enough"
        keys._keyed_hash.cache_clear()
        keys.set_exceptions({})


@given(st.text(), st.text(), st.text())
def test_the_fast_way_and_the_plain_way_agree(space, user, anonymous):
    fact = event(space=space, user_id=user, anonymous_id=anonymous)
    plain = keys.strongest(fact)
    assert keys.key_of_event(fact) == (keys.key_of(plain) if plain else keys.NOBODY)


def test_a_shared_tablet_gets_another_key_from_a_moment_on():
    tablet = Identifier("shop", "anonymous_id", "tablet")
    late, usual = keys.key_of_normal(tablet, "since noon"), keys.key_of(tablet)
    keys.set_exceptions({tablet: [(AT, late)]})
    morning = AT - dt.timedelta(seconds=1)
    before = Event(source="web", message_id="2", timestamp=morning, received_at=AT, space="shop", anonymous_id="tablet")
    assert keys.keys_of([before, event(space="shop", anonymous_id="tablet")]) == [usual, late]
    assert keys.key_of_event(event(space="shop", anonymous_id="other")) == keys.key_of(Identifier("shop", "anonymous_id", "other"))
