"""What pages may not do to the page around them."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "hamsafar"
SHELL = SOURCE / "base" / "ui" / "templates" / "ui" / "base.html"


def _ids(path: Path) -> set[str]:
    return set(re.findall(r'\bid="([\w-]+)"', path.read_text(encoding="utf-8")))


def test_no_page_uses_an_id_of_the_shell():
    """The script of every page finds its sentences, its dialog and its calendar by these; a field of the same id would hide them."""
    taken = _ids(SHELL)
    assert {"words", "ask"} <= taken
    pages = [path for path in SOURCE.rglob("templates/**/*.html") if path != SHELL]
    assert {str(path): found for path in pages if (found := _ids(path) & taken)} == {}
