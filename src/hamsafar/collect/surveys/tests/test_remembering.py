"""What is remembered of surveys, so that it is not read for each page, never shows what is not asked any more, or never was."""

import pytest
from django.db import connection, transaction

from hamsafar.collect.surveys import editing, services, sittings

from .examples import both, question, survey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Numbers of versions may return in other tests."""
    yield
    sittings._versions.clear()
    sittings._documents.clear()


def asking(words: str):
    return survey(question("text", "why", text=both(words)))


def publish_again(id: int, words: str) -> None:
    editing.change_draft(id, asking(words))
    services.publish(id, by=None)


def read(person, made):
    return person(f"/s/{made.slug}?lang=en")


class Undone(Exception):
    pass


def test_once_published_again_the_new_words_are_asked(publish, person):
    made = publish(asking("What was good?"))
    for _again in range(2):
        assert "What was good?" in read(person, made).page
    assert sittings._versions and sittings._documents, "or nothing is remembered and this proves nothing"
    publish_again(made.id, "What was bad?")
    page = read(person, made).page
    assert "What was bad?" in page and "What was good?" not in page


def test_a_publication_that_is_rolled_back_leaves_the_old_words(publish, person):
    made = publish(asking("What was good?"))
    with pytest.raises(Undone), transaction.atomic():
        publish_again(made.id, "What was bad?")
        assert "What was bad?" in read(person, made).page, "inside of the transaction it is so"
        raise Undone
    assert "What was good?" in read(person, made).page


def test_a_number_that_was_rolled_back_is_given_to_other_words(publish, person):
    made = publish(asking("What was good?"))
    with pytest.raises(Undone), transaction.atomic():
        publish_again(made.id, "What was bad?")
        read(person, made)
        number = sittings.find_survey(made.slug).version_id
        raise Undone
    publish_again(made.id, "What was missing?")
    if connection.vendor == "sqlite":  # PostgreSQL gives no number out twice
        assert sittings.find_survey(made.slug).version_id == number
    assert "What was missing?" in read(person, made).page
