"""The pages of reports: every one in both languages, who may see what, CSV."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from .conftest import answer, event, plant

PAGES = ("/reports", "/reports/changes", "/reports/crosstab", "/reports/money")


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_report_has_a_page_in_both_languages(client_of, ali, shop, page, language):
    answered = client_of("ali", language=language).get(f"{page}?period=last_90_days")
    assert answered.status_code == 200
    said = answered.content.decode()
    assert ("گزارش" if language == "fa" else "Reports") in said
    assert "<table" in said


def test_the_first_page_says_what_lateness_does_in_a_sentence(client_of, ali, shop):
    english = client_of("ali", language="en").get("/reports?period=last_90_days").content.decode()
    persian = client_of("ali", language="fa").get("/reports?period=last_90_days").content.decode()
    assert "Delivery time and lateness" in english
    assert "score" in english
    assert "lower (" in english
    assert "کمتر" in persian
    assert "زمان تحویل و دیرکرد" in persian


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_installation_says_what_is_missing(client_of, ali, event_store, now, page):
    said = client_of("ali", language="en").get(page).content.decode()
    assert "Nobody answered this in this period" in said


def test_a_page_reads_what_is_kept_with_few_queries(client_of, ali, shop):
    client = client_of("ali", language="en")
    client.get("/reports?period=last_90_days")
    with CaptureQueriesContext(connection) as asked:
        client.get("/reports?period=last_90_days")
    assert len(asked) <= 16


def test_dara_sees_reports_of_her_units_but_downloads_nothing(client_of, dara, shop):
    dara_client = client_of("dara", language="en")
    assert dara_client.get("/reports?period=last_90_days").status_code == 200
    assert dara_client.get("/reports/drivers/download.csv?period=last_90_days").status_code == 403


def test_kian_cannot_see_scores_of_another_business_unit(client_of, kian, shop):
    said = client_of("kian", language="en").get("/reports?period=last_90_days").content.decode()
    assert "Nobody answered this in this period" in said


def test_a_viewer_cannot_compare_by_what_customers_say_of_themselves(client_of, ali, dara, shop):
    assert client_of("dara").get("/reports/crosstab?rows=trait:city&period=last_90_days").status_code == 403
    assert client_of("ali").get("/reports/crosstab?rows=trait:city&period=last_90_days").status_code == 200


def test_a_stranger_is_turned_away(client_of, stranger, shop):
    assert client_of("stranger").get("/reports").status_code in (403, 404)


@pytest.mark.parametrize("kind", ["drivers", "changes", "crosstab", "money"])
def test_each_report_goes_out_as_csv(client_of, ali, shop, kind):
    answered = client_of("ali").get(f"/reports/{kind}/download.csv?period=custom&since=2026-10-02&until=2026-10-17")
    assert answered.status_code == 200
    rows = list(csv.DictReader(io.StringIO(answered.content.decode("utf-8-sig"))))
    assert rows
    assert {row["score"] for row in rows} == {"nps"}


def test_a_group_that_looks_like_a_formula_stays_text_in_a_spreadsheet(client_of, ali, event_store, now):
    plant([answer(n % 11, 3, n, about="=1+1") for n in range(1, 60)])
    said = client_of("ali").get("/reports/crosstab/download.csv?rows=about&period=last_90_days").content.decode("utf-8-sig")
    assert "'=1+1" in said
    assert "\n=1+1" not in said


def test_a_hostile_level_is_shown_as_text(client_of, ali, event_store, now):
    rows = []
    for n in range(1, 301):
        carrier = "<script>alert(1)</script>" if n % 2 else "post"
        rows += [
            event("Order Completed", 30, n, amount=1000, currency="IRR", order_id=f"o{n}"),
            event("Order Delivered", 25, n, order_id=f"o{n}", days=2, carrier=carrier),
            answer(3 if n % 2 else 9, 20, n, order_id=f"o{n}", about="<b>delivery</b>"),
        ]
    plant(rows)
    for page in ("/reports", "/reports/crosstab"):
        said = client_of("ali").get(f"{page}?period=last_90_days").content.decode()
        assert "<script>alert" not in said
        assert "<b>delivery" not in said


@pytest.mark.parametrize("address", ["/reports?score=x", "/reports/nothing/download.csv"])
def test_addresses_of_nothing_are_not_found(client_of, ali, event_store, now, address):
    assert client_of("ali").get(address).status_code == 404


def test_a_side_that_does_not_exist_is_said_and_not_crashed_over(client_of, ali, event_store, now):
    assert client_of("ali").get("/reports/crosstab?rows=trait:email").status_code == 400
    assert client_of("ali").get("/reports/changes?by=phone").status_code == 400
    assert client_of("ali").get("/reports/crosstab?rows=segment:99999").status_code == 404


def test_a_topic_is_called_as_the_taxonomy_calls_it_and_not_as_the_driver_of_the_same_key(client_of, ali, shop):
    said = client_of("ali", language="en").get("/reports?period=last_90_days").content.decode()
    happened, _, named = said.partition("What customers name in their words")
    assert "Delivery time and lateness" in happened
    assert "Delivery time and lateness" not in named


def test_from_a_topic_one_gets_to_what_was_said_of_it(client_of, ali, shop):
    client = client_of("ali", language="en")
    said = client.get("/reports?period=last_90_days").content.decode()
    assert "/comments?period=last_90_days&amp;topic=delivery" in said
    assert client.get("/comments?period=last_90_days&topic=delivery").status_code == 200
