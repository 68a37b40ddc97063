"""The Sources pages, from "no source" to "it works"."""

import datetime as dt

import pytest

from hamsafar.collect.intake import keyring
from hamsafar.collect.intake import services as intake

pytestmark = pytest.mark.usefixtures("spine")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    keyring.forget()
    monkeypatch.setattr("hamsafar.store.events.tally.FRESH", 0)
    yield
    keyring.forget()


def test_ali_makes_a_source_and_sees_its_first_event_arrive(client_of, ali):
    client = client_of("ali", language="en")
    assert "No sources yet" in client.get("/sources").content.decode()
    made = client.post("/sources/new", {"name": "Our shop", "kind": "website", "space": "main", "unit": "", "channel": "web"})
    assert made["Location"] == "/sources/our-shop"
    page = client.get("/sources/our-shop").content.decode()
    (source,) = intake.list_sources()
    assert source.live_key in page and "/sdk.js" in page and "Waiting for your first event" in page
    assert 'hx-trigger="every 2s"' in client.get("/sources/our-shop/first").content.decode()

    at = dt.datetime.now(dt.UTC)
    intake.record([intake.Event(source="our-shop", message_id="1", name="Page Viewed", user_id="u", timestamp=at, received_at=at)])
    arrived = client.get("/sources/our-shop/first").content.decode()
    assert "“Page Viewed” has arrived" in arrived and "hx-trigger" not in arrived
    assert "receiving" in client.get("/sources").content.decode()


@pytest.mark.parametrize(
    "way, words",
    [("browser", "h.load("), ("next", "AnalyticsBrowser"), ("curl", "curl "), ("python", "write_key"), ("node", "analytics-node")],
)
def test_every_way_to_send_names_the_key(client_of, ali, way, words):
    source = intake.create_source("Shop", slug="shop")
    page = client_of("ali").get(f"/sources/shop?with={way}").content.decode()
    assert words in page and source.live_key in page


def test_pages_are_persian_for_those_who_read_persian(client_of, ali):
    intake.create_source("فروشگاه", slug="shop")
    page = client_of("ali").get("/sources/shop").content.decode()
    assert "در انتظار نخستین رویداد" in page and "کلیدهای ارسال" in page


def test_a_source_is_changed_paused_and_resumed(client_of, ali, units):
    intake.create_source("Shop", slug="shop")
    client = client_of("ali")
    given = {
        "name": "Shop 2",
        "kind": "app",
        "space": "crm",
        "unit": "tehran",
        "channel": "app",
        "origins": "https://shop.ir\n",
        "per_second": "50",
        "is_test": "on",
    }
    assert client.post("/sources/shop/change", given).status_code == 302
    changed = intake.get_source("shop")
    assert (changed.name, changed.space, changed.unit, changed.origins, changed.per_second, changed.is_test) == (
        "Shop 2", "crm", "tehran", ("https://shop.ir",), 50, True,
    )  # fmt: skip
    wrong = client.post("/sources/shop/change", {**given, "origins": "not a site"})
    assert wrong.status_code == 422 and intake.get_source("shop").origins == ("https://shop.ir",)
    client.post("/sources/shop/pause")
    assert intake.get_source("shop").is_paused
    client.post("/sources/shop/pause")
    assert not intake.get_source("shop").is_paused


def test_a_key_is_changed_without_a_gap(client_of, ali):
    first = intake.create_source("Shop", slug="shop").live_key
    client = client_of("ali")
    assert client.post("/sources/shop/keys/revoke", {"key": first}).status_code == 422  # the last one
    client.post("/sources/shop/keys")
    assert client.post("/sources/shop/keys/revoke", {"key": first}).status_code == 302
    keys = intake.get_source("shop").keys
    assert [key.is_live for key in keys] == [False, True] and keys[0].key == first


def test_kian_cannot_tell_that_the_source_of_another_unit_exists(client_of, ali, kian, units):
    from hamsafar.ground.organisation import services as organisation

    intake.create_source("Shop", slug="shop", unit="tehran")
    organisation.create_member(
        email="lead@example.com", name="Lead", password="travel with me 1405",
        grants=[organisation.Grant(role=organisation.Role("cx_lead"), unit="parts")],
    )  # fmt: skip
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(email="lead@example.com"))
    assert client.get("/sources/shop").status_code == client.get("/sources/nothing").status_code == 404
    assert client.post("/sources/shop/pause").status_code == 404
    assert "Shop" not in client.get("/sources").content.decode().split("<main")[-1]
    assert not intake.get_source("shop").is_paused


def test_every_deed_stands_in_the_audit_log(client_of, ali):
    from hamsafar.ground.audit import services as audit

    client = client_of("ali")
    client.post("/sources/new", {"name": "Shop", "kind": "server", "space": "main"})
    client.post("/sources/shop/keys")
    client.post("/sources/shop/pause")
    assert [entry.deed for entry in audit.list_entries()[:3]] == ["intake.source_changed", "intake.key_added", "intake.source_created"]
