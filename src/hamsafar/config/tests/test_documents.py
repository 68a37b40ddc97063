"""The documents lead somewhere: every link between them, and both languages of the guide."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_both_guides_tell_the_same_chapters():
    english, persian = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("user-guide.md", "fa/user-guide.md"))
    assert english.count("\n## ") == persian.count("\n## ")


def test_the_persian_pages_are_written_with_persian_letters():
    for name in ("README.fa.md", "docs/fa/user-guide.md"):
        text = (ROOT / name).read_text(encoding="utf-8").replace("علي", "")  # the guide shows that it is found too
        assert not re.search("[يكى]", text), name
