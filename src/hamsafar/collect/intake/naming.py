"""Identifiers in the form in which people are compared, so that whoever is to be forgotten is found here too."""

from typing import Any

from hamsafar.base import text as texts

from .contracts import Identifier


def normal(given: Identifier) -> Identifier:
    """Contacts belong to no space. What cannot be made normal stays as it was typed."""
    if given.kind == "email":
        return Identifier("", "email", texts.normal_email(given.value) or given.value)
    if given.kind == "phone":
        return Identifier("", "phone", texts.normal_phone(given.value) or given.value)
    return Identifier(given.space, given.kind, texts.normal_id(given.value))


def named(who: Identifier) -> dict[str, Any]:
    """The fields by which an event names whoever is called so."""
    if who.kind in ("user_id", "anonymous_id"):
        return {"space": who.space, who.kind: who.value}
    return {"identifiers": (who,)}
