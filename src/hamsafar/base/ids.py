"""Ids of rows that come in large numbers."""

import secrets
from uuid import UUID

from . import clock


def ordered_id() -> UUID:
    """Random, and beginning with the millisecond in which it was made (RFC 9562, version 7).

    Rows that are written together then stand together in every index: with wholly random ids each new row changes pages of its own.
    """
    moment = int(clock.now().timestamp() * 1000)
    return UUID(int=moment << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62))
