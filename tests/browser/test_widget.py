"""Surveys on somebody else's page, in Chromium, against a real server: shown where and when their rules say, answered once."""

import gzip

import pytest

from hamsafar.base.ui.assets import BUILT
from tests.browser.shop import Window, arrived

LARGEST = 12 * 1024  # bytes, packed
STRICT = "default-src 'none'; script-src {site} 'nonce-shop'; connect-src {site}; frame-src {site}; style-src 'self'; img-src 'self'"
PAGE = """<!doctype html><html lang="%(language)s" dir="auto"><head><meta charset="utf-8"><title>Shop</title>%(head)s</head><body>
<h1>کفش چرم</h1><button id="works">نظر بدهید</button><p id="tall">…</p>
<script nonce="shop">document.getElementById('tall').style.height = '3000px'</script></body></html>"""


@pytest.fixture
def shop(site, chromium, key, shop_address):
    """Open a page of another site with the widget's script; its content policy forbids every inline style."""
    opened = []

    def go(path: str = "/", *, language: str = "fa", context=None, more: str = "", before: str = "", **options):
        context = context or chromium.new_context(locale=f"{language}-IR", base_url=shop_address, **options)
        if context not in opened:
            opened.append(context)
        policy = f'<meta http-equiv="Content-Security-Policy" content="{STRICT.format(site=site)}">'
        script = f'<script nonce="shop">{more}</script><script async src="{site}/widget.js" data-key="{key}"></script>'
        Window.body = (PAGE % {"language": language, "head": policy + script}).encode()
        page = context.new_page()
        if before:
            page.add_init_script(before)
        page.problems, page.rules = [], 0
        page.on("requestfinished", lambda request: setattr(page, "rules", page.rules + ("/s/-/sites/" in request.url)))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda line: page.problems.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(shop_address + path)
        return page

    yield go
    for context in opened:
        context.close()


def panel(page):
    """The frame of the survey that is shown."""
    page.locator("hamsafar-survey iframe").wait_for()
    return page.frame_locator("hamsafar-survey iframe")


def watching(page) -> None:
    """Once the script knows the site's surveys and waits for what they wait for."""
    for _ in range(900):
        if page.rules:
            break
        page.wait_for_timeout(100)
    assert page.rules, "the script never asked which surveys there are"
    page.evaluate("() => new Promise(read => setTimeout(read, 300))")


def is_quiet(page, seconds: float = 2.5) -> bool:
    watching(page)
    page.wait_for_timeout(seconds * 1000)
    return page.locator("hamsafar-survey").count() == 0


def choose(frame, value: str) -> None:
    frame.locator(f"input[value='{value}']").first.wait_for(state="attached")
    frame.locator("html").evaluate("() => new Promise(read => setTimeout(read, 800))")  # nobody reads faster
    frame.locator(f"label:has(input[value='{value}'])").first.click()
    frame.locator("button.next").click()


def until(page, expression: str, seconds: float = 90) -> None:
    """`wait_for_function` compiles words in the page, which its policy forbids."""
    for _ in range(int(seconds * 10)):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {expression}")


def visitor(page) -> str:
    return page.evaluate("localStorage.getItem('hamsafar.anonymous')")


def test_the_script_is_small():
    assert len(gzip.compress((BUILT / "widget" / "widget.js").read_bytes(), 9)) <= LARGEST


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_visitor_answers_in_the_corner_and_is_not_asked_again(shop, spine, language):
    page = shop("/at-once", language=language)
    frame = panel(page)
    heading = "ما را به دوستانتان" if language == "fa" else "Would you recommend"
    frame.locator("legend", has_text=heading).wait_for()
    host = page.locator("hamsafar-survey")
    assert host.get_attribute("dir") == ("rtl" if language == "fa" else "ltr")
    box = page.locator("hamsafar-survey section").bounding_box()
    assert (box["x"] < 400) == (language == "fa")  # the end of a Persian page is on the left
    assert page.evaluate("document.activeElement === document.body")  # who did not ask keeps their place
    choose(frame, "9")
    frame.locator("legend", has_text="از چه" if language == "fa" else "What did").wait_for()
    choose(frame, "price")
    frame.locator("[data-end]").wait_for()
    told = arrived(spine, visitor(page), "Survey Answered", "Survey Answered", "Survey Viewed")["Survey Answered"]
    assert {row["properties"]["question_id"] for row in told} == {"likely", "good"}
    assert {row["properties"]["way"] for row in told} == {"widget"}
    assert page.problems == []
    again = shop("/at-once", language=language, context=page.context)
    assert is_quiet(again)


