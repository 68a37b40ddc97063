"""What stands in links and forms: signed, so that nobody makes one up or changes what it says."""

import base64
import uuid
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from hamsafar.base import clock

from .errors import NothingToAnswer, PageTooOld

MARK = 16  # letters of a link's signature: 96 bits beside an id that nobody guesses
LONGEST = 16_000  # letters of a form's token
PAGE_SECONDS = 24 * 3600  # how long an open page may still be sent


def link_token(kind: str, id: uuid.UUID) -> str:
    """Short, because it travels by SMS: 22 letters of the id, 16 of the signature."""
    text = base64.urlsafe_b64encode(id.bytes).rstrip(b"=").decode()
    return text + _mark(kind, text)


def read_link_token(kind: str, token: str) -> uuid.UUID:
    """Raises NothingToAnswer."""
    text, mark = token[:22], token[22:]
    if len(token) != 22 + MARK or not token.isascii() or not signing.constant_time_compare(mark, _mark(kind, text)):
        raise NothingToAnswer
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except ValueError:
        raise NothingToAnswer from None


def _mark(kind: str, text: str) -> str:
    digest = salted_hmac(f"hamsafar.survey.{kind}", text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)[:MARK].decode()


def page_token(said: dict[str, Any]) -> str:
    """What a page knows, carried by its form; it also tells when the page was made."""
    return signing.dumps({**said, "t": int(clock.now().timestamp() * 1000)}, salt="hamsafar.survey.page", compress=True)


def read_page_token(token: str, *, oldest: int = PAGE_SECONDS) -> tuple[dict[str, Any], float]:
    """What it said and how many seconds ago. Raises PageTooOld."""
    try:
        said: dict[str, Any] = signing.loads(token[:LONGEST], salt="hamsafar.survey.page")
    except signing.BadSignature:
        raise PageTooOld from None
    # A clock that was set back, or the rounding of a moment, must not make anybody too fast to read.
    age = max(0.0, clock.now().timestamp() - said["t"] / 1000)
    if age > oldest:
        raise PageTooOld
    return said, age


def same(one: str, other: str) -> bool:
    """Compared in a time that tells nothing."""
    return bool(other) and signing.constant_time_compare(one.encode(), other.encode())
