"""Finds the one person that somebody means."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused
from hamsafar.identify.people import services as people


class NobodyFound(Refused):
    code, status, message = "nobody_found", 404, _("Nobody is known as {who}.")


class SeveralFound(Refused):
    code, status, message = "several_found", 409, _("{who} may be several people. Name one of them: {keys}.")


def find_person(who: str) -> int:
    """By the key of their page, by an exact identifier, else by a search that finds exactly one."""
    key = people.key_from_text(who)
    if key is not None and (person := people.find_person_of(key)) is not None:
        return person
    found = {card.person for card in people.search(who, limit=5)}
    exact = {person for person in found if _is_called(person, who)}
    chosen = exact or found
    if not chosen:
        raise NobodyFound(who=who)
    if len(chosen) > 1:
        raise SeveralFound(who=who, keys=", ".join(sorted(map(people.key_text, chosen))))
    return chosen.pop()


def _is_called(person: int, who: str) -> bool:
    return any(who.casefold() in (known.typed.casefold(), known.identifier.value.casefold()) for known in people.identifiers_of(person))
