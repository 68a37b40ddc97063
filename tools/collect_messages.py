"""Collect the sentences of each room into its own Persian message file, keeping what is translated.

A room carries its own words. Needs no gettext tools: Python is
read by babel, templates are turned into Python by Django first. `--check` writes nothing and
fails when a file would change; `collect_messages.py base/ui show/home` looks at those rooms only.
"""

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import django
import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation import template as templates

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "hamsafar"
WORDS = ("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "_", "_t", "_n")
ONLY_A_PLACE = re.compile(r"\{\w+\}")  # nothing to translate
Key = tuple[str | None, str, str]  # context, sentence, plural


def main() -> int:
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    check, wanted = "--check" in sys.argv, [word for word in sys.argv[1:] if not word.startswith("-")]
    rooms = {room: found for room, found in sentences_by_room().items() if not wanted or any(word in room.as_posix() for word in wanted)}
    changed = [room for room, found in sorted(rooms.items()) if update(room, found, write=not check)]
    for room in changed:
        print(("would change: " if check else "changed: ") + str(message_file(room).relative_to(ROOT)))
    return 1 if check and changed else 0


def sentences_by_room() -> dict[Path, dict[Key, list[str]]]:
    rooms: dict[Path, dict[Key, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        if {"tests", "migrations", "static"} & set(path.parts):
            continue
        for key in sentences_of(path):
            rooms[room_of(path)][key].append(path.relative_to(SOURCE).as_posix())
    return rooms


def sentences_of(path: Path) -> Iterator[Key]:
    text = path.read_text()
    if path.suffix != ".py":
        text = templates.templatize(text, origin=str(path))
    # Django marks a template's context and plural the way Python code would.
    for _line, word, sentence, _comments in extract_python(io.BytesIO(text.encode()), WORDS, (), {"encoding": "utf-8"}):
        key = _key(word, sentence)
        if key is not None:
            yield key


def _key(word: str, given: object) -> Key | None:
    parts = given if isinstance(given, tuple) else (given,)
    texts = [part for part in parts if isinstance(part, str)]
    context = texts.pop(0) if "pgettext" in word and len(texts) > 1 else None
    if not texts or not texts[0] or ONLY_A_PLACE.fullmatch(texts[0]):
        return None
    plural = texts[1] if word in ("ngettext", "ngettext_lazy", "npgettext", "_n") and len(texts) > 1 else ""
    return context, texts[0], plural


def room_of(path: Path) -> Path:
    """A room, a connector's folder, config as a whole, or base/ui for all of base."""
    parts = path.relative_to(SOURCE).parts
    if parts[0] in ("base", "config"):
        return SOURCE / ("base/ui" if parts[0] == "base" else "config")
    return SOURCE.joinpath(*parts[: 3 if parts[1] == "connectors" else 2])


def message_file(room: Path) -> Path:
    return room / "locale" / "fa" / "LC_MESSAGES" / "django.po"


def update(room: Path, found: dict[Key, list[str]], *, write: bool) -> bool:
    path = message_file(room)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=120)
    new.metadata = {
        "Language": "fa",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    for (context, sentence, plural), places in sorted(found.items(), key=lambda item: (item[1][0], item[0][1])):
        new.append(_entry(context, sentence, plural, sorted(set(places)), known.get((context, sentence))))
    if str(new) == (path.read_text() if path.exists() else ""):
        return False
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(new))
    return True


def _entry(context: str | None, sentence: str, plural: str, places: list[str], before: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=context, msgid=sentence, occurrences=[(place, "") for place in places])
    if "{" in sentence:
        entry.flags.append("python-brace-format")
    elif "%(" in sentence:
        entry.flags.append("python-format")
    if not plural:
        entry.msgstr = before.msgstr if before else ""
        return entry
    entry.msgid_plural = plural
    entry.msgstr_plural = before.msgstr_plural if before and before.msgstr_plural else {0: "", 1: ""}
    return entry


if __name__ == "__main__":
    sys.exit(main())
