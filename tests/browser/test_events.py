"""The Events pages, as somebody who connects a source sees them."""

import base64
import json
import urllib.request

import pytest

from tests.browser.conftest import rest

PAGES = ("", "/volumes", "/vocabulary", "/not-kept", "/quarantine", "/vocabulary/name?name=Product+Viewed")


@pytest.fixture
def send(site, tmp_path_factory):
    """Send events as an official client would; they are durable when this returns."""
    key = next(tmp_path_factory.getbasetemp().glob("site*/write-key")).read_text()

    def to_the_shop(*events):
        body = json.dumps({"batch": events}).encode()
        login = base64.b64encode(f"{key}:".encode()).decode()
        request = urllib.request.Request(f"{site}/v1/batch", body, {"Content-Type": "application/json", "Authorization": f"Basic {login}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200

    return to_the_shop


def viewed(user, name="کفش چرم"):
    properties = {"name": name, "sku": "A1", "price": 12.5, "colour": "قهوه‌ای"}
    return {"type": "track", "userId": user, "event": "Product Viewed", "properties": properties}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 1440), ("en", "dark", 390)])
def test_events_are_readable_by_everybody(visit, look, send, path, language, theme, width):
    send(viewed("u-1"), {"type": "track", "userId": "u-2", "event": "Our Own Event"}, {"type": "track", "event": "Nobody Did It"})
    page = visit(f"/events{path}", language=language, theme=theme, width=width)
    if not path:  # what was sent stands in the list from the start, or comes into it and moves it
        page.wait_for_selector("#feed li:has-text('u-1')")
        rest(page)
        page.reload()
    name = path.partition("?")[0].replace("/", "-") or "-live"
    look(page, f"events{name}-{language}-{theme}-{width}")
    assert page.evaluate("window.shift") < 0.01


def test_an_event_appears_by_itself_can_be_held_and_opened(visit, send, axe):
    page = visit("/events", language="en")
    page.wait_for_selector("[data-state=open]:visible")
    send(viewed("u-live"))
    page.wait_for_selector("#feed li:has-text('u-live')")
    page.click("[data-live-pause]")
    page.wait_for_selector("[data-state=paused]:visible")
    send(viewed("u-held"))
    page.wait_for_timeout(1500)
    assert page.locator("#feed li:has-text('u-held')").count() == 0
    page.locator("#feed li:has-text('u-live') a").first.click()
    page.wait_for_selector("#event-drawer[open]")
    assert '"colour": "قهوه‌ای"' in page.inner_text("#event-raw")
    axe(page)


def test_the_feed_shows_only_what_is_looked_for(visit, send):
    page = visit("/events?who=u-wanted", language="en")
    page.wait_for_selector("[data-state=open]:visible")
    send(viewed("u-other"), viewed("u-wanted"))
    page.wait_for_selector("#feed li:has-text('u-wanted')")
    assert page.locator("#feed li:has-text('u-other')").count() == 0
