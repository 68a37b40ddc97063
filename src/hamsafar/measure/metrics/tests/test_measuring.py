"""Measuring at the door: values, intervals, scope, comparison, breakdown, money, and what is missing."""

import datetime as dt

import pytest

from hamsafar.base.calendars import Bucket, named
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.errors import NoSuchBreakdown, NoSuchMeasure, NoSuchPeriod, TooManyPoints
from hamsafar.measure.metrics.services import Verdict, Why
from hamsafar.store.events.services import Scope

from .conftest import DAY, NOW, answers, event
from .planting import plant

pytestmark = pytest.mark.django_db
EVERYTHING = Scope()


def month():
    return named("last_30_days", NOW)


def test_a_value_comes_with_its_interval_sample_and_trend(world):
    found = metrics.measure("nps", scope=Scope(units=("tehran",)), period=month())
    assert (found.value, found.n, found.unit, found.better) == (75, 4, "points", "high")
    assert found.low < 75 < found.high
    assert len(found.trend) == 30
    assert [point.value for point in found.trend if point.n] == [75]
    assert sum(point.n for point in found.trend) == 4
    assert found.as_of == NOW


def test_it_is_compared_with_the_thirty_days_before(world):
    found = metrics.measure("nps", scope=Scope(units=("tehran",)), period=month())
    assert (found.previous, found.previous_n) == (0, 2)
    assert found.change.difference == 75
    assert found.change.verdict is Verdict.UNCLEAR  # six answers prove nothing
    assert found.compared_with.until == found.period.since


def test_a_change_beyond_chance_is_better_or_worse(event_store, now):
    plant([*answers([10] * 80 + [0] * 20), *answers([10] * 30 + [0] * 70, days_ago=40)])
    assert metrics.measure("nps", scope=EVERYTHING, period=month()).change.verdict is Verdict.BETTER
    plant([*answers([7] * 100, question="ces_effort"), *answers([2] * 100, question="ces_effort", days_ago=40)], first=1000)
    effort = metrics.measure("ces_effort", scope=EVERYTHING, period=month())
    assert effort.change.difference == 5
    assert effort.change.verdict is Verdict.WORSE


def test_units_out_of_scope_are_not_in_any_number(world):
    assert metrics.measure("nps", scope=EVERYTHING, period=month()).n == 6
    assert metrics.measure("nps", scope=Scope(units=("parts-kish",)), period=month()).value == -100
    nothing = metrics.measure("nps", scope=Scope(units=()), period=month())
    assert (nothing.value, nothing.n, nothing.why, nothing.missing) == (None, 0, Why.NO_EVENTS, ("Survey Answered",))


def test_a_breakdown_gives_each_group_its_own_interval(world):
    found = metrics.measure("nps", scope=EVERYTHING, period=month(), by="unit")
    assert {one.group: (one.value, one.n) for one in found.slices} == {"tehran": (75, 4), "parts-kish": (-100, 2)}
    assert found.slices[0].low <= found.slices[0].value <= found.slices[0].high
    assert found.slices[0].change.difference == 75
    assert found.by == "unit"


@pytest.mark.parametrize("by", ["gateway", "property:gateway"])
def test_any_property_can_group(world, by):
    found = metrics.measure("clv", scope=EVERYTHING, period=month(), by=by)
    assert {one.group: one.value for one in found.slices} == {"mellat": 600_000, "saman": 500_000}


def test_a_property_is_bound_and_never_part_of_the_statement(world):
    found = metrics.measure("nps", scope=EVERYTHING, period=month(), by="property:x'), sleep(3), ('")
    assert [(one.group, one.n) for one in found.slices] == [("", 6)]


def test_a_trait_of_the_customer_groups_what_they_did(event_store, now):
    named_long_ago = {
        "type": "identify",
        "name": "Profile Identified",
        "timestamp": NOW - 300 * DAY,
        "person_key": 1,
        "traits": '{"city": "یزد"}',
    }
    plant([named_long_ago, *answers([10, 0])])
    found = metrics.measure("nps", scope=EVERYTHING, period=month(), by="trait:city")
    assert {one.group: one.value for one in found.slices} == {"یزد": 100, "": -100}


