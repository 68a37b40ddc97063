"""Measures of the loop: the SQL against its slow twin, and what is said of them."""

import datetime as dt
import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamsafar.act.cases import looping
from hamsafar.act.cases.looping import Run, loop_of
from hamsafar.base.calendars import Period
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.store.events.services import Scope

BASE = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_worlds = itertools.count(1)
STEPS = st.sampled_from(["contacted", "closed", "named"])


def event(name, person, at, **props):
    return {"name": name, "person": person, "at": at, "props": props}


CASE_EVENTS = st.builds(
    lambda name, case, at, due, step, outcome: event(
        name, 1 + case % 2, BASE + at * HOUR, case_id=str(case), due_at=(BASE + due * DAY).isoformat(), step=step, outcome=outcome,
        question="nps",
    ),
    st.sampled_from(["Case Opened", "Case Contacted", "Case Closed", "Case Reopened", "Case Step Undone"]),
    st.integers(1, 3), st.integers(0, 60), st.integers(1, 4), STEPS, st.sampled_from(["solved", "nothing"]),
)  # fmt: skip
ANSWERS = st.builds(
    lambda person, at, score, asked: event("Survey Answered", person, BASE + at * HOUR, question=asked, score=score),
    st.integers(1, 2), st.integers(0, 120 * 24), st.sampled_from([0, 3, 9, 10]), st.sampled_from(["nps", "nps", "csat"]),
)  # fmt: skip


def twin(told):
    """Each case by its own story."""
    found = []
    for case in sorted({e["props"]["case_id"] for e in told if e["name"].startswith("Case")}):
        mine = [e for e in told if e["props"].get("case_id") == case]

        def times(name, step="", mine=mine):
            return sorted(e["at"] for e in mine if e["name"] == name and (not step or e["props"]["step"] == step))

        if not times("Case Opened"):
            continue
        last = max(mine, key=lambda e: e["at"])
        undone = max(times("Case Step Undone", "contacted"), default=BASE - DAY)
        contacted = next((at for at in times("Case Contacted") if at > undone), None)
        closed = max(times("Case Closed"), default=None)
        opened_again = max([*times("Case Reopened"), *times("Case Step Undone", "closed")], default=BASE - DAY)
        closed = closed if closed is not None and closed > opened_again else None
        answers = sorted(
            (e["at"], e["props"]["score"]) for e in told
            if e["name"] == "Survey Answered" and e["person"] == mine[0]["person"] and e["props"]["question"] == "nps"
            and contacted is not None and contacted < e["at"] <= contacted + 90 * DAY
        )  # fmt: skip
        due = dt.datetime.fromisoformat(last["props"]["due_at"])
        found.append((case, times("Case Opened")[0], due, contacted, closed, *(answers[0] if answers else (None, None))))
    return sorted(found, key=lambda run: (run[1], run[0]))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CASE_EVENTS, max_size=14, unique_by=lambda e: e["at"]), st.lists(ANSWERS, max_size=6, unique_by=lambda e: e["at"]))
def test_the_question_means_what_its_slow_twin_means(event_store, cases_told, answers):
    unit = f"u{next(_worlds)}"
    told = cases_told + answers
    if told:
        plant(
            [
                {"name": e["name"], "person_key": e["person"], "timestamp": e["at"], "properties": json.dumps(e["props"]), "unit": unit}
                for e in told
            ]
        )
    got = [
        (run.case_id, run.opened_at, run.due_at, run.contacted_at, run.closed_at, run.answered_at, run.score)
        for run in looping.runs(units=(unit,))
    ]
    assert got == twin(told)


def run(opened, *, due=8, contacted=None, closed=None, score=None):
    def at(hours):
        return None if hours is None else BASE + hours * HOUR

    return Run(
        case_id=str(next(_worlds)), opened_at=at(opened), due_at=at(opened + due), question="nps", contacted_at=at(contacted),
        closed_at=at(closed), answered_at=at(contacted), score=score,
    )  # fmt: skip


