"""Who is who depends on what is known, never on the order in which it became known."""

import datetime as dt
import random
import time

from hypothesis import given
from hypothesis import strategies as st

from hamsafar.identify.people import resolve as resolving
from hamsafar.identify.people.contracts import DecisionKind, Name, Ruling, Verdict
from hamsafar.identify.people.resolve import Rules, proof_of, resolve

from . import twin

START = dt.datetime(2026, 3, 21, tzinfo=dt.UTC)
SMALL = Rules(limits={"user_id": 1, "anonymous_id": 3}, other_kinds=2, blocked=frozenset({("email", "shared@shop.ir")}))
ONE_ACCOUNT = Rules(limits={"user_id": 1}, other_kinds=resolving.NO_LIMIT)


def at(minute):
    return START + dt.timedelta(minutes=minute)


def user(value, space="shop"):
    return Name(space, "user_id", value)


def tablet(value):
    return Name("shop", "anonymous_id", value)


def email(value):
    return Name("", "email", value)


ALL = [
    *[user("1"), user("2"), user("3"), user("1", "crm"), user("2", "crm")],
    *[tablet("a"), tablet("b"), tablet("c"), tablet("d")],
    *[email("ali@x.ir"), email("bahar@x.ir"), email("shared@shop.ir"), Name("", "phone", "+989120000001"), Name("crm", "card", "5")],
]
pairs = st.tuples(st.sampled_from(ALL), st.sampled_from(ALL)).filter(lambda pair: pair[0] != pair[1])
proofs = st.builds(
    lambda pair, minute, length, kind: proof_of(*pair, at(minute), "web", kind)._replace(last=at(minute + length)),
    pairs,
    st.integers(0, 6),
    st.integers(0, 3),
    st.sampled_from(["identify", "together"]),
)
proof_sets = st.lists(proofs, max_size=14)
some_names = st.lists(st.sampled_from(ALL), min_size=1, max_size=3, unique=True)


@st.composite
def ruling_sets(draw):
    rulings = []
    for number in range(draw(st.integers(0, 4))):
        one, other = draw(some_names), draw(some_names)
        other = [name for name in other if name not in one] or [next(name for name in ALL if name not in one)]
        kind = draw(st.sampled_from([DecisionKind.MERGE, DecisionKind.SPLIT]))
        rulings.append(Ruling(id=f"r{number}", kind=kind, at=at(draw(st.integers(0, 3))), one=tuple(one), other=tuple(other)))
        if draw(st.integers(0, 3)) == 0:
            rulings.append(Ruling(id=f"u{number}", kind=DecisionKind.UNDO, at=at(9), undoes=f"r{draw(st.integers(0, number))}"))
    return rulings


def people_of(answer):
    return {frozenset(someone.names) for someone in answer.people}


