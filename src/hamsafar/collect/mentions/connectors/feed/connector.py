"""Feeds are read by feedparser, which knows every dialect; what could blow a parser up is refused before it sees it.

Entries of app stores carry a rating (im:rating), so they are reviews; all others are mentions unless the place says something else.
"""

import calendar
import datetime as dt
import re
from typing import Any

import feedparser
from django.utils.translation import gettext_lazy as _
from feedparser.encodings import convert_to_utf8

from hamsafar.base import clock
from hamsafar.ground.actions.services import Doing

from ... import reading
from ...contracts import Kind, Place, Unreadable
from ...errors import CannotReply, FeedForbidden, NotAFeed
from .. import Facts, Read, Reply, Takes

MOST = 1000  # entries of one look
_DECLARES = re.compile(r"<!\s*(?:ENTITY|DOCTYPE[^>\[]*\[)", re.IGNORECASE)


class FeedConnector:
    key = "feed"
    name = _("Feed (RSS, Atom)")
    about = _("We look at a feed now and then: a blog, a forum, a news search, the reviews of an app store.")
    takes = Takes.ADDRESS
    replies = False

    def read(self, body: bytes, place: Place) -> Read:
        forbid_declarations(body)
        found = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
        if not found.entries and not found.version:
            raise NotAFeed
        for number, entry in enumerate(found.entries[:MOST]):
            try:
                yield reading.item_of(_said(entry, place), kind=Kind.REVIEW if entry.get("im_rating") else place.kind)
            except reading.BadItem as bad:
                yield Unreadable(place=number, code=bad.code)

    def reply(self, place: Place, said: Reply, doing: Doing) -> Facts:  # noqa: ARG002 - as connectors are called
        raise CannotReply


def forbid_declarations(body: bytes) -> None:
    """Entities of its own make a feed swell without end, or read files; looked for in every encoding that a parser may guess.

    Raises FeedForbidden.
    """
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        if _DECLARES.search(body.decode(encoding, "ignore")):
            raise FeedForbidden
    if _DECLARES.search(convert_to_utf8({}, body, {}).decode("utf-8", "ignore")):  # UTF-7, EBCDIC and others that hide the signs
        raise FeedForbidden
    if b"\0" in body and _DECLARES.search(body.replace(b"\0", b"").decode("utf-8", "ignore")):
        raise FeedForbidden


def _said(entry: Any, place: Place) -> dict[str, Any]:
    url = reading.absolute(place.url, entry.get("link", "") or "")
    author = entry.get("author_detail") or {}
    return {
        "id": entry.get("id", ""), "url": url, "network": place.network or reading.host_of(url).removeprefix("www."),
        "author": author.get("name") or entry.get("author", ""), "email": author.get("email", ""), "title": entry.get("title", ""),
        "text": _text(entry), "at": _at(entry), "rating": entry.get("im_rating", ""),
        "language": ((entry.get("title_detail") or {}).get("language") or "")[:2],
    }  # fmt: skip


def _text(entry: Any) -> str:
    """The longest of what an entry offers: Apple's give the text twice, as such and as markup."""
    parts = entry.get("content") or []
    spoken = [part.get("value", "") for part in parts if part.get("type") == "text/plain"] or [part.get("value", "") for part in parts]
    return max((*spoken, "" if spoken else entry.get("summary", "") or ""), key=len)


def _at(entry: Any) -> dt.datetime | None:
    """feedparser has it in UTC. A moment that lies ahead is a mistake of the site: now is nearer to the truth."""
    found = entry.get("published_parsed") or entry.get("updated_parsed")
    if not found:
        return None
    try:
        return min(dt.datetime.fromtimestamp(calendar.timegm(found), dt.UTC), clock.now())
    except (ValueError, OverflowError):
        return None
