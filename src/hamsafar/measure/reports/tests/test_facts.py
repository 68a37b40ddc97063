"""Facts of answers against a slow twin, on random small lives."""

import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hamsafar.base import eventstore
from hamsafar.measure.reports import gathering
from hamsafar.measure.reports.scores import SCORES

from . import oracle
from .conftest import NOW, answer, event, plant, read

PEOPLE = (1,)
days = st.integers(0, 160).map(lambda half: half / 2)
orders = st.builds(
    lambda person, ago, number, paid, currency: event(
        "Order Completed", ago, person, amount=paid, currency=currency, order_id=f"o{number}"
    ),
    st.sampled_from(PEOPLE), days, st.integers(1, 3), st.integers(1, 9), st.sampled_from(("IRR", "IRT")),
)  # fmt: skip
parcels = st.builds(
    lambda person, ago, number, took, late: event("Order Delivered", ago, person, order_id=f"o{number}", days=took, late=late),
    st.sampled_from(PEOPLE), days, st.integers(1, 3), st.integers(1, 9), st.booleans(),
)  # fmt: skip
visits = st.builds(
    lambda person, ago, waited: event("Store Visited", ago, person, waited=waited), st.sampled_from(PEOPLE), days, st.integers(0, 30)
)
others = st.builds(
    lambda person, ago, name: event(name, ago, person),
    st.sampled_from(PEOPLE), days, st.sampled_from(("Email Sent", "Promise Made", "Promise Broken", "Payment Failed", "Page Viewed")),
)  # fmt: skip
said = st.builds(
    lambda person, ago, score, named: answer(score, ago + 0.25, person, **({"order_id": f"o{named}"} if named else {})),
    st.sampled_from(PEOPLE), st.integers(0, 20), st.integers(0, 10), st.integers(0, 3),
)  # fmt: skip


def once(events):
    """An order is bought once and arrives once; of two things of one kind at one moment it would be chance which is first."""
    kept, seen = [], set()
    for one in events:
        number = one["properties"] if one["name"] in ("Order Completed", "Order Delivered") else ""
        number = number.partition('"order_id": "')[2][:2]
        keys = {(one["name"], one["person_key"], one["timestamp"])} | ({(one["name"], one["person_key"], number)} if number else set())
        if not keys & seen:
            seen |= keys
            kept.append(one)
    return kept


lives = st.tuples(
    st.lists(st.one_of(orders, parcels, visits, others), max_size=12).map(once), st.lists(said, min_size=1, max_size=3).map(once)
)


def belonging_to(person, events):
    return [{**one, "person_key": person} for one in events]


# Thirty lives at once, with order numbers that repeat between people; shrinking would take minutes and is left out.
@settings(max_examples=4, phases=(Phase.explicit, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lives, min_size=30, max_size=30))
def test_facts_are_those_that_one_finds_by_hand(event_store, led):
    eventstore.store().command("truncate table events")
    happened = [one for person, (events, _) in enumerate(led, 1) for one in belonging_to(person, events)]
    answered = [one for person, (_, answers) in enumerate(led, 1) for one in belonging_to(person, answers)]
    plant([*answered, *happened])
    wanted = gathering.Wanted(score=SCORES["nps"], units=None, since=NOW - dt.timedelta(days=90), until=NOW + dt.timedelta(days=1))
    found = gathering.answers(wanted)
    facts = {fact.key: fact.values for fact in gathering.operational(wanted, found.ids, ("IRR", "IRT"))}
    by_place = sorted(answered, key=lambda one: (one["person_key"], one["timestamp"]))
    places = sorted(range(len(found)), key=lambda index: (int(found.people[index]), found.at[index]))
    for one, place in zip(by_place, places, strict=True):
        assert found.score[place] == json.loads(one["properties"])["score"]
        expected = oracle.order_facts(happened, one) | oracle.waited_in_branch(happened, one) | oracle.weeks_before(happened, one)
        for key in ("paid", "days", "late", "branch_minutes", "mails", "payment_failed", "promise_broken"):
            value = facts[key][place]
            assert (None if np.isnan(value) else value) == pytest.approx(expected.get(key)), key


def test_a_conversation_tells_how_long_it_took_and_whether_the_story_was_lost(event_store):
    plant(
        [
            event("Conversation Started", 5.0, conversation_id="c"),
            event("Conversation Replied", 4.99, conversation_id="c", by_bot=True),
            event("Conversation Handed Over", 4.95, conversation_id="c", context_kept=False),
            event("Conversation Replied", 4.75, conversation_id="c"),
            event("Conversation Resolved", 4.5, conversation_id="c"),
            answer(3, 4.0, question="csat", conversation_id="c"),
        ]
    )
    wanted = gathering.Wanted(score=SCORES["csat"], units=None, since=NOW - dt.timedelta(days=30), until=NOW)
    found = gathering.answers(wanted)
    facts = {fact.key: fact.values.tolist() for fact in gathering.operational(wanted, found.ids, ("IRR",))}
    assert facts["hours_to_reply"] == pytest.approx([6.0])
    assert facts["hours_to_resolve"] == pytest.approx([12.0])
    assert (facts["story_lost"], facts["handed_over"], facts["reopened"]) == ([1.0], [1.0], [0.0])


def test_a_parcel_that_is_overdue_when_somebody_answers_is_a_fact_too(event_store):
    plant(
        [
            event("Order Completed", 9, amount=1, currency="IRR", order_id="o1"),
            event("Order Shipped", 8, order_id="o1", carrier="post", promised_at=(NOW - dt.timedelta(days=6)).isoformat()),
            answer(2, 5, order_id="o1"),
            event("Order Delivered", 4, order_id="o1", carrier="post", days=5, late=True),
        ]
    )
    wanted = gathering.Wanted(score=SCORES["nps"], units=None, since=NOW - dt.timedelta(days=30), until=NOW)
    found = gathering.answers(wanted)
    facts = {fact.key: fact.values.tolist() for fact in gathering.operational(wanted, found.ids, ("IRR",))}
    assert facts["not_there"] == [1.0]
    assert facts["carrier"] == ["post"]
    assert all(np.isnan(facts[key][0]) for key in ("days", "late"))


def test_words_of_the_same_going_through_belong_to_the_score(event_store):
    """A survey of ours asks for the reason in a question of its own."""
    plant([answer(3, 2, submission_id="a"), answer(9, 2, 2, submission_id="b"),
           event("Survey Answered", 2, question="text", text="late", submission_id="a", score_question="nps", score_beside=3)])  # fmt: skip
    read([(3, "nps", ["delivery"], 2)])
    found = gathering.answers(gathering.Wanted(score=SCORES["nps"], units=None, since=NOW - dt.timedelta(days=30), until=NOW))
    assert dict(zip(found.score.tolist(), found.topics, strict=True)) == {3.0: ("delivery",), 9.0: None}
