"""The shell by hand and by keyboard: palette, menus, dialogs, lists, calendar, small screens, a session that ends."""

import re
from pathlib import Path

import pytest

from tests.browser.conftest import rest

expect = pytest.importorskip("playwright.sync_api").expect

SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
FIRST_VISIT_BYTES = 300 * 1024


def test_ali_finds_a_page_without_the_mouse(visit):
    page = visit("/account", language="en")
    page.keyboard.press("Control+KeyK")
    page.keyboard.type("audit")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+KeyK")
    page.locator("#palette input").fill("setting")
    page.wait_for_selector("#palette-found [aria-selected=true]:has-text('Settings')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings/general")


def test_whoever_presses_enter_before_the_list_has_come_opens_what_they_typed(visit):
    page = visit("/account", language="en")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette-found [role=option]")
    page.keyboard.type("setting")
    page.keyboard.press("Enter")
    page.wait_for_url("**/settings**")


def test_the_palette_tells_a_listener_what_is_chosen(visit, axe):
    page = visit("/account", language="fa")
    page.click("[data-open=palette]")
    page.wait_for_selector("#palette-found [role=option]")
    first = page.get_attribute("#palette input", "aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#palette input", "aria-activedescendant") != first
    axe(page)


def test_single_keys_go_to_pages_and_can_be_switched_off(visit):
    page = visit("/account", language="en")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/settings/general")
    page.keyboard.press("Shift+Slash")
    page.wait_for_selector("#keys[open]")
    page.uncheck("[data-single-keys]")
    page.keyboard.press("Escape")
    expect(page.locator("#keys[open]")).to_have_count(0)
    page.keyboard.press("Shift+Slash")
    rest(page)
    assert page.locator("#keys[open]").count() == 0


def test_a_menu_opens_below_its_button_and_closes_by_escape(visit, axe):
    page = visit("/ui/components", language="fa")
    button = page.locator("[popovertarget=account-menu]")
    button.click()
    page.wait_for_selector("#account-menu:popover-open")
    rest(page)
    menu, under = page.locator("#account-menu").bounding_box(), button.bounding_box()
    assert menu["y"] >= under["y"] + under["height"]
    assert menu["x"] >= 0
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#account-menu")).to_be_hidden()


@pytest.mark.parametrize(("language", "other", "direction"), [("fa", "en", "ltr"), ("en", "fa", "rtl")])
def test_the_language_is_changed_from_the_page_before_signing_in(visit, language, other, direction):
    page = visit("/sign-in", who="", language=language)
    page.click(f"button[value={other}]")
    page.wait_for_selector(f"html[lang={other}][dir={direction}]")


def test_the_look_turns_at_once(visit):
    page = visit("/account", who="dara", language="en", theme="light")
    before = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.click("[popovertarget=account-menu]")
    page.click("button[name=theme][value=dark]")
    page.wait_for_selector("html[data-theme=dark]")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != before


def test_a_list_is_searched_sorted_and_walked_by_keyboard(visit):
    page = visit("/ui/components", language="en")
    page.locator("#table-people-search").fill("نگار")
    page.wait_for_url(re.compile("q="))
    expect(page.locator("#table-people tbody tr")).to_have_count(1)
    page.locator("#table-people-search").fill("")
    expect(page.locator("#table-people tbody tr")).to_have_count(3)
    page.click("#table-people th a")
    page.wait_for_url(re.compile("sort=-name"))
    rest(page)  # the address is there before the rows
    page.focus("#table-people tbody tr")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    expect(page.locator("#table-people .bulk-bar")).to_be_visible()
    expect(page.locator("[data-picked-count]")).to_have_text("1")


def test_a_long_list_is_narrowed_by_typing_and_ticked_from_the_keyboard(visit, axe):
    page = visit("/ui/components", language="fa")
    field = page.locator("[data-pick]")
    search, shown = field.locator("[data-pick-search]"), field.locator("label:visible")
    every = shown.count()
    search.fill("cHe")
    assert 0 < shown.count() < every
    page.keyboard.press("Enter")
    first = shown.first.locator("input")
    expect(first).to_be_checked()
    assert page.url.endswith("/ui/components"), "Enter ticks and sends nothing"
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("Space")
    expect(first).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(search).to_be_focused()
    assert shown.count() == every
    search.fill("zzz")
    expect(field.locator("[data-pick-none]")).to_have_text("چیزی پیدا نشد")
    axe(page)


