"""The script's address, the snippet that loads it, and the page that explains both."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

from hamsafar.base.ui.assets import BUILT
from hamsafar.collect.intake.snippet import snippet

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "browser-sdk.md"
pytestmark = pytest.mark.django_db
built = pytest.mark.skipif(not (BUILT / "sdk" / "sdk.js").exists(), reason="the browser code is not built: make setup")


@built
def test_anybody_may_load_the_script_from_anywhere():
    answer = Client().get("/sdk.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer
    assert answer.content == (BUILT / "sdk" / "sdk.js").read_bytes()


@built
def test_it_comes_packed_and_is_not_sent_twice():
    answer = Client().get("/sdk.js", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == (BUILT / "sdk" / "sdk.js").read_bytes()
    assert len(answer.content) <= 6 * 1024
    again = Client().get("/sdk.js", headers={"Accept-Encoding": "gzip", "If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_snippet_cannot_be_broken_out_of():
    text = snippet("</script><script>alert(1)", "https://cx.example.com/")
    assert text.count("</script>") == 1
    assert 'src = "https://cx.example.com/sdk.js"' in text


def _written() -> str:
    head, _, rest = PAGE.read_text(encoding="utf-8").partition("<!-- snippet -->")
    after = rest.partition("\nOr, where")[2]
    return f"{head}<!-- snippet -->\n```html\n{snippet('WRITE_KEY', 'https://cx.example.com')}```\n\nOr, where{after}"


def test_the_page_shows_the_snippet_and_every_option():
    assert PAGE.read_text(encoding="utf-8") == _written(), "run: python -m hamsafar.config.tests.test_browser_sdk"
    options = re.search(r"interface Options \{(.*?)\}", (ROOT / "frontend" / "sdk" / "types.ts").read_text(), re.DOTALL)
    assert options
    for name in re.findall(r"^\s+(\w+)\?:", options[1], re.MULTILINE):
        assert f"| `{name}` |" in PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    PAGE.write_text(_written(), encoding="utf-8")
