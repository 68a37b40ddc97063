"""A round of questions over a copy answers what the spine answers."""

import datetime as dt
import json

import pytest

from hamsafar.base.sql import parse
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .planting import NOON, plant

DAY = dt.timedelta(days=1)
COUNT = parse("count", "-- How many events of these names are there?\nselect count() as n, uniqExact(person_key) as people from scope "
                       "where name in {names:Array(String)}")  # fmt: skip
TRAITS = parse("traits", "-- Who said where they live?\nselect person_key from scope where traits != '{}' order by person_key")
COPIES = "select count() from system.tables where is_temporary and name like 'lifted%'"


def happened(name, person=1, days=0, **more):
    return {"person_key": person, "name": name, "timestamp": NOON + days * DAY, **more}


@pytest.fixture
def told(event_store):
    plant(
        event_store,
        *(happened("Page Viewed", person) for person in range(1, 30)),
        happened("Order Completed", 1, unit="tehran"),
        happened("Order Completed", 2, unit="kish"),
        happened("Order Completed", 3, days=-9, unit="tehran"),
        happened("Order Completed", 4, unit="tehran", flags=["test"]),
        happened("Profile Identified", 5, days=-300, traits=json.dumps({"city": "یزد"})),
    )
    return event_store


def asked(round_, names=("Order Completed",), since=None, **scope):
    return round_.ask(COUNT, reads=names, since=since, scope=Scope(since=since, **scope), names=names).one()


def test_a_copy_answers_as_the_spine_does_with_units_times_and_merges(told):
    events.override({2: 1})
    with events.lifted({"Order Completed": None}, scope=Scope()) as round_:
        for scope in ({}, {"units": ("tehran",)}, {"units": ()}, {"until": NOON}):
            assert asked(round_, **scope) == events.ask(COUNT, scope=Scope(**scope), names=("Order Completed",)).one()
        assert asked(round_, since=NOON - DAY) == (2, 1)


def test_what_came_after_the_copy_is_not_in_it(told):
    with events.lifted({"Order Completed": None}, scope=Scope()) as round_:
        plant(told, happened("Order Completed", 9), first=500)
        assert asked(round_)[0] == 3
        assert events.ask(COUNT, scope=Scope(), names=("Order Completed",)).one()[0] == 4


def test_what_the_copy_does_not_hold_is_asked_of_the_spine(told):
    with events.lifted({"Order Completed": NOON - DAY}, scope=Scope()) as round_:
        assert asked(round_, since=None)[0] == 3  # older than the copy reaches
        assert asked(round_, names=("Page Viewed",))[0] == 29


def test_common_names_stay_in_the_spine(told):
    with events.lifted({"Page Viewed": None, "Order Completed": None}, scope=Scope(), most=10) as round_:
        assert round_.names == {"Order Completed"}
        assert asked(round_, names=("Page Viewed", "Order Completed"))[0] == 32


def test_the_copy_never_holds_more_than_its_scope(told):
    with events.lifted({"Order Completed": None}, scope=Scope(units=("kish",))) as round_:
        assert asked(round_, units=("tehran",)) == (0, 0)


def test_what_customers_said_of_themselves_is_there_however_old(told):
    with events.lifted({"Order Completed": NOON}, scope=Scope()) as round_:
        assert round_.ask(TRAITS, reads=("Order Completed",), since=NOON, scope=Scope()).rows == [(5,)]


def test_nothing_is_left_of_a_copy_even_where_a_question_fails(told):
    with pytest.raises(ZeroDivisionError), events.lifted({"Order Completed": None}, scope=Scope()) as round_:
        assert round_.names
        raise ZeroDivisionError
    with told.client() as client:
        assert client.query(COPIES).result_rows == [(0,)]


COPIED = parse("copied", "-- Whose orders are there?\nselect person_key, unit from scope where name = {name:String}")
UNITS = parse("units", "-- How many in each unit?\n-- stage: of_unit\nselect unit from $previous where unit != {not:String}\n"
                       "-- stage: counted\nselect unit, count() as n from $previous group by unit order by unit")  # fmt: skip


def test_what_one_question_found_answers_the_next_ones(told):
    with events.copied(COPIED, scope=Scope(), name="Order Completed") as found:
        plant(told, happened("Order Completed", 9, unit="kish"), first=500)
        assert found.ask(UNITS, **{"not": ""}).rows == [("kish", 1), ("tehran", 2)]
        assert found.ask(UNITS, **{"not": "kish"}).rows == [("tehran", 2)]
    with told.client() as client:
        assert client.query(COPIES).result_rows == [(0,)]


def test_a_copy_of_an_answer_keeps_to_the_units_of_whoever_asks(told):
    with events.copied(COPIED, scope=Scope(units=("kish",)), name="Order Completed") as found:
        assert found.ask(UNITS, **{"not": ""}).rows == [("kish", 1)]
