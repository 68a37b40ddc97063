"""docs/imports.md says what the code does: its tables are written from the code, by running this module."""

import re
from pathlib import Path

from django.utils import translation

from hamsafar.collect.imports import mapping
from hamsafar.collect.imports.mappings import list_shipped
from hamsafar.collect.imports.reasons import REASONS

PAGE = Path(__file__).resolve().parents[5] / "docs" / "imports.md"
TITLES = {
    "": "At the top", "file": "`file`", "event": "`event`", "timestamp": "`timestamp`", "person": "`person`",
    "identifiers": "`person.identifiers`",
    "field": "A field of `properties`, `traits`, `group.line`, `channel`, `unit`, `currency`", "amount": "`amount`", "consent": "`consent`",
    "skip": "`skip`", "group": "`group`",
}  # fmt: skip


def tables() -> str:
    parts = ["## Mapping reference\n"]
    for place, keys in mapping.KEYS.items():
        rows = "\n".join(f"| `{key}` | {about} |" for key, about in keys.items())
        parts.append(f"### {TITLES[place]}\n\n| key | meaning |\n|---|---|\n{rows}\n")
    tests = ", ".join(f"`{test}`" for test in mapping.TESTS)
    parts.append(f"A condition is `column: value`, or `column: {{test: value}}` with one of {tests}.\n")
    return "\n".join(parts)


def reasons() -> str:
    with translation.override("en"):
        rows = "\n".join(f"| `{code}` | {sentence} |" for code, sentence in REASONS.items())
    return f"## Why a line is rejected\n\n| code | sentence |\n|---|---|\n{rows}\n"


def written() -> str:
    head = PAGE.read_text(encoding="utf-8").partition("<!-- keys -->")[0]
    return f"{head}<!-- keys -->\n{tables()}\n<!-- reasons -->\n{reasons()}"


def test_the_page_lists_every_key_and_every_reason():
    assert PAGE.read_text(encoding="utf-8") == written(), "run: python -m hamsafar.collect.imports.tests.test_docs"


def test_the_example_on_the_page_is_a_valid_mapping():
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example
    assert mapping.parse(example[1]).space == "shop"


def test_the_page_names_every_mapping_that_ships():
    assert all(f"`{name}`" in PAGE.read_text(encoding="utf-8") for name, _text in list_shipped())


if __name__ == "__main__":
    import django

    django.setup()
    PAGE.write_text(written(), encoding="utf-8")