def test_a_day_is_chosen_from_the_persian_calendar(visit, axe):
    page = visit("/ui/components", language="fa")
    field = page.locator("#date-since").first
    before = field.input_value()
    page.locator("[data-open-calendar]").first.click()
    page.wait_for_selector("#calendar [data-day]")
    head = page.locator("#calendar strong").inner_text()
    assert re.search("فروردین|اردیبهشت|خرداد|تیر|مرداد|شهریور|مهر|آبان|آذر|دی|بهمن|اسفند", head)
    assert page.locator("#calendar th").first.get_attribute("abbr") == "شنبه"
    axe(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert field.input_value() != before
    assert re.fullmatch("[۰-۹]{4}/[۰-۹]{2}/[۰-۹]{2}", field.input_value())


def test_the_calendars_months_follow_one_another_without_a_gap(visit):
    """Twelve steps on and twelve back come home, in both calendars."""
    for language in ("fa", "en"):
        page = visit("/ui/components", language=language)
        page.locator("[data-open-calendar]").first.click()
        start = page.locator("#calendar strong").inner_text()
        seen = {start}
        for _ in range(12):
            page.click("#calendar [data-month='1']")
            seen.add(page.locator("#calendar strong").inner_text())
        assert len(seen) == 13
        for _ in range(12):
            page.click("#calendar [data-month='-1']")
        assert page.locator("#calendar strong").inner_text() == start


def test_a_chart_has_a_table_and_a_download(visit):
    page = visit("/ui/components", language="fa")
    page.wait_for_selector(".chart-canvas canvas")
    page.click(".chart [data-chart-table] >> nth=0")
    expect(page.locator(".chart .as-table").first).to_be_visible()
    with page.expect_download() as download:
        page.click(".chart [data-chart-download] >> nth=0")
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 31
    assert re.search(r'"0\.\d+"$', lines[1])


def test_a_question_is_asked_before_a_deed(visit):
    page = visit("/ui/components", language="en")
    page.click("[data-open=example-confirm]")
    expect(page.locator("#example-confirm[open]")).to_be_visible()
    page.click("#example-confirm [data-close] >> nth=0")
    expect(page.locator("#example-confirm[open]")).to_have_count(0)


def test_the_side_bar_folds_on_a_small_screen(visit, axe):
    page = visit("/account", language="fa", width=390)
    assert not page.locator("#nav a.nav-link").first.is_visible()
    page.click("[data-open-nav]")
    page.wait_for_selector("#nav.is-open a.nav-link")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()


def test_a_session_that_ended_is_asked_for_again_and_the_page_stays(visit):
    page = visit("/ui/components", language="en")
    page.context.clear_cookies(name="sessionid")
    page.locator("#table-people-search").fill("nobody")
    page.wait_for_selector("#session-over[open]")
    assert page.locator("#table-people-search").input_value() == "nobody"


def test_the_first_thing_that_tab_reaches_leads_to_the_content(visit):
    page = visit("/account", language="en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'main'")


@pytest.mark.parametrize(("path", "language"), [("/account", "fa"), ("/ui/components", "fa"), ("/ui/components", "en")])
def test_a_first_visit_is_light_and_its_files_are_kept_for_ever(visit, path, language):
    page = visit("/sign-in", who="", language=language)
    page = visit(path, language=language)
    page.wait_for_load_state("networkidle")
    entries = page.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(e => [e.name, e.transferSize])"
    )
    assert sum(size for _name, size in entries) <= FIRST_VISIT_BYTES, entries
    script = next(name for name, _size in entries if name.endswith(".js"))
    answer = page.request.get(script, headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_what_hangs_over_a_page_is_pictured_too(visit, axe, language, theme):
    for name, button in (
        ("account-menu", "[popovertarget=account-menu]"),
        ("calendar", "[data-open-calendar] >> nth=1"),
        ("palette", "[data-open=palette]"),
    ):
        page = visit("/ui/components", language=language, theme=theme)
        page.click(button)
        rest(page)
        page.screenshot(path=SCREENSHOTS / f"over-{name}-{language}-{theme}.png")
        axe(page)
