"""Measures over HTTP: what comes out, in which format, for whom."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from django.test import Client

from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Role
from hamsafar.measure.metrics import services as metrics

NPS = "/api/v1/metrics/nps"


@pytest.fixture
def with_key(ali):
    def make(role, *units):
        _, secret = organisation.create_key(name="a program", role=role, units=units, by=ali)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


def test_the_catalogue_tells_each_measure_in_the_readers_language(client_of, ali):
    shown = {one["key"]: one for one in client_of("ali", language="en").get("/api/v1/metrics").json()}
    assert len(shown) == len(metrics.CATALOGUE)
    assert shown["nps"]["name"] == "NPS"
    assert "promot" in shown["nps"]["name"].lower() or shown["nps"]["name_fa"] == "شاخص خالص ترویج‌کنندگان"


def test_a_measurement_holds_all_that_one_must_know(world, with_key):
    shown = with_key(Role.ANALYST).get(NPS, {"period": "last_30_days", "by": "unit", "bucket": "week"}).json()
    assert (shown["value"], shown["n"]) == (pytest.approx(100 / 6), 6)
    assert shown["low"] < shown["value"] < shown["high"]
    assert {one["group"]: one["n"] for one in shown["slices"]} == {"tehran": 4, "parts-kish": 2}
    assert shown["bucket"] == "week" and sum(point["n"] for point in shown["trend"]) == 6
    assert shown["change"]["verdict"] == "unclear"


def test_a_key_for_one_unit_sees_that_unit_only(world, with_key):
    kish = with_key(Role.ANALYST, "parts-kish")
    assert kish.get(NPS).json()["n"] == 2
    refused = kish.get(NPS, {"unit": "tehran"})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert with_key(Role.ANALYST).get(NPS, {"unit": "retail"}).json()["n"] == 4


def test_dates_may_be_jalali(world, with_key):
    client = with_key(Role.ANALYST)
    assert client.get(NPS, {"since": "۱۴۰۵/۰۷/۰۱", "until": "1405-07-26"}).json()["n"] == 6
    assert client.get(NPS, {"since": "2026-10-17"}).json()["n"] == 0


def test_the_same_numbers_come_as_csv_and_parquet(world, with_key):
    client = with_key(Role.ANALYST)
    text = client.get(f"{NPS}/download", {"by": "unit"})
    assert text["Content-Disposition"] == 'attachment; filename="nps.csv"'
    rows = list(csv.DictReader(io.StringIO(text.content.decode("utf-8-sig"))))
    table = pq.read_table(io.BytesIO(client.get(f"{NPS}/download", {"by": "unit", "format": "parquet"}).content)).to_pylist()
    assert [row["row"] for row in rows] == [row["row"] for row in table]
    assert [(row["group"], row["value"]) for row in table if row["row"] == "group"] == [("tehran", 75), ("parts-kish", -100)]
    assert float(rows[0]["value"]) == table[0]["value"] == pytest.approx(100 / 6)


def test_a_group_that_looks_like_a_formula_is_only_text(world, with_key):
    from .conftest import answers
    from .planting import plant

    plant(answers([9], topic="=cmd|' /C calc'!A0"), first=900)
    text = with_key(Role.ANALYST).get(f"{NPS}/download", {"by": "topic"}).content.decode("utf-8-sig")
    assert "'=cmd" in text
    assert ",=cmd" not in text


@pytest.mark.parametrize(
    ("path", "given", "code"),
    [
        ("/api/v1/metrics/nonsense", {}, "no_such_measure"),
        (NPS, {"period": "someday"}, "no_such_period"),
        (NPS, {"since": "1405/13/45"}, "no_such_period"),
        (NPS, {"by": "moon:phase"}, "no_such_breakdown"),
        (NPS, {"bucket": "fortnight"}, "bad_input"),
        (NPS, {"since": "1300-01-01", "bucket": "day"}, "too_many_points"),
        (f"{NPS}/download", {"format": "exe"}, "no_such_format"),
    ],
)
def test_what_makes_no_sense_is_a_problem_with_a_code(world, with_key, path, given, code):
    answer = with_key(Role.ANALYST).get(path, given)
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == code


def test_a_lead_sets_a_target_by_key_and_a_viewer_may_not(world, with_key):
    put = {"data": json.dumps({"value": 61}), "content_type": "application/json"}
    assert with_key(Role.CX_LEAD).put(f"{NPS}/target", **put).json()["value"] == 61
    assert with_key(Role.ANALYST).get(NPS).json()["target"] == 61
    assert with_key(Role.VIEWER).put(f"{NPS}/target", **put).status_code == 403
    assert with_key(Role.CX_LEAD, "parts-kish").put(f"{NPS}/target", **put).status_code == 404


def test_a_session_needs_its_csrf_token_to_change_anything(world, ali):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ali)
    answer = client.put(f"{NPS}/target", data="{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "form_too_old")
    assert metrics.targets() == ()


def test_strangers_get_nothing(world, client_of, stranger):
    assert client_of().get(NPS).status_code == 401
    assert client_of("stranger").get(NPS).status_code == 404
    assert Client(headers={"Authorization": "Bearer hk_wrong"}).get(NPS).status_code == 401


def test_the_description_is_openapi_3_1(client_of, db):
    shown = client_of().get("/api/v1/openapi.json").json()
    assert shown["openapi"].startswith("3.1")
    assert "/api/v1/metrics/{key}" in shown["paths"]
