"""Places where we listen: set up, changed, looked at, called by."""

import datetime as dt
import http.client
import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction

from hamsafar.base import clock, outward
from hamsafar.base.errors import Refused
from hamsafar.base.outward import AddressAway
from hamsafar.collect.intake import services as intake
from hamsafar.ground.actions import services as actions
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

from .connectors import Takes
from .connectors.known import get_connector
from .connectors.webhook import signing
from .contracts import Kind, Place, Taken, Unnamed
from .errors import FeedAnswered, FeedTooLarge, PlaceNotFound
from .models import PlaceRow
from .taking import take

LOOK = "mentions.look"
LARGEST_FEED = 5 * 1024 * 1024
LARGEST_CALL = 1024 * 1024
SECONDS = 30.0
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1"
LONGEST_PAUSE = dt.timedelta(hours=24)
CHANGEABLE = ("name", "network", "kind", "unit", "space", "unnamed", "about", "url", "reply_url", "minutes", "is_on")


def list_places(*, units: Sequence[str] | None = None) -> list[Place]:
    """Oldest first; only those of these units, if they are given."""
    rows = PlaceRow.objects.filter(archived_at=None)
    return [to_place(row) for row in rows if units is None or row.unit in units]


def get_place(place_id: int, *, units: Sequence[str] | None = None) -> Place:
    row = PlaceRow.objects.filter(id=place_id, archived_at=None).first()
    if row is None or (units is not None and row.unit not in units):
        raise PlaceNotFound
    return to_place(row)


def find_place(slug: str) -> Place | None:
    row = PlaceRow.objects.filter(slug=slug, archived_at=None).first()
    return to_place(row) if row else None


def to_place(row: PlaceRow) -> Place:
    return Place(
        id=row.id, slug=row.slug, name=row.name, connector=row.connector, network=row.network, kind=Kind(row.kind), unit=row.unit,
        space=row.space, unnamed=Unnamed(row.unnamed), about=row.about, url=row.url, reply_url=row.reply_url, minutes=row.minutes,
        is_on=row.is_on, made_at=row.made_at, looked_at=row.looked_at, heard_at=row.heard_at, trouble=row.trouble,
        facts={"secret": signing.secret_of(row.slug, row.secret), **row.facts}, taken=row.taken,
    )  # fmt: skip


@transaction.atomic
def add_place(*, connector: str, name: str, by: audit.Actor | None = None, **said: Any) -> Place:
    """`said`: the changeable fields. Its source on the spine is opened with it."""
    get_connector(connector)
    name = name.strip()[:100]
    row = PlaceRow(
        slug=_free_slug(said.get("network") or name), name=name, connector=connector, made_at=clock.now(), kind=Kind.MENTION,
        unnamed=Unnamed.OURS, due_at=clock.now(),
    )  # fmt: skip
    _change(row, said)
    intake.register_source(row.slug, space=row.space or row.slug, unit=row.unit, channel="social", name=name)
    audit.record("mentions.place_added", by=by, about=row.slug, facts={"connector": connector})
    _look_soon(row)
    return to_place(row)


@transaction.atomic
def change_place(place_id: int, *, by: audit.Actor | None = None, **said: Any) -> Place:
    row = _locked(place_id)
    if said.get("url", row.url) != row.url:  # another address knows nothing of what the old one had told
        row.etag = row.last_modified = ""
    _change(row, said)
    audit.record("mentions.place_changed", by=by, about=row.slug, facts={name: str(value)[:200] for name, value in said.items()})
    _look_soon(row)
    return to_place(row)


def _change(row: PlaceRow, said: dict[str, Any]) -> None:
    for address in ("url", "reply_url"):
        if said.get(address):
            outward.read(said[address])  # raises BadAddress
    unknown = said.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a place has no {unknown}")
    for name, value in said.items():
        setattr(row, name, value)
    row.trouble, row.facts = "", {}
    row.save()


@transaction.atomic
def new_secret(place_id: int, *, by: audit.Actor | None = None) -> Place:
    """The old one is worth nothing from now on."""
    row = _locked(place_id)
    row.secret += 1
    row.save(update_fields=["secret"])
    audit.record("mentions.secret_changed", by=by, about=row.slug)
    return to_place(row)


@transaction.atomic
def archive_place(place_id: int, *, by: audit.Actor | None = None) -> None:
    """It listens no longer; what it found stays."""
    row = _locked(place_id)
    row.archived_at, row.is_on = clock.now(), False
    row.save(update_fields=["archived_at", "is_on"])
    audit.record("mentions.place_archived", by=by, about=row.slug)


