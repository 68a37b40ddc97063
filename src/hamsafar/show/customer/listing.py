"""The list of customers: found by any spelling of any of their names, with what they bought."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hamsafar.base.ui.listing import Listing
from hamsafar.identify.people import services as people
from hamsafar.identify.people.services import PersonCard
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import Row
from .portrait import net, question

_KNOWN = {"": True, "known": True, "visitors": False, "all": None}


def list_rows(listing: Listing, scope: Scope, language: str) -> tuple[tuple[Row, ...], int]:
    """The page of rows that the address asks for, and how many there are in all."""
    known = _KNOWN.get(listing.filters.get("who", ""), True)
    cards = people.list_people(
        words=listing.search, known=known, units=scope.units, order=listing.order, limit=listing.limit, offset=listing.offset
    )
    total = people.count_people(words=listing.search, known=known, units=scope.units)
    return _rows(cards, scope, language), total


def _rows(cards: Sequence[PersonCard], scope: Scope, language: str) -> tuple[Row, ...]:
    if not cards:
        return ()
    keys = tuple(card.person for card in cards)
    names = people.display_names(keys, language)
    bought = {row["person_key"]: row for row in events.ask(question("facts_of_many"), scope=replace(scope, people=keys)).dicts()}
    return tuple(_row(card, names[card.person], bought.get(card.person, {})) for card in cards)


def _row(card: PersonCard, name: str, bought: dict[str, Any]) -> Row:
    spent: tuple[tuple[str, Decimal], ...] = net(bought["paid"], bought["refunded"]) if bought else ()
    return Row(
        person=card.person,
        address=people.key_text(card.person),
        name=name,
        email=card.email,
        phone=card.phone,
        identifiers=card.identifiers,
        first_seen=card.first_seen,
        last_seen=card.last_seen,
        orders=bought.get("orders", 0),
        spent=spent,
    )
