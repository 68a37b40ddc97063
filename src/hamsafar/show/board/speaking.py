"""Somebody of the team speaks for a customer: whom they mean, as far as they may see them."""

from typing import Any
from uuid import UUID

from hamsafar.collect.ideas import services as ideas
from hamsafar.ground.organisation.services import can, scope_of
from hamsafar.identify.people import services as people


def called(member: Any, address: str) -> str:
    """A name by which the customer at this address is found again; "" for nobody whom the member may see."""
    person = _person_at(member, address)
    identifier = people.find_main_identifier(person) if person is not None else None
    return identifier.value if identifier else ""


def participant_at(member: Any, address: str) -> UUID | None:
    """The customer at this address, as they are known on the board."""
    person = _person_at(member, address)
    return _participant(person) if person is not None else None


def participant_called(member: Any, words: str) -> UUID | None:
    """The one customer whom these words find."""
    if not words.strip() or not can(member, "people.see"):
        return None
    found = people.search(words.strip(), limit=2, units=scope_of(member, "people.see"))
    return _participant(found[0].person) if len(found) == 1 else None


def _person_at(member: Any, address: str) -> int | None:
    key = people.key_from_text(address)
    person = people.find_person_of(key) if key is not None and can(member, "people.see") else None
    return person if person is not None and people.may_see(person, scope_of(member, "people.see")) else None


def _participant(person: int) -> UUID | None:
    """Without their name: what others read there is theirs to give."""
    identifier = people.find_main_identifier(person)
    return ideas.known_as(identifier).id if identifier else None
