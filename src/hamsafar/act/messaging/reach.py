"""How a person is reached: addresses, language, and by which name events speak of them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hamsafar.base.errors import NotFound
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people

from .errors import NoAddress
from .models import BlockedRow

LANGUAGES = ("fa", "en")
LANGUAGE_TRAITS = ("language", "locale", "lang")
KINDS = {"email": "email", "sms": "phone", "telegram": "telegram", "phone": "phone"}


class Address(NamedTuple):
    value: str
    key: int  # of the identifier that it is


def address_of(person: int, channel: str) -> Address:
    """The one seen last. Raises NoAddress."""
    kind = KINDS.get(channel, channel)
    known = [each for each in people.identifiers_of(person) if each.identifier.kind == kind and each.since is None]
    if not known:
        raise NoAddress
    latest = max(known, key=lambda each: (each.last_seen, each.identifier.value))
    return Address(latest.identifier.value, latest.key)


def is_blocked(address: Address) -> bool:
    return BlockedRow.objects.filter(key=address.key).exists()


def language_of(person: int, wanted: str = "") -> str:
    """What was asked for, else the person's own, else the company's."""
    if wanted in LANGUAGES:
        return wanted
    told = {trait.name: trait.value for trait in people.traits_of(person)}
    own = next((str(told[name])[:2].lower() for name in LANGUAGE_TRAITS if name in told), "")
    return own if own in LANGUAGES else organisation.company().language


def said(texts: Mapping[str, str], language: str) -> str:
    """In this language, else in the one there is."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def main_identifier(person: int) -> Identifier:
    found = people.find_main_identifier(person)
    if found is None:
        raise NotFound
    return found


def named(person: int) -> dict[str, Any]:
    """The fields by which an event names this person."""
    return intake.named(main_identifier(person))
