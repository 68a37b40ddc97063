"""Settings, the way in, and one's own account, as people walk them."""

from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.conftest import rest

PAGES = ("general", "units", "units/new", "unit/tehran", "members", "members/invite", "keys", "keys/new", "audit")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 1440), ("en", "dark", 390)])
def test_settings_are_readable_by_everybody(visit, look, path, language, theme, width):
    page = visit(f"/settings/{path}", language=language, theme=theme, width=width)
    look(page, f"settings-{path.replace('/', '-')}-{language}-{theme}-{width}")
    assert page.evaluate("window.shift") < 0.01


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_row_of_tabs_begins_where_its_reader_stands(visit, language):
    page = visit("/account/notices", language=language, width=390)
    rest(page)
    row, tab = page.locator(".side-tabs").bounding_box(), page.locator(".side-tabs [aria-current]").bounding_box()
    assert row["x"] <= tab["x"] + 2 and tab["x"] + tab["width"] <= row["x"] + row["width"] + 2
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize(("path", "name"), [("/sign-in", "sign-in"), ("/join/nothing", "refused"), ("/nowhere", "not-found")])
@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 390), ("en", "dark", 1440)])
def test_the_way_in_is_readable_by_everybody(visit, look, path, name, language, theme, width):
    look(visit(path, who="", language=language, theme=theme, width=width), f"{name}-{language}-{theme}-{width}")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_account_page_is_readable_by_everybody(visit, look, language):
    look(visit("/account", who="bahar", language=language), f"account-{language}")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_ali_invites_sara_and_she_joins(visit, look, language):
    page = visit("/settings/members/invite", language=language)
    page.fill("[name=email]", f"sara-{language}@example.com")
    page.select_option("[name=role]", "analyst")
    page.select_option("[name=unit]", "tehran")
    page.click("main .button.main")
    link = page.locator("#link").inner_text().strip()
    look(page, f"invited-{language}")
    sara = visit(urlsplit(link).path, who="", language=language)
    look(sara, f"join-{language}")
    sara.fill("[name=name]", "Sara")
    sara.fill("[name=password]", "short")
    sara.click(".button.main")
    assert sara.locator("[aria-invalid=true]").get_attribute("name") == "password"
    look(sara, f"join-refused-{language}")
    sara.fill("[name=password]", "a word nobody guesses")
    sara.click(".button.main")
    sara.wait_for_url(lambda address: "/join/" not in address)
    sara.goto(urljoin(sara.url, "/account"))
    assert "Sara" in sara.content()


def test_a_key_is_made_copied_and_revoked(visit, look):
    page = visit("/settings/keys/new", language="en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.fill("[name=name]", "weekly report")
    page.click("main .button.main")
    secret = page.locator("#secret").inner_text().strip()
    page.click("[data-copy=secret]")
    page.wait_for_selector(".toast.good")
    assert page.evaluate("navigator.clipboard.readText()") == secret
    look(page, "key-created-en")
    page.click("main .button.main")
    page.click("main button.danger")
    page.click("#ask [data-yes]")
    page.wait_for_selector(".toast:has-text('revoked')")
    assert "weekly report" not in page.locator("main").inner_text()


def test_a_new_unit_that_is_refused_says_so_at_the_field(visit, look):
    page = visit("/settings/units/new", language="fa")
    page.fill("[name=name_fa]", "شیراز")
    page.fill("[name=code]", "tehran")
    page.click("main .button.main")
    page.wait_for_selector("[role=alert]")
    look(page, "unit-refused-fa")
