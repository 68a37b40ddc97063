"""The pages of measures, in both languages and for each role."""

import datetime as dt

import pytest

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role
from hamsafar.measure.metrics import services as metrics

from .conftest import NOW, answers, event
from .planting import plant


def test_the_catalogue_shows_every_measure_with_its_figures_or_what_it_needs(world, client_of, ali):
    page = client_of("ali", language="en").get("/measures").content.decode()
    for measure in metrics.MEASURES:
        assert f"/measures/{metrics.variants_of(measure)[0].key}" in page
    assert "Needs the event Promise made." in page
    assert "+17" in page  # NPS of six answers


def test_the_same_in_persian(world, client_of, ali):
    page = client_of("ali", language="fa").get("/measures").content.decode()
    assert "شاخص خالص ترویج‌کنندگان" in page
    assert "به رویداد قول دادن نیاز دارد." in page
    assert "+۱۷" in page
    assert "بازهٔ اطمینان ۹۵٪" in page


def test_a_measure_shows_its_trend_formula_and_source(world, client_of, ali):
    page = client_of("ali", language="en").get("/measures/nps").content.decode()
    assert 'id="nps-trend-data"' in page
    assert "Reichheld" in page
    assert "Share of answers 9 and 10" in page


def test_a_breakdown_names_units_in_the_readers_language(world, client_of, ali):
    page = client_of("ali", language="fa").get("/measures/nps", {"by": "unit"}).content.decode()
    assert "تهران" in page
    assert 'id="nps-groups-data"' in page


def test_a_group_name_from_outside_is_only_text(event_store, now, client_of, ali):
    plant(answers([9, 9], topic="<script>alert(1)</script>"))
    page = client_of("ali", language="en").get("/measures/nps", {"by": "property:topic"}).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_lead_writes_a_target_in_percent_with_persian_digits(world, client_of, ali):
    answer = client_of("ali").post("/measures/csat/target", {"target": "۸۷٫۵"})
    assert answer.status_code == 302
    assert [(one.key, one.unit, one.value) for one in metrics.targets()] == [("csat", "", 0.875)]
    client_of("ali").post("/measures/csat/target", {"target": ""})
    assert metrics.targets() == ()


@pytest.mark.parametrize("text", ["many", "120", "-3", "nan", "1e999"])
def test_a_target_that_makes_no_sense_is_asked_for_again(world, client_of, ali, text):
    answer = client_of("ali").post("/measures/csat/target", {"target": text})
    assert answer.status_code == 422
    assert metrics.targets() == ()


def test_a_viewer_reads_but_neither_sets_targets_nor_downloads(world, client_of, dara):
    client = client_of("dara", language="en")
    page = client.get("/measures/nps").content.decode()
    assert "Set a target" not in page and "download.csv" not in page
    assert client.post("/measures/nps/target", {"target": "1"}).status_code == 403
    assert client.get("/measures/nps/download.csv").status_code == 403


def test_a_member_sees_the_figures_of_their_units_only(world, client_of, dara):
    page = client_of("dara", language="en").get("/measures/nps", {"by": "unit"}).content.decode()
    assert "+75" in page
    assert "Kish" not in page and "parts-kish" not in page


@pytest.mark.parametrize("by", ["trait:email", "trait:name", "property:text", "text", "property:order_id"])
def test_who_may_not_see_people_reads_no_names_from_a_breakdown(world, client_of, dara, bahar, by):
    """A measure by e-mail address would be a list of customers."""
    assert client_of("dara").get("/measures/nps", {"by": by}).status_code == 403
    assert client_of("dara").get("/api/v1/metrics/nps", {"by": by}).status_code == 403
    assert client_of("bahar").get("/measures/nps", {"by": by}).status_code == 200
    assert client_of("bahar").get("/api/v1/metrics/nps", {"by": by}).status_code == 200


def test_who_may_see_the_people_of_one_unit_reads_no_names_from_another(world, client_of, ali, bahar):
    organisation.change_grants(bahar.pk, [*bahar.grants, Grant(role=Role.VIEWER, unit="")], by=ali)
    assert client_of("bahar").get("/measures/nps", {"by": "trait:email"}).status_code == 403
    assert client_of("bahar").get("/measures/nps", {"by": "trait:email", "unit": "retail"}).status_code == 200


def test_a_viewer_is_offered_only_breakdowns_that_name_nobody(world, client_of, dara):
    page = client_of("dara", language="en").get("/measures/nps", {"by": "property:topic"})
    assert page.status_code == 200
    assert 'id="by-own"' not in page.content.decode()


def test_files_carry_the_breakdown_that_is_shown(world, client_of, ali):
    answer = client_of("ali").get("/measures/nps/download.csv", {"by": "unit"})
    assert answer["Content-Disposition"] == 'attachment; filename="nps.csv"'
    assert b"parts-kish" in answer.content
    assert client_of("ali").get("/measures/nps/download.exe").status_code == 400


def test_what_does_not_exist_is_not_found(world, client_of, ali, stranger):
    assert client_of("ali").get("/measures/nonsense").status_code == 404
    assert client_of("stranger").get("/measures/nps").status_code == 404
    assert client_of().get("/measures/nps").status_code == 302


def test_a_forecast_without_buyers_says_what_it_needs(event_store, now, client_of, ali):
    page = client_of("ali", language="en").get("/measures/clv_forecast").content.decode()
    assert "Needs the event Order completed." in page
    plant([event("Order Completed", 5, 1, amount="10", currency="IRR")])
    with clock.frozen_at(NOW + dt.timedelta(minutes=2)):
        page = client_of("ali", language="en").get("/measures/clv_forecast").content.decode()
        assert "being brought up to date" in page
        jobs.run_due()
        page = client_of("ali", language="en").get("/measures/clv_forecast").content.decode()
    assert "Too few customers" in page


@pytest.mark.parametrize("key", list(metrics.CATALOGUE))
def test_every_measure_has_a_page_that_can_be_read_without_data(event_store, now, client_of, ali, key):
    for language in ("fa", "en"):
        answer = client_of("ali", language=language).get(f"/measures/{key}", {"by": "channel"})
        assert answer.status_code == 200
        assert metrics.CATALOGUE[key].name_in(language) in answer.content.decode()
    assert NOW


def test_common_properties_are_named_in_the_readers_language(world, client_of, ali):
    page = client_of("ali", language="fa").get("/measures/nps", {"by": "property:gateway"}).content.decode()
    assert ">درگاه پرداخت</option>" in page
    assert ">gateway<" not in page


@pytest.fixture
def large(monkeypatch):
    """A spine in which the first figures take long."""
    monkeypatch.setattr("hamsafar.store.events.services.newest", lambda: 10**9)


@pytest.mark.parametrize("path", ["/measures", "/measures/clv_forecast", "/"])
def test_a_page_shows_what_it_knows_and_asks_for_the_rest(world, large, client_of, ali, path):
    client = client_of("ali", language="en")
    page = client.get(path, {"unit": "tehran"}).content.decode()
    assert "Being computed…" in page
    assert f'hx-get="{path}?unit=tehran"' in page and 'aria-busy="true"' in page
    jobs.run_due()
    page = client.get(path, {"unit": "tehran"}).content.decode()
    assert "Being computed…" not in page
    assert 'hx-select="#measured"' not in page


def test_pages_name_measures_that_are_being_computed(world, large, client_of, ali):
    for path in ("/measures", "/"):
        page = client_of("ali", language="fa").get(path).content.decode()
        assert all(metrics.variants_of(measure)[0].name_fa in page for measure in metrics.MEASURES)
        assert "در حال محاسبه، ۰ از ۱۷…" in page
