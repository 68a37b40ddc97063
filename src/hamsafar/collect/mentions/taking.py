"""Taking items in: each is kept once, whichever way and however often it comes, and told to the spine in the same transaction."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from django.db import transaction
from django.db.models import F

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event, Identifier

from . import brands, echoes, hashes
from .brands import Finder
from .contracts import EVENTS, OF_OTHERS, Item, Kind, Place, Taken, Unnamed, Unreadable
from .models import BandRow, ItemRow, NameRow, PlaceRow, WhoRow

SLICE = 15  # items in one transaction: on SQLite a write must not hold up others for long
REPOSTED_WITHIN = dt.timedelta(days=30)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|ref_src|si", re.IGNORECASE)

Said = Iterable[Item | Unreadable]


def take(place: Place, said: Said) -> Taken:
    """Take in everything that a connector reads. What is there already is counted and changes nothing."""
    taken = Taken()
    for part in walk(place, said):
        taken.add(part)
    return taken


def walk(place: Place, said: Said) -> Iterator[Taken]:
    """The same for a long file: what became of it, part by part."""
    round_, stream = _Round(place), iter(said)
    while some := list(islice(stream, SLICE)):
        taken = Taken()
        with transaction.atomic():
            _take_turn()
            for one in some:
                _count(taken, round_.take(one, taken))
            _note(place, taken.new + taken.reposts)
        yield taken


def _take_turn() -> None:
    """Two that take in the same at the same time: one after the other."""
    PlaceRow.objects.select_for_update().order_by("id").first()


def _note(place: Place, count: int) -> None:
    if count:
        PlaceRow.objects.filter(id=place.id).update(taken=F("taken") + count, heard_at=clock.now())


def _count(taken: Taken, became: str) -> None:
    setattr(taken, became, getattr(taken, became) + 1)


class _Round:
    """Everything that comes from one file, one call or one look."""

    def __init__(self, place: Place) -> None:
        self.place, self.finder, self._again = place, Finder(brands.list_brands()), Counter[str]()

    def take(self, item: Item | Unreadable, taken: Taken) -> str:
        """What became of it: the name of a count."""
        if isinstance(item, Unreadable):
            taken.troubles[item.code] = taken.troubles.get(item.code, 0) + 1
            return "unreadable"
        if not item.text.strip() and item.rating is None:
            return "empty"
        named = self._named(item)
        if not named:
            return "left"
        names = self._names(item)
        known = NameRow.objects.filter(digest__in=names).values_list("item_id", flat=True).first()
        if known is not None:
            _also_called(known, names)
            return "known"
        row = _kept(self.place, item, named[0], names)
        taken.ids.append(row.id)
        _tell(self.place, item, row, named, is_ours=named[0] == self.finder.own)
        return "reposts" if row.repeats_id else "new"

    def _named(self, item: Item) -> tuple[str, ...]:
        """Keys of brands, the one that it is about first."""
        found = self.finder.named_in(item.text, item.product)
        said = item.about if item.about in self.finder.known else ""
        is_ours = self.place.unnamed is Unnamed.OURS and not found
        return tuple(dict.fromkeys(filter(None, (said, *found, (self.place.about or self.finder.own) if is_ours else ""))))

    def _names(self, item: Item) -> list[str]:
        """What an item is told again by: its id there, its address, who said what. The surest first.

        Reviews carry the address of the page that they stand on, so an address tells only mentions apart. Where nothing says who wrote, the
        second of two that are alike in one file is another one; read again, the file finds both.
        """
        network = network_of(self.place, item)
        names = [hashes.digest("id", network, item.id)] if item.id else []
        if item.kind is Kind.MENTION and _is_own_address(item.url, self.place):
            names.append(hashes.digest("url", plain_address(item.url)))
        who = item.handle or item.email or item.phone or item.user_id or item.author
        day = item.at.date().isoformat() if item.at else ""
        said = hashes.digest("said", network, fold(who), fold(item.text), str(item.rating or ""), fold(item.product), day)
        if who and item.text:
            names.append(said)
        if not names:
            self._again[said] += 1
            names.append(hashes.digest(said, str(self._again[said])))
        return names


def _is_own_address(url: str, place: Place) -> bool:
    """The address of a whole site or feed is not that of one item."""
    return bool(urlsplit(url).path.strip("/") or urlsplit(url).query) and plain_address(url) != plain_address(place.url) if url else False


def plain_address(url: str) -> str:
    """An address without what does not tell pages apart: case of the host, www., tracking, fragment, slash at the end."""
    parts = urlsplit(url)
    host = (parts.netloc or "").lower().removeprefix("www.").removeprefix("m.")
    query = urlencode(sorted((name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name)))
    return urlunsplit(("", host, parts.path.rstrip("/"), query, ""))


def network_of(place: Place, item: Item) -> str:
    """As it is compared."""
    return fold(shown_network(place, item))[:60]


def shown_network(place: Place, item: Item) -> str:
    return (item.network or place.network).strip()[:60]


def _also_called(item: Any, names: list[str]) -> None:
    there = set(NameRow.objects.filter(digest__in=names).values_list("digest", flat=True))
    NameRow.objects.bulk_create([NameRow(item_id=item, digest=name) for name in names if name not in there])


# Keeping


def _kept(place: Place, item: Item, about: str, names: list[str]) -> ItemRow:
    at = item.at or clock.now()
    shingles = echoes.shingles_of(item.text)
    bands = echoes.bands_of(shingles)
    first = _repeated(bands, shingles, about, item.rating, at)
    row = ItemRow.objects.create(
        place_id=place.id, source=place.slug, message_id=names[0], outer_id=item.id, url=item.url, network=network_of(place, item),
        about=about, rating=item.rating, reach=item.reach or 0, at=at, shingles=b"" if first else echoes.packed(shingles), repeats=first,
    )  # fmt: skip
    NameRow.objects.bulk_create([NameRow(item=row, digest=name) for name in names])
    WhoRow.objects.bulk_create([WhoRow(item=row, digest=one) for one in hashes.of_people(_all_names_of(place, item))])
    if first is None:
        BandRow.objects.bulk_create([BandRow(item=row, band=band, at=at) for band in bands])
    return row


def _repeated(bands: list[int], shingles: echoes.Shingles, about: str, rating: float | None, at: dt.datetime) -> ItemRow | None:
    """What this is a repost of: nearly the same words about the same brand with the same rating, not long before or after."""
    if not bands:
        return None
    near = (at - REPOSTED_WITHIN, at + REPOSTED_WITHIN)
    ids = set(BandRow.objects.filter(band__in=bands, at__range=near).values_list("item_id", flat=True)[:200])
    rows = ItemRow.objects.filter(id__in=ids, about=about, rating=rating)
    found = echoes.most_alike(shingles, [(row, echoes.unpacked(row.shingles)) for row in rows])
    return found if isinstance(found, ItemRow) else None


def identifiers_of(place: Place, item: Item) -> tuple[Identifier, ...]:
    """By whom an item was written, as far as that is proven: never by a name alone."""
    named = (
        ("", "email", item.email), ("", "phone", item.phone), (network_of(place, item), "handle", item.handle.lstrip("@").casefold()),
    )  # fmt: skip
    return tuple(Identifier(*one) for one in named if one[2].strip() and (one[0] or one[1] != "handle"))


def _all_names_of(place: Place, item: Item) -> tuple[Identifier, ...]:
    own = (Identifier(place.space, "user_id", item.user_id),) if place.space and item.user_id else ()
    return (*own, *identifiers_of(place, item))


# Telling the spine


def _tell(place: Place, item: Item, row: ItemRow, named: tuple[str, ...], *, is_ours: bool) -> None:
    said = _reposted(place, item, row) if row.repeats else _properties(place, item, row, named)
    intake.report(
        Event(
            source=place.slug, message_id=row.message_id, channel="social", unit=place.unit, timestamp=row.at, received_at=clock.now(),
            name="Mention Reposted" if row.repeats else EVENTS[item.kind] if is_ours else OF_OTHERS,
            direction="inbound" if is_ours and not row.repeats else "none",
            space=place.space, user_id=item.user_id if place.space else "", identifiers=identifiers_of(place, item),
            properties=msgspec.json.encode(said).decode(),
        )
    )  # fmt: skip


def _reposted(place: Place, item: Item, row: ItemRow) -> dict[str, Any]:
    first = row.repeats
    said = {
        "mention": f"{first.source}/{first.message_id}" if first else "",
        "network": shown_network(place, item),
        "reach": row.reach,
        "url": item.url,
    }
    return {name: value for name, value in said.items() if value != ""}


def _properties(place: Place, item: Item, row: ItemRow, named: tuple[str, ...]) -> dict[str, Any]:
    said = {
        "review_id" if item.kind is Kind.REVIEW and named[0] == brands.OWN else "mention_id": row.message_id,
        "network": shown_network(place, item),
        "author": item.author,
        "handle": item.handle.lstrip("@"),
        "url": item.url,
        "rating": item.rating,
        "reach": item.reach,
        "text": item.text,
        "language": item.language,
        "product": item.product,
        "about": named[0],
        "brands": list(named),
    }
    return {name: value for name, value in said.items() if value not in ("", None)}
