"""From events to facts about identity: who was seen, which names stood together, what was told about them. No database, no order."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from hamsafar.collect.intake.services import Event, Identifier

from . import keys
from .contracts import Name, ProofKind, Sighting
from .resolve import proof_of

LONGEST_VALUE = 1000  # of an identifier; longer ones are a program's mistake
LONGEST_TRAIT = 8000
_KINDS = {"identify": ProofKind.IDENTIFY, "alias": ProofKind.ALIAS}


@dataclass(slots=True)
class Seen:
    """An identifier in a batch of events."""

    typed: str
    first: dt.datetime
    last: dt.datetime

    def again(self, typed: str, first: dt.datetime, last: dt.datetime) -> None:
        if (first, typed) < (self.first, self.typed):
            self.first, self.typed = first, typed
        self.last = max(self.last, last)


@dataclass(slots=True)
class Told:
    """A trait in a batch: JSON text, and which telling was the latest."""

    value: str
    at: dt.datetime
    message_id: str


Pair = tuple[Name, Name, str, str]  # a, b, kind, source


@dataclass(slots=True)
class Facts:
    """What a batch of events says about identity. Adding the same twice, or in another order, gives the same."""

    names: dict[Name, Seen] = field(default_factory=dict)
    pairs: dict[Pair, tuple[dt.datetime, dt.datetime]] = field(default_factory=dict)
    traits: dict[tuple[Name, str, str], Told] = field(default_factory=dict)
    places: set[tuple[Name, str]] = field(default_factory=set)

    def saw(self, name: Name, typed: str, first: dt.datetime, last: dt.datetime) -> None:
        if known := self.names.get(name):
            known.again(typed, first, last)
        else:
            self.names[name] = Seen(typed, first, last)

    def together(self, one: Name, other: Name, first: dt.datetime, last: dt.datetime, source: str, kind: str) -> None:
        a, b, *_rest = proof_of(one, other, first, source, kind)
        known = self.pairs.get((a, b, kind, source), (first, last))
        self.pairs[a, b, kind, source] = min(known[0], first), max(known[1], last)

    def told(self, name: Name, trait: str, source: str, news: Told) -> None:
        known = self.traits.get((name, trait, source))
        if known is None or (news.at, news.message_id) > (known.at, known.message_id):
            self.traits[name, trait, source] = news


def gather(sightings: Iterable[Sighting], telling: Iterable[Event]) -> Facts:
    """Everything these say. `telling` are events whose traits or context say more than their identifiers do."""
    facts = Facts()
    for sighting in sightings:
        _see(facts, sighting)
    for event in telling:
        _listen(facts, event)
    return facts


def sighting_of(event: Event) -> Sighting:
    return Sighting(
        source=event.source,
        type=event.type,
        space=event.space,
        user_id=event.user_id,
        anonymous_id=event.anonymous_id,
        previous_id=event.previous_id,
        identifiers=event.identifiers,
        unit=event.unit,
        first=event.timestamp,
        last=event.timestamp,
    )


def tells_more(event: Event) -> bool:
    """Whether traits or context can name or describe the person."""
    return event.type == "identify" or '"externalIds"' in event.context or '"traits"' in event.context


@lru_cache(maxsize=100_000)
def name_of(space: str, kind: str, value: str) -> Name | None:
    """The normal name; None when the value names no one."""
    if len(value) > LONGEST_VALUE or "\0" in value:
        return None
    found = keys.normal(Identifier(space, kind, value))
    return Name(*found) if found else None


def _see(facts: Facts, seen: Sighting) -> None:
    names = _names(seen)
    for name, typed in names:
        facts.saw(name, typed, seen.first, seen.last)
        if seen.unit:
            facts.places.add((name, seen.unit))
    if len(names) > 1:
        _star(facts, [name for name, _ in names], seen, _KINDS.get(seen.type, ProofKind.TOGETHER))


def _star(facts: Facts, names: list[Name], seen: Sighting, kind: ProofKind) -> None:
    """Each weaker name is weighed on its own against the strongest, so that one shared tablet does not keep an address away."""
    for other in names[1:]:
        if other != names[0]:
            facts.together(names[0], other, seen.first, seen.last, seen.source, kind.value)


def _names(seen: Sighting) -> list[tuple[Name, str]]:
    """Strongest first, placeholders left out, with what was typed. An alias' previous id is an anonymous id."""
    if not (seen.identifiers or seen.previous_id or (seen.user_id and seen.anonymous_id)):
        return _only_name(seen)
    typed = [
        ("user_id", seen.user_id),
        ("anonymous_id", seen.previous_id if seen.type == "alias" else ""),
        ("anonymous_id", seen.anonymous_id),
    ]
    raw = [(seen.space, kind, value) for kind, value in typed if value] + [tuple(identifier) for identifier in seen.identifiers]
    named = [(name, value) for space, kind, value in raw if kind and (name := name_of(space, kind, value))]
    return sorted(named, key=lambda pair: (keys.rank_of(pair[0].kind), pair[0]))


def _only_name(seen: Sighting) -> list[tuple[Name, str]]:
    """The usual sighting: one id."""
    kind, value = ("user_id", seen.user_id) if seen.user_id else ("anonymous_id", seen.anonymous_id)
    name = name_of(seen.space, kind, value) if value else None
    return [(name, value)] if name else []


def _listen(facts: Facts, event: Event) -> None:
    seen = sighting_of(event)
    context = _json_object(event.context) if '"externalIds"' in event.context or '"traits"' in event.context else {}
    traits = _json_object(event.traits) if event.type == "identify" else {}
    said = {**_object(context.get("traits")), **traits}
    known = _names(seen)
    further = [*_from_traits(said), *_from_external_ids(context.get("externalIds"), event.space)]
    for name, typed, _kind in further:
        facts.saw(name, typed, event.timestamp, event.timestamp)
        if event.unit:
            facts.places.add((name, event.unit))
    names = [*(name for name, _ in known), *(name for name, _, _ in further)]
    for name, _typed, kind in further:
        if name != names[0]:
            facts.together(names[0], name, event.timestamp, event.timestamp, event.source, kind.value)
    for trait, value in said.items() if names else ():
        _tell(facts, names[0], trait, value, event)


def _from_traits(said: Mapping[str, Any]) -> Iterable[tuple[Name, str, ProofKind]]:
    for kind in ("email", "phone"):
        value = said.get(kind)
        if isinstance(value, str | int) and (name := name_of("", kind, str(value))):
            yield name, str(value), ProofKind.TRAITS


def _from_external_ids(listed: Any, space: str) -> Iterable[tuple[Name, str, ProofKind]]:
    """context.externalIds as Segment has it: [{"id": …, "type": …, "collection": "users", "encoding": "none"}]."""
    for entry in listed if isinstance(listed, list) else ():
        kind, value = _object(entry).get("type"), _object(entry).get("id")
        if isinstance(kind, str) and isinstance(value, str | int) and (name := name_of(space, kind, str(value))):
            yield name, str(value), ProofKind.EXTERNAL


def _tell(facts: Facts, name: Name, trait: str, value: Any, event: Event) -> None:
    text = msgspec.json.encode(value).decode()
    if trait and len(trait) <= 200 and len(text) <= LONGEST_TRAIT and "\\u0000" not in text:
        facts.told(name, trait, event.source, Told(text, event.timestamp, event.message_id))


def _json_object(text: str) -> dict[str, Any]:
    try:
        return _object(msgspec.json.decode(text))
    except msgspec.DecodeError:
        return {}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
