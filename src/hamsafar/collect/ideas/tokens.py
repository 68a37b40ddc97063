"""What stands in links, cookies and forms: signed, so that nobody makes one up or changes what it says."""

import base64
from uuid import UUID

from django.core import signing
from django.utils.crypto import salted_hmac

from hamsafar.base import clock

from .errors import LinkOver, PageTooOld

MARK = 16
DAY = 24 * 3600
COOKIE_DAYS = 180
LINK_DAYS = 90
PAGE_SECONDS = 24 * 3600


def link_token(participant: UUID) -> str:
    """Who, and on which day the link was made."""
    text = base64.urlsafe_b64encode(participant.bytes + _today().to_bytes(2)).decode()
    return text + _mark("link", text)


def _today() -> int:
    return int(clock.now().timestamp()) // DAY


def read_link_token(token: str) -> UUID:
    """Raises LinkOver, also for one that has become old: letters are forwarded and kept."""
    text, mark = token[:24], token[24:]
    if len(token) != 24 + MARK or not token.isascii() or not signing.constant_time_compare(mark, _mark("link", text)):
        raise LinkOver
    known = base64.urlsafe_b64decode(text)
    if _today() - int.from_bytes(known[16:]) > LINK_DAYS:
        raise LinkOver
    return UUID(bytes=known[:16])


def _mark(kind: str, text: str) -> str:
    digest = salted_hmac(f"hamsafar.ideas.{kind}", text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)[:MARK].decode()


def cookie_of(participant: UUID) -> str:
    return signing.dumps([participant.hex, int(clock.now().timestamp())], salt="hamsafar.ideas.cookie")


def read_cookie(value: str) -> UUID | None:
    try:
        participant, made = signing.loads(value[:500], salt="hamsafar.ideas.cookie")
    except signing.BadSignature:
        return None
    return UUID(hex=participant) if clock.now().timestamp() - made < COOKIE_DAYS * 24 * 3600 else None


def page_token() -> str:
    """When a form was shown; a program that fills it in at once is told to read first."""
    return signing.dumps(int(clock.now().timestamp() * 1000), salt="hamsafar.ideas.page")


def age_of_page(token: str) -> float:
    """Seconds. Raises PageTooOld."""
    try:
        made = signing.loads(token[:500], salt="hamsafar.ideas.page")
    except signing.BadSignature:
        raise PageTooOld from None
    age = max(0.0, clock.now().timestamp() - made / 1000)
    if age > PAGE_SECONDS:
        raise PageTooOld
    return age
