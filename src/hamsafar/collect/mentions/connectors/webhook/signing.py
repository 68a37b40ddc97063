"""Signatures: `t=SECONDS,v1=HEX`, the HMAC-SHA256 of “SECONDS.BODY” under the secret of the place; the form that Stripe made usual.

The secret is derived from the installation's own and is kept nowhere: a copy of the database does not give it away.
"""

import base64
import hashlib
import hmac

from django.conf import settings

from hamsafar.base import clock

from ...errors import BadSignature, OldSignature

HEADER = "X-Hamsafar-Signature"
AWAY = 300  # seconds that two clocks may differ


def secret_of(slug: str, which: int) -> str:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"mention hooks").digest()
    made = hmac.new(key, f"{slug}\0{which}".encode(), hashlib.sha256).digest()
    return f"hsm_{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def sign(body: bytes, secret: str) -> str:
    seconds = int(clock.now().timestamp())
    return f"t={seconds},v1={_mac(seconds, body, secret)}"


def check(said: str, body: bytes, secret: str) -> None:
    """Raises BadSignature and OldSignature."""
    parts = dict(part.strip().partition("=")[::2] for part in said.split(","))
    seconds = parts.get("t", "")
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 12):
        raise BadSignature
    if not hmac.compare_digest(_mac(int(seconds), body, secret).encode(), parts.get("v1", "").lower().encode("utf-8", "replace")):
        raise BadSignature
    if abs(clock.now().timestamp() - int(seconds)) > AWAY:
        raise OldSignature


def _mac(seconds: int, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
