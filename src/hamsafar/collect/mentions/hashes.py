"""Keyed hashes: what tells an item or a person again without saying who or what it is."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings

from hamsafar.collect.intake.services import Identifier, normal


@lru_cache(maxsize=1)
def _key() -> bytes:
    return hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"mentions").digest()


def digest(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16, key=_key()).hexdigest()


def of_people(identifiers: Iterable[Identifier]) -> set[str]:
    return {digest("who", *normal(each)) for each in identifiers}
