"""Everything that is known about a person, for that person: complete for programs (JSON), readable for people (one page)."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_info

from hamsafar.base import clock
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.identify.people import services as people

from . import registry, spine
from .contracts import Subject
from .erasing import subject_of

SHOWN = 500  # events on the page; the JSON has all of them


def export(person: int) -> bytes:
    """A zip: person.json, events.jsonl, tables.json, and index.html to read. Raises NotFound."""
    subject = subject_of(person)
    events = list(_events(subject))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("person.json", _json(about(person)))
        file.writestr("events.jsonl", "".join(_json(event, indent=None) + "\n" for event in events))
        file.writestr("readings.jsonl", "".join(_json(one, indent=None) + "\n" for one in spine.readings_of(subject)))
        file.writestr("quarantine.jsonl", "".join(_json(event, indent=None) + "\n" for event in spine.quarantined_of(subject)))
        file.writestr("tables.json", _json(dict(_tables(subject))))
        file.writestr("index.html", _page(person, events))
    return packed.getvalue()


def about(person: int) -> dict[str, Any]:
    """Who it is: names, why they are linked, traits, decisions."""
    return {
        "exported_at": clock.now().isoformat(),
        "person": people.key_text(person),
        "identifiers": [asdict(each) for each in people.identifiers_of(person)],
        "traits": [asdict(each) for each in people.traits_of(person)],
        "decisions": [asdict(each) for each in people.history(person)],
    }


def _events(subject: Subject) -> Iterator[dict[str, Any]]:
    for row in spine.events_of(subject):
        yield {**row, **{name: json.loads(row[name] or "null") for name in ("properties", "context", "traits", "identifiers")}}


def _tables(subject: Subject) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rows of every declared table that belong to the person's keys."""
    for holding in registry.registry().holdings:
        if holding.by_key:
            yield registry.model_of(holding)._meta.db_table, list(registry.rows_by_key(holding, subject).values())


def _page(person: int, events: list[dict[str, Any]]) -> str:
    language = get_language() or "fa"
    shown = [{**event, "label": vocabulary.label(event["name"], language)} for event in reversed(events[-SHOWN:])]
    context = {
        "name": people.display_name(person, language),
        "identifiers": people.identifiers_of(person),
        "traits": people.traits_of(person),
        "events": shown,
        "count": len(events),
        "at": clock.now(),
        "language": language,
        "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
    }
    return render_to_string("erasure/dossier.html", context)


def _json(value: Any, indent: int | None = 2) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)


def write(path: Path, person: int) -> None:
    """Readable by its owner only."""
    import os

    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(export(person))
