"""From calls to events: one readable list of steps, each over a whole group. First what refuses, then what shapes.

Hundreds of requests pass here together, a hundred thousand events a second on one core, so a step first asks whether there is anything
to do for the group and looks at single events only if there is.
"""

import re
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from typing import Any

import msgspec
import numpy as np

from hamsafar.collect.vocabulary import services as vocabulary

from . import keyring
from .bots import is_bot
from .contracts import NEVER, Columns, Flag, Identifier, Moments
from .draft import Draft, rows_where
from .moments import read_moments, repaired
from .reasons import Reason
from .wire import EMPTY, Money, read_context, read_money

TYPES = frozenset({"track", "page", "screen", "identify", "group", "alias"})
LONGEST_MESSAGE_ID, LONGEST_ID, LONGEST_NAME = 100, 500, 200
DEEPEST = 100
_LONG_NUMBER = re.compile(rb"\d{1000}")
_OBJECT, _NULL = ord("{"), ord("n")
_FIRST = itemgetter(0)
_JSON_FIELDS = ("properties", "context", "traits")
_NAMES = {
    "page": "Page Viewed",
    "screen": "Screen Viewed",
    "identify": "Profile Identified",
    "group": "Group Joined",
    "alias": "Profile Linked",
}


# What refuses


def require_known_type(draft: Draft) -> None:
    if not TYPES.issuperset(draft.type):
        draft.reject((row for row, kind in enumerate(draft.type) if kind not in TYPES), Reason.UNKNOWN_TYPE)


def read_ids(draft: Draft) -> None:
    """Ids may come as numbers; what is missing is ''."""
    for field in ("messageId", "userId", "anonymousId", "groupId", "previousId", "event"):
        setattr(draft, field, _as_texts(getattr(draft, field)))


def require_identity(draft: Draft) -> None:
    if not all(draft.userId):
        pairs = zip(draft.userId, draft.anonymousId, strict=True)
        draft.reject((row for row, (user, anonymous) in enumerate(pairs) if not user and not anonymous), Reason.NO_IDENTITY)


def require_what_the_type_needs(draft: Draft) -> None:
    kinds = set(draft.type)
    if not all(draft.event) and "track" in kinds:
        calls = zip(draft.type, draft.event, strict=True)
        draft.reject((row for row, (kind, event) in enumerate(calls) if kind == "track" and not event), Reason.NO_EVENT_NAME)
    if "group" in kinds:
        calls = zip(draft.type, draft.groupId, strict=True)
        draft.reject((row for row, (kind, group) in enumerate(calls) if kind == "group" and not group), Reason.NO_GROUP)
    if "alias" in kinds:
        links = zip(draft.type, draft.previousId, draft.userId, strict=True)
        draft.reject((row for row, (kind, old, new) in enumerate(links) if kind == "alias" and not (old and new)), Reason.NO_PREVIOUS_ID)


def require_short_ids(draft: Draft) -> None:
    _require_short(draft, draft.messageId, LONGEST_MESSAGE_ID, Reason.ID_TOO_LONG)
    for ids in (draft.userId, draft.anonymousId, draft.groupId, draft.previousId):
        _require_short(draft, ids, LONGEST_ID, Reason.ID_TOO_LONG)
    _require_short(draft, draft.event, LONGEST_NAME, Reason.NAME_TOO_LONG)


def require_objects(draft: Draft) -> None:
    """Properties, context and traits are JSON objects that every reader can open."""
    for field in _JSON_FIELDS:
        given = getattr(draft, field)
        if given and given[0] is EMPTY and given.count(EMPTY) == len(given):
            setattr(draft, field, [b"{}"] * len(given))
            continue
        texts = list(map(bytes, given))
        signs = set(map(_FIRST, texts))
        if _NULL in signs:
            texts = [b"{}" if text == b"null" else text for text in texts]
        setattr(draft, field, texts)
        if signs - {_OBJECT, _NULL}:
            draft.reject((row for row, text in enumerate(texts) if text[0] != _OBJECT), Reason.WRONG_TYPE)
        if max(map(len, texts), default=0) > 2 * DEEPEST:
            draft.reject((row for row, text in enumerate(texts) if len(text) > 2 * DEEPEST and _is_unreadable(text)), Reason.TOO_DEEP)


REFUSING: tuple[Callable[[Draft], None], ...] = (
    require_known_type,
    read_ids,
    require_identity,
    require_what_the_type_needs,
    require_short_ids,
    require_objects,
)