@given(proof_sets, ruling_sets(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(known, rulings, chance):
    before = resolve(known, rulings, names=ALL, rules=SMALL)
    shuffled, decided, names = list(known), list(rulings), list(ALL)
    for things in (shuffled, decided, names):
        chance.shuffle(things)
    assert resolve(shuffled, decided, names=names, rules=SMALL) == before


@given(proof_sets, ruling_sets())
def test_the_fast_way_means_what_the_slow_way_means(known, rulings):
    assert people_of(resolve(known, rulings, names=ALL, rules=SMALL)) == twin.groups(ALL, resolving.widened(known), rulings, SMALL)


@given(proof_sets)
def test_weighing_strong_before_weak_is_demoting_the_weakest_and_trying_again(known):
    known = [proof for proof in known if "crm" not in (proof.a.space, proof.b.space) and not ONE_ACCOUNT.blocks(proof.a)]
    names = [name for name in ALL if name.space != "crm"]
    assert people_of(resolve(known, names=names, rules=ONE_ACCOUNT)) == twin.in_time_order(names, resolving.widened(known))


@given(proof_sets, ruling_sets())
def test_limits_are_never_broken(known, rulings):
    answer = resolve(known, rulings, names=ALL, rules=SMALL)
    by_hand = twin.groups(ALL, [], rulings, SMALL)
    merges = [ruling.one[0] for ruling in resolving.in_force(rulings) if ruling.kind is DecisionKind.MERGE]
    for someone in answer.people:
        group = frozenset(someone.names)
        if group in by_hand:
            continue  # what people joined by hand is theirs to answer for
        for which in {name[:2] for name in group}:
            alone = max(sum(name[:2] == which for name in hand) for hand in by_hand if hand <= group)
            assert twin.how_many(group, which, by_hand) <= max(alone, twin.room(group, which, merges, SMALL))


@given(proof_sets, ruling_sets())
def test_everyone_is_exactly_one_person(known, rulings):
    names = [name for someone in resolve(known, rulings, names=ALL, rules=SMALL).people for name in someone.names]
    assert sorted(names) == sorted(set(names)) == sorted(ALL)


@given(proof_sets, ruling_sets(), proof_sets)
def test_decisions_undone_leave_what_would_have_been_without_them(early, rulings, late):
    undone = [Ruling(id=f"undo-{r.id}", kind=DecisionKind.UNDO, at=at(99), undoes=r.id) for r in rulings if r.kind is not DecisionKind.UNDO]
    assert resolve([*early, *late], [*rulings, *undone], names=ALL) == resolve([*early, *late], names=ALL)


@given(proof_sets)
def test_every_proof_is_explained_once(known):
    explained = [why.proof for why in resolve(known, rules=SMALL).why]
    assert sorted(explained) == sorted(resolving.widened(known))


def test_the_shared_ipad_stays_with_whom_it_met_first():
    """Segment's example: two customers sign in one after the other on the tablet of a shop."""
    first = proof_of(user("1"), tablet("ipad"), at(1), "web", "together")
    second = proof_of(user("2"), tablet("ipad"), at(2), "web", "together")
    answer = resolve([second, first])
    assert people_of(answer) == {frozenset({user("1"), tablet("ipad")}), frozenset({user("2")})}
    refused = next(why for why in answer.why if why.verdict is Verdict.OVER_LIMIT)
    assert (refused.proof, refused.limit) == (second, "user_id")
    assert {refused.left, refused.right} == {user("1"), user("2")}


def test_a_login_takes_an_address_back_from_a_shared_tablet():
    """Someone typed Bahar's address into a form on the tablet of Ali; when Bahar signs in, the address is hers."""
    known = [
        proof_of(user("ali"), tablet("ipad"), at(1), "web", "together"),
        proof_of(tablet("ipad"), email("bahar@x.ir"), at(2), "web", "traits"),
    ]
    assert frozenset({user("ali"), tablet("ipad"), email("bahar@x.ir")}) in people_of(resolve(known))
    known.append(proof_of(user("bahar"), email("bahar@x.ir"), at(9), "web", "identify"))
    answer = resolve(known)
    assert people_of(answer) == {frozenset({user("ali"), tablet("ipad")}), frozenset({user("bahar"), email("bahar@x.ir")})}


def test_late_evidence_may_also_separate():
    known = [proof_of(user("2"), tablet("ipad"), at(5), "web", "together")]
    assert people_of(resolve(known)) == {frozenset({user("2"), tablet("ipad")})}
    earlier = proof_of(user("1"), tablet("ipad"), at(1), "file", "import")
    assert frozenset({user("1"), tablet("ipad")}) in people_of(resolve([*known, earlier]))


def test_a_person_may_join_two_accounts_and_a_third_still_needs_a_decision():
    by_hand = Ruling(id="m", kind=DecisionKind.MERGE, at=at(5), one=(user("1"),), other=(user("2"),))
    shared = [proof_of(user(number), email("family@x.ir"), at(int(number)), "web", "identify") for number in "123"]
    answer = resolve(shared, [by_hand])
    assert people_of(answer) == {frozenset({user("1"), user("2"), email("family@x.ir")}), frozenset({user("3")})}


def test_whom_people_keep_gives_the_name():
    by_hand = Ruling(id="m", kind=DecisionKind.MERGE, at=at(5), one=(tablet("a"),), other=(user("1"),))
    assert [someone.main for someone in resolve([], [by_hand]).people] == [tablet("a")]


def test_the_later_of_two_contradicting_decisions_counts():
    merge = Ruling(id="m", kind=DecisionKind.MERGE, at=at(1), one=(user("1"),), other=(email("ali@x.ir"),))
    split = Ruling(id="s", kind=DecisionKind.SPLIT, at=at(2), one=(email("ali@x.ir"),), other=(user("1"),))
    again = Ruling(id="n", kind=DecisionKind.MERGE, at=at(3), one=(user("1"),), other=(email("ali@x.ir"),))
    assert len(resolve([], [merge, split]).people) == 2
    assert resolve([], [merge, split]).overruled == {"m"}
    assert len(resolve([], [merge, split, again]).people) == 1
    assert resolve([], [merge, split, again]).overruled == {"s"}


def test_what_was_split_off_stays_apart_whatever_comes_later():
    known = [proof_of(user("1"), email("ali@x.ir"), at(1), "web", "identify"), proof_of(user("1"), tablet("a"), at(1), "web", "together")]
    split = Ruling(id="s", kind=DecisionKind.SPLIT, at=at(2), one=(tablet("a"),), other=(user("1"),))
    later = proof_of(email("ali@x.ir"), tablet("a"), at(3), "web", "together")
    answer = resolve([*known, later], [split])
    assert people_of(answer) == {frozenset({user("1"), email("ali@x.ir")}), frozenset({tablet("a")})}
    assert {why.verdict for why in answer.why if tablet("a") in why.proof} == {Verdict.APART}


def test_a_tablet_that_changed_hands_is_two_identifiers():
    known = [
        proof_of(user("1"), tablet("ipad"), at(1), "web", "together"),
        proof_of(user("2"), tablet("ipad"), at(8), "web", "together"),
    ]
    sold = Ruling(id="s", kind=DecisionKind.SINCE, at=at(9), one=(tablet("ipad"),), moment=at(5))
    later = tablet("ipad")._replace(since=at(5).isoformat())
    assert people_of(resolve(known, [sold])) == {frozenset({user("1"), tablet("ipad")}), frozenset({user("2"), later})}


def test_a_blocked_value_joins_no_one():
    shared = email("shared@shop.ir")
    known = [proof_of(user(number), shared, at(1), "web", "identify") for number in "12"]
    answer = resolve(known, rules=SMALL)
    assert len(answer.people) == 3
    assert {why.verdict for why in answer.why} == {Verdict.BLOCKED}


def test_a_component_of_twenty_thousand_links_is_settled_in_seconds():
    chance = random.Random(7)
    names = [tablet(str(number)) for number in range(10_000)] + [user(str(number)) for number in range(2_000)]
    known = [proof_of(*chance.sample(names, 2), at(number), "web", "together") for number in range(20_000)]
    started = time.process_time()  # of this process: other tests run beside
    resolve(known)
    assert time.process_time() - started < 15
