"""What stands in the links of a letter: a message's number, signed, and nothing about whoever reads it."""

import base64
import uuid

from django.utils.crypto import constant_time_compare, salted_hmac

from .errors import LinkOver

MARK = 16  # letters of the signature: 96 bits


def token_of(message: uuid.UUID) -> str:
    text = base64.urlsafe_b64encode(message.bytes).rstrip(b"=").decode()
    return text + _mark(text)


def read(token: str) -> uuid.UUID:
    """Raises LinkOver for what we did not sign."""
    text, mark = token[:22], token[22:]
    if len(token) != 22 + MARK or not token.isascii() or not constant_time_compare(mark, _mark(text)):
        raise LinkOver
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(text + "=="))
    except ValueError:
        raise LinkOver from None


def _mark(text: str) -> str:
    digest = salted_hmac("hamsafar.act.messaging.link", text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)[:MARK].decode()


def place_of(address: str, message: uuid.UUID) -> str:
    """A network address as a hash that only tells, within one message, who fetched several things."""
    return salted_hmac("hamsafar.act.messaging.place", f"{message}:{address}", algorithm="sha256").hexdigest()[:16]