PERIOD = Period(since=BASE, until=BASE + 30 * DAY)


def test_each_measure_counts_what_it_says():
    found = loop_of(
        [
            run(0, contacted=2, closed=6, score=9.0), run(0, contacted=30, closed=40, score=3.0), run(0), run(700 + 30, contacted=731),
            run(-100, closed=-99),
        ],
        PERIOD,
        BASE + 2 * DAY,
    )  # fmt: skip
    assert found.opened == 3
    assert (found.in_time.value, found.in_time.n) == (pytest.approx(1 / 3), 3)
    assert (found.within_a_day.value, found.within_a_day.n) == (pytest.approx(1 / 3), 3)
    assert (found.hours.value, found.hours.n) == (16.0, 2)
    assert (found.recovered.value, found.recovered.n) == (0.5, 2)


def test_what_is_not_decided_yet_does_not_count():
    found = loop_of([run(0)], PERIOD, BASE + 2 * HOUR)
    assert (found.in_time, found.within_a_day, found.hours, found.recovered) == (None, None, None, None)


def test_without_cases_nothing_is_said():
    assert loop_of([], PERIOD, BASE).opened == 0


# Similar customers


NOW = BASE + 365 * DAY
BUYS, TELLS = BASE + 20 * DAY, BASE + 30 * DAY


def life(person, *, orders, contacted, returns, score=2):
    answer = json.dumps({"question": "nps", "score": score})
    yield {"name": "Survey Answered", "person_key": person, "timestamp": TELLS, "properties": answer}
    for number in range(orders):
        at = BUYS - number * DAY
        yield {"name": "Order Completed", "person_key": person, "timestamp": at, "amount": 100, "currency": "IRR"}
    if contacted:
        yield {"name": "Case Contacted", "person_key": person, "timestamp": TELLS + 2 * DAY}
    if returns:
        yield {"name": "Order Completed", "person_key": person, "timestamp": TELLS + 40 * DAY, "amount": 50, "currency": "IRR"}


def test_the_answer_for_each_customer_is_what_happened_before_soon_and_later(event_store):
    plant([
        *life(1, orders=3, contacted=True, returns=True), *life(2, orders=0, contacted=False, returns=False),
        {"name": "Case Contacted", "person_key": 2, "timestamp": TELLS + 20 * DAY},
        {"name": "Order Completed", "person_key": 2, "timestamp": TELLS + 3 * DAY, "amount": 5, "currency": "IRR"},
        {"name": "Complaint Raised", "person_key": 1, "timestamp": TELLS - DAY},
        *life(3, orders=1, contacted=True, returns=True, score=9),
    ])  # fmt: skip
    rows = list(
        looping.events.ask(
            looping.question("similar"), scope=Scope(), since=BASE, until=NOW, soon=14, later=60, currencies=["IRR", "IRT"]
        ).dicts()
    )
    names = ("person_key", "orders", "paid", "lately", "troubles", "contacted", "bought")
    facts = [tuple(row[name] for name in names) for row in rows]
    assert facts == [(1, 3, 300.0, 3, 1, True, True), (2, 0, 0.0, 0, 0, False, False)]


def test_the_effect_is_found_among_similar_customers(event_store, db):
    """Half of the contacted and a quarter of the others come back, whatever they had bought."""
    rows = []
    for person in range(1, 401):
        contacted = person % 3 == 0
        comes_back = (person // 3) % 2 == 0 if contacted else (person // 3) % 4 == 0
        rows += life(person, orders=person % 4, contacted=contacted, returns=comes_back)
    plant(rows)
    found = looping.compare(NOW, units=None)
    assert (found.contacted, found.not_contacted) == (133, 267)
    assert found.effect.low <= 0.25 <= found.effect.high and found.effect.is_clear


def test_with_too_few_the_page_says_so(event_store, db):
    plant([*life(1, orders=3, contacted=True, returns=True)])
    found = looping.compare(NOW, units=None)
    assert (found.effect, found.contacted, found.not_contacted) == (None, 1, 0)