# What shapes


def assign_message_ids(draft: Draft) -> None:
    """Who sends no id cannot be told from who sends twice; each such call is one event."""
    if not all(draft.messageId):
        draft.messageId = [id or f"hamsafar-{uuid.uuid4()}" for id in draft.messageId]


def name_events(draft: Draft) -> None:
    if set(draft.type) == {"track"}:
        draft.names = draft.event
        return
    draft.names = [_NAMES.get(kind or "", event) for kind, event in zip(draft.type, draft.event, strict=True)]
    properties = list(draft.properties)
    for row, kind in enumerate(draft.type):
        if kind in {"page", "screen"} and (draft.name[row] or draft.category[row]):
            properties[row] = _with_names(properties[row], draft.name[row], draft.category[row])
        elif kind == "group":
            properties[row] = _extended(properties[row], group_id=draft.groupId[row])
    draft.properties = properties


def keep_integrations(draft: Draft) -> None:
    """What the sender asked of other tools is kept in the context, where it can be seen."""
    if draft.integrations.count(EMPTY) == len(draft):
        return
    contexts = list(draft.context)
    for row, raw in enumerate(draft.integrations):
        text = bytes(raw)
        if text[:1] == b"{" and text != b"{}" and not _is_unreadable(text):
            contexts[row] = _extended(contexts[row], integrations=msgspec.Raw(text))
    draft.context = contexts


def repair_clock(draft: Draft) -> None:
    written = draft.timestamp
    if draft.originalTimestamp.count(None) != len(draft):
        written = [original or stamp for original, stamp in zip(draft.originalTimestamp, draft.timestamp, strict=True)]
    draft.original, unreadable = read_moments(written)
    draft.sent, draft.received = _sent(draft), draft.of_requests([parcel.received for parcel in draft.requests])
    draft.moment, odd = repaired(draft.original, draft.sent, draft.received)
    draft.original, draft.sent = _storable(draft.original), _storable(draft.sent)
    draft.flag(np.flatnonzero(odd | unreadable).tolist(), Flag.CLOCK_SKEW)


def _sent(draft: Draft) -> Moments:
    """A batch's moment is read once, not once a call."""
    if draft.sentAt.count(None) != len(draft):
        own = [sent or parcel.sent_at for sent, parcel in zip(draft.sentAt, draft.parcels, strict=True)]
        return read_moments(own)[0]
    return draft.of_requests(read_moments([parcel.sent_at for parcel in draft.requests])[0].tolist())


def read_contexts(draft: Draft) -> None:
    """Session, further identifiers, bots and test traffic. Contexts of one client repeat, so what was seen in one is remembered."""
    seen = [_known_contexts.get(text) or _look_into(text) for text in draft.context]
    different = list({id(sight): sight for sight in seen}.values())  # a client repeats its context, so these are few
    if any(sight.session or sight.names or sight.is_test for sight in different):
        _tell_sights(draft, seen)
    if any(map(is_bot, {sight.agent for sight in different} | {parcel.agent for parcel in draft.requests})):
        agents = [sight.agent or parcel.agent for sight, parcel in zip(seen, draft.parcels, strict=True)]
        draft.flag(rows_where(map(is_bot, agents)), Flag.BOT)


def _tell_sights(draft: Draft, seen: "Sequence[_Sight]") -> None:
    draft.sessions = [sight.session for sight in seen]
    for row in rows_where(sight.names for sight in seen):
        draft.identifiers[row] = _named(seen[row].names, draft.parcels[row].card.space)  # type: ignore[union-attr]
    draft.flag(rows_where(sight.is_test for sight in seen), Flag.TEST)


def read_traits(draft: Draft) -> None:
    """An e-mail address or a phone number told by the person is a further name of theirs. Traits of a group are not a person's."""
    if draft.traits.count(b"{}") == len(draft):
        return
    for row, text in enumerate(draft.traits):
        if text != b"{}" and draft.type[row] != "group":
            draft.identifiers[row] = tuple(dict.fromkeys((*draft.identifiers[row], *_named(_names_in(text), ""))))


def mark_test_sources(draft: Draft) -> None:
    tests = {id(parcel) for parcel in draft.parcels if parcel.card and parcel.card.source.is_test}
    if tests:
        rows = (row for row, parcel in enumerate(draft.parcels) if id(parcel) in tests and Flag.TEST not in draft.flags[row])
        draft.flag(rows, Flag.TEST)


