"""docs/vocabulary.md, written from the vocabulary: `python -m hamsafar.collect.vocabulary.page > docs/vocabulary.md`."""

from itertools import groupby

from .contracts import CHANNELS, EventType, Family, Kind, Property
from .events import EVENTS

_TITLES = {
    Family.BROWSING: "Browsing",
    Family.ORDERS: "Orders",
    Family.TALK: "Conversations",
    Family.FEEDBACK: "Feedback",
    Family.HELP: "Help",
    Family.MESSAGES: "Messages",
    Family.IDENTITY: "Identity and consent",
    Family.SYSTEM: "What the system reports",
}
_KINDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.WHOLE: "whole number",
    Kind.FLAG: "true or false",
    Kind.MOMENT: "moment, ISO 8601 with a time zone",
    Kind.LIST: "list",
    Kind.MONEY: "amount of money in `currency`",
}
_HEAD = """# Event vocabulary

Everything that happens to a customer is an event with a name. These are the names that Hamsafar knows: timelines tell them in Persian
and English, and measures are computed from them. Names are Segment's semantic names where one exists, ours in the
same form where none does.

A name that is not here is accepted too and kept; pages show it as it is, and the Events page lists it as unknown. Properties that
are not here are kept as well. A property in **bold** is needed.

This page is written from `src/hamsafar/collect/vocabulary/events.py` by
`python -m hamsafar.collect.vocabulary.page > docs/vocabulary.md`; a test fails when it lags behind.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *_channels(), *_families(), *_kinds()])


def _channels() -> list[str]:
    rows = [f"| `{code}` | {en} | {fa} |" for code, (en, fa) in CHANNELS.items()]
    return ["## Channels", "", "| code | English | فارسی |", "|---|---|---|", *rows, ""]


def _kinds() -> list[str]:
    return ["## Kinds of properties", "", *(f"- {kind.value}: {about}" for kind, about in _KINDS.items()), ""]


def _families() -> list[str]:
    order = list(_TITLES)
    ranked = sorted(EVENTS, key=lambda event: order.index(event.family))
    lines: list[str] = []
    for family, events in groupby(ranked, key=lambda event: event.family):
        lines += [f"## {_TITLES[family]}", ""]
        for event in events:
            lines += _event(event)
    return lines


def _event(event: EventType) -> list[str]:
    facts = [event.direction, *([f"channel `{event.channel}` unless said"] if event.channel else [])]
    told = [f"### {event.name}", "", f"{event.en} · {event.fa} ({', '.join(facts)})", ""]
    return [*told, *map(_property, event.properties), *([""] if event.properties else [])]


def _property(one: Property) -> str:
    name = f"**`{one.name}`**" if one.required else f"`{one.name}`"
    values = f"; one of {', '.join(f'`{value}`' for value in one.values)}" if one.values else ""
    return f"- {name}: {one.about} ({one.kind.value}{values})"


if __name__ == "__main__":
    print(page(), end="")
