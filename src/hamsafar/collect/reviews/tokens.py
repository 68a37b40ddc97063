"""What stands in links and forms: signed, so that nobody makes one up or changes what it says."""

import base64
import hmac
import time
import uuid

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from .errors import LinkUnknown, PageTooOld

MARK = 16  # letters of a link's signature: 96 bits beside an id that nobody guesses
PAGE_SECONDS = 48 * 3600
_PAGE = signing.TimestampSigner(salt="hamsafar.review.page")


def link_token(id: uuid.UUID) -> str:
    """Short, because it travels by SMS: 22 letters of the id, 16 of the signature."""
    text = base64.urlsafe_b64encode(id.bytes).rstrip(b"=").decode()
    return text + _mark(text)


def read_link_token(token: str) -> uuid.UUID:
    """Raises LinkUnknown."""
    text, mark = token[:22], token[22:]
    if len(token) != 22 + MARK or not token.isascii() or not signing.constant_time_compare(mark, _mark(text)):
        raise LinkUnknown
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except ValueError:
        raise LinkUnknown from None


def is_link(token: str) -> bool:
    """Whether it is signed by us; asks nobody."""
    try:
        read_link_token(token)
    except LinkUnknown:
        return False
    return True


def _mark(text: str) -> str:
    digest = salted_hmac("hamsafar.review.link", text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)[:MARK].decode()


def page_token() -> str:
    """When a page was made, for a form that anybody may send."""
    return _PAGE.sign("p")


def check_page_token(token: str) -> float:
    """How many seconds ago the page was made. Raises PageTooOld."""
    try:
        _PAGE.unsign(token[:200], max_age=PAGE_SECONDS)
    except signing.BadSignature:
        raise PageTooOld from None
    made = signing.b62_decode(token.rsplit(":", 2)[1])
    return max(0.0, time.time() - made)


def code_of(id: uuid.UUID) -> str:
    """Six digits for an e-mail; made from the id, so that it is kept nowhere."""
    digest = salted_hmac("hamsafar.review.code", id.hex, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def voter_of(said: str, address: str, browser: str) -> str:
    """A visitor, told apart by what the widget remembers, else by address and browser. A keyed hash: it leads back to nobody."""
    words = f"w:{said[:64]}" if said else f"a:{address}:{browser[:200]}"
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), "sha256").hexdigest()[:32]
