"""An unhappy answer opens a case, which is worked on by keyboard from the list to its end, and taken back."""

import base64
import json
import time
import urllib.request
import uuid

import pytest

from tests.browser.conftest import rest


@pytest.fixture
def unhappy(site, key):
    """A customer of this moment who gave 1 of 10 and said why."""

    def send(words: str) -> None:
        said = {"survey": "after order", "question": "nps", "score": 1, "text": words}
        event = {"type": "track", "userId": uuid.uuid4().hex, "event": "Survey Answered", "properties": said}
        login = base64.b64encode(f"{key}:".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {login}"}
        request = urllib.request.Request(f"{site}/v1/batch", json.dumps({"batch": [event]}).encode(), headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200

    return send


@pytest.fixture
def rules(visit):
    """The first rules are made, and the one about the recommendation question is on."""
    page = visit("/cases/rules", language="en")
    if page.locator("form[action$=begin]").count():
        page.click("form[action$=begin] button")
        page.wait_for_selector("form[action$=switch]")
    first = page.locator("form[action$=switch]").first
    if first.locator("input[name=on]").get_attribute("value") == "1":
        first.locator("button").click()
        page.wait_for_selector(".chip.good")
    return page


def opened(visit, word: str, **more):
    """The list with this word, once the case is there."""
    for _ in range(180):
        page = visit(f"/cases?state=all_open&q={word}", **more)
        if page.locator("tbody tr").count():
            return page
        page.context.close()
        time.sleep(0.5)
    raise AssertionError("no case was opened in time")


def by_key(page, key: str) -> None:
    """A key that does something on the page of a case; the page comes anew."""
    with page.expect_navigation():
        page.keyboard.press(key)
    rest(page)


def test_a_case_is_taken_worked_on_and_taken_back_by_keyboard(visit, rules, unhappy, look):
    unhappy("یاقوتی دیر رسید")
    page = opened(visit, "یاقوتی", language="en")
    look(page, "cases-en")
    for letter in ("j", "a"):
        page.keyboard.press(letter)
    page.wait_for_selector("[data-key=z]")
    page.keyboard.press("z")
    page.wait_for_selector("[data-key=z]", state="detached")
    rest(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("form[action$='/contacted']")
    page.wait_for_selector("#timeline")
    look(page, "case-en")
    page.fill("form[action$='/contacted'] [name=words]", "called")
    page.click("form[action$='/contacted'] button")
    page.wait_for_selector("text=Undo the last step")
    page.select_option("#cause", index=2)
    page.click("form[action$='/name'] button")
    page.wait_for_selector("form[action$='/fixed']")
    rest(page)
    by_key(page, "f")
    by_key(page, "e")
    page.wait_for_selector("form[action$='/reopen']")
    page.keyboard.press("Shift+Slash")
    page.locator("#keys[open]", has_text="Undo the last step").wait_for()
    page.keyboard.press("Escape")
    page.locator("#keys[open]").wait_for(state="detached")
    page.keyboard.press("z")
    page.wait_for_selector("form[action$='/close']")


@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 1440), ("fa", "dark", 390)])
def test_pages_of_cases_hold_in_both_directions(visit, rules, unhappy, look, language, theme, width):
    unhappy("فیروزه‌ای خراب بود")
    page = opened(visit, "فیروزه", language=language, theme=theme, width=width)
    look(page, f"cases-{language}-{theme}-{width}")
    page.locator("tbody a").first.click()
    page.wait_for_selector("#timeline")
    look(page, f"case-{language}-{theme}-{width}")
    for name in ("loop", "causes", "rules", "rules/new", "replies", "settings"):
        page = visit(f"/cases/{name}", language=language, theme=theme, width=width)
        look(page, f"cases-{name.replace('/', '-')}-{language}-{theme}-{width}")
