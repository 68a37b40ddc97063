"""What is remembered of the company, so that it is not read for each request, is never older than what was said here."""

from dataclasses import replace

import pytest
from django.db import transaction

from hamsafar.ground.organisation import company as remembering
from hamsafar.ground.organisation import services as organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def remembered(monkeypatch):
    """For longer than any test lasts, so that nothing is new by itself."""
    monkeypatch.setattr(remembering, "FRESH", 3600.0)
    remembering._forget()
    yield
    remembering._forget()


def rename(name: str) -> None:
    organisation.change_company(replace(organisation.company(), name=name))


def name() -> str:
    return organisation.company().name


def test_a_change_shows_at_once():
    rename("آوند")
    assert name() == "آوند"
    assert remembering._known, "or nothing is remembered and this proves nothing"
    rename("دیبانو")
    assert name() == "دیبانو"


def test_what_is_remembered_is_not_asked_for_again(django_assert_num_queries):
    name()
    with django_assert_num_queries(0):
        name()


def test_a_change_that_is_rolled_back_was_never_so():
    rename("آوند")
    assert name() == "آوند"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rename("دیبانو")
        assert name() == "دیبانو", "inside of the transaction it is so"
        _ = 1 / 0
    assert name() == "آوند"
