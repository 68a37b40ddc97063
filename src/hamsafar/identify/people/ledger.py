"""Keeps facts about identity as sets: writing the same again, in any order, in any slices, leaves the same rows.

So a crash in the middle costs nothing: the offset moves last, what was written before is written again.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from . import keys, rekeying
from .contracts import Name, Proof
from .fields import signed, unsigned
from .gather import Facts, Pair, Told
from .models import EvidenceRow, IdentifierRow
from .resolve import DEFAULT_RULES, Rules, resolve
from .turns import Slices, least_and_greatest, rows_among, run_many

log = logging.getLogger("hamsafar.people")
CHUNK = 900  # values in one `in (…)`
KeyOf = dict[Name, int]  # in this module a key has its sign, as the tables have it


def chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    things = list(things)
    return (things[start : start + CHUNK] for start in range(0, len(things), CHUNK))


def keep(facts: Facts, rules: Rules = DEFAULT_RULES) -> tuple[set[int], set[int]]:
    """Write the facts. Returns the components that must be weighed again although no proof is new, and the keys that were seen."""
    slices = Slices()
    key_of, known = _keys_for(facts)
    components, moved = _joined(facts, key_of, known)
    fresh = _Fresh(facts, key_of, components, moved, rules)
    _write_components(moved, slices)
    _write_names(facts, key_of, components, fresh, slices)
    _write_pairs(facts, key_of, fresh, slices)
    _write_traits(facts, key_of, slices)
    _write_places(facts, key_of, slices)
    return _components_that_changed_hands(key_of.values()), {unsigned(key) for key in key_of.values()}


def moment(at: dt.datetime) -> Any:
    """A moment as the database keeps it."""
    return moments()(at)


def moments() -> Callable[[dt.datetime], Any]:
    """How this database keeps a moment: what Django does, without asking it four questions for each of a million."""
    return _as_it_is if connection.vendor == "postgresql" else _as_text


def _as_it_is(at: dt.datetime) -> dt.datetime:
    return at


def _as_text(at: dt.datetime) -> str:
    text = at.isoformat(" ")
    return text[:-6] if text.endswith("+00:00") else _as_text(at.astimezone(dt.UTC))


class _Fresh:
    """Who is who among names that nobody knew before and that touch none that was known: settled before they are written.

    Most of a large import is like that; the rest is written without a verdict and weighed with what the tables hold. A name of which
    nothing is proved is a person of its own.
    """

    def __init__(self, facts: Facts, key_of: KeyOf, components: dict[int, int], known: "Components", rules: Rules) -> None:
        self.key_of = key_of
        proofs = [
            Proof(a, b, *times, source, kind)
            for (a, b, kind, source), times in facts.pairs.items()
            if components[key_of[a]] not in known.targets
        ]
        answer = resolve(proofs, rules=rules)
        self.person_of = {key_of[name]: key_of[someone.main] for someone in answer.people for name in someone.names}
        self.why = {(w.proof.a, w.proof.b, w.proof.kind, w.proof.source): w for w in answer.why}

    def verdict(self, pair: Pair) -> tuple[str, str, int | None, int | None]:
        why = self.why.get(pair)
        if why is None:
            return "", "", None, None
        left, right = (self.key_of[name] if name else None for name in (why.left, why.right))
        return why.verdict.value, why.limit, left, right


# Keys, and the one in billions that two names share


def _keys_for(facts: Facts) -> tuple[KeyOf, dict[int, int]]:
    """The key of each name, and the components of those that are known already."""
    wanted = {name: signed(keys.known_key(name)) for name in facts.names}
    found = rows_among("select key, component, space, kind, value, since from people_identifier where key {among}", wanted.values())
    holders = {key: Name(*name) for key, _, *name in found}
    if len(set(wanted.values())) < len(wanted) or any(holders.get(key, name) != name for name, key in wanted.items()):
        _settle_collisions(facts, wanted, holders)
        return wanted, _components_of(wanted.values())
    return wanted, {key: component for key, component, *_name in found}


def _settle_collisions(facts: Facts, wanted: KeyOf, holders: Mapping[int, Name]) -> None:
    """A name whose key belongs to another name already gets another key, which its events then carry too."""
    taken: dict[int, Name] = {}
    for name in sorted(wanted, key=lambda name: (facts.names[name].first, name)):
        key = wanted[name]
        holder = holders.get(key) or taken.get(key)
        if holder is not None and holder != name:
            key = wanted[name] = signed(move_away(name, unsigned(key)))
        taken[key] = name


def move_away(name: Name, key: int) -> int:
    """Two names with one key: the newer one moves to a key of its own, and its events are moved after it."""
    log.warning("two identifiers share the key %016x; the newer one moves", key)
    return rekeying.add_collision(name, key)


# Components: what any evidence connects


class Components(NamedTuple):
    """What became of the components that were there before: old -> new, only where it differs; and all that hold known names now."""

    moved: dict[int, int]
    targets: set[int]


def _joined(facts: Facts, key_of: KeyOf, known: Mapping[int, int]) -> tuple[dict[int, int], Components]:
    """Component of each key after the pairs have connected what was apart."""
    parent = {key: known.get(key, key) for key in key_of.values()}
    old = set(known.values())
    parent.update((component, component) for component in old)
    for a, b, _kind, _source in facts.pairs:
        one, other = _root(parent, key_of[a]), _root(parent, key_of[b])
        parent[max(one, other)] = min(one, other)
    moved = {component: _root(parent, component) for component in old}
    return {key: _root(parent, key) for key in key_of.values()}, Components(
        {component: new for component, new in moved.items() if component != new}, set(moved.values())
    )


def _components_of(wanted: Iterable[int]) -> dict[int, int]:
    """With their signs, like the keys that are asked for."""
    return dict(rows_among("select key, component from people_identifier where key {among}", set(wanted)))


def _root(parent: dict[int, int], key: int) -> int:
    while parent[key] != key:
        parent[key] = parent[parent[key]]
        key = parent[key]
    return key


def _write_components(known: Components, slices: Slices) -> None:
    rows = [(new, old) for old, new in known.moved.items()]
    slices.write(rows, lambda some: run_many("update people_identifier set component = %s where component = %s", some))


def connect(wanted: Sequence[int]) -> int:
    """Make these keys one component, for a decision that is about all of them. Returns it."""
    old = set(_components_of(map(signed, wanted)).values())
    target = min(old)
    run_many("update people_identifier set component = %s where component = %s", [(target, component) for component in old - {target}])
    return unsigned(target)


# Rows, in the order of their keys: what stands together in the table is written together


def _write_names(facts: Facts, key_of: KeyOf, components: dict[int, int], fresh: _Fresh, slices: Slices) -> None:
    least, greatest = least_and_greatest()
    sql = f"""
        insert into people_identifier (key, space, kind, value, since, typed, component, person, published, first_seen, last_seen)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (key) do update set
            typed = case
                when excluded.first_seen < people_identifier.first_seen
                    or (excluded.first_seen = people_identifier.first_seen and excluded.typed < people_identifier.typed)
                then excluded.typed else people_identifier.typed
            end,
            first_seen = {least}(people_identifier.first_seen, excluded.first_seen),
            last_seen = {greatest}(people_identifier.last_seen, excluded.last_seen)"""  # noqa: S608
    stored, person_of = moments(), fresh.person_of
    rows = []
    for name, seen in facts.names.items():
        key = key_of[name]
        first = stored(seen.first)
        last = first if seen.last is seen.first else stored(seen.last)
        rows.append((key, *name, seen.typed, components[key], person_of.get(key, key), key, first, last))
    slices.write(sorted(rows), lambda some: run_many(sql, some))


def _write_pairs(facts: Facts, key_of: KeyOf, fresh: _Fresh, slices: Slices) -> None:
    """An earlier time changes the order of weighing, so the verdict is taken back; a later one changes nothing."""
    least, greatest = least_and_greatest()
    sql = f"""
        insert into people_evidence (a, b, kind, source, first, last, verdict, "limit", "left", "right")
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (a, b, kind, source) do update set
            verdict = case when excluded.first < people_evidence.first then '' else people_evidence.verdict end,
            first = {least}(people_evidence.first, excluded.first),
            last = {greatest}(people_evidence.last, excluded.last)"""  # noqa: S608
    stored = moments()
    rows = [
        (key_of[a], key_of[b], kind, source, stored(first), stored(last), *fresh.verdict((a, b, kind, source)))
        for (a, b, kind, source), (first, last) in facts.pairs.items()
    ]
    slices.write(sorted(rows, key=itemgetter(0, 1)), lambda some: run_many(sql, some))


_TRAITS = """
    insert into people_trait (key, name, source, value, at, message_id) values (%s, %s, %s, %s, %s, %s)
    on conflict (key, name, source) do update set value = excluded.value, at = excluded.at, message_id = excluded.message_id
    where excluded.at > people_trait.at or (excluded.at = people_trait.at and excluded.message_id > people_trait.message_id)"""


def _write_traits(facts: Facts, key_of: KeyOf, slices: Slices) -> None:
    stored, moved = moments(), keys.has_exceptions()
    rows = [
        (signed(keys.key_at(name, unsigned(key_of[name]), told.at)) if moved else key_of[name],
         trait, source, told.value, stored(told.at), told.message_id)
        for (name, trait, source), told in facts.traits.items()
    ]  # fmt: skip
    slices.write(sorted(rows), write_trait_rows)


def trait_row(key: int, trait: str, source: str, told: Told) -> tuple[Any, ...]:
    return signed(key), trait, source, told.value, moment(told.at), told.message_id


def write_trait_rows(rows: Sequence[tuple[Any, ...]]) -> None:
    run_many(_TRAITS, rows)


def _write_places(facts: Facts, key_of: KeyOf, slices: Slices) -> None:
    rows = [(key_of[name], unit) for name, unit in facts.places]
    slices.write(
        sorted(rows), lambda some: run_many("insert into people_place (key, unit) values (%s, %s) on conflict (key, unit) do nothing", some)
    )


# What to weigh


def components_unweighed() -> set[int]:
    """Components with evidence that waits for a verdict: new, or left by a crash."""
    waiting = EvidenceRow.objects.filter(verdict="").values("a")
    return set(IdentifierRow.objects.filter(key__in=waiting).values_list("component", flat=True).distinct())


def _components_that_changed_hands(seen: Iterable[int]) -> set[int]:
    """Where a person decided that an identifier changed hands, also the last time of a proof counts."""
    if not keys.has_exceptions():
        return set()
    moved = set(IdentifierRow.objects.exclude(since="").values_list("component", flat=True))
    return moved & {unsigned(component) for component in _components_of(seen).values()}
