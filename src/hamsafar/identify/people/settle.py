"""Recomputes who is who for the components that changed, writes what differs, and makes the cards of the people concerned anew."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count

from .cards import refresh
from .contracts import DecisionKind, Name, Proof, Ruling, Why
from .fields import signed
from .ledger import chunks, components_unweighed
from .models import DecisionNameRow, DecisionRow, EvidenceRow, IdentifierRow
from .resolve import DEFAULT_RULES, Rules, in_force, resolve, since_moments
from .turns import Slices, run_many

_rules: Rules = DEFAULT_RULES
MEMBERS_AT_ONCE = 20_000  # names that are held in memory together, unless one component alone has more


def settle(components: Iterable[int], seen: Iterable[int] = ()) -> None:
    """Weigh everything in these components again. `seen` are further keys whose people need a new card."""
    touched = set(seen)
    for some in _portions(components):
        touched |= _settle(some)
    refresh(touched)
    DecisionRow.objects.filter(settled=False).update(settled=True)


def settle_what_waits(seen: Iterable[int] = (), further: Iterable[int] = ()) -> None:
    """Also what a crash left behind: evidence without a verdict, decisions that were written and not carried out."""
    settle(components_unweighed() | _components_undecided() | set(further), seen)


def _components_undecided() -> set[int]:
    names = DecisionNameRow.objects.filter(decision__settled=False).values("key")
    return set(IdentifierRow.objects.filter(key__in=names).values_list("component", flat=True))


def _portions(components: Iterable[int]) -> Iterable[list[int]]:
    """Components together, as many as fit. Components do not influence each other, so how they are put together changes nothing."""
    portion: list[int] = []
    held = 0
    for chunk in chunks(components):
        for component, members in _sizes(chunk):
            if portion and held + members > MEMBERS_AT_ONCE:
                yield portion
                portion, held = [], 0
            portion.append(component)
            held += members
    if portion:
        yield portion


def _sizes(components: Sequence[int]) -> list[tuple[int, int]]:
    return list(
        IdentifierRow.objects.filter(component__in=components).values_list("component").annotate(n=Count("key")).order_by("component")
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What the tables say about some components."""

    key_of: dict[Name, int]
    person_of: dict[int, int]
    proofs: dict[tuple[Name, Name, str, str], tuple[int, tuple[str, ...]]]  # -> row id and its present verdict
    pure: list[Proof]
    rulings: list[Ruling]


def _settle(components: Sequence[int]) -> set[int]:
    """Returns the keys whose person changed, or that are new."""
    known = _load(components)
    gone = _names_gone(known)
    answer = resolve(known.pure, known.rulings, names=[name for name in known.key_of if name not in gone], rules=_rules)
    main_of = answer.person_of()
    people = {known.key_of[name]: known.key_of[main] for name, main in main_of.items()}
    people |= {known.key_of[name]: people[known.key_of[base]] for name, base in gone.items() if base in known.key_of}
    changed = {key: person for key, person in people.items() if known.person_of[key] != person}
    _write(changed, _changed_verdicts(known, answer.why))
    return changed.keys() | changed.values() | {known.person_of[key] for key in changed}


def _names_gone(known: _Known) -> dict[Name, Name]:
    """Names that exist only by a decision that was undone, with the name that they were split from."""
    standing = {(r.one[0], r.moment.isoformat()) for r in in_force(known.rulings) if r.kind is DecisionKind.SINCE and r.moment}
    later = {name: name._replace(since="") for name in known.key_of if name.since}
    return {name: base for name, base in later.items() if (base, name.since) not in standing}


def _load(components: Sequence[int]) -> _Known:
    key_of: dict[Name, int] = {}
    person_of: dict[int, int] = {}
    for chunk in chunks(components):
        rows = IdentifierRow.objects.filter(component__in=chunk).values_list("key", "person", "space", "kind", "value", "since")
        for key, person, *name in rows.iterator(chunk_size=5000):
            key_of[Name(*name)] = key
            person_of[key] = person
    name_of = {key: name for name, key in key_of.items()}
    proofs, pure = _load_proofs(components, name_of)
    return _Known(key_of, person_of, proofs, pure, _load_rulings(components, name_of))