def mark_unknown_names(draft: Draft) -> None:
    unknown = {name for name in set(draft.names) if not vocabulary.is_known(name)}
    if unknown:
        draft.flag((row for row, name in enumerate(draft.names) if name in unknown), Flag.UNKNOWN_NAME)


SHAPING: tuple[Callable[[Draft], None], ...] = (
    assign_message_ids,
    name_events,
    keep_integrations,
    repair_clock,
    read_contexts,
    read_traits,
    mark_test_sources,
    mark_unknown_names,
)


def to_columns(draft: Draft) -> Columns:
    for step in REFUSING:
        step(draft)
    draft.leave_out_rejected()
    for step in SHAPING:
        step(draft)
    return draft.columns(_placed)


def _placed(draft: Draft) -> dict[str, Any]:
    """Where each event belongs: source, space, unit, channel, direction, money."""
    amounts, currencies = _money(draft)
    return {
        "source": _of_card(draft, "slug"),
        "space": _of_card(draft, "space"),
        "unit": _of_card(draft, "unit"),
        "channel": _channels(draft),
        "direction": _by_name(draft, lambda name: _DIRECTIONS.get(name, "inbound")),
        "amount": amounts,
        "currency": currencies,
    }


def _by_name(draft: Draft, say: Callable[[str], str]) -> list[str]:
    """What an event's name says, asked once a name: a group has thousands of events and a handful of names."""
    said = {name: say(name) for name in set(draft.names)}
    if len(said) == 1:
        return [*said.values()] * len(draft)
    return list(map(said.__getitem__, draft.names))


def _of_card(draft: Draft, field: str) -> list[str]:
    """What the source says of all its events; most groups come from one source."""
    values = {id(card): getattr(card, field) for card in draft.cards}
    if len(set(values.values())) == 1:
        return [next(iter(values.values()))] * len(draft)
    return [values[id(parcel.card)] for parcel in draft.parcels]


def _channels(draft: Draft) -> list[str]:
    defaults = {card.channel for card in draft.cards}
    if draft.channel.count(None) == len(draft) and len(defaults) == 1:
        default = defaults.pop()
        return _by_name(draft, lambda name: _channel(None, name, default))
    calls = zip(draft.channel, draft.names, _of_card(draft, "channel"), strict=True)
    return [_channel(given, name, default) for given, name, default in calls]


_CHANNELS = {event.name: event.channel for event in vocabulary.EVENTS if event.channel}
_DIRECTIONS = {event.name: event.direction for event in vocabulary.EVENTS}
_WORTH = frozenset(
    event.name for event in vocabulary.EVENTS if {"revenue", "total", "value"} & {property.name for property in event.properties}
)


def _channel(given: str | None, name: str, default: str) -> str:
    """What the call says, what the event's name implies, what the source usually is."""
    if given in vocabulary.CHANNELS:
        return given  # type: ignore[return-value]
    return _CHANNELS.get(name) or default or "other"


def _as_texts(values: Sequence[Any]) -> Sequence[str]:
    kinds = set(map(type, values))
    if kinds == {str}:
        return values
    if kinds == {type(None)}:
        return [""] * len(values)
    return ["" if value is None else str(value) for value in values]


def _require_short(draft: Draft, texts: Sequence[str], most: int, reason: Reason) -> None:
    if any(texts) and max(map(len, texts), default=0) > most:
        draft.reject((row for row, text in enumerate(texts) if len(text) > most), reason)


def _is_unreadable(text: bytes) -> bool:
    """Deeper than readers can follow, or with a number that they cannot hold."""
    if len(text) > 1000 and _LONG_NUMBER.search(text):
        return True
    return text.count(b"{") + text.count(b"[") > DEEPEST and _depth(text) > DEEPEST


def _depth(text: bytes) -> int:
    bare = _STRING.sub(b"", text)
    depth = deepest = 0
    for sign in bare:
        if sign in b"{[":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in b"}]":
            depth -= 1
    return deepest


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def _with_names(text: bytes, name: str | None, category: str | None) -> bytes:
    """A page's name and category stand beside its address; properties of that name win, as with Segment."""
    given = {key: value for key, value in (("name", name), ("category", category)) if value}
    return msgspec.json.encode({**given, **_opened(text)})


def _extended(text: bytes, **more: Any) -> bytes:
    return msgspec.json.encode({**_opened(text), **more})


