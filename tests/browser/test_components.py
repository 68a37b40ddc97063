"""The living page, in both languages, looks and widths."""

import pytest

LOOKS = [(language, theme, width) for language in ("fa", "en") for theme in ("light", "dark") for width in (1440, 390)]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_component_is_readable_by_everybody(visit, look, language, theme, width):
    page = visit("/ui/components", language=language, theme=theme, width=width)
    page.wait_for_selector(".chart-canvas canvas")
    look(page, f"components-{language}-{theme}-{width}")
    assert page.evaluate("window.shift") < 0.01
