"""Reports at their door: planted truths are found, parts add up, what is too little is said."""


import numpy as np
import pytest

from hamsafar.base.calendars import Almanac, Calendar
from hamsafar.base.errors import NotFound
from hamsafar.measure.reports import services as reports
from hamsafar.measure.reports.contracts import Lack
from hamsafar.measure.reports.errors import NoSuchDimension
from hamsafar.measure.shelf.models import ShelfRow
from hamsafar.store.events.services import Scope

from .conftest import DAY, EVERYTHING, NOW, answer, event, plant, read

YEAR = {"period": "last_365_days"}


def test_the_planted_lateness_comes_first_and_the_price_is_cleared(shop):
    found = reports.drivers("nps", scope=EVERYTHING, **YEAR).report.operational.findings
    assert found.n == 400
    assert found.drivers[0].key == "delivery"
    assert found.drivers[0].is_clear
    assert found.drivers[0].share.value > 0.9
    effects = {effect.key: effect for driver in found.drivers for effect in driver.effects}
    # Days and lateness go together here, so the model may share the three points between them.
    assert -3.5 < sum(effects[key].effect.value for key in ("late", "days", "days_late")) < -2.5
    assert not next(driver for driver in found.drivers if driver.key == "price").is_clear


def test_what_is_said_is_told_apart_from_what_happened(shop):
    report = reports.drivers("nps", scope=EVERYTHING, **YEAR).report
    said = report.expressed.findings
    assert {driver.key for driver in said.drivers} == {"delivery", "quality"}
    assert said.n == report.with_words == 200
    assert {driver.key for driver in report.operational.findings.drivers} <= {"delivery", "price", "payment", "courier"}


def test_a_unit_sees_its_own_answers_only(shop):
    assert reports.drivers("nps", scope=Scope(units=("isfahan",)), **YEAR).report.operational.lack is Lack.NO_ANSWERS


def test_too_few_answers_are_said_and_not_computed(event_store, db, now):
    plant([answer(score, 3, score) for score in range(1, 9)])
    found = reports.drivers("nps", scope=EVERYTHING, **YEAR).report
    assert (found.answers, found.operational.findings, found.operational.lack) == (8, None, Lack.TOO_FEW)
    assert found.expressed.lack is Lack.NO_WORDS


def test_the_parts_of_a_change_add_up_to_the_change_of_the_measure(event_store, db, now):
    """Two weeks: in the second, half complain of the delivery."""
    rows = [answer(9 if n % 4 else 5, 10 + n / 100, n) for n in range(1, 101)]
    rows += [answer(9 if n % 2 else 2, 3 + n / 100, n) for n in range(101, 201)]
    plant(rows)
    read([(n, "nps", ["delivery"] if n % 2 == 0 else ["quality"], 3 + n / 100) for n in range(101, 201)])
    kept = reports.changes("nps", scope=EVERYTHING, since=(NOW - 7 * DAY).isoformat(), until=NOW.isoformat())
    report = kept.report
    assert (report.before.value, report.now.value) == pytest.approx((50, 0))
    assert report.found.change.value == pytest.approx(-50)
    assert sum(piece.total.value for piece in report.found.pieces) == pytest.approx(-50)
    pieces = {piece.key: piece for piece in report.found.pieces}
    assert pieces["delivery"].total.value < 0 < pieces["quality"].total.value
    assert set(pieces) == {"", "delivery", "quality"}


def test_a_change_can_be_taken_apart_by_what_every_answer_says(event_store, db, now):
    rows = [answer(9, 10, n, channel="web") for n in range(1, 41)] + [answer(9, 10, n, channel="app") for n in range(41, 81)]
    rows += [answer(9, 3, n, channel="web") for n in range(1, 41)] + [answer(1, 3, n, channel="app") for n in range(41, 81)]
    plant(rows)
    found = reports.changes("nps", scope=EVERYTHING, by="channel", since=(NOW - 7 * DAY).isoformat(), until=NOW.isoformat()).report.found
    assert found.pieces[0].key == "app"
    assert found.pieces[0].is_clear
    assert sum(piece.total.value for piece in found.pieces) == pytest.approx(found.change.value) == pytest.approx(-100)


def test_a_crosstab_counts_every_answer_and_marks_what_differs(event_store, db, now):
    dice = np.random.default_rng(2)
    rows = [answer(5 if dice.random() < (0.4 if n % 2 else 0.9) else 2, 5, n, question="csat", unit="tehran" if n % 2 else "isfahan",
                   channel="web" if n % 3 else "app") for n in range(1, 301)]  # fmt: skip
    plant([*rows, answer(5, 5, 999, question="csat", unit="kish")])
    found = reports.crosstab("csat", scope=EVERYTHING, rows="unit", columns="channel", **YEAR).report
    assert set(found.rows) == {"tehran", "isfahan", "kish", "*"}
    assert found.rows[-1] == found.columns[-1] == "*"
    lines = dict(zip(found.rows, found.cells, strict=True))
    assert [line[-1].n for line in found.cells] == [150, 150, 1, 301]
    assert lines["tehran"][-1].estimate.value == pytest.approx(np.mean([r["properties"].count('"score": 5') for r in rows[::2]]))
    assert lines["tehran"][-1].is_clear
    assert lines["tehran"][-1].difference.value < 0 < lines["isfahan"][-1].difference.value
    assert all(cell.estimate is None for cell in lines["kish"])
    assert lines["*"][-1].difference is None


