"""Each measure's SQL means what its slow twin means, on small random histories with ties, empties and merged people."""

import datetime as dt
import itertools
import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hamsafar.base import calendars
from hamsafar.base.calendars import TEHRAN, Bucket, Period
from hamsafar.measure.metrics import asking
from hamsafar.measure.metrics.catalogue import CATALOGUE
from hamsafar.measure.metrics.contracts import Tally
from hamsafar.measure.metrics.stages import stage_of
from hamsafar.measure.metrics.windows import windows_of
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import oracle
from .planting import plant, plant_readings

BASE = dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC)  # midnight in Tehran
DAY = dt.timedelta(days=1)
MEASURED = [key for key, metric in CATALOGUE.items() if not metric.is_forecast]
_worlds = itertools.count(1)

_NUMBERS = st.sampled_from([-2, -1, -0.5, 0, 0.25, 1, 3, 4, 6, 7, 8.5, 9, 10, 11, "9", "0.5", "x", "", True, None])
_QUESTIONS = st.sampled_from(["nps", "csat", "ces_agreement", "ces_effort", "other"])
_PROPS = st.fixed_dictionaries(
    {
        "conversation_id": st.sampled_from(["c1", "c1", "c2", ""]), "message_ref": st.sampled_from(["m1", "m2", ""]),
        "promise_id": st.sampled_from(["p1", "p2", ""]),
    },
    optional={
        "score": _NUMBERS, "human": _NUMBERS, "sentiment": _NUMBERS, "waited": _NUMBERS, "by_bot": st.booleans(),
        "about": st.sampled_from(["Delivery", "pay", "moon"]), "topic": st.sampled_from(["late", "قیمت", 3, 2.5, True, None, ""]),
        "due_at": st.integers(0, 12).map(lambda day: (BASE + day * DAY).isoformat()),
    },
)  # fmt: skip
# Few days, few minutes: ties and exact distances of 30 minutes, a day, three and seven days are common.
_NEAR = st.builds(
    lambda day, minute: BASE + day * DAY + dt.timedelta(minutes=minute), st.integers(0, 14), st.sampled_from([0, 0, 1, 29, 30, 31, 60])
)
_FAR = st.integers(0, 28).map(lambda step: BASE + step * 7.5 * DAY)


def happenings(key):
    metric = CATALOGUE[key]
    question = st.just(key) if key in ("nps", "csat", "ces_agreement", "ces_effort") else _QUESTIONS
    return st.lists(
        st.builds(
            lambda props, asked, **columns: {**columns, "props": {**props, "question": asked}},
            _PROPS,
            st.one_of(question, _QUESTIONS),
            person=st.integers(0, 4),
            at=_FAR if metric.tally is Tally.MOMENTS else _NEAR,
            name=st.sampled_from(metric.reads),
            channel=st.sampled_from(["web", "phone", "chat", ""]),
            session_id=st.sampled_from(["s1", "s2", ""]),
            amount=st.sampled_from([None, 0, 5, 12, -3]),
            currency=st.sampled_from(["IRR", "IRT", "USD", ""]),
            read=st.sampled_from([None, -0.75, 0.5]) if key == "sentiment" else st.none(),
        ),
        max_size=14,
    )


def cohort(told):
    """The first day of the month, in Tehran, in which the customer first ordered."""
    first = {}
    for e in sorted(told, key=lambda e: e["at"], reverse=True):
        if e["name"] == "Order Completed" and e["person"]:
            first[e["person"]] = calendars.bucket_start(calendars.day_of(e["at"]), Bucket.MONTH).isoformat()
    return lambda e: first.get(e["person"], "")


# What each way of breaking down makes of a history: a function from an event to its group.
WAYS = {
    "": lambda told: lambda e: "",
    "channel": lambda told: lambda e: e["channel"],
    "stage": lambda told: lambda e: stage_of(e["name"], e["props"].get("about")),
    "property:topic": lambda told: lambda e: _shown(e["props"].get("topic")),
    "cohort": cohort,
}


def _shown(value):
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("key", MEASURED)
def test_the_sql_means_what_the_slow_twin_means(event_store, key):
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(happenings(key), st.sampled_from(list(WAYS)), st.sampled_from([5, 8, 11, 40]), st.booleans())
    def agrees(told, way, day, are_merged):
        world = next(_worlds)
        metric = CATALOGUE[key]
        windows, as_of = _windows(metric), BASE + day * DAY
        if metric.tally is Tally.MOMENTS:
            as_of = BASE + 300 * DAY
        found = _asked(metric, told, windows, way, as_of, world, are_merged)
        theirs = [{**e, "person": 1 if are_merged and e["person"] == 2 else e["person"]} for e in told]
        assert found == _expected(metric, theirs, windows, WAYS[way](theirs), as_of)

    agrees()


def _windows(metric):
    if metric.tally is Tally.MOMENTS:
        return windows_of(Period(since=BASE + 180 * DAY, until=BASE + 210 * DAY), TEHRAN, Bucket.WEEK)
    return windows_of(Period(since=BASE + 4 * DAY, until=BASE + 8 * DAY), TEHRAN, Bucket.DAY)


def _asked(metric, told, windows, way, as_of, world, are_merged):
    """Every example is a unit and a set of people of its own, so that nothing has to be deleted between them."""
    unit, first = f"world-{world}", world * 10
    if told:
        plant([_row(e, unit, first) for e in told], first=world * 100)
        read = [(world * 100 + n, e["at"], e["read"]) for n, e in enumerate(told) if e["read"] is not None]
        plant_readings([(*one, version) for *one, score in read for one, version in (([*one, 0.125], 1), ([*one, score], 2))])
    if are_merged:
        events.override({first + 2: first + 1})
    found = asking.tally(
        metric, scope=Scope(units=(unit,)), windows=windows, by=asking.read_by(way), as_of=as_of, currencies=("IRR", "IRT")
    )
    return {cell: (sums.n, round(sums.total, 6), round(sums.squares, 4)) for cell, sums in found.items()}


def _row(event, unit, first):
    columns = {name: event[name] for name in ("name", "channel", "session_id", "currency")}
    return {
        **columns, "unit": unit, "timestamp": event["at"], "person_key": first + event["person"] if event["person"] else 0,
        "amount": None if event["amount"] is None else Decimal(event["amount"]),
        "properties": json.dumps(event["props"], ensure_ascii=False),
    }  # fmt: skip


def _expected(metric, told, windows, group, as_of):
    twin = getattr(oracle, metric.key)
    if metric.tally is Tally.MOMENTS:
        cells = oracle.tally_moments(twin(told, windows.ends, group))
    else:
        spans = list(zip(windows.starts, windows.ends, strict=True))
        observed = [(*rest, _one(groups), x) for *rest, groups, x in twin(told, group)]
        tally = oracle.tally_people if metric.tally is Tally.PEOPLE else oracle.tally_observations
        cells = tally(observed, spans, as_of)
    return {cell: (len(xs), round(sum(xs), 6), round(sum(x * x for x in xs), 4)) for cell, xs in cells.items() if xs}


def _one(groups):
    """Where two steps of one moment tie for the first, either may name the visit: such examples say nothing."""
    if not isinstance(groups, set):
        return groups
    assume(len(groups) == 1)
    return next(iter(groups))
