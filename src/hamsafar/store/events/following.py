"""Reading the spine in the order of writing, for those that keep their place by `seq`."""

from typing import Any

import msgspec

from hamsafar.base.eventstore import store
from hamsafar.base.sql import questions_beside
from hamsafar.collect.intake.services import Event, Identifier

from .contracts import Followed, Written
from .watermark import settled

question = questions_beside(__file__)
_identifiers = msgspec.json.Decoder(tuple[Identifier, ...]).decode


def follow(after: int, *, limit: int = 5_000) -> Followed:
    """Events after this number. A crash between reading and keeping `upto` repeats events, never leaves one out."""
    end = settled()
    upto = min(after + limit, end)
    if upto <= after:
        return Followed(written=(), upto=after, is_all=True)
    answer = store().query(question("follow").stacked(), {"after": after, "upto": upto})
    return Followed(written=tuple(_written(row) for row in answer.dicts()), upto=upto, is_all=upto >= end)


def _written(row: dict[str, Any]) -> Written:
    seq, person_key = row.pop("seq"), row.pop("person_key")
    identifiers = _identifiers(row.pop("identifiers") or "[]")
    return Written(seq=seq, person_key=person_key, event=Event(**row | {"identifiers": identifiers, "flags": tuple(row["flags"])}))
