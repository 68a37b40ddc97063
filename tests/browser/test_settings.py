"""Settings, the way in, and one's own account, as people walk them."""

import pytest

PAGES = ("general", "units", "units/new", "unit/tehran", "members", "members/invite", "keys", "keys/new", "audit")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 1440), ("en", "dark", 390)])
def test_settings_are_readable_by_everybody(visit, look, path, language, theme, width):
    page = visit(f"/settings/{path}", language=language, theme=theme, width=width)
    look(page, f"settings-{path.replace('/', '-')}-{language}-{theme}-{width}")
    assert page.evaluate("window.shift") < 0.01


@pytest.mark.parametrize(("path", "name"), [("/sign-in", "sign-in"), ("/join/nothing", "refused"), ("/nowhere", "not-found")])
@pytest.mark.parametrize(("language", "theme", "width"), [("fa", "light", 390), ("en", "dark", 1440)])
def test_the_way_in_is_readable_by_everybody(visit, look, path, name, language, theme, width):
    look(visit(path, who="", language=language, theme=theme, width=width), f"{name}-{language}-{theme}-{width}")


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_account_page_is_readable_by_everybody(visit, look, language):
    look(visit("/account", who="bahar", language=language), f"account-{language}")
