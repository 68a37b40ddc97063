"""Who is who, the slow way: the meaning of resolve.py in sets and loops, without roots, counts or shortcuts."""

from itertools import combinations

from hamsafar.identify.people import keys
from hamsafar.identify.people.contracts import DecisionKind
from hamsafar.identify.people.resolve import in_force, strength


def groups(names, proofs, rulings, rules):
    """The people as a set of frozensets of names."""
    people = [frozenset({name}) for name in set(names)]
    apart, merged = [], []
    for ruling in in_force(rulings):
        if ruling.kind is DecisionKind.MERGE:
            people, joined = _unite(people, [*ruling.one, *ruling.other], apart)
            if joined:
                merged.append(ruling.one[0])
        if ruling.kind is DecisionKind.SPLIT:
            people, _ = _unite(people, list(ruling.one), apart)
            leaving = [_of(people, name) for name in ruling.one]
            staying = [_of(people, name) for name in ruling.other]
            leavers = [name for name in ruling.one if _of(people, name) not in staying]
            stayers = [name for name in ruling.other if _of(people, name) not in leaving]
            apart += [(x, y) for x in leavers for y in stayers]
    human = set(people)
    for proof in sorted(proofs, key=lambda p: (strength(p), p.first, p.a, p.b, p.kind, p.source)):
        one, other = _of(people, proof.a), _of(people, proof.b)
        if rules.blocks(proof.a) or rules.blocks(proof.b) or one == other:
            continue
        both = one | other
        if any((x in one and y in other) or (x in other and y in one) for x, y in apart):
            continue
        if _too_many(one, other, human, merged, rules):
            continue
        people = [group for group in people if group not in (one, other)] + [both]
    return set(people)


def _of(people, name):
    return next(group for group in people if name in group)


def _unite(people, names, apart):
    joined = 0
    for name in names[1:]:
        one, other = _of(people, names[0]), _of(people, name)
        if one == other or any((x in one and y in other) or (x in other and y in one) for x, y in apart):
            continue
        people = [group for group in people if group not in (one, other)] + [one | other]
        joined += 1
    return people, joined


def _too_many(one, other, human, merged, rules):
    """Only a kind that both sides have can become too much by joining them."""
    shared = {name[:2] for name in one} & {name[:2] for name in other}
    return any(how_many(one | other, which, human) > room(one | other, which, merged, rules) for which in shared)


def how_many(group, which, human_groups, single=True):
    """Distinct identifiers of a kind. Accounts (limit one) that people joined by hand count as one."""
    found = [name for name in group if name[:2] == which]
    if which[1] != "user_id":
        return len(found)
    return len({_of(human_groups, name) for name in found})


def room(group, which, merged, rules):
    limit = rules.limit_of(which[1])
    return limit if limit == 1 else limit * (1 + sum(name in group for name in merged))


def in_time_order(names, proofs):
    """Segment's way, for one user id a person and no other limit: take proofs as they happened; where two user ids would meet,
    the weakest link on the way between them (of equals the latest) is demoted, and it is tried again."""
    taken = []
    for proof in sorted(proofs, key=lambda p: (p.first, p.a, p.b, p.kind, p.source)):
        taken.append(proof)
        while way := _way_between_accounts(taken):
            taken.remove(max(way, key=lambda p: (strength(p), p.first, p.a, p.b, p.kind, p.source)))
    people = [frozenset({name}) for name in set(names)]
    for proof in taken:
        people, _ = _unite(people, [proof.a, proof.b], [])
    return set(people)


def _way_between_accounts(taken):
    accounts = {name for proof in taken for name in (proof.a, proof.b) if name.kind == "user_id"}
    for one, other in combinations(sorted(accounts), 2):
        if one.space == other.space and (way := _way(taken, one, other)):
            return way
    return None


def _way(taken, one, other):
    ways, seen = {one: []}, [one]
    for here in seen:
        for proof in taken:
            for near, far in ((proof.a, proof.b), (proof.b, proof.a)):
                if near == here and far not in ways:
                    ways[far] = [*ways[here], proof]
                    seen.append(far)
    return ways.get(other)


__all__ = ["groups", "how_many", "in_time_order", "keys", "room"]
