"""Who is who: a pure function of the SET of evidence.

The order in which evidence arrived does not matter, because it is never asked for. Proofs are weighed strong before weak, and inside
one strength in the order in which they happened; ties are settled by what they say. A proof that would break a limit is refused and
reported. Weighing strong before weak is what "demote the weakest link and try again" comes to: the link that gives way is always the
weakest on the way between the two identifiers that cannot be one person, and of equally weak ones the latest
(tests/test_resolve.py holds the two against each other).

Decisions of people come before proofs, and of two that contradict each other the later one counts.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from . import keys
from .contracts import DecisionKind, Name, Proof, Ruling, Verdict, Why

NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How many identifiers of a kind one person may have in one space, and which values name no one.

    One user id: two accounts are two people until a person says otherwise. A few addresses and numbers: more is a shared office address.
    Browsers forget anonymous ids within days, so of these a person has many.
    """

    limits: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"user_id": 1, "anonymous_id": 500}))
    other_kinds: int = 5
    blocked: frozenset[tuple[str, str]] = frozenset()  # further (kind, normal value) that name no one here

    def limit_of(self, kind: str) -> int:
        return self.limits.get(kind, self.other_kinds)

    def blocks(self, name: Name) -> bool:
        return (name.kind, name.value) in self.blocked or keys.is_blocked(name.kind, name.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """One person: who they are called by first, and everything they are called by."""

    main: Name
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who is who, what became of each proof, and which decisions a later one overruled (wholly or in part)."""

    people: tuple[Someone, ...]
    why: tuple[Why, ...]
    overruled: frozenset[str]

    def person_of(self) -> dict[Name, Name]:
        return {name: someone.main for someone in self.people for name in someone.names}


DEFAULT_RULES = Rules()


def resolve(
    proofs: Collection[Proof], rulings: Collection[Ruling] = (), *, names: Iterable[Name] = (), rules: Rules = DEFAULT_RULES
) -> Answer:
    """Who is who by these proofs and rulings. `names` are further identifiers of which nothing is proved yet."""
    active = in_force(rulings)
    proofs = widened(proofs)
    if any(ruling.kind is DecisionKind.SINCE for ruling in active):
        proofs = [moved for proof in proofs for moved in since_moments(proof, active)]
    forest = _Forest([*names, *_names_in(proofs, active)], rules)
    overruled = forest.settle(active)
    why = tuple(_weigh(forest, proof, rules) for proof in sorted(proofs, key=_by_weight))
    return Answer(people=forest.people(_first_seen(proofs, active), active), why=why, overruled=overruled)


def in_force(rulings: Iterable[Ruling]) -> list[Ruling]:
    """The rulings that nobody undid, latest first."""
    rulings = list(rulings)
    undone = {ruling.undoes for ruling in rulings if ruling.kind is DecisionKind.UNDO}
    kept = [ruling for ruling in rulings if ruling.kind is not DecisionKind.UNDO and ruling.id not in undone]
    return sorted(kept, key=lambda ruling: (ruling.at, ruling.id), reverse=True)


def proof_of(one: Name, other: Name, at: dt.datetime, source: str, kind: str) -> Proof:
    """A proof with its stronger end first, so that the same fact is the same proof."""
    a, b = sorted((one, other), key=lambda name: (keys.rank_of(name.kind), name))
    return Proof(a, b, at, at, source, str(kind))


def widened(proofs: Iterable[Proof]) -> Collection[Proof]:
    """The same proof told several times is one proof, from its first time to its last."""
    known: dict[tuple[Name, Name, str, str], Proof] = {}
    for proof in proofs:
        key = (proof.a, proof.b, proof.source, proof.kind)
        same = known.get(key)
        known[key] = proof._replace(first=min(same.first, proof.first), last=max(same.last, proof.last)) if same else proof
    return known.values()


def strength(proof: Proof) -> int:
    """0 (both are user ids) to 4 (an anonymous id takes part): a link is as strong as its weaker end."""
    return max(keys.rank_of(proof.a.kind), keys.rank_of(proof.b.kind))


def since_moments(proof: Proof, active: Iterable[Ruling]) -> Iterable[Proof]:
    """The proof as it reads when identifiers changed hands at a moment: before it about the one, from it on about the other."""
    moments = sorted((ruling.moment, ruling.one[0]) for ruling in active if ruling.kind is DecisionKind.SINCE and ruling.moment)
    if not moments:
        return (proof,)
    cuts = sorted({moment for moment, name in moments if name in (proof.a, proof.b)})
    return [_renamed(piece, moments) for piece in _cut(proof, cuts)]


def _cut(proof: Proof, cuts: Sequence[dt.datetime]) -> Iterable[Proof]:
    """Only the first and the last time are known of a proof, so nothing is claimed about a middle piece between two cuts."""
    if not any(proof.first < cut <= proof.last for cut in cuts):
        return (proof,)
    return (proof._replace(last=proof.first), proof._replace(first=proof.last))


def _renamed(proof: Proof, moments: Sequence[tuple[dt.datetime, Name]]) -> Proof:
    return proof._replace(a=name_at(proof.a, proof.first, moments), b=name_at(proof.b, proof.first, moments))


def name_at(name: Name, at: dt.datetime, moments: Sequence[tuple[dt.datetime, Name]]) -> Name:
    """What an identifier is called at a moment, `moments` being sorted."""
    since = [moment for moment, moved in moments if moved == name and moment <= at]
    return name._replace(since=since[-1].isoformat()) if since else name


def _by_weight(proof: Proof) -> tuple[int, dt.datetime, Name, Name, str, str]:
    return strength(proof), proof.first, proof.a, proof.b, proof.kind, proof.source


def _names_in(proofs: Iterable[Proof], rulings: Iterable[Ruling]) -> Iterable[Name]:
    for proof in proofs:
        yield proof.a
        yield proof.b
    for ruling in rulings:
        yield from ruling.one
        yield from ruling.other


def _first_seen(proofs: Iterable[Proof], rulings: Iterable[Ruling]) -> dict[Name, dt.datetime]:
    seen: dict[Name, dt.datetime] = {}
    for proof in proofs:
        for name in (proof.a, proof.b):
            seen[name] = min(seen.get(name, proof.first), proof.first)
    for ruling in rulings:
        for name in (*ruling.one, *ruling.other):
            seen.setdefault(name, ruling.at)
    return seen


def _weigh(forest: "_Forest", proof: Proof, rules: Rules) -> Why:
    if rules.blocks(proof.a) or rules.blocks(proof.b):
        return Why(proof, Verdict.BLOCKED)
    a, b = forest.root(proof.a), forest.root(proof.b)
    if a == b:
        return Why(proof, Verdict.AGAIN)
    if forest.are_apart(a, b):
        return Why(proof, Verdict.APART)
    if over := forest.over_limit(a, b):
        return Why(proof, Verdict.OVER_LIMIT, over[1], forest.holders[a][over], forest.holders[b][over])
    forest.join(a, b)
    return Why(proof, Verdict.LINKED)


class _Forest:
    """Groups of names that are one person so far: a union-find whose roots know what a person may have only so many of."""

    def __init__(self, names: Iterable[Name], rules: Rules) -> None:
        self.rules = rules
        self.parent = {name: name for name in names}
        self.size = dict.fromkeys(self.parent, 1)
        self.counts: dict[Name, dict[tuple[str, str], int]] = {name: {name[:2]: 1} for name in self.parent}
        # One identifier of each kind, to name in a report. The smallest, so that a report does not depend on the order either.
        self.holders: dict[Name, dict[tuple[str, str], Name]] = {name: {name[:2]: name} for name in self.parent}
        self.sides: dict[Name, set[tuple[str, int]]] = defaultdict(set)  # (split, which side of it)
        self.merges: dict[Name, int] = defaultdict(int)

    def root(self, name: Name) -> Name:
        parent = self.parent
        while parent[name] is not name:
            parent[name] = parent[parent[name]]  # halve the path
            name = parent[name]
        return name

    def are_apart(self, a: Name, b: Name) -> bool:
        few, many = sorted((self.sides.get(a, set()), self.sides.get(b, set())), key=len)
        return any((split, 1 - side) in many for split, side in few)

    def over_limit(self, a: Name, b: Name) -> tuple[str, str] | None:
        """The (space, kind) of which one person would have too many, the strongest kind first."""
        few, many = sorted((self.counts[a], self.counts[b]), key=len)
        times = 1 + self.merges.get(a, 0) + self.merges.get(b, 0)
        over = [which for which, count in few.items() if which in many and count + many[which] > self._room(which[1], times)]
        return min(over, key=lambda which: (keys.rank_of(which[1]), which)) if over else None

    def _room(self, kind: str, times: int) -> int:
        """A person whom people made out of several may have as many addresses as those had together, but still one account."""
        limit = self.rules.limit_of(kind)
        return limit if limit == 1 else limit * times

    def join(self, a: Name, b: Name) -> Name:
        big, small = (a, b) if (self.size[a], b) > (self.size[b], a) else (b, a)
        self.parent[small] = big
        self.size[big] += self.size.pop(small)
        counts, holders = self.counts[big], self.holders[big]
        for which, count in self.counts.pop(small).items():
            counts[which] = counts.get(which, 0) + count
        for which, name in self.holders.pop(small).items():
            holders[which] = min(holders.get(which, name), name)
        self.sides[big] |= self.sides.pop(small, set())
        self.merges[big] += self.merges.pop(small, 0)
        return big

    def settle(self, active: Iterable[Ruling]) -> frozenset[str]:
        """Do what people decided, latest first; returns the decisions that a later one overruled."""
        steps = {DecisionKind.MERGE: self._merge, DecisionKind.SPLIT: self._split}
        overruled = frozenset([ruling.id for ruling in active if ruling.kind in steps and not steps[ruling.kind](ruling)])
        # Accounts that people joined count as one: a further account still needs a person to say so.
        for counts in self.counts.values():
            for which, count in counts.items():
                if self.rules.limit_of(which[1]) == 1 and count > 1:
                    counts[which] = 1
        return overruled

    def _merge(self, ruling: Ruling) -> bool:
        joined, complete = self._unite([*ruling.one, *ruling.other])
        if joined:
            self.merges[self.root(ruling.one[0])] += 1
        return complete

    def _split(self, ruling: Ruling) -> bool:
        _, complete = self._unite(ruling.one)
        leaving = {self.root(name) for name in ruling.one}
        staying = {self.root(name) for name in ruling.other}
        for root in leaving - staying:
            self.sides[root].add((ruling.id, 0))
        for root in staying - leaving:
            self.sides[root].add((ruling.id, 1))
        return complete and not (leaving & staying)

    def _unite(self, names: Sequence[Name]) -> tuple[int, bool]:
        """Join all with the first, except where a later decision set them apart: how many were joined, and whether all now are one."""
        joined, complete = 0, True
        for name in names[1:]:
            a, b = self.root(names[0]), self.root(name)
            if a == b:
                continue
            if self.are_apart(a, b):
                complete = False
                continue
            self.join(a, b)
            joined += 1
        return joined, complete

    def people(self, first_seen: Mapping[Name, dt.datetime], active: Sequence[Ruling]) -> tuple[Someone, ...]:
        members: dict[Name, list[Name]] = defaultdict(list)
        for name in self.parent:
            members[self.root(name)].append(name)
        precedence = _Precedence(first_seen, active)
        found = (Someone(main=min(names, key=precedence), names=tuple(sorted(names))) for names in members.values())
        return tuple(sorted(found, key=lambda someone: someone.main))


class _Precedence:
    """Which name stands for a person: whom people chose to keep, then the strongest kind, then the earliest."""

    def __init__(self, first_seen: Mapping[Name, dt.datetime], active: Sequence[Ruling]) -> None:
        self.first_seen = first_seen
        merges = [ruling for ruling in active if ruling.kind is DecisionKind.MERGE]
        self.absorbed = {name for ruling in merges for name in ruling.other}
        self.kept = {name for ruling in merges for name in ruling.one} - self.absorbed

    def __call__(self, name: Name) -> tuple[int, int, float, Name]:
        choice = 0 if name in self.kept else 2 if name in self.absorbed else 1
        seen = self.first_seen.get(name)
        return choice, keys.rank_of(name.kind), seen.timestamp() if seen else 0.0, name
