"""The row of a person that lists and search read: made anew from identifiers and traits, so it can never tell another story."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.db.models import QuerySet

from hamsafar.base import text

from . import keys
from .fields import signed
from .models import ExceptionRow, IdentifierRow
from .turns import Slices, rows_among, run_many

NAME_TRAITS = ("name", "firstName", "first_name", "lastName", "last_name", "full_name", "fullName", "title", "company")
SEARCHED_TRAITS = (*NAME_TRAITS, "username", "email", "phone")
LONGEST_SEARCHED = 2000
AT_ONCE = 5000  # people whose cards are made together


def refresh(touched: Iterable[int]) -> None:
    """Make the cards of everyone whom these keys belong to, and take away the cards of those who are no longer anyone's main key."""
    keys_touched = {signed(key) for key in touched}
    people = {person for (person,) in rows_among("select distinct person from people_identifier where key {among}", keys_touched)}
    slices = Slices()
    slices.write([(key,) for key in keys_touched - people], lambda some: run_many(_REMOVE, some))
    in_order = sorted(people)  # neighbours in the table are written together
    for start in range(0, len(in_order), AT_ONCE):
        slices.write(_rows(in_order[start : start + AT_ONCE]), lambda some: run_many(_CARD, some))


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


Moment = Any  # as the database keeps it: only compared and written back


@dataclass(slots=True)
class _Card:
    first_seen: Moment
    last_seen: Moment
    identifiers: int = 0
    known: bool = False
    of_kind: dict[str, tuple[Moment, str, str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    traits: dict[str, tuple[Moment, str, str]] = field(default_factory=dict)


# In the order of keys, as what is searched must not depend on the order of arrival. `coalesce` keeps SQLite's driver from reading moments.
_IDENTIFIERS = """
    select key, person, kind, value, typed, coalesce(first_seen, null), coalesce(last_seen, null)
    from people_identifier where person {among} order by key"""
_LISTED = ", ".join(f"'{name}'" for name in SEARCHED_TRAITS)
_TRAITS = f"select key, name, coalesce(at, null), message_id, value from people_trait where key {{among}} and name in ({_LISTED})"  # noqa: S608


def _rows(people: Sequence[int]) -> list[tuple[Any, ...]]:
    cards: dict[int, _Card] = {}
    card_of: dict[int, _Card] = {}
    gone = {signed(key) for key in ExceptionRow.objects.filter(active=False).values_list("key", flat=True)}
    for key, person, kind, value, typed, first, last in rows_among(_IDENTIFIERS, people):
        if key not in gone:
            card = card_of[key] = cards.get(person) or cards.setdefault(person, _Card(first, last))
            _add_identifier(card, kind, value, typed, first, last)
    for key, name, at, message_id, text_ in rows_among(_TRAITS, card_of):
        traits, told = card_of[key].traits, (at, message_id, text_)
        traits[name] = max(traits.get(name, told), told)
    return [_row(person, card) for person, card in cards.items()]


def _add_identifier(card: _Card, kind: str, value: str, typed: str, first: Moment, last: Moment) -> None:
    card.first_seen, card.last_seen = min(card.first_seen, first), max(card.last_seen, last)
    card.identifiers += 1
    if keys.rank_of(kind) == keys.WEAKEST:
        return  # a browser's random id is found as a whole, by its key, not by its letters
    card.known = True
    card.of_kind[kind] = min(card.of_kind.get(kind, (first, value, typed)), (first, value, typed))
    card.words += [value] if value == typed else [value, typed]


def _row(person: int, card: _Card) -> tuple[Any, ...]:
    told = {name: as_text(value) for name, (_, _, value) in sorted(card.traits.items())}
    email = card.of_kind.get("email", ("", "", ""))[1] or told.get("email", "")
    phone = card.of_kind.get("phone", ("", "", ""))[1] or told.get("phone", "")
    name = name_from(told) if told else ""
    searched = _searched([*told.values(), *dict.fromkeys(card.words)])
    return person, name, email, phone, card.identifiers, card.known, card.first_seen, card.last_seen, searched


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
    words: dict[str, None] = {}
    squeezed: dict[str, None] = {}
    for folded in map(text.fold, parts):
        words |= dict.fromkeys(text.words_of(folded))
        if " " in folded:
            squeezed[folded.replace(" ", "")] = None
    return (" " + " ".join([*words, *squeezed]))[:LONGEST_SEARCHED]
