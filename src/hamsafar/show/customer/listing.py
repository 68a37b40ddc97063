"""The list of customers: found by any spelling of any of their names, or ranked by what they did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hamsafar.base.money import Money, total_by_currency
from hamsafar.base.ui.listing import Listing
from hamsafar.identify.people import services as people
from hamsafar.identify.people.services import PersonCard
from hamsafar.store.events import services as events
from hamsafar.store.events.services import PeopleOrder, PersonRollup, Scope

from .contracts import Row

VISITORS, EVERYONE = "visitors", "all"
RANKED = {"orders": PeopleOrder.ORDERS, "spent": PeopleOrder.REVENUE}
# A ranking is asked anew for every page, so it ends here; whoever looks for one person searches.
DEEPEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    rows: tuple[Row, ...]
    total: int | None
    has_more: bool


def list_rows(listing: Listing, scope: Scope, language: str, currency: str) -> Page:
    """The page that the address asks for: ranked by what people did when it says so, unless somebody is searched."""
    channel = listing.filters.get("channel", "")
    if not listing.search and (listing.sort in RANKED or channel):
        return _ranked(listing, scope, language, currency, channel)
    return _found(listing, scope, language)


def _found(listing: Listing, scope: Scope, language: str) -> Page:
    known = {VISITORS: False, EVERYONE: None}.get(listing.filters.get("who", ""), True)
    order = listing.order if listing.sort not in RANKED else "-last_seen"
    whom: dict[str, Any] = {"words": listing.search, "known": known, "units": scope.units}
    cards = people.list_people(**whom, order=order, limit=listing.limit, offset=listing.offset)
    total = people.count_people(**whom)
    rollups = events.rollups_of((card.person for card in cards), scope=scope)
    return Page(rows=_rows(cards, rollups, language), total=total, has_more=False)


def _ranked(listing: Listing, scope: Scope, language: str, currency: str, channel: str) -> Page:
    order = RANKED.get(listing.sort, PeopleOrder.FIRST_AT if listing.sort == "first_seen" else PeopleOrder.LAST_AT)
    upto = min(listing.offset + listing.limit, DEEPEST)
    found = events.people_rollup(scope=scope, order=order, channel=channel, currency=currency, limit=upto)
    shown = found.people[listing.offset :]
    cards = people.cards_of([line.person for line in shown])
    in_order = [cards[line.person] for line in shown if line.person in cards]
    rows = _rows(in_order, {line.person: line for line in shown}, language)
    return Page(rows=rows, total=None, has_more=found.next is not None and upto < DEEPEST)


def _rows(cards: Sequence[PersonCard], rollups: Mapping[int, PersonRollup], language: str) -> tuple[Row, ...]:
    names = people.display_names([card.person for card in cards], language)
    return tuple(_row(card, names[card.person], rollups.get(card.person)) for card in cards)


def _row(card: PersonCard, name: str, line: PersonRollup | None) -> Row:
    revenue = total_by_currency(Money(amount=amount, currency=currency) for currency, amount in line.revenue.items()) if line else {}
    return Row(
        person=card.person,
        address=people.key_text(card.person),
        name=name,
        email=card.email,
        phone=card.phone,
        identifiers=card.identifiers,
        first_seen=card.first_seen,
        last_seen=card.last_seen,
        orders=line.orders if line else 0,
        spent=tuple(sorted((currency, amount) for currency, amount in revenue.items() if amount)),
    )
