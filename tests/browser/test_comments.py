"""A comment comes in, is read, found, corrected and taken back; topics are tried on it."""

import base64
import json
import time
import urllib.request
import uuid

import pytest

PAGES = ("", "/topics", "/topics/new", "/topics/t/courier", "/models")


@pytest.fixture
def review(site, tmp_path_factory):
    """A review of this moment, as an official client would send it; its own word makes it one of a kind."""
    key = next(tmp_path_factory.getbasetemp().glob("site*/write-key")).read_text()

    def send(text, rating):
        properties = {"review_id": uuid.uuid4().hex, "product": "lamp", "rating": rating, "text": text}
        body = json.dumps({"batch": [{"type": "track", "userId": "u-review", "event": "Review Posted", "properties": properties}]}).encode()
        login = base64.b64encode(f"{key}:".encode()).decode()
        request = urllib.request.Request(f"{site}/v1/batch", body, {"Content-Type": "application/json", "Authorization": f"Basic {login}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200

    return send


def opened(visit, word, **more):
    """The explorer with this word, once what was sent has been read."""
    for _ in range(180):
        page = visit(f"/comments?q={word}&period=last_30_days", **more)
        if page.locator(".comment").count():
            return page
        page.context.close()
        time.sleep(0.5)
    raise AssertionError("the comment was not read in time")


def test_a_comment_is_read_corrected_and_taken_back(visit, review, look, axe):
    review("پیک زمردین خیلی دیر رسید و افتضاح بود، زنگ بزنید ۰۹۱۲۳۴۵۶۷۸۹", 1)
    page = opened(visit, "زمردین", language="fa")
    row = page.locator("[data-table] .comment").first
    assert row.locator("mark.bad").count() >= 1
    assert "۰۹۱۲۳۴۵۶۷۸۹" not in page.inner_text("body")
    look(page, "comments-found-fa")
    axe(page)
    row.locator("a.plain").click()
    page.wait_for_selector("form input[name=feeling]")
    look(page, "comment-fa")
    axe(page)
    page.check("input[name=feeling][value=neutral]")
    page.click("form:has(input[name=feeling]) button.main")
    page.wait_for_selector("form[action$=take-back]")
    page.click("form[action$=take-back] button")
    page.wait_for_selector("form[action$=take-back]", state="detached")


def test_filters_change_what_is_shown_without_a_new_page(visit, review):
    review("کیفیت زرافشان عالی بود", 5)
    page = opened(visit, "زرافشان", language="en")
    page.select_option("select[name=feeling]", "negative")
    page.wait_for_selector("#found .comment", state="detached")
    page.wait_for_url("**feeling=negative**")


def test_words_of_a_topic_are_tried_on_real_comments(visit, review, axe):
    review("جعبه نگارین پاره بود", 2)
    opened(visit, "نگارین")
    page = visit("/comments/topics/new", language="en")
    page.fill("textarea[name=phrases]", "نگارین")
    page.click("button[hx-post]")
    page.wait_for_selector("#trial mark")
    assert page.inner_text("#trial mark") == "نگارین"
    axe(page)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 1440), ("en", "dark", 390)])
def test_pages_of_comments_are_readable_by_everybody(visit, look, path, language, theme, width):
    page = visit(f"/comments{path}", language=language, theme=theme, width=width)
    page.wait_for_load_state("networkidle")
    look(page, f"comments{path.replace('/', '-')}-{language}-{theme}-{width}")
