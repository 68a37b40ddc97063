"""Rows past the ORM: the same keys as with it, whatever their size."""

import pytest

from hamsafar.identify.people.fields import signed
from hamsafar.identify.people.models import IdentifierRow
from hamsafar.identify.people.turns import rows_among

from .world import at


@pytest.fixture
def edges(db):
    keys = [1, 2**63 - 1, 2**63, 2**64 - 1, 77]
    for key in keys:
        IdentifierRow.objects.create(
            key=key, kind="user_id", value=str(key), typed="", component=key, person=key, published=key, first_seen=at(0), last_seen=at(0)
        )  # fmt: skip
    return keys


def test_keys_of_64_bits_find_their_rows(edges):
    wanted = [signed(key) for key in edges[:4]]
    rows = rows_among("select key, value from people_identifier where key {among}", wanted)
    assert {value for _, value in rows} == {str(key) for key in edges[:4]}
    assert {key for key, _ in rows} == set(wanted)


def test_thousands_of_keys_are_one_question(edges, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = rows_among("select value from people_identifier where key {among}", range(70, 50_000))
    assert rows == [("77",)]


def test_no_keys_ask_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_among("select value from people_identifier where key {among}", []) == []
