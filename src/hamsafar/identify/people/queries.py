"""Reading who is who."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override

from hamsafar.base import text
from hamsafar.base.errors import NotFound

from .cards import standing
from .contracts import Conflict, Decision, DecisionKind, Identifier, Known, Link, PersonCard, Trait, Verdict
from .keys import rank_of
from .ledger import chunks
from .models import DecisionNameRow, DecisionRow, EvidenceRow, IdentifierRow, PersonRow, PlaceRow, TraitRow

Units = Sequence[str] | None  # None: the whole company


class NamedRow(NamedTuple):
    key: int
    name: tuple[str, str, str, str]


# Who


def find_person_of(key: int) -> int | None:
    """The person that a key stands for today; None when nobody has that key."""
    return IdentifierRow.objects.filter(key=key).values_list("person", flat=True).first()


def person_of(key: int) -> int:
    person = find_person_of(key)
    if person is None:
        raise NotFound
    return person


def find_key(identifier: Identifier) -> int | None:
    """The key of a normal identifier that is known here."""
    return (
        IdentifierRow.objects.filter(kind=identifier.kind, value=identifier.value, space=identifier.space, since="")
        .values_list("key", flat=True)
        .first()
    )


def rows_of(person: int) -> list[NamedRow]:
    rows = standing().filter(person=person).values_list("key", "space", "kind", "value", "since")
    return [NamedRow(key, tuple(name)) for key, *name in rows]


def keys_of_person(person: int) -> tuple[int, ...]:
    """All keys whose events are this person's, in no order; the person's own among them."""
    return tuple(IdentifierRow.objects.filter(person=person_of(person)).values_list("key", flat=True))


def people_of(wanted: Iterable[int]) -> dict[int, int]:
    """The person of each of these keys, those left out that nobody has."""
    found: dict[int, int] = {}
    for chunk in chunks(set(wanted)):
        found.update(IdentifierRow.objects.filter(key__in=chunk).values_list("key", "person"))
    return found


def keys_of_people(wanted: Iterable[int]) -> dict[int, list[int]]:
    """All keys of each of these people."""
    found: dict[int, list[int]] = defaultdict(list)
    for chunk in chunks(set(wanted)):
        for key, person in IdentifierRow.objects.filter(person__in=chunk).values_list("key", "person"):
            found[person].append(key)
    return found


def may_see(person: int, units: Units) -> bool:
    """Was this person seen in one of these units?"""
    if units is None:
        return IdentifierRow.objects.filter(person=person).exists()
    keys = IdentifierRow.objects.filter(person=person).values("key")
    return PlaceRow.objects.filter(key__in=keys, unit__in=units).exists()


# Why


def identifiers_of(person: int, *, units: Units = None) -> tuple[Known, ...]:
    """Everything that this person is called by, strongest first, each with the evidence that ties it to the rest or was refused.

    With `units`: what was seen there, and evidence between names that were.
    """
    person = person_of(person)
    rows = list(_seen_in(standing().filter(person=person), units))
    links = _links([row.key for row in rows], units)
    known = [_known(row, person, links[row.key]) for row in rows]
    return tuple(sorted(known, key=lambda k: (not k.is_main, rank_of(k.identifier.kind), k.first_seen, k.identifier)))


def people_with(kinds: Iterable[str]) -> set[int]:
    """Everybody who has an identifier of one of these kinds."""
    return set(standing().filter(kind__in=list(kinds), since="").values_list("person", flat=True))


def find_main_identifier(person: int) -> Identifier | None:
    """By which an event names them best; None for somebody who was forgotten, or is not yet known under any name."""
    known = identifiers_of(person)
    return next((each.identifier for each in known if each.is_main), known[0].identifier if known else None)


def _seen_in(rows: "QuerySet[IdentifierRow]", units: Units) -> "QuerySet[IdentifierRow]":
    return rows if units is None else rows.filter(key__in=PlaceRow.objects.filter(unit__in=units).values("key"))


def _known(row: IdentifierRow, person: int, links: Sequence[Link]) -> Known:
    return Known(
        identifier=Identifier(row.space, row.kind, row.value),
        typed=row.typed,
        key=row.key,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        is_main=row.key == person,
        since=dt.datetime.fromisoformat(row.since) if row.since else None,
        links=tuple(links),
    )


LINKS_SHOWN = 2000  # of one person: more than a page can show


def _links(wanted: Sequence[int], units: Units = None) -> dict[int, list[Link]]:
    rows = _evidence_about(wanted)
    names = _names([key for row in rows for key in (row.a, row.b)], units)
    links: dict[int, list[Link]] = defaultdict(list)
    for row in rows:
        if row.a not in names or row.b not in names:
            continue
        link = _link(row, names)
        links[row.a].append(link)
        links[row.b].append(link)
    return links


def _evidence_about(wanted: Sequence[int]) -> list[EvidenceRow]:
    rows: dict[int, EvidenceRow] = {}
    for chunk in chunks(wanted):
        rows |= {row.id: row for row in EvidenceRow.objects.filter(Q(a__in=chunk) | Q(b__in=chunk)).order_by("first")[:LINKS_SHOWN]}
    return sorted(rows.values(), key=lambda row: (row.first, row.id))[:LINKS_SHOWN]


def _link(row: EvidenceRow, names: dict[int, Identifier]) -> Link:
    a, b = names[row.a], names[row.b]
    return Link(
        a=a,
        b=b,
        first=row.first,
        last=row.last,
        source=row.source,
        kind=row.kind,
        verdict=Verdict(row.verdict) if row.verdict else Verdict.LINKED,
        strength=max(rank_of(a.kind), rank_of(b.kind)),
        limit=row.limit,
    )


def _names(wanted: Iterable[int], units: Units = None) -> dict[int, Identifier]:
    found: dict[int, Identifier] = {}
    for chunk in chunks(set(wanted)):
        rows = _seen_in(IdentifierRow.objects.filter(key__in=chunk), units).values_list("key", "space", "kind", "value")
        found |= {key: Identifier(*name) for key, *name in rows}
    return found


def list_conflicts(*, units: Units = None, limit: int = 50, offset: int = 0) -> tuple[Conflict, ...]:
    """Evidence that was refused because one person would have had too many of a kind, newest first."""
    rows = list(_conflicts(units).order_by("-last", "-id")[offset : offset + limit])
    wanted = [key for row in rows for key in (row.a, row.b, row.left, row.right) if key]
    names = _names(wanted)
    people = dict(IdentifierRow.objects.filter(key__in=wanted).values_list("key", "person"))
    return tuple(
        Conflict(
            id=row.id,
            link=_link(row, names),
            left=names[row.left],
            right=names[row.right],
            left_person=people[row.left],
            right_person=people[row.right],
        )
        for row in rows
        if row.left in names and row.right in names
    )


def count_conflicts(*, units: Units = None) -> int:
    return _conflicts(units).count()


def _conflicts(units: Units) -> "QuerySet[EvidenceRow]":
    rows = EvidenceRow.objects.filter(verdict=Verdict.OVER_LIMIT)
    return rows if units is None else rows.filter(left__in=keys_seen_in(units), right__in=keys_seen_in(units))


def keys_seen_in(units: Sequence[str]) -> "QuerySet[IdentifierRow, int]":
    """Every key of everybody whom these units know: `may_see` for many at once."""
    there = PlaceRow.objects.filter(unit__in=units).values("key")
    known = IdentifierRow.objects.filter(key__in=there).values("person")
    return IdentifierRow.objects.filter(person__in=known).values_list("key", flat=True)


def history(person: int, *, units: Units = None) -> tuple[Decision, ...]:
    """What people decided about this person, newest first, with what was undone; of `units` where they saw all that it names."""
    keys = IdentifierRow.objects.filter(person=person_of(person)).values("key")
    ids = DecisionNameRow.objects.filter(key__in=keys).values("decision_id")
    rows = DecisionRow.objects.filter(id__in=ids)
    if units is not None:
        there = PlaceRow.objects.filter(unit__in=units).values("key")
        rows = rows.exclude(id__in=DecisionNameRow.objects.exclude(key__in=there).values("decision_id"))
    return tuple(decision(row) for row in rows.order_by("-at"))


def decision(row: DecisionRow) -> Decision:
    undone = DecisionRow.objects.filter(undoes=row.id).first()
    sides: tuple[list[Identifier], list[Identifier]] = ([], [])
    named = list(row.names.all())
    names = _names([name.key for name in named])
    for name in named:
        if name.key in names:
            sides[name.is_other].append(names[name.key])
    return Decision(
        id=str(row.id),
        kind=DecisionKind(row.kind),
        at=row.at,
        by=row.by,
        because=row.because,
        one=tuple(sorted(sides[0])),
        other=tuple(sorted(sides[1])),
        moment=row.moment,
        undone_at=undone.at if undone else None,
        undone_by=undone.by if undone else "",
        facts=row.facts,
    )


# What is known about them


def traits_of(person: int, *, units: Units = None) -> tuple[Trait, ...]:
    """What was told about this person: of each name the latest, whichever identifier it was told about; of those seen in `units`."""
    latest: dict[str, tuple[dt.datetime, str, TraitRow]] = {}
    wanted = keys_of_person(person)
    if units is not None:
        wanted = tuple(_names(wanted, units))
    for chunk in chunks(wanted):
        for row in TraitRow.objects.filter(key__in=chunk):
            known = latest.get(row.name)
            if known is None or (row.at, row.message_id) > known[:2]:
                latest[row.name] = row.at, row.message_id, row
    names = _names([row.key for _, _, row in latest.values()])
    found = (row for _, _, row in latest.values())
    return tuple(
        Trait(name=row.name, value=msgspec.json.decode(row.value), at=row.at, source=row.source, identifier=names[row.key])
        for row in sorted(found, key=lambda row: row.name)
    )


def display_name(person: int, language: str) -> str:
    """What to call someone on a page: their name, else what reaches them, else that they are a visitor."""
    row = PersonRow.objects.filter(person=person).first() or PersonRow.objects.filter(person=find_person_of(person)).first()
    with override(language):
        return _called(person, row, _values([row] if row else []))


def display_names(people: Sequence[int], language: str) -> dict[int, str]:
    """The same for a list, in one look-up."""
    rows = PersonRow.objects.in_bulk(list(people))
    values = _values(rows.values())
    with override(language):
        return {person: _called(person, rows.get(person), values) for person in people}


def _values(rows: Iterable[PersonRow]) -> dict[int, str]:
    """What stands for those without a name or address."""
    nameless = [row.person for row in rows if row.known and not (row.name or row.email or row.phone)]
    return dict(IdentifierRow.objects.filter(key__in=nameless).values_list("key", "typed")) if nameless else {}


def _called(person: int, row: PersonRow | None, values: Mapping[int, str]) -> str:
    if row is not None and (row.name or row.email or row.phone):
        return row.name or row.email or row.phone
    if row is not None and row.known:
        return gettext("Customer %(short)s") % {"short": values.get(row.person) or short(person)}
    return gettext("Visitor %(short)s") % {"short": short(person)}


def short(person: int) -> str:
    """Enough of a key to tell two visitors on one page apart."""
    return f"{person:016x}"[:4].upper()


# Finding


def search(words: str, *, limit: int = 20, units: Units = None) -> tuple[PersonCard, ...]:
    """People whose name, address, number or id has these words, beginnings of words first, in any spelling of the letters."""
    found = list(_matching(words, units, " ")[:limit])
    if len(found) < limit:
        found += list(_matching(words, units, "").exclude(person__in=[row.person for row in found])[: limit - len(found)])
    return tuple(_card(row) for row in found)


def list_people(
    *, words: str = "", known: bool | None = True, units: Units = None, order: str = "-last_seen", limit: int = 50, offset: int = 0
) -> tuple[PersonCard, ...]:
    """A page of the list. `known` None shows visitors too; order by name, first_seen or last_seen, "-" for descending."""
    return tuple(_card(row) for row in _listed(words, known, units).order_by(order, "person")[offset : offset + limit])


def count_people(*, words: str = "", known: bool | None = True, units: Units = None) -> int:
    return _listed(words, known, units).count()


def get_card(person: int, *, units: Units = None) -> PersonCard:
    """Raises NotFound for strangers and for people of whom these units know nothing."""
    row = PersonRow.objects.filter(person=person_of(person)).first()
    if row is None or not may_see(row.person, units):
        raise NotFound
    return _card(row)


def cards_of(people: Sequence[int]) -> dict[int, PersonCard]:
    """The cards of these people, whoever has none left out. The caller has made sure that they may be seen."""
    found: dict[int, PersonCard] = {}
    for chunk in chunks(people):
        found |= {row.person: _card(row) for row in PersonRow.objects.filter(person__in=chunk)}
    return found


def _listed(words: str, known: bool | None, units: Units) -> "QuerySet[PersonRow]":
    rows = _matching(words, units, "") if words.strip() else _in_units(PersonRow.objects.all(), units)
    return rows if known is None else rows.filter(known=known)


def _matching(words: str, units: Units, before: str) -> "QuerySet[PersonRow]":
    rows = _in_units(PersonRow.objects.all(), units)
    looked_for = text.words(words)
    if not looked_for:
        return rows.none()
    if (key := key_from_text(words)) is not None:
        return rows.filter(person__in=IdentifierRow.objects.filter(key=key).values("person"))
    condition = Q()
    for word in looked_for:
        condition &= _has(word, before)
    if len(looked_for) > 1:
        condition |= Q(searched__contains=before + text.squeeze(words))
    return rows.filter(condition).order_by("-known", "-last_seen", "person")


def _has(word: str, before: str) -> Q:
    """A number typed the way it is dialled at home (0912…) is kept with its country code (+98912…)."""
    found = Q(searched__contains=before + word)
    number = word.lstrip("+").lstrip("0")
    if number.isdecimal() and len(number) >= 4:
        found |= Q(searched__contains=number)
    return found


def _in_units(rows: "QuerySet[PersonRow]", units: Units) -> "QuerySet[PersonRow]":
    if units is None:
        return rows
    there = PlaceRow.objects.filter(unit__in=units).values("key")
    return rows.filter(person__in=IdentifierRow.objects.filter(key__in=there).values("person"))


def _card(row: PersonRow) -> PersonCard:
    return PersonCard(
        person=row.person,
        name=row.name,
        email=row.email,
        phone=row.phone,
        identifiers=row.identifiers,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        known=row.known,
    )


def key_text(key: int) -> str:
    """A key as addresses and files show it: 16 hexadecimal digits, because JavaScript rounds 64-bit numbers."""
    return f"{key:016x}"


def key_from_text(given: str) -> int | None:
    given = given.strip().lower()
    if len(given) != 16 or any(sign not in "0123456789abcdef" for sign in given):
        return None
    return int(given, 16)
