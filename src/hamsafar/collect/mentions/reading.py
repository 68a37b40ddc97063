"""From what an outside system says to an item: names of fields in many spellings, ratings on any scale, moments, markup."""

import datetime as dt
import html
import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import nh3

from hamsafar.base import clock
from hamsafar.base.text import digits, fold
from hamsafar.collect.imports import services as imports

from .contracts import Item, Kind

LONGEST = 10_000
_WHITE = re.compile(r"[ \t\r\f\v\u00a0]+")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h\d|/tr)\b[^>]*>", re.IGNORECASE)
_LINES = re.compile(r"\s*\n\s*")
_NOISE = re.compile(r"[\s_\-:./]+")
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>")

# Role of an item -> the names that systems have for it; compared folded and without blanks, underscores and hyphens.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "external id", "review id", "mention id", "post id", "comment id", "guid", "شناسه", "شناسه نظر", "شناسه اشاره"),
    "url": ("url", "link", "address", "permalink", "source url", "پیوند", "لینک", "نشانی"),
    "network": ("network", "site", "platform", "store", "source", "شبکه", "سایت", "فروشگاه", "منبع"),
    "author": ("author", "name", "author name", "reviewer", "from", "نویسنده", "نام", "نام نویسنده", "نام کاربر"),
    "handle": ("handle", "username", "screen name", "user", "account", "نام کاربری", "حساب"),
    "email": ("email", "e-mail", "mail", "author email", "ایمیل", "رایانامه"),
    "phone": ("phone", "mobile", "msisdn", "تلفن", "موبایل", "شماره موبایل", "همراه"),
    "user_id": ("user id", "customer id", "customer", "member id", "شناسه مشتری", "کد مشتری", "شناسه کاربر"),
    "rating": ("rating", "stars", "score", "star rating", "امتیاز", "ستاره", "نمره"),
    "best": ("best", "best rating", "max rating", "out of", "از چند"),
    "worst": ("worst", "worst rating", "min rating"),
    "title": ("title", "headline", "subject", "عنوان"),
    "text": ("text", "body", "comment", "content", "review", "message", "snippet", "متن", "نظر", "دیدگاه", "پیام"),
    "language": ("language", "lang", "زبان"),
    "at": ("at", "date", "time", "timestamp", "published", "created at", "posted at", "published at", "تاریخ", "زمان", "تاریخ انتشار"),
    "reach": ("reach", "followers", "views", "audience", "impressions", "دنبال کننده", "دنبال‌کنندگان", "بازدید"),
    "product": ("product", "product name", "app", "item", "کالا", "محصول", "نام کالا", "برنامه"),
    "about": ("about", "brand", "برند"),
    "kind": ("kind", "type", "نوع"),
}  # fmt: skip


def _key(name: str) -> str:
    return _NOISE.sub("", fold(name))


_ROLES = {_key(name): role for role, names in reversed(NAMES.items()) for name in names}


def role_of(name: str) -> str:
    """Which role a field or column of this name has; "" where nobody knows."""
    return _ROLES.get(_key(name), "")


class BadItem(ValueError):
    """`code`: why this is no item."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def item_of(said: Mapping[str, Any], *, kind: Kind, zone: str = "UTC") -> Item:
    """An item from fields by their roles; `zone` is that of times which name none. Raises BadItem."""
    text = _joined(plain(said.get("title")), plain(said.get("text")))
    return Item(
        kind=_kind(said.get("kind"), kind), id=_text(said, "id", 300), url=_url(said.get("url")), network=_text(said, "network", 60),
        author=_text(said, "author", 200), handle=_text(said, "handle", 200), email=_text(said, "email", 320),
        phone=_text(said, "phone", 40), user_id=_text(said, "user_id", 200), rating=_rating(said), text=text[:LONGEST],
        language=_text(said, "language", 2).lower(), at=_moment(said.get("at"), zone), reach=_whole(said.get("reach")),
        product=_text(said, "product", 200), about=_text(said, "about", 60),
    )  # fmt: skip


def _kind(value: Any, usual: Kind) -> Kind:
    said = str(value or "").strip().lower()
    return Kind(said) if said in set(Kind) else usual


def _text(said: Mapping[str, Any], role: str, longest: int) -> str:
    value = said.get(role)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None or isinstance(value, bool | list | dict):
        return ""
    return " ".join(str(value).replace("\0", "").split())[:longest]


def plain(value: Any) -> str:
    """What somebody wrote, as text: markup out, lines kept."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = str(value).replace("\0", "")[: 20 * LONGEST]
    if _TAG.search(text):
        text = html.unescape(nh3.clean(_BREAK.sub("\n", text), tags=set()))
    return _LINES.sub("\n", _WHITE.sub(" ", text)).strip()


def _joined(title: str, text: str) -> str:
    """A title that only repeats how the text begins says nothing more."""
    if not title or not text:
        return title or text
    start = title.rstrip("….").strip()
    return text if fold(text).startswith(fold(start)) else f"{title}\n{text}"


def _url(value: Any) -> str:
    text = str(value or "").strip()[:1000] if isinstance(value, str) else ""
    return text if text.startswith(("https://", "http://")) and not any(c <= " " for c in text) and host_of(text) else ""


def host_of(url: str) -> str:
    """"" where it cannot be read: whoever wrote an item writes its address too."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def absolute(base: str, link: str) -> str:
    """A link as it stands on the page at `base`; "" where it cannot be read."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if not isinstance(value, int | float):
        text = digits(str(value)).strip().replace("٫", ".").replace(",", "").replace("٬", "")
        try:
            value = float(text)
        except ValueError:
            return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:  # a whole number that no float can hold
        return None


def _rating(said: Mapping[str, Any]) -> float | None:
    """On 1 to 5, from any scale: schema.org's ratingValue between worstRating and bestRating. Raises BadItem."""
    value = said.get("rating")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    given = number(value)
    best = number(said.get("best")) or 5.0
    worst = number(said.get("worst"))
    worst = (1.0 if best <= 10 else 0.0) if worst is None else worst
    if given is None or not 0 < best - worst < math.inf or not worst <= given <= best:
        raise BadItem("bad_rating")
    return round(1 + 4 * (given - worst) / (best - worst), 2)


def _moment(value: Any, zone: str) -> dt.datetime | None:
    """Raises BadItem where something stands that is no moment, or one that lies ahead."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = value if isinstance(value, dt.datetime) else imports.read_moment(value, zone=zone)
    if found is None:
        raise BadItem("bad_moment")
    found = found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    now = clock.now()
    if found > now + dt.timedelta(days=1) or found.year < 1990:
        raise BadItem("bad_moment")
    return min(found.astimezone(dt.UTC), now)


def _whole(value: Any) -> int | None:
    found = number(value)
    return None if found is None or found < 0 else min(int(found), 10**12)