def _locked(place_id: int) -> PlaceRow:
    row = PlaceRow.objects.select_for_update().filter(id=place_id, archived_at=None).first()
    if row is None:
        raise PlaceNotFound
    return row


def _free_slug(name: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "mentions"
    taken = {source.slug for source in intake.list_sources()} | set(PlaceRow.objects.values_list("slug", flat=True))
    names = (base, *(f"{base}-{number}" for number in range(2, 1000)), f"mentions-{secrets.token_hex(6)}")
    return next(slug for slug in names if slug not in taken)


# Being called


def hear(place: Place, body: bytes) -> Taken:
    """Take in what another system sent. Raises what the connector refuses."""
    return take(place, get_connector(place.connector).read(body, place))


# Looking


def is_looked_at(place: Place) -> bool:
    return place.is_on and get_connector(place.connector).takes is Takes.ADDRESS


def _look_soon(row: PlaceRow) -> None:
    if is_looked_at(to_place(row)):
        row.due_at = clock.now()
        row.save(update_fields=["due_at"])
        _queue(row)


def _queue(row: PlaceRow) -> None:
    if row.due_at is not None:
        jobs.enqueue(LOOK, {"place": row.id}, key=f"{row.id}:{row.due_at.isoformat()}", run_at=row.due_at)


def look_now(place_id: int) -> Place:
    """Somebody wants to know at once."""
    with transaction.atomic():
        row = _locked(place_id)
        _look_soon(row)
    return to_place(row)


def look(place_id: int) -> Taken | None:
    """Look at a feed, and queue the next look. None where there is nothing to look at (any more)."""
    row = PlaceRow.objects.filter(id=place_id, archived_at=None).first()
    if row is None or not is_looked_at(to_place(row)):
        return None
    taken, trouble = None, None
    try:
        taken = _looked(row)
    except Refused as refused:
        trouble = refused
    except (OSError, http.client.HTTPException) as broken:
        trouble = AddressAway(host=outward.read(row.url).host, kind=type(broken).__name__)
    _end(row, trouble)
    return taken


def wake() -> int:
    """Queue the looks that a crash left out."""
    late = PlaceRow.objects.filter(archived_at=None, is_on=True, due_at__lt=clock.now() - dt.timedelta(hours=1))
    found = [row for row in late if is_looked_at(to_place(row))]
    for row in found:
        with transaction.atomic():
            _look_soon(row)
    return len(found)


def _looked(row: PlaceRow) -> Taken:
    asked = {"User-Agent": f"Hamsafar ({settings.PUBLIC_URL})", "Accept": ACCEPT}
    asked |= {"If-None-Match": row.etag} if row.etag else {}
    asked |= {"If-Modified-Since": row.last_modified} if row.last_modified else {}
    answer = outward.call(row.url, method="GET", headers=asked, seconds=SECONDS, most=LARGEST_FEED + 1)
    if answer.status == 304:
        return Taken()
    if answer.status != 200:
        raise FeedAnswered(status=answer.status)
    if len(answer.body) > LARGEST_FEED:
        raise FeedTooLarge(megabytes=LARGEST_FEED // 1024 // 1024)
    place = to_place(row)
    taken = take(place, get_connector(place.connector).read(answer.body, place))
    # Only what was taken in whole may be left out the next time.
    row.etag, row.last_modified = _plain(answer.headers.get("etag", ""), 300), _plain(answer.headers.get("last-modified", ""), 100)
    return taken


def _plain(header: str, longest: int) -> str:
    return header if header.isascii() and header.isprintable() and len(header) <= longest else ""


@transaction.atomic
def _end(row: PlaceRow, trouble: Refused | None) -> None:
    """The next look is due after its pause, after a failure twice as late each time, up to a day."""
    held = _locked(row.id)
    fails = int(held.facts.get("fails", 0)) + 1 if trouble else 0
    pause = min(dt.timedelta(minutes=max(5, held.minutes)) * 2 ** min(fails, 10), max(LONGEST_PAUSE, dt.timedelta(minutes=held.minutes)))
    held.looked_at, held.due_at = clock.now(), clock.now() + pause
    held.trouble = trouble.code if trouble else ""
    held.facts = {"fails": fails, "trouble": actions.plain(trouble.facts)} if trouble else {}
    if not trouble and held.url == row.url:
        held.etag, held.last_modified = row.etag, row.last_modified
    held.save()
    _queue(held)


def sentence_of(place: Place) -> str:
    """What is wrong with a place, in the reader's language; "" where nothing is."""
    told = place.facts.get("trouble")
    return actions.sentence_of(place.trouble, told if isinstance(told, dict) else {}) if place.trouble else ""
