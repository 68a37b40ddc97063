"""Reading the spine in the order of writing, for those that keep their place by `seq`."""

from typing import Any

import msgspec

from hamsafar.base.eventstore import store
from hamsafar.base.sql import questions_beside
from hamsafar.collect.intake.services import Event, Identifier

from .contracts import Followed, Written
from .watermark import settled

question = questions_beside(__file__)
_SPREAD = 16  # evidence is rare: look through this many times as many events as may be returned
_identifiers = msgspec.json.Decoder(tuple[Identifier, ...]).decode


def follow(after: int, *, limit: int = 5_000) -> Followed:
    """All events after this number. A crash between reading and keeping `upto` repeats events, never leaves one out."""
    return _follow("follow", after, limit=limit, width=limit)


def follow_evidence(after: int, *, limit: int = 5_000) -> Followed:
    """Only events that can prove who is who: identify, alias, group, two ids at once, further identifiers."""
    return _follow("follow_evidence", after, limit=limit, width=limit * _SPREAD)


def _follow(name: str, after: int, *, limit: int, width: int) -> Followed:
    end = settled()
    upto = min(after + width, end)
    if upto <= after:
        return Followed(written=(), upto=after, is_all=True)
    answer = store().query(question(name).stacked(), {"after": after, "upto": upto, "limit": limit})
    written = tuple(_written(row) for row in answer.dicts())
    if len(written) == limit:
        upto = written[-1].seq
    return Followed(written=written, upto=upto, is_all=upto >= end)


def _written(row: dict[str, Any]) -> Written:
    seq, person_key = row.pop("seq"), row.pop("person_key")
    identifiers = _identifiers(row.pop("identifiers") or "[]")
    return Written(seq=seq, person_key=person_key, event=Event(**row | {"identifiers": identifiers, "flags": tuple(row["flags"])}))
