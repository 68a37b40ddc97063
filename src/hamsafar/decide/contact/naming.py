"""Customers on the page of actions: this is the first room that knows both."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Named
from hamsafar.identify.people import services as people


def about(person: int) -> str:
    """How a deed says whom it concerns."""
    return f"person:{people.key_text(person)}"


def _names(ids: Sequence[str], language: str) -> Mapping[str, Named]:
    keys = {text: key for text in ids if (key := people.key_from_text(text)) is not None}
    persons = people.people_of(keys.values())
    names = people.display_names(sorted(set(persons.values())), language)
    return {text: Named(names[persons[key]], reverse("customer", args=[text])) for text, key in keys.items() if key in persons}


actions.call_about("person", _names)