def test_a_stage_is_that_of_the_touchpoint_asked_about(event_store, now):
    plant([*answers([10], about="delivery"), *answers([0], about="Checkout Started"), *answers([8])])
    found = metrics.measure("nps", scope=EVERYTHING, period=month(), by="stage")
    assert {one.group: one.value for one in found.slices} == {"deliver": 100, "after": -50}


def test_customers_are_grouped_by_the_month_of_their_first_order(event_store, now):
    orders = [(60, 1, "100"), (3, 1, "50"), (5, 2, "30"), (2, 3, "10")]
    plant([event("Order Completed", days, person, amount=amount, currency="IRR") for days, person, amount in orders])
    found = metrics.measure("clv", scope=EVERYTHING, period=month(), by="cohort")
    assert [(one.group, one.value, one.n) for one in found.slices] == [("2026-07-23", 150, 1), ("2026-09-23", 20, 2)]  # Mordad and Mehr


def test_toman_counts_as_ten_rials_and_dollars_are_named_but_not_added(world):
    found = metrics.measure("clv", scope=EVERYTHING, period=month())
    assert (found.value, found.n, found.currency) == ((600_000 + 500_000) / 2, 2, "IRR")
    assert found.other_currencies == ("USD",)
    dollars = metrics.measure("clv", scope=EVERYTHING, period=month(), currency="USD")
    assert (dollars.value, dollars.n, dollars.currency) == (20, 1, "USD")
    assert dollars.other_currencies == ("IRR", "IRT")


def test_an_amount_whose_currency_nobody_knows_is_never_added_up(world):
    """What names no currency has the company's from the moment it comes in; an empty one could not be read."""
    before = metrics.measure("clv", scope=EVERYTHING, period=month())
    plant([event("Order Completed", 4, 1, amount="999999", currency="")], first=700)
    assert metrics.measure("clv", scope=EVERYTHING, period=month()).value == before.value


def test_retention_and_churn_are_two_sides_of_one_thing(event_store, now):
    bought = [event("Order Completed", days, person) for person, days in ((1, 120), (1, 10), (2, 120), (3, 100), (3, 95), (4, 20))]
    plant(bought)
    retention = metrics.measure("retention", scope=EVERYTHING, period=month())
    churn = metrics.measure("churn", scope=EVERYTHING, period=month())
    assert (retention.value, retention.n) == (pytest.approx(1 / 3), 3)
    assert churn.value == pytest.approx(1 - retention.value)


def test_the_two_wordings_of_ces_are_never_mixed(event_store, now):
    plant([*answers([1, 2], question="ces_effort")])
    found = metrics.measure("ces", scope=EVERYTHING, period=month())
    assert (found.key, found.value, found.better) == ("ces_effort", 1.5, "low")
    plant(answers([7, 7, 7], question="ces_agreement"), first=100)
    found = metrics.measure("ces", scope=EVERYTHING, period=month())
    assert (found.key, found.value, found.n, found.better) == ("ces_agreement", 7, 3, "high")


def test_what_is_missing_is_said(world):
    promises = metrics.measure("promise_kept_rate", scope=EVERYTHING, period=month())
    assert (promises.value, promises.why, promises.missing) == (None, Why.NO_EVENTS, ("Promise Made",))
    quiet = metrics.measure("nps", scope=EVERYTHING, period=named("today", NOW))
    assert (quiet.value, quiet.why, quiet.missing) == (None, Why.NONE_IN_PERIOD, ())


def test_an_outcome_that_may_still_change_does_not_count_yet(event_store, now):
    plant([event("Conversation Resolved", 2, 1, conversation_id="c")])
    week = named("last_7_days", NOW)
    found = metrics.measure("first_contact_resolution", scope=EVERYTHING, period=week)
    assert (found.value, found.why) == (None, Why.NOT_SETTLED)
    plant([event("Conversation Resolved", 9, 2, conversation_id="d")], first=50)
    assert metrics.measure("first_contact_resolution", scope=EVERYTHING, period=month()).n == 1


