"""The vocabulary beside what was really seen."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from hamsafar.collect.vocabulary import services as words
from hamsafar.collect.vocabulary.services import EventType, Family, Kind

from . import counts
from .contracts import NameUse, PropertyUse, Scope

FAMILIES = {
    Family.BROWSING: _("Browsing"),
    Family.ORDERS: _("Orders"),
    Family.TALK: _("Talk"),
    Family.FEEDBACK: _("Feedback"),
    Family.HELP: _("Help"),
    Family.MESSAGES: _("Messages"),
    Family.IDENTITY: _("Identity and consent"),
    Family.SYSTEM: _("Other"),
}
KINDS = {
    Kind.TEXT: _("text"),
    Kind.NUMBER: _("number"),
    Kind.WHOLE: _("whole number"),
    Kind.FLAG: _("yes or no"),
    Kind.MOMENT: _("moment"),
    Kind.LIST: _("list"),
    Kind.MONEY: _("money"),
}
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def family_name(family: Family) -> str:
    return str(FAMILIES[family])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name: known to the vocabulary, seen, or both."""

    name: str
    label: str
    family: str
    is_known: bool
    events: int = 0
    people: int = 0
    last_at: dt.datetime | None = None
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyEntry:
    """One property: what the vocabulary says of it and how it came. `kind` is empty where the vocabulary does not know it."""

    name: str
    kind: str = ""
    about: str = ""
    is_required: bool = False
    events: int = 0
    examples: tuple[str, ...] = ()


def entries(scope: Scope, language: str) -> list[Entry]:
    seen = {use.name: use for use in counts.names(scope=scope)}
    names = dict.fromkeys([*seen, *(event.name for event in words.EVENTS)])
    return [_entry(name, seen.get(name), language) for name in names if name]


def fits(entry: Entry, search: str, kind: str) -> bool:
    if search and search.casefold() not in f"{entry.name} {entry.label}".casefold():
        return False
    return {"seen": entry.events > 0, "unseen": entry.events == 0, "unknown": not entry.is_known}.get(kind, True)


def sorted_by(rows: Iterable[Entry], key: str, descending: bool) -> list[Entry]:
    by_name = sorted(rows, key=lambda row: row.label)
    return sorted(by_name, key=lambda row: getattr(row, key) or (_NEVER if key == "last_at" else 0), reverse=descending)


def properties_of(known: EventType | None, used: Sequence[PropertyUse], language: str) -> list[PropertyEntry]:
    """First what the vocabulary knows, in its order, then what came beside it."""
    uses = {use.property: use for use in used}
    defined = [
        PropertyEntry(
            name=prop.name,
            kind=str(KINDS[prop.kind]),
            about=words.meaning(prop, language),
            is_required=prop.required,
            events=uses[prop.name].events if prop.name in uses else 0,
            examples=uses[prop.name].examples if prop.name in uses else (),
        )
        for prop in (known.properties if known else ())
    ]
    names = {entry.name for entry in defined}
    beside = [use for use in used if use.property not in names]
    return defined + [PropertyEntry(name=use.property, events=use.events, examples=use.examples) for use in beside]


def _entry(name: str, use: NameUse | None, language: str) -> Entry:
    known = words.find_event(name)
    return Entry(
        name=name,
        label=words.label(name, language),
        family=str(FAMILIES[known.family]) if known else "",
        is_known=known is not None,
        events=use.events if use else 0,
        people=use.people if use else 0,
        last_at=use.last_at if use else None,
        properties=tuple(prop.name for prop in known.properties) if known else (),
    )
