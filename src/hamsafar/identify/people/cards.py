"""The row of a person that lists and search read: made anew from identifiers and traits, so it can never tell another story."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db.models import QuerySet

from hamsafar.base import text

from . import keys
from .fields import signed
from .ledger import chunks, moment
from .models import ExceptionRow, IdentifierRow, TraitRow
from .turns import Slices, run_many

NAME_TRAITS = ("name", "firstName", "first_name", "lastName", "last_name", "full_name", "fullName", "title", "company")
SEARCHED_TRAITS = (*NAME_TRAITS, "username", "email", "phone")
LONGEST_SEARCHED = 2000


def refresh(touched: Iterable[int]) -> None:
    """Make the cards of everyone whom these keys belong to, and take away the cards of those who are no longer anyone's main key."""
    touched = set(touched)
    people: set[int] = set()
    for chunk in chunks(touched):
        people.update(IdentifierRow.objects.filter(key__in=chunk).values_list("person", flat=True))
    slices = Slices()
    slices.write([(signed(key),) for key in touched - people], lambda some: run_many(_REMOVE, some))
    for chunk in chunks(people):
        slices.write(_rows(chunk), lambda some: run_many(_CARD, some))


_REMOVE = (
    "delete from people_person where person = %s and not exists (select 1 from people_identifier i where i.person = people_person.person)"
)
_CARD = """
    insert into people_person (person, name, email, phone, identifiers, known, first_seen, last_seen, searched)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (person) do update set
        name = excluded.name, email = excluded.email, phone = excluded.phone, identifiers = excluded.identifiers, known = excluded.known,
        first_seen = excluded.first_seen, last_seen = excluded.last_seen, searched = excluded.searched"""


def standing() -> "QuerySet[IdentifierRow]":
    """Identifiers without those that existed only by a decision that was undone."""
    gone = list(ExceptionRow.objects.filter(active=False).values_list("key", flat=True))
    return IdentifierRow.objects.exclude(key__in=gone) if gone else IdentifierRow.objects.all()


@dataclass(slots=True)
class _Card:
    first_seen: dt.datetime
    last_seen: dt.datetime
    identifiers: int = 0
    known: bool = False
    of_kind: dict[str, tuple[dt.datetime, str, str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    traits: dict[str, tuple[dt.datetime, str, Any]] = field(default_factory=dict)


def _rows(people: Sequence[int]) -> list[tuple[Any, ...]]:
    cards: dict[int, _Card] = {}
    person_of: dict[int, int] = {}
    rows = standing().filter(person__in=people).values_list("key", "person", "kind", "value", "typed", "first_seen", "last_seen")
    rows = rows.order_by("key")  # what is searched must not depend on the order of arrival
    for key, person, kind, value, typed, first, last in rows:
        person_of[key] = person
        _add_identifier(cards.setdefault(person, _Card(first, last)), kind, value, typed, first, last)
    _add_traits(cards, person_of)
    return [_row(person, card) for person, card in cards.items()]


def _add_identifier(card: _Card, kind: str, value: str, typed: str, first: dt.datetime, last: dt.datetime) -> None:
    card.first_seen, card.last_seen = min(card.first_seen, first), max(card.last_seen, last)
    card.identifiers += 1
    if keys.rank_of(kind) == keys.WEAKEST:
        return  # a browser's random id is found as a whole, by its key, not by its letters
    card.known = True
    card.of_kind[kind] = min(card.of_kind.get(kind, (first, value, typed)), (first, value, typed))
    card.words += [value] if value == typed else [value, typed]


def _add_traits(cards: Mapping[int, _Card], person_of: Mapping[int, int]) -> None:
    for chunk in chunks(person_of):
        rows = TraitRow.objects.filter(name__in=SEARCHED_TRAITS, key__in=chunk).values_list("key", "name", "at", "message_id", "value")
        for key, name, at, message_id, value in rows:
            traits = cards[person_of[key]].traits
            traits[name] = max(traits.get(name, (at, message_id, value)), (at, message_id, value))


def _row(person: int, card: _Card) -> tuple[Any, ...]:
    told = {name: as_text(value) for name, (_, _, value) in sorted(card.traits.items())}
    email = card.of_kind.get("email", ("", "", ""))[1] or told.get("email", "")
    phone = card.of_kind.get("phone", ("", "", ""))[1] or told.get("phone", "")
    return (
        signed(person),
        name_from(told),
        email,
        phone,
        card.identifiers,
        card.known,
        moment(card.first_seen),
        moment(card.last_seen),
        _searched([*told.values(), *dict.fromkeys(card.words)]),
    )


def name_from(told: Mapping[str, str]) -> str:
    """The name that traits give, whichever of the usual ways they use; "" when they give none."""
    for whole in ("name", "fullName", "full_name"):
        if told.get(whole):
            return told[whole]
    parts = (told.get("firstName") or told.get("first_name"), told.get("lastName") or told.get("last_name"))
    return " ".join(part for part in parts if part)


def as_text(json_text: str) -> str:
    value = msgspec.json.decode(json_text)
    return value.strip() if isinstance(value, str) else "" if isinstance(value, dict | list) or value is None else str(value)


def _searched(parts: Iterable[str]) -> str:
    """Words with a space before each, so that a beginning of a word is found by " beg"; then each part without spaces."""
    parts = list(parts)
    words = dict.fromkeys(word for part in parts for word in text.words(part))
    squeezed = dict.fromkeys(text.squeeze(part) for part in parts if " " in text.fold(part))
    return (" " + " ".join([*words, *squeezed]))[:LONGEST_SEARCHED]
