"""Both languages are complete, and Persian is written with Persian letters and logical sides."""

import re
import runpy
from collections import defaultdict
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "hamsafar"
FILES = sorted(SOURCE.rglob("locale/fa/LC_MESSAGES/django.po"))
tool = runpy.run_path(str(ROOT / "tools" / "collect_messages.py"), run_name="tool")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*[^{}]*\}")
ARABIC = re.compile("[يكىة٠-٩]")
# Not pages of ours: files that somebody takes away and opens on their own machine.
FILES_TO_TAKE_AWAY = {"dossier.html"}
# What physical sides are called in CSS. Viewport coordinates in scripts are physical by nature.
PHYSICAL = re.compile(
    r"(?:^|[;{\s-])(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b|(?:^|[;{\s])(?:left|right)\s*:|"
    r"(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


def test_every_sentence_of_a_room_has_its_persian():
    """One test for all rooms: reading them takes seconds, which each process that only gathers tests would spend too."""
    rooms = tool["sentences_by_room"]()
    missing = {tool["message_file"](room): _missing_in(room, sentences) for room, sentences in rooms.items()}
    lines = [f"{path.relative_to(ROOT)}: {sentences}" for path, sentences in missing.items() if sentences]
    assert not lines, "run `make messages` and translate:\n" + "\n".join(lines)
    assert len(rooms) > 20


def _missing_in(room, sentences) -> list[str]:
    path = tool["message_file"](room)
    known = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    return [sentence for (context, sentence, _plural) in sentences if not _is_translated(known.get((context, sentence)))]


def _is_translated(entry) -> bool:
    if entry is None or entry.fuzzy:
        return False
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).parts[-5])
def test_persian_keeps_the_placeholders_and_persian_letters(path):
    for entry in polib.pofile(str(path)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if not text:
                continue
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid
            assert not ARABIC.search(text), f"{entry.msgid}: Arabic letters or digits in {text}"


def test_one_sentence_says_the_same_in_every_room():
    """Django keeps one dictionary for all rooms, so two translations of one sentence would take turns; a context tells them apart."""
    said = defaultdict(lambda: defaultdict(list))
    for path in FILES:
        for entry in polib.pofile(str(path)):
            text = entry.msgstr or "|".join(entry.msgstr_plural.values())
            if text:
                said[(entry.msgctxt, entry.msgid)][text].append(path.relative_to(SOURCE).as_posix())
    torn = {sentence: dict(texts) for (_context, sentence), texts in said.items() if len(texts) > 1}
    assert not torn, "\n".join(f"{sentence!r}: {texts}" for sentence, texts in torn.items())


def test_styles_name_no_physical_side():
    found = []
    for path in [*ROOT.glob("frontend/*/*.css"), *SOURCE.rglob("templates/**/*.html")]:
        text = re.sub(r"/\*.*?\*/|{#.*?#}", "", path.read_text(), flags=re.DOTALL)
        found += [f"{path.relative_to(ROOT)}: {match[0].strip()}" for match in PHYSICAL.finditer(text)]
    assert not found


def test_pages_have_no_inline_style_or_script():
    """The policy of every page would ignore them, so whoever wrote them would see nothing happen."""
    inline = re.compile(r"\sstyle=|<style\b|\son[a-z]+=\"|<script(?![^>]*(?:src=|application/(?:ld\+)?json))|javascript:")
    pages = [path for path in SOURCE.rglob("templates/**/*.html") if path.name not in FILES_TO_TAKE_AWAY]
    found = [f"{path.relative_to(ROOT)}: {match[0]}" for path in pages for match in inline.finditer(path.read_text())]
    assert not found