def _load_proofs(components: Sequence[int], name_of: dict[int, Name]) -> tuple[dict, list[Proof]]:
    rows_of: dict[tuple[Name, Name, str, str], tuple[int, tuple[str, ...]]] = {}
    pure: list[Proof] = []
    for chunk in chunks(components):
        members = IdentifierRow.objects.filter(component__in=chunk).values("key")
        rows = EvidenceRow.objects.filter(a__in=members).values_list(
            "id", "a", "b", "first", "last", "source", "kind", "verdict", "limit", "left", "right"
        )
        for id_, a, b, first, last, source, kind, *verdict in rows.iterator(chunk_size=5000):
            proof = Proof(name_of[a], name_of[b], first, last, source, kind)
            rows_of[proof.a, proof.b, source, kind] = id_, tuple(verdict)
            pure.append(proof)
    return rows_of, pure


def _load_rulings(components: Sequence[int], name_of: dict[int, Name]) -> list[Ruling]:
    ids: set = set()
    for chunk in chunks(components):
        members = IdentifierRow.objects.filter(component__in=chunk).values("key")
        ids |= set(DecisionNameRow.objects.filter(key__in=members).values_list("decision_id", flat=True))
    if not ids:
        return []
    rows = DecisionRow.objects.filter(id__in=ids).prefetch_related("names")
    undoes = DecisionRow.objects.filter(undoes__in=ids)
    return [_ruling(row, name_of) for row in rows] + [
        Ruling(id=str(row.id), kind=DecisionKind.UNDO, at=row.at, undoes=str(row.undoes)) for row in undoes
    ]


def _ruling(row: DecisionRow, name_of: dict[int, Name]) -> Ruling:
    sides: tuple[list[Name], list[Name]] = ([], [])
    for named in row.names.all():
        if named.key in name_of:  # someone who was erased is no longer here
            sides[named.is_other].append(name_of[named.key])
    one, other = (tuple(sorted(side)) for side in sides)
    return Ruling(id=str(row.id), kind=DecisionKind(row.kind), at=row.at, one=one or other, other=other if one else (), moment=row.moment)


def _changed_verdicts(known: _Known, why: Iterable[Why]) -> list[tuple]:
    """Rows to update. A proof that a change of hands cut in two keeps the verdict of its later piece."""
    active = in_force(known.rulings)
    came_from = {}
    for proof in known.pure:
        for piece in since_moments(proof, active):
            came_from[piece] = (proof.a, proof.b, proof.source, proof.kind)
    verdicts: dict[int, tuple[dt.datetime, tuple]] = {}
    for each in why:
        id_, _ = known.proofs[came_from[each.proof]]
        if id_ not in verdicts or verdicts[id_][0] <= each.proof.first:
            verdicts[id_] = each.proof.first, _stored(each, known.key_of)
    before = dict(known.proofs.values())
    return [(*verdict, id_) for id_, (_, verdict) in verdicts.items() if before[id_] != verdict]


def _stored(why: Why, key_of: dict[Name, int]) -> tuple:
    left, right = (key_of[name] if name else None for name in (why.left, why.right))
    return str(why.verdict), why.limit, left, right


_PEOPLE = "update people_identifier set person = %s where key = %s"
_VERDICTS = 'update people_evidence set verdict = %s, "limit" = %s, "left" = %s, "right" = %s where id = %s'


def _write(people: dict[int, int], verdicts: Sequence[tuple]) -> None:
    """People first: as long as a verdict is missing the component is weighed again after a crash."""
    moves = [(signed(person), signed(key)) for key, person in people.items()]
    marks = [(verdict, limit, _signed(left), _signed(right), id_) for verdict, limit, left, right, id_ in verdicts]
    if len(moves) + len(marks) <= 500 or connection.in_atomic_block:
        with transaction.atomic():
            run_many(_PEOPLE, moves)
            run_many(_VERDICTS, marks)
        return
    slices = Slices()
    slices.write(moves, lambda some: run_many(_PEOPLE, some))
    slices.write(marks, lambda some: run_many(_VERDICTS, some))


def _signed(key: int | None) -> int | None:
    return None if key is None else signed(key)