def test_what_was_begun_goes_on_on_the_next_page(shop):
    page = shop("/at-once")
    frame = panel(page)
    choose(frame, "3")
    frame.locator("legend", has_text="چه چیزی ۳ شد").wait_for()
    page.goto(page.url.replace("/at-once", "/elsewhere"))
    panel(page).locator("legend", has_text="چه چیزی ۳ شد").wait_for()


def test_escape_closes_it_and_it_stays_closed(shop):
    page = shop("/at-once")
    frame = panel(page)
    frame.locator("input[value='5']").focus()
    page.keyboard.press("Escape")
    page.locator("hamsafar-survey").wait_for(state="detached")
    page.rules = 0
    page.reload()
    assert is_quiet(page)


def test_it_waits_for_time_and_for_scrolling(shop):
    panel(shop("/on-time"))
    page = shop("/to-scroll-through")
    assert is_quiet(page, 1.5)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    panel(page)


def test_it_opens_in_the_middle_when_somebody_is_about_to_leave(shop):
    page = shop("/on-leave")
    assert is_quiet(page, 1.5)
    page.evaluate("document.dispatchEvent(new MouseEvent('mouseout', {clientY: 0, relatedTarget: null}))")
    frame = panel(page)
    frame.locator("legend").wait_for()
    dialog = page.locator("hamsafar-survey dialog")
    assert dialog.evaluate("box => box.open && box.matches(':modal')")
    until(page, "document.activeElement.localName === 'hamsafar-survey'")
    page.locator("hamsafar-survey .close").click()
    page.locator("hamsafar-survey").wait_for(state="detached")


def test_a_button_asks_for_it_as_often_as_it_is_pressed_and_takes_the_focus_there_and_back(shop):
    page = shop("/somewhere")
    watching(page)
    for _ in range(2):
        page.click("#works")
        panel(page).locator("legend").wait_for()
        until(page, "document.activeElement.localName === 'hamsafar-survey'")
        page.locator("hamsafar-survey .close").click()
        until(page, "document.activeElement.id === 'works'")
    far = shop("/far")
    watching(far)
    far.click("#works")
    assert is_quiet(far, 1.5)


def test_a_call_of_the_site_shows_it_once(shop):
    page = shop("/anywhere", more="(window.hamsafarSurveys = window.hamsafarSurveys || []).push(['ask', 'called', {language: 'en'}])")
    panel(page).locator("legend", has_text="Would you recommend").wait_for()
    page.locator("hamsafar-survey .close").click()
    page.evaluate("hamsafarSurveys.push(['ask', 'called'])")
    assert is_quiet(page, 1.5)


def test_who_does_not_want_to_be_followed_is_shown_nothing_but_may_ask(shop):
    signal = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
    page = shop("/at-once", before=signal)
    assert is_quiet(page)
    page.click("#works")
    panel(page).locator("legend").wait_for()
    assert page.evaluate("Object.keys(localStorage)") == []


def test_a_condition_holds_of_nobody_whom_we_do_not_know(shop):
    assert is_quiet(shop("/only-some"))


def test_an_answer_without_a_connection_is_kept_and_sent_once(shop, spine):
    page = shop("/at-once")
    frame = panel(page)
    frame.locator("legend").wait_for()
    page.context.set_offline(True)
    choose(frame, "8")
    frame.locator(".notice").wait_for()
    until(page, "Object.keys(localStorage).filter(key => key.startsWith('hamsafar.unsent.')).length === 1")
    page.context.set_offline(False)
    frame.locator("legend", has_text="از چه").wait_for()
    until(page, "!Object.keys(localStorage).some(key => key.startsWith('hamsafar.unsent.'))")


def test_an_answer_whose_page_was_closed_without_a_connection_is_sent_by_the_next_page(shop):
    page = shop("/at-once")
    frame = panel(page)
    frame.locator("legend").wait_for()
    page.context.set_offline(True)
    choose(frame, "2")
    frame.locator(".notice").wait_for()
    page.close()
    page.context.set_offline(False)
    again = shop("/elsewhere", context=page.context)
    panel(again).locator("legend", has_text="چه چیزی ۲ شد").wait_for()
    until(again, "!Object.keys(localStorage).some(key => key.startsWith('hamsafar.unsent.'))")


def test_a_rating_of_the_sites_own_stars_arrives_once(shop, spine):
    page = shop("/elsewhere", more="(window.hamsafarSurveys = []).push(['rate', 'called', 7, {comment: 'خوب بود'}])")
    until(page, "window.hamsafarSurveys && !Array.isArray(window.hamsafarSurveys)")
    until(page, "!Object.keys(localStorage).some(key => key.startsWith('hamsafar.unsent.'))")
    told = arrived(spine, visitor(page), "Survey Answered")["Survey Answered"]
    assert [(row["properties"]["way"], row["properties"]["score"]) for row in told] == [("app", 7)]
