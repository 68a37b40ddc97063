"""The list of customers, narrowed to a saved group."""

import pytest

from hamsafar.measure.segments import services as segments
from hamsafar.measure.segments.tests.test_pages import customers, delivered

__all__ = ["customers", "delivered"]
pytestmark = pytest.mark.django_db


def names(client, query: str) -> str:
    page = client.get(f"/customers?who=all&{query}").content.decode()
    return page[page.index("<main") :]


@pytest.mark.parametrize("sort", ["", "&sort=-orders", "&sort=name"])
def test_only_those_who_fit_are_listed(client_of, ali, customers, delivered, sort):
    page = names(client_of("ali", language="en"), f"segment={delivered.id}{sort}")
    assert "sara@example.com" in page and page.count("<tr tabindex=") == 2
    assert '<option value="1" selected' in page.replace(f'value="{delivered.id}" selected', 'value="1" selected')


def test_a_search_looks_among_them(client_of, ali, customers, delivered):
    client = client_of("ali", language="en")
    assert names(client, f"segment={delivered.id}&q=sara").count("<tr tabindex=") == 1
    assert names(client, f"segment={delivered.id}&q=mina").count("<tr tabindex=") == 0


def test_known_customers_and_channels_narrow_them_further(client_of, ali, customers, delivered):
    client = client_of("ali", language="en")
    assert client.get(f"/customers?segment={delivered.id}&channel=telegram").content.decode().count("<tr tabindex=") == 0
    assert client.get(f"/customers?segment={delivered.id}&who=visitors").content.decode().count("<tr tabindex=") == 0


def test_a_group_that_holds_nobody_shows_nobody(client_of, ali, customers):
    nobody = segments.save(segments.parse({"did": "Never Happened"}), name_fa="هیچ‌کس")
    assert "Nothing found" in names(client_of("ali", language="en"), f"segment={nobody.id}")


def test_bahar_sees_those_of_her_units_only(client_of, bahar, customers, delivered):
    page = names(client_of("bahar", language="en"), f"segment={delivered.id}")
    assert "sara@example.com" in page and page.count("<tr tabindex=") == 1


def test_a_group_nobody_made_narrows_nothing(client_of, ali, customers, delivered):
    assert names(client_of("ali", language="en"), "segment=999").count("<tr tabindex=") == 3
    assert names(client_of("ali", language="en"), "segment=x").count("<tr tabindex=") == 3


def test_the_page_of_a_group_leads_to_them(client_of, ali, customers, delivered):
    assert f"/customers?segment={delivered.id}" in client_of("ali").get(f"/segments/{delivered.id}").content.decode()