def _opened(text: bytes) -> dict[str, Any]:
    """The fields of an object, each as it was written."""
    return msgspec.json.decode(text, type=dict[str, msgspec.Raw])


def _storable(moments: Any) -> Any:
    """What the store's moments can hold, 1900 to 2299; the others were read wrong."""
    return np.where((moments > -2_208_988_800_000) & (moments < 10_413_792_000_000), moments, NEVER)


class _Sight(msgspec.Struct, frozen=True):
    """What a context says that matters here."""

    agent: str = ""
    session: str = ""
    names: tuple[tuple[str, str], ...] = ()
    is_test: bool = False


_NOTHING = _Sight()
_known_contexts: dict[bytes, _Sight] = {}
_MOST_CONTEXTS, _LONGEST_CONTEXT = 5_000, 2_000


def _look_into(text: bytes) -> _Sight:
    sight = _sight_of(text)
    if len(text) <= _LONGEST_CONTEXT:
        if len(_known_contexts) >= _MOST_CONTEXTS:
            _known_contexts.clear()
        _known_contexts[text] = sight
    return sight


def _sight_of(text: bytes) -> _Sight:
    try:
        context = read_context(text)
    except (msgspec.DecodeError, RecursionError):
        return _NOTHING
    names = (*_external_names(context.externalIds), *_names_among(context.traits))
    sight = _Sight(_word(context.userAgent, 1000), _word(context.sessionId, 100), names, context.test is True)
    return _NOTHING if sight == _NOTHING else sight


def _external_names(given: Any) -> tuple[tuple[str, str], ...]:
    """Segment's externalIds: [{"id": …, "type": …}]."""
    if not isinstance(given, list):
        return ()
    pairs = ((_word(one.get("type"), 50), _word(one.get("id"), LONGEST_ID)) for one in given[:20] if isinstance(one, dict))
    return tuple((kind, value) for kind, value in pairs if kind and value)


def _names_among(traits: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(traits, dict):
        return ()
    pairs = ((kind, _word(traits.get(kind), 300)) for kind in ("email", "phone"))
    return tuple((kind, value) for kind, value in pairs if value)


def _names_in(text: bytes) -> tuple[tuple[str, str], ...]:
    try:
        return _names_among(msgspec.json.decode(text))
    except (msgspec.DecodeError, RecursionError):
        return ()


def _named(names: Sequence[tuple[str, str]], space: str) -> tuple[Identifier, ...]:
    return tuple(Identifier("" if kind in {"email", "phone"} else space, kind, value) for kind, value in names)


def _word(value: Any, most: int) -> str:
    """A text or a number as text; anything else, or what is too long, says nothing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = str(value).strip()
    return text if len(text) <= most else ""


def _money(draft: Draft) -> tuple[list[Decimal | None], list[str]]:
    amounts: list[Decimal | None] = [None] * len(draft)
    currencies = [""] * len(draft)
    worthy = not _WORTH.isdisjoint(set(draft.names))
    if not worthy and b'"revenue"' not in b"".join(draft.properties):
        return amounts, currencies
    for row, text in enumerate(draft.properties):
        if b'"revenue"' in text or (worthy and draft.names[row] in _WORTH):
            amounts[row], currencies[row] = _worth(text)
    return amounts, currencies


def _worth(text: bytes) -> tuple[Decimal | None, str]:
    """What an event says it is worth, exactly as written: revenue, else total, else value."""
    try:
        money = read_money(text)
    except (msgspec.DecodeError, RecursionError):
        return None, ""
    amount = next((found for found in map(_amount, _candidates(money)) if found is not None), None)
    return (None, "") if amount is None else (amount, _currency(money.currency))


def _candidates(money: Money) -> tuple[msgspec.Raw, ...]:
    return money.revenue, money.total, money.value


def _amount(raw: msgspec.Raw) -> Decimal | None:
    """Fourteen digits before the point and four behind it; more than that is no money."""
    text = bytes(raw).strip(b'" ')
    if not text or len(text) > 40:
        return None
    try:
        amount = Decimal(text.decode())
    except (InvalidOperation, UnicodeDecodeError):
        return None
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 14:
        return None
    return amount.quantize(Decimal("0.0001"))


def _currency(given: Any) -> str:
    """The company's where nothing is said. What is said and cannot be read is no currency of ours: such an amount is never added up."""
    if given is None or given == "":
        return keyring.home_currency()
    return given.upper() if isinstance(given, str) and len(given) == 3 and given.isascii() and given.isalpha() else ""