def test_trends_follow_the_persian_months(world):
    points = metrics.trend("nps", scope=EVERYTHING, period=named("this_year", NOW), bucket=Bucket.MONTH)
    assert len(points) == 7
    assert points[6].n == 6
    assert points[6].since == dt.datetime(2026, 9, 22, 20, 30, tzinfo=dt.UTC)  # 1 Mehr 1405 in Tehran
    assert points[5].n == 2


@pytest.mark.parametrize(
    ("ask", "refusal"),
    [
        (lambda: metrics.measure("nonsense", scope=EVERYTHING, period=month()), NoSuchMeasure),
        (lambda: metrics.measure("nps", scope=EVERYTHING, period=month(), by="moon:phase"), NoSuchBreakdown),
        (lambda: metrics.measure("nps", scope=EVERYTHING, period=month(), by="property:"), NoSuchBreakdown),
        (lambda: metrics.trend("nps", scope=EVERYTHING, period=named("last_3000_days", NOW), bucket=Bucket.DAY), TooManyPoints),
        (lambda: metrics.read_period("someday", almanac=metrics.almanac_for("", "")), NoSuchPeriod),
        (lambda: metrics.read_period(since="1405/13/1", almanac=metrics.almanac_for("", "")), NoSuchPeriod),
        (lambda: metrics.read_period(since="1405/7/2", until="1405/7/1", almanac=metrics.almanac_for("", "")), NoSuchPeriod),
    ],
)
def test_what_makes_no_sense_is_refused(event_store, now, ask, refusal):
    with pytest.raises(refusal):
        ask()


def test_the_last_day_of_a_range_belongs_to_it(now):
    almanac = metrics.almanac_for("", "")
    period = metrics.read_period(since="۱۴۰۵/۷/۱", until="2026-10-18", almanac=almanac)
    assert period.since == dt.datetime(2026, 9, 22, 20, 30, tzinfo=dt.UTC)
    assert period.until == dt.datetime(2026, 10, 18, 20, 30, tzinfo=dt.UTC)


MIDNIGHT = dt.datetime(2026, 10, 9, 20, 30, tzinfo=dt.UTC)  # in Tehran


def seen(minutes, session="", **columns):
    return {"name": "Page Viewed", "timestamp": MIDNIGHT + dt.timedelta(minutes=minutes), "person_key": 1, "session_id": session} | columns


@pytest.mark.parametrize(
    ("steps", "visits"),
    [
        ([(200, "s"), (220, "s")], 1),  # midnight in Greenwich is half past three in Tehran
        ([(-30, "s"), (30, "s")], 2),
        ([(-30, ""), (30, "")], 2),
        ([(30, ""), (700, "")], 1),
        ([(30, "s"), (40, "t")], 2),
    ],
)
def test_a_visit_ends_with_the_companys_day(event_store, now, steps, visits):
    plant([seen(minutes, session) for minutes, session in steps])
    assert metrics.measure("conversion", scope=EVERYTHING, period=month()).n == visits


def test_a_visit_belongs_to_the_first_of_its_steps_that_says_a_group(event_store, now):
    """Most steps of a visit know no gateway: the one that does names the visit."""
    plant(
        [
            seen(0, "s"),
            seen(5, "s", name="Checkout Started", properties='{"gateway": "arman"}'),
            seen(6, "s", name="Checkout Started", properties='{"gateway": "saman"}'),
            seen(9, "s", name="Order Completed", properties='{"gateway": "saman"}'),
            seen(0, "t", person_key=2),
        ]
    )
    found = metrics.measure("conversion", scope=EVERYTHING, period=month(), by="property:gateway")
    assert {one.group: (one.value, one.n) for one in found.slices} == {"arman": (1, 1), "": (0, 1)}
