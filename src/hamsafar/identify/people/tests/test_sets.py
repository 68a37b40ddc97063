"""What the tables say depends on the set of what is known: not on its order, its slices, or on decisions that were undone."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.collect.intake.services import Identifier
from hamsafar.identify.people import following, keys
from hamsafar.identify.people import services as people
from hamsafar.identify.people.models import IdentifierRow

from .world import START, Spine, at, event, identify, pure_people, state, wipe

USERS, VISITORS, EMAILS = ["1", "2", "3"], ["a", "b"], ["ali@x.ir", "bahar@x.ir"]
facts = st.builds(
    lambda minute, user, space, visitor, email, city, number: identify(
        minute, user=user, space=space, visitor=visitor, email=email, message_id=f"m{number}",
        traits=f'{{"city": "{city}"}}' if city else "{}",
    ),
    st.integers(0, 9),
    st.sampled_from(["", *USERS]),
    st.sampled_from(["shop", "crm"]),
    st.sampled_from(["", *VISITORS]),
    st.sampled_from(["", *EMAILS]),
    st.sampled_from(["", "قم", "یزد"]),
    st.integers(0, 10**9),
)  # fmt: skip
fact_lists = st.lists(facts, max_size=8, unique_by=lambda fact: fact.message_id)
NAMES = [
    *[Identifier("shop", "user_id", user) for user in USERS],
    Identifier("crm", "user_id", "1"),
    *[Identifier("shop", "anonymous_id", visitor) for visitor in VISITORS],
    *[Identifier("", "email", email) for email in EMAILS],
]
names = st.sampled_from(NAMES)
deeds = st.lists(st.tuples(st.sampled_from(["merge", "split", "since"]), names, names, st.integers(0, 9)), max_size=4)
PACE = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Sets(TestCase):
    """Hypothesis gives every example a transaction of its own only in this form."""

    def setUp(self):
        keys.set_exceptions({})

    def tearDown(self):
        following.wire(None)
        keys.set_exceptions({})

    @PACE
    @given(fact_lists, st.randoms(use_true_random=False), st.integers(1, 4))
    def test_the_order_and_the_slices_of_arrival_never_matter(self, known, chance, slice_):
        learnt(known, len(known) or 1)
        at_once = state()
        wipe()
        shuffled = list(known)
        chance.shuffle(shuffled)
        spine = learnt(shuffled, slice_)
        self.assertEqual(state(), at_once)
        self.assertEqual(told(spine), {row.key: row.person for row in IdentifierRow.objects.all()})

    @PACE
    @given(fact_lists, fact_lists, fact_lists, deeds)
    def test_decisions_undone_leave_exactly_what_would_have_been_without_them(self, early, middle, late, decisions):
        learnt([*early, *middle, *late], 100)
        without = state()
        wipe()
        spine = learnt(early, 100)
        made = [decision for deed in decisions if (decision := decided(*deed))]
        learnt(middle, 100, spine)
        undone, rest = made[::2], made[1::2]
        for decision in undone:
            people.undo(decision.id, by=None)
        learnt(late, 100, spine)
        for decision in reversed(rest):
            people.undo(decision.id, by=None)
        self.assertEqual(state()[:3], without[:3])
        self.assertEqual(told(spine), {row.key: row.person for row in IdentifierRow.objects.all()})

    @PACE
    @given(fact_lists, fact_lists, deeds)
    def test_the_tables_say_what_the_pure_function_says(self, early, late, decisions):
        spine = learnt(early, 2)
        for deed in decisions:
            decided(*deed)
        learnt(late, 3, spine)
        standing = IdentifierRow.objects.filter(since="")
        self.assertEqual(
            {row.key: row.person for row in standing}, {key: who for key, who in pure_people().items() if standing.filter(key=key).exists()}
        )


def learnt(known, slice_, spine=None):
    spine = spine or Spine()
    following.wire(spine.wiring())
    if not spine.events:
        following.OffsetRow.objects.all().delete()
    spine.append(*known)
    people.catch_up(slice_)
    return spine


def told(spine):
    return {row.key: spine.canonical(row.key) for row in IdentifierRow.objects.all()}


def decided(kind, one, other, minute):
    """Do it if it can be done; what is refused changes nothing."""
    deeds = {
        "merge": lambda: people.merge(keep=people.key_of(one), absorb=people.key_of(other), because="", by=None),
        "split": lambda: people.split(people.key_of(one), [one], because="", by=None),
        "since": lambda: people.split_since(one, at(minute), because="", by=None),
    }
    try:
        with clock.frozen_at(START + dt.timedelta(days=1, minutes=minute)):
            return deeds[kind]()
    except Refused:
        return None


def test_nothing_known_is_nobody(db):
    people.observe([event(visitor="")])
    assert not IdentifierRow.objects.exists()


@pytest.mark.django_db
def test_learning_twice_changes_nothing():
    known = [identify(1, user="1", visitor="a", email="ali@x.ir", traits='{"city": "قم"}')]
    people.observe(known)
    before = state()
    people.observe(known)
    assert state() == before
