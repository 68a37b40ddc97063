"""Who a customer is to us, in figures: value, scores, promises, open conversations."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hamsafar.base import money
from hamsafar.collect.vocabulary.services import Tone
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import Facts, OpenConversation, Promise, PromiseState, Score

question = events.questions_beside(__file__)

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LIMIT = 20
_OUR_MOVE = {"Conversation Started", "Message Received", "Conversation Reopened", "Conversation Handed Over"}


def find_facts(scope: Scope) -> Facts | None:
    """The person's facts, or None when the asker may see none of their events."""
    (row,) = events.ask(question("facts"), scope=scope).dicts()
    if not row["events"]:
        return None
    return Facts(
        first_seen=row["first_seen"],
        last_seen=row["last_seen"],
        events=row["events"],
        orders=row["orders"],
        last_order=_moment(row["last_order"]),
        spent=net(row["paid"], row["refunded"]),
        refunded=tuple(sorted(_sums(row["refunded"]).items())),
        conversations=row["conversations"],
        complaints=row["complaints"],
        channels=tuple(sorted(row["channels"].items(), key=lambda item: -item[1])),
        scores=_scores(row),
    )


def list_promises(scope: Scope, at: dt.datetime) -> tuple[Promise, ...]:
    rows = events.ask(question("promises"), scope=scope, limit=_LIMIT).dicts()
    return tuple(_promise(row, at) for row in rows)


def list_open_conversations(scope: Scope) -> tuple[OpenConversation, ...]:
    rows = events.ask(question("open_conversations"), scope=scope, limit=_LIMIT).dicts()
    return tuple(
        OpenConversation(
            conversation_id=row["conversation_id"],
            topic=row["topic"],
            channel=row["channel"],
            last_at=row["last_at"],
            is_waiting_for_us=row["last_name"] in _OUR_MOVE,
        )
        for row in rows
    )


def net(paid: Mapping[str, Decimal], refunded: Mapping[str, Decimal]) -> tuple[tuple[str, Decimal], ...]:
    """What was paid less what was given back, per currency; rial and toman are one."""
    back = _sums(refunded)
    return tuple(sorted((currency, amount - back.get(currency, Decimal(0))) for currency, amount in _sums(paid).items()))


def _promise(row: Mapping[str, Any], at: dt.datetime) -> Promise:
    due = _moment(row["due"])
    settled = {"Promise Kept": PromiseState.KEPT, "Promise Broken": PromiseState.BROKEN}.get(row["last_name"])
    state = settled or (PromiseState.LATE if due and due < at else PromiseState.OPEN)
    return Promise(what=row["what"], made_at=row["made_at"], due=due, state=state, settled_at=row["last_at"] if settled else None)


def _scores(row: Mapping[str, Any]) -> tuple[Score, ...]:
    found = []
    if nps_at := _moment(row["nps_at"]):
        tone = Tone.GOOD if row["nps"] >= 9 else Tone.BAD if row["nps"] <= 6 else Tone.PLAIN
        found.append(Score(question="nps", score=row["nps"], top=10, at=nps_at, tone=tone))
    if csat_at := _moment(row["csat_at"]):
        tone = Tone.GOOD if row["csat"] >= 4 else Tone.BAD if row["csat"] <= 2 else Tone.PLAIN
        found.append(Score(question="csat", score=row["csat"], top=5, at=csat_at, tone=tone))
    return tuple(found)


def _sums(by_currency: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return money.total_by_currency(money.Money(amount=amount, currency=currency) for currency, amount in by_currency.items())


def _moment(value: dt.datetime) -> dt.datetime | None:
    """ClickHouse answers the epoch where there was nothing to take the latest of."""
    return None if value <= _EPOCH else value
