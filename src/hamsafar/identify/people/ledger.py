"""Keeps facts about identity as sets: writing the same again, in any order, in any slices, leaves the same rows.

So a crash in the middle costs nothing: the offset moves last, what was written before is written again.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.conf import settings

from . import keys, rekeying
from .contracts import Name, Proof
from .fields import signed
from .gather import Facts, Pair, Told
from .models import EvidenceRow, IdentifierRow
from .resolve import DEFAULT_RULES, Rules, resolve
from .turns import Slices, least_and_greatest, run_many

log = logging.getLogger("hamsafar.people")
SQLITE = "django.db.backends.sqlite3"
CHUNK = 900  # values in one `in (…)`


def chunks(things: Iterable[Any]) -> Iterator[list[Any]]:
    things = list(things)
    return (things[start : start + CHUNK] for start in range(0, len(things), CHUNK))


def keep(facts: Facts, rules: Rules = DEFAULT_RULES) -> tuple[set[int], set[int]]:
    """Write the facts. Returns the components that must be weighed again although no proof is new, and the keys that were seen."""
    slices = Slices()
    key_of = _keys_for(facts)
    components, moved = _joined(facts, key_of)
    fresh = _Fresh(facts, key_of, components, moved, rules)
    _write_components(moved, slices)
    _write_names(facts, key_of, components, fresh, slices)
    _write_pairs(facts, key_of, fresh, slices)
    _write_traits(facts, key_of, slices)
    _write_places(facts, key_of, slices)
    return _components_that_changed_hands(key_of.values()), set(key_of.values())


def moment(at: dt.datetime) -> Any:
    """A moment as the database keeps it: what Django does, without asking it four questions for each of a million."""
    if settings.DATABASES["default"]["ENGINE"] != SQLITE:
        return at
    text = at.isoformat(" ")
    return text[:-6] if text.endswith("+00:00") else moment(at.astimezone(dt.UTC))


class _Fresh:
    """Who is who among names that nobody knew before and that touch none that was known: settled before they are written.

    Most of a large import is like that; the rest is written without a verdict and weighed with what the tables hold.
    """

    def __init__(self, facts: Facts, key_of: dict[Name, int], components: dict[int, int], known: "Components", rules: Rules) -> None:
        self.key_of = key_of
        names = [name for name in facts.names if components[key_of[name]] not in known.targets]
        apart = {components[key_of[name]] for name in names}
        proofs = [
            Proof(a, b, *times, source, kind) for (a, b, kind, source), times in facts.pairs.items() if components[key_of[a]] in apart
        ]
        answer = resolve(proofs, names=names, rules=rules)
        self.person_of = {key_of[name]: key_of[main] for name, main in answer.person_of().items()}
        self.why = {(w.proof.a, w.proof.b, w.proof.kind, w.proof.source): w for w in answer.why}

    def verdict(self, pair: Pair) -> tuple[str, str, int | None, int | None]:
        why = self.why.get(pair)
        if why is None:
            return "", "", None, None
        left, right = (signed(self.key_of[name]) if name else None for name in (why.left, why.right))
        return why.verdict.value, why.limit, left, right


# Keys, and the one in billions that two names share


def _keys_for(facts: Facts) -> dict[Name, int]:
    """The key of each name. A name whose key belongs to another name already gets another key, which its events then carry too."""
    wanted = {name: keys.known_key(name) for name in facts.names}
    holders = _holders(wanted.values())
    taken: dict[int, Name] = {}
    for name in sorted(wanted, key=lambda name: (facts.names[name].first, name)):
        key = wanted[name]
        holder = holders.get(key) or taken.get(key)
        if holder is not None and holder != name:
            key = wanted[name] = move_away(name, key)
        taken[key] = name
    return wanted


def _holders(wanted: Iterable[int]) -> dict[int, Name]:
    found = {}
    for chunk in chunks(set(wanted)):
        rows = IdentifierRow.objects.filter(key__in=chunk).values_list("key", "space", "kind", "value", "since")
        found.update({key: Name(*name) for key, *name in rows})
    return found


def move_away(name: Name, key: int) -> int:
    """Two names with one key: the newer one moves to a key of its own, and its events are moved after it."""
    log.warning("two identifiers share the key %016x; the newer one moves", key)
    return rekeying.add_collision(name, key)


# Components: what any evidence connects


class Components(NamedTuple):
    """What became of the components that were there before: old -> new, only where it differs; and all that hold known names now."""

    moved: dict[int, int]
    targets: set[int]


def _joined(facts: Facts, key_of: dict[Name, int]) -> tuple[dict[int, int], Components]:
    """Component of each key after the pairs have connected what was apart."""
    known = _components_of(key_of.values())
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
    found: dict[int, int] = {}
    for chunk in chunks(set(wanted)):
        found.update(IdentifierRow.objects.filter(key__in=chunk).values_list("key", "component"))
    return found


def _root(parent: dict[int, int], key: int) -> int:
    while parent[key] != key:
        parent[key] = parent[parent[key]]
        key = parent[key]
    return key


def _write_components(known: Components, slices: Slices) -> None:
    rows = [(signed(new), signed(old)) for old, new in known.moved.items()]
    slices.write(rows, lambda some: run_many("update people_identifier set component = %s where component = %s", some))


def connect(wanted: Sequence[int]) -> int:
    """Make these keys one component, for a decision that is about all of them. Returns it."""
    old = set(_components_of(wanted).values())
    target = min(old)
    rows = [(signed(target), signed(component)) for component in old - {target}]
    run_many("update people_identifier set component = %s where component = %s", rows)
    return target


# Rows


def _write_names(facts: Facts, key_of: dict[Name, int], components: dict[int, int], fresh: _Fresh, slices: Slices) -> None:
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
    rows = []
    for name, seen in facts.names.items():
        key = signed(key_of[name])
        component = signed(components[key_of[name]])
        person = signed(fresh.person_of.get(key_of[name], key_of[name]))
        rows.append((key, *name, seen.typed, component, person, key, moment(seen.first), moment(seen.last)))
    slices.write(rows, lambda some: run_many(sql, some))


def _write_pairs(facts: Facts, key_of: dict[Name, int], fresh: _Fresh, slices: Slices) -> None:
    """An earlier time changes the order of weighing, so the verdict is taken back; a later one changes nothing."""
    least, greatest = least_and_greatest()
    sql = f"""
        insert into people_evidence (a, b, kind, source, first, last, verdict, "limit", "left", "right")
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        on conflict (a, b, kind, source) do update set
            verdict = case when excluded.first < people_evidence.first then '' else people_evidence.verdict end,
            first = {least}(people_evidence.first, excluded.first),
            last = {greatest}(people_evidence.last, excluded.last)"""  # noqa: S608
    rows = [
        (signed(key_of[pair[0]]), signed(key_of[pair[1]]), *pair[2:], moment(first), moment(last), *fresh.verdict(pair))
        for pair, (first, last) in facts.pairs.items()
    ]
    slices.write(rows, lambda some: run_many(sql, some))


_TRAITS = """
    insert into people_trait (key, name, source, value, at, message_id) values (%s, %s, %s, %s, %s, %s)
    on conflict (key, name, source) do update set value = excluded.value, at = excluded.at, message_id = excluded.message_id
    where excluded.at > people_trait.at or (excluded.at = people_trait.at and excluded.message_id > people_trait.message_id)"""


def _write_traits(facts: Facts, key_of: dict[Name, int], slices: Slices) -> None:
    rows = [
        trait_row(keys.key_at(name, key_of[name], told.at), trait, source, told) for (name, trait, source), told in facts.traits.items()
    ]
    slices.write(rows, write_trait_rows)


def trait_row(key: int, trait: str, source: str, told: Told) -> tuple[Any, ...]:
    return signed(key), trait, source, told.value, moment(told.at), told.message_id


def write_trait_rows(rows: Sequence[tuple[Any, ...]]) -> None:
    run_many(_TRAITS, rows)


def _write_places(facts: Facts, key_of: dict[Name, int], slices: Slices) -> None:
    rows = [(signed(key_of[name]), unit) for name, unit in facts.places]
    slices.write(
        rows, lambda some: run_many("insert into people_place (key, unit) values (%s, %s) on conflict (key, unit) do nothing", some)
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
    return moved & set(_components_of(seen).values())
