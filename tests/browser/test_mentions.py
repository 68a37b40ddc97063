"""A mention comes in by the web hook, is read, found and marked as answered from the keyboard; the pages around it are readable."""

import hashlib
import hmac
import json
import time
import urllib.request
import uuid

import pytest

PAGES = ("/mentions", "/mentions/report", "/mentions/places", "/mentions/brands", "/referrals", "/research", "/research/new")


@pytest.fixture
def hook(visit):
    """Sets up a place of its own and sends signed items to it."""
    page = visit("/mentions/places/new?by=webhook", language="en")
    page.fill("input[name=name]", f"Site {uuid.uuid4().hex[:6]}")
    page.click("form:has(input[name=name]) button.main")
    page.wait_for_selector("#hook-secret")
    secret, path = page.inner_text("#hook-secret"), "/in/" + page.inner_text("#hook-address").split("/in/")[1]
    here = page.url.split("/mentions/")[0]
    page.context.close()

    def send(*items):
        body, at = json.dumps(list(items)).encode(), int(time.time())
        mac = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        signed = {"Content-Type": "application/json", "X-Hamsafar-Signature": f"t={at},v1={mac}"}
        with urllib.request.urlopen(urllib.request.Request(here + path, body, signed), timeout=20) as answer:
            return json.loads(answer.read())

    return send


def opened(visit, word, **more):
    """The stream with this word, once what was sent has been read."""
    for _ in range(180):
        page = visit(f"/mentions?q={word}&period=last_30_days", **more)
        if page.locator(".comment").count():
            return page
        page.context.close()
        time.sleep(0.5)
    raise AssertionError("the mention was not read in time")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_mention_is_heard_read_and_marked_as_answered(visit, hook, look, language):
    word = {"fa": "فیروزان", "en": "فیروزنما"}[language]
    item = {"id": uuid.uuid4().hex, "author": "سارا", "network": "x", "text": f"{word} خیلی دیر رسید و افتضاح بود", "reach": 90}
    assert hook(item)["new"] == 1 and hook(item)["known"] == 1
    page = opened(visit, word, language=language)
    look(page, f"mentions-found-{language}")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("e")
    page.wait_for_selector(f".comment:has-text('{word}') .chip.good")
    assert word in page.url or "%D9" in page.url  # the list stays as it was searched
    page.locator(".comment a.plain").first.click()
    page.wait_for_selector("form[action$=take-back]")
    look(page, f"mention-{language}")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 1440), ("en", "dark", 390)])
def test_pages_are_readable_by_everybody(visit, look, path, language, theme, width):
    page = visit(path, language=language, theme=theme, width=width)
    page.wait_for_load_state("networkidle")
    look(page, f"{path.strip('/').replace('/', '-')}-{language}-{theme}-{width}")
