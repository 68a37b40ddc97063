"""Keyed hashes: what tells an item or a person again without saying who or what it is."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from hamsafar.base import text
from hamsafar.collect.intake.services import Identifier


@lru_cache(maxsize=1)
def _key() -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"mentions").digest()


def digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16, key=_key()).hexdigest()


def of_people(identifiers: Iterable[Identifier]) -> set[str]:
    return {digest("who", *_normal(each)) for each in identifiers}


def _normal(identifier: Identifier) -> tuple[str, str, str]:
    """E-mail and phone are the same in every space."""
    space, kind, value = identifier
    if kind == "email":
        return "", kind, text.normal_email(value) or value
    if kind == "phone":
        return "", kind, text.normal_phone(value) or value
    return space, kind, text.normal_id(value)
