"""The list of customers: found by any spelling of any of their names, or ranked by what they did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hamsafar.base.money import Money, total_by_currency
from hamsafar.base.ui.listing import Listing
from hamsafar.identify.people import services as people
from hamsafar.identify.people.services import PersonCard
from hamsafar.measure.segments import services as segments
from hamsafar.store.events import services as events
from hamsafar.store.events.services import PeopleOrder, PersonRollup, Scope

from .contracts import Row

VISITORS, EVERYONE = "visitors", "all"
KNOWN: dict[str, bool | None] = {VISITORS: False, EVERYONE: None}
RANKED = {"orders": PeopleOrder.ORDERS, "spent": PeopleOrder.REVENUE}
# A ranking is asked anew for every page, so it ends here; whoever looks for one person searches.
DEEPEST = 1000
MOST_MEMBERS = 20_000  # of a group of customers, that one list ranks


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    rows: tuple[Row, ...]
    total: int | None
    has_more: bool


def list_rows(listing: Listing, scope: Scope, language: str, currency: str) -> Page:
    """The page that the address asks for: ranked by what people did when it says so, unless somebody is searched."""
    channel, segment = listing.filters.get("channel", ""), listing.filters.get("segment", "")
    if segment:
        return _of_segment(listing, scope, language, currency, segments.get_segment(int(segment)).condition)
    if not listing.search and (listing.sort in RANKED or channel):
        return _ranked(listing, scope, language, currency, channel)
    whom = {"words": listing.search, "known": KNOWN.get(listing.filters.get("who", ""), True), "units": scope.units}
    if scope.units is not None and listing.sort != "name":
        return _seen_there(listing, scope, language, whom)
    return _found(listing, scope, language, whom)


def _found(listing: Listing, scope: Scope, language: str, whom: dict[str, Any]) -> Page:
    order = listing.order if listing.sort not in RANKED else "-last_seen"
    cards = people.list_people(**whom, order=order, limit=listing.limit, offset=listing.offset)
    total = people.count_people(**whom)
    rollups = events.rollups_of((card.person for card in cards), scope=scope)
    return Page(rows=_rows(cards, rollups, language, scope), total=total, has_more=False)


def _seen_there(listing: Listing, scope: Scope, language: str, whom: dict[str, Any]) -> Page:
    """In the order in which these units saw them: when somebody was seen elsewhere in the company, the order must not tell either."""
    total = people.count_people(**whom)
    if total > DEEPEST and not listing.search:
        return _ranked(listing, scope, language, "", "", known=whom["known"])
    cards = people.list_people(**whom, order="-last_seen", limit=DEEPEST)
    rollups = events.rollups_of((card.person for card in cards), scope=scope)
    seen = [card for card in cards if card.person in rollups]
    moment = "first_at" if listing.sort == "first_seen" else "last_at"
    seen.sort(key=lambda card: (getattr(rollups[card.person], moment), card.person), reverse=listing.order.startswith("-"))
    shown = [*seen, *(card for card in cards if card.person not in rollups)][listing.offset : listing.offset + listing.limit]
    return Page(rows=_rows(shown, rollups, language, scope), total=total, has_more=False)


def _ranked(listing: Listing, scope: Scope, language: str, currency: str, channel: str, known: bool | None = None) -> Page:
    order = RANKED.get(listing.sort, PeopleOrder.FIRST_AT if listing.sort == "first_seen" else PeopleOrder.LAST_AT)
    upto = min(listing.offset + listing.limit, DEEPEST)
    lines, after = list[PersonRollup](), None
    while len(lines) < upto:
        found = events.people_rollup(scope=scope, order=order, channel=channel, currency=currency, limit=upto, after=after)
        lines += found.people if known is None else _of_kind(found.people, known)
        after = found.next
        if after is None:
            break
    shown = lines[listing.offset : upto]
    cards = people.cards_of([line.person for line in shown])
    in_order = [cards[line.person] for line in shown if line.person in cards]
    rows = _rows(in_order, {line.person: line for line in shown}, language, scope)
    return Page(rows=rows, total=None, has_more=(after is not None or len(lines) > upto) and upto < DEEPEST)


def _of_segment(listing: Listing, scope: Scope, language: str, currency: str, condition: segments.Condition) -> Page:
    """Those who fit, searched or in the order asked for. Of a very large group it is a part, the same at every look."""
    fits = segments.sample(condition, scope=scope, limit=MOST_MEMBERS)
    known = KNOWN.get(listing.filters.get("who", ""), True)
    theirs = replace(scope, people=tuple(fits))
    if not fits:
        return Page(rows=(), total=0, has_more=False)
    if not listing.search:
        return _ranked(listing, theirs, language, currency, listing.filters.get("channel", ""), known=known)
    among = set(fits)
    found = people.list_people(words=listing.search, known=known, units=scope.units, order="-last_seen", limit=DEEPEST)
    cards = [card for card in found if card.person in among]
    shown = cards[listing.offset : listing.offset + listing.limit]
    rollups = events.rollups_of((card.person for card in shown), scope=scope)
    return Page(rows=_rows(shown, rollups, language, scope), total=len(cards), has_more=False)


def _of_kind(lines: Sequence[PersonRollup], known: bool) -> list[PersonRollup]:
    cards = people.cards_of([line.person for line in lines])
    return [line for line in lines if line.person in cards and cards[line.person].known is known]


def _rows(cards: Sequence[PersonCard], rollups: Mapping[int, PersonRollup], language: str, scope: Scope) -> tuple[Row, ...]:
    names = people.display_names([card.person for card in cards], language)
    return tuple(_row(card, names[card.person], rollups.get(card.person), scope) for card in cards)


def _row(card: PersonCard, name: str, line: PersonRollup | None, scope: Scope) -> Row:
    """When they were seen: by whatever named them for the whole company, by events of the asker's units otherwise."""
    first, last = (card.first_seen, card.last_seen) if scope.units is None else (line.first_at, line.last_at) if line else (None, None)
    revenue = total_by_currency(Money(amount=amount, currency=currency) for currency, amount in line.revenue.items()) if line else {}
    return Row(
        person=card.person,
        address=people.key_text(card.person),
        name=name,
        email=card.email,
        phone=card.phone,
        first_seen=first,
        last_seen=last,
        orders=line.orders if line else 0,
        spent=tuple(sorted((currency, amount) for currency, amount in revenue.items() if amount)),
    )