def test_a_crosstab_by_chance_alone_marks_hardly_anything(event_store, db, now):
    dice = np.random.default_rng(8)
    plant([answer(int(dice.integers(0, 11)), 5, n, unit=f"u{n % 10}", channel=("web", "app", "email")[n % 3]) for n in range(1, 1201)])
    found = reports.crosstab("nps", scope=EVERYTHING, rows="unit", columns="channel", **YEAR).report
    assert found.compared > 30
    assert sum(cell.is_clear for line in found.cells for cell in line) <= 1


def test_topics_and_traits_are_sides_too(shop):
    by_topic = reports.crosstab("nps", scope=EVERYTHING, rows="topic", **YEAR).report
    assert by_topic.rows == ("quality", "delivery", "*")
    values = {key: line[-1].estimate.value for key, line in zip(by_topic.rows, by_topic.cells, strict=True)}
    assert values["delivery"] < values["*"] < values["quality"]
    cities = ["Shiraz" if person < 100 else "Tabriz" for person in range(1, 401)]
    plant([event("Profile Identified", 40, person, traits={"city": city}) for person, city in enumerate(cities, 1)], 2000)
    by_city = reports.crosstab("nps", scope=EVERYTHING, rows="trait:city", **YEAR).report
    assert {key: line[-1].n for key, line in zip(by_city.rows, by_city.cells, strict=True)} == {"Shiraz": 99, "Tabriz": 301, "*": 400}


def test_promoters_pay_the_multiple_that_was_planted(event_store, db, now):
    dice = np.random.default_rng(4)
    rows = []
    for person in range(1, 601):
        score = (3, 8, 10)[person % 3]
        paid = int(1_000_000 * {3: 1, 8: 1.5, 10: 3}[score] * dice.lognormal(0, 0.3))
        rows += [event("Order Completed", 200, person, amount=paid, currency="IRR", order_id=f"o{person}"), answer(score, 10, person)]
    plant([*rows, event("Order Completed", 200, 3, amount=10**12, currency="USD", order_id="other")])
    money = reports.money("nps", scope=EVERYTHING, period="last_30_days").report
    assert [level.customers for level in money.year.levels] == [200, 200, 200]
    times = {(one.of, one.against): one.times for one in money.year.multiples}
    assert times[2, 0].low < 3 < times[2, 0].high
    assert times[1, 0].low < 1.5 < times[1, 0].high
    assert money.after.lack is Lack.NO_ANSWERS


def test_what_is_paid_after_an_answer_is_counted_from_the_answer_on(event_store, db, now):
    """Refunds are taken off, toman count tenfold, and what was paid before or much later does not count."""
    rows = []
    for person in range(1, 21):
        score = 10 if person % 2 else 2
        rows += [
            answer(score, 200, person),
            event("Order Completed", 210, person, amount=500, currency="IRR", order_id=f"b{person}"),
            event("Order Completed", 150, person, amount=100 * score, currency="IRT", order_id=f"o{person}"),
            event("Order Refunded", 140, person, amount=1000 * score - 300 * score, currency="IRR", order_id=f"o{person}"),
            event("Order Completed", 50, person, amount=700, currency="IRR", order_id=f"l{person}"),
        ]
    plant(rows)
    after = reports.money("nps", scope=EVERYTHING, period="last_30_days").report.after
    assert [level.customers for level in after.levels] == [10, 0, 10]
    assert after.levels[0].paid.value == pytest.approx(600)
    assert after.levels[2].paid.value == pytest.approx(3000)
    assert after.multiples[0].times.value == pytest.approx(5)


def test_scores_and_sides_that_do_not_exist_are_refused(event_store, db, now):
    with pytest.raises(NotFound):
        reports.drivers("happiness", scope=EVERYTHING)
    for by in ("trait:email", "phone", "segment:x", "topic; drop table"):
        with pytest.raises(NoSuchDimension):
            reports.crosstab("nps", scope=EVERYTHING, rows=by)
    with pytest.raises(NoSuchDimension):
        reports.changes("nps", scope=EVERYTHING, by="trait:city")


def test_a_count_of_days_is_computed_once_for_both_calendars(shop):
    for calendar in Calendar:
        reports.money("nps", scope=EVERYTHING, almanac=Almanac(calendar=calendar), **YEAR)
    assert ShelfRow.objects.count() == 1
    for calendar in Calendar:
        reports.money("nps", scope=EVERYTHING, almanac=Almanac(calendar=calendar), period="this_month")
    assert ShelfRow.objects.count() == 3
