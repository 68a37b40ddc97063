"""docs/vocabulary.md tells exactly the vocabulary."""

from pathlib import Path

from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.collect.vocabulary.page import page

DOCS = Path(__file__).parents[5] / "docs"


def test_the_page_is_written_from_the_vocabulary():
    assert (DOCS / "vocabulary.md").read_text(encoding="utf-8") == page()


def test_the_page_tells_every_event_and_every_property():
    told = page()
    for event in vocabulary.EVENTS:
        part = told.split(f"### {event.name}\n")[1].split("###")[0]
        assert event.fa in part
        assert all(f"`{one.name}`" in part for one in event.properties)
