"""What an idea weighs, against a slow twin that reads the same events one by one."""

import datetime as dt
from collections import defaultdict

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamsafar.base import clock
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.tests.conftest import customer
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.contracts import Event
from hamsafar.collect.intake.services import Identifier
from hamsafar.identify.people import services as people
from hamsafar.measure.ideas import services as weighing
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
EVERYTHING = Scope()
PEOPLE = ("sara@example.com", "reza@example.com", "mina@example.com")


@pytest.fixture
def house(event_store):
    events.start()
    ideas.change_board(ideas.Board(is_open=True, moderate_ideas=False))
    yield
    events.stop()


def event(number: int, who: str, name: str, unit: str = "", amount: float | None = None, currency: str = "IRR", **said) -> Event:
    at = AT + dt.timedelta(minutes=number)
    return Event(
        source="shop", message_id=f"e{number}", name=name, unit=unit, identifiers=(Identifier("", "email", who),), timestamp=at,
        received_at=at, amount=amount, currency=currency if amount is not None else "", properties=msgspec.json.encode(said).decode(),
    )  # fmt: skip


def live(*happened: Event) -> None:
    """Everything is on the spine and everybody known."""
    if happened:
        intake.record(happened)
    intake.carry_outbox()
    events.settle(20)
    people.catch_up()


def test_an_idea_weighs_what_its_voters_have_paid_less_refunds_and_what_they_last_said(house):
    sara, reza, mina = map(customer, PEOPLE)
    idea, other = ideas.post("ارسال شبانه", participant=sara.id), ideas.post("پرداخت قسطی", participant=mina.id)
    ideas.vote(idea.id, reza.id)
    live(
        event(1, PEOPLE[0], "Order Completed", amount=1_000),
        event(2, PEOPLE[0], "Order Completed", amount=50, currency="IRT"),
        event(3, PEOPLE[0], "Order Refunded", amount=200),
        event(4, PEOPLE[0], "Survey Answered", question="nps", score=10),
        event(5, PEOPLE[0], "Survey Answered", question="nps", score=3),
        event(6, PEOPLE[0], "Survey Answered", question="csat", score=4),
        event(7, PEOPLE[2], "Order Completed", amount=7),
    )
    weight = weighing.weigh(scope=EVERYTHING)[idea.id]
    assert (weight.voters, weight.customers, weight.paid, weight.currency) == (2, 1, 1_300.0, "IRR")
    assert (weight.nps.value, weight.nps.n, weight.csat.value, weight.csat.n) == (-100.0, 1, 4.0, 1), "the last word counts"
    assert weighing.weigh(scope=EVERYTHING)[other.id].paid == 7.0


def test_a_vote_that_was_taken_back_or_merged_counts_where_it_should(house):
    sara, reza, mina = map(customer, PEOPLE)
    first, second = ideas.post("ارسال شبانه", participant=sara.id), ideas.post("فرستادن در شب", participant=reza.id)
    ideas.vote(second.id, sara.id)
    ideas.vote(first.id, mina.id)
    ideas.unvote(first.id, mina.id)
    ideas.merge(second.id, into=first.id)
    live()
    assert {idea: len(found) for idea, found in weighing.voters().items()} == {first.id: 2}
    ideas.unmerge(second.id)
    assert {idea: len(found) for idea, found in weighing.voters().items()} == {first.id: 1, second.id: 2}


def test_only_the_members_of_a_segment_are_weighed_and_only_the_units_that_one_sees(house):
    sara, reza, _mina = map(customer, PEOPLE)
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    ideas.vote(idea.id, reza.id)
    live(event(1, PEOPLE[0], "Order Completed", unit="tehran", amount=5), event(2, PEOPLE[1], "Order Completed", unit="kish", amount=3))
    key = people.key_of(sara.identifier)
    assert weighing.weigh(scope=EVERYTHING, within={key})[idea.id].paid == 5.0
    assert weighing.weigh(scope=Scope(units=("kish",)))[idea.id].paid == 3.0
    assert weighing.weigh(scope=Scope(units=("kish",)))[idea.id].voters == 2, "votes belong to the company"


def twin(happened: list[Event]) -> dict[str, tuple[int, float, float | None]]:
    """Orders, money and the last NPS of each person, the plain way."""
    orders, paid, last = defaultdict(int), defaultdict(float), {}
    for one in sorted(happened, key=lambda each: each.timestamp):
        who, said = one.identifiers[0].value, msgspec.json.decode(one.properties)
        money = float(one.amount or 0) * (10 if one.currency == "IRT" else 1) * (one.currency in ("IRR", "IRT"))
        orders[who] += one.name == "Order Completed"
        paid[who] += {"Order Completed": money, "Order Refunded": -money}.get(one.name, 0)
        if said.get("question") == "nps" and 0 <= said["score"] <= 10:
            last[who] = said["score"]
    return {who: (orders[who], paid[who], last.get(who)) for who in {one.identifiers[0].value for one in happened}}


_orders = st.tuples(st.sampled_from(("Order Completed", "Order Refunded")), st.integers(0, 500), st.sampled_from(("IRR", "IRT", "USD")))
_scores = st.tuples(st.just("Survey Answered"), st.integers(-2, 13), st.sampled_from(("nps", "csat", "text")))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.one_of(_orders, _scores)), min_size=1, max_size=25))
def test_worth_means_what_the_twin_means(house, event_store, rows):
    event_store.command("truncate table events")
    events.forget_recent()
    happened = [
        event(n, who, name, question=what, score=value) if name == "Survey Answered" else event(n, who, name, amount=value, currency=what)
        for n, (who, (name, value, what)) in enumerate(rows)
    ]
    with clock.frozen_at(AT + dt.timedelta(days=1)):
        live(*happened)
    keys = {who: people.key_of(Identifier("", "email", who)) for who in PEOPLE}
    found = weighing.worth_of(keys.values(), scope=EVERYTHING)
    for who, (orders, paid, nps) in twin(happened).items():
        mine = found[keys[who]]
        assert (mine.orders, round(mine.paid, 6), mine.nps) == (orders, round(paid, 6), nps)
