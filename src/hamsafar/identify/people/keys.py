"""From an event to the 64-bit key of its person, without a look-up.

The key is a BLAKE2b hash of the strongest identifier, keyed with the installation's secret: an unkeyed hash of a phone number is
reversed in minutes by trying them all. The same identifier gives the same key on every machine and at every repetition.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from functools import lru_cache

from hamsafar.base import text
from hamsafar.collect.intake.services import Event, Identifier

NOBODY = 0  # the key of an event that names no one

# Priority for keys, for limits and for which link gives way: smaller is stronger. Kinds not listed stand between phone and anonymous.
_RANK = {"user_id": 0, "email": 1, "phone": 2, "anonymous_id": 4}
_OTHER = 3
WEAKEST = 4

# Placeholders that programs write when they know no one. Compared in lower case.
BLOCKED_VALUES = frozenset(
    {"null", "(null)", "<null>", "undefined", "none", "nil", "nan", "anonymous", "anon", "guest", "unknown", "unidentified", "n/a", "na"}
    | {"false", "true", "-1", "id", "user", "userid", "user_id", "not set", "(not set)", "[object object]"}
)
BLOCKED_MAILBOXES = frozenset({"test", "null", "undefined", "none", "anonymous", "noreply", "no-reply", "nobody", "example"})


def rank_of(kind: str) -> int:
    return _RANK.get(kind, _OTHER)


def is_blocked(kind: str, value: str) -> bool:
    """Whether a normal value names no one: `^[0-]*$`, -1, null, test@… and the like, which would merge strangers."""
    if not value.strip("0-") or value.casefold() in BLOCKED_VALUES:
        return True
    return kind == "email" and value.partition("@")[0] in BLOCKED_MAILBOXES


def normal(identifier: Identifier) -> Identifier | None:
    """The form in which an identifier is compared; None when it names no one. E-mail and phone are the same in every space."""
    space, kind, value = identifier
    if kind == "email":
        found = text.normal_email(value)
        return Identifier("", kind, found) if found and not is_blocked(kind, found) else None
    if kind == "phone":
        found = text.normal_phone(value)
        return Identifier("", kind, found) if found and not is_blocked(kind, found) else None
    value = text.normal_id(value)
    return None if is_blocked(kind, value) else Identifier(space, kind, value)


@lru_cache(maxsize=1)
def _keyed_hash() -> "hashlib.blake2b":
    from django.conf import settings  # read late: importing this module must not decide when settings are loaded

    secret = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"person keys").digest()
    return hashlib.blake2b(digest_size=8, key=secret)


def key_of(identifier: Identifier) -> int:
    """The key of an identifier, 1 to 2^64-1; NOBODY when it names no one."""
    found = normal(identifier)
    return key_of_normal(found) if found else NOBODY


def key_of_normal(identifier: Identifier, variant: str = "") -> int:
    """As `key_of` for an identifier that is already normal. `variant` gives another key, for a collision or a split in time."""
    space, kind, value = identifier
    mixed = _keyed_hash().copy()  # copying a keyed state is twice as fast as making one
    mixed.update(f"{space}\0{kind}\0{value}\0{variant}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(mixed.digest(), "little") or 1


# Identifiers whose events carry another key than the hash says: (space, kind, normal value) -> [(from when on, key)], oldest first,
# None being "always". Filled from the relational store at start and at every change; nearly always empty.
_exceptions: dict[Identifier, list[tuple[dt.datetime | None, int]]] = {}


def set_exceptions(exceptions: dict[Identifier, list[tuple[dt.datetime | None, int]]]) -> None:
    global _exceptions
    _exceptions = exceptions
    _id_key.cache_clear()


def has_exceptions() -> bool:
    return bool(_exceptions)


def count_exceptions() -> int:
    return sum(map(len, _exceptions.values()))


def known_key(name: tuple[str, ...]) -> int:
    """The key of a normal name, its collision settled; later owners of the same identifier not considered."""
    identifier = Identifier(*name[:3])
    always = [key for since, key in _exceptions.get(identifier, ()) if since is None]
    return always[0] if always else key_of_normal(identifier)


def key_at(name: tuple[str, ...], key: int, at: dt.datetime) -> int:
    """The key under which an event of this name is stored, if it happened at this moment."""
    for since, other in _exceptions.get(Identifier(*name[:3]), ()):
        if since is None or at >= since:
            key = other
    return key


@lru_cache(maxsize=200_000)
def _id_key(space: str, kind: str, value: str) -> int:
    return key_of(Identifier(space, kind, value))


def strongest(event: Event) -> Identifier | None:
    """The strongest identifier of an event in normal form: user_id, e-mail, phone, other kinds, anonymous_id."""
    return next((found for found in map(normal, _candidates(event)) if found), None)


def _candidates(event: Event) -> Iterable[Identifier]:
    if event.user_id:
        yield Identifier(event.space, "user_id", event.user_id)
    yield from sorted(event.identifiers, key=lambda identifier: (rank_of(identifier[1]), identifier))
    if event.anonymous_id:
        yield Identifier(event.space, "anonymous_id", event.anonymous_id)


def key_of_event(event: Event) -> int:
    """The person key that an event is stored under."""
    if _exceptions:
        identifier = strongest(event)
        return key_at(identifier, key_of_normal(identifier), event.timestamp) if identifier else NOBODY
    if event.user_id and (key := _id_key(event.space, "user_id", event.user_id)):
        return key
    if not event.identifiers:
        return _id_key(event.space, "anonymous_id", event.anonymous_id) if event.anonymous_id else NOBODY
    return next((key for key in (_id_key(*candidate) for candidate in _candidates(event)) if key), NOBODY)


def keys_of(events: Iterable[Event]) -> list[int]:
    """The keys of many events, in order: the hot path of the intake."""
    return [key_of_event(event) for event in events]
