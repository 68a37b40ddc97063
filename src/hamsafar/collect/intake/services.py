"""The door of the intake."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.conf import settings
from django.utils.module_loading import import_string

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import garbage, outbox
from .bots import is_bot
from .clerk import Clerk
from .contracts import (
    NEVER,
    Activity,
    Columns,
    DropCount,
    Event,
    Flag,
    Identifier,
    Moments,
    Onward,
    Outcome,
    Receipt,
    Source,
    SourceKind,
    Verdict,
    WriteKey,
)
from .naming import named, normal
from .outbox import Relay
from .reasons import EXPLANATIONS, Reason
from .snippet import snippet
from .sources import add_key, change_source, create_source, find_source, get_source, list_sources, register_source, revoke_key
from .tracking import Answers, Tracking

__all__ = [
    "EXPLANATIONS", "NEVER", "Activity", "Columns", "DropCount", "Event", "Flag", "Identifier", "Moments", "Onward", "Outcome",
    "Reason", "Receipt", "Source", "SourceKind", "Verdict", "WriteKey", "activity", "add_key", "carry_outbox", "change_source",
    "count_drops", "create_source", "find_source", "get_source", "is_bot", "list_sources", "named", "normal", "record", "record_all",
    "register_source", "report", "report_soon", "revoke_key", "snippet", "start", "stop", "the_clerk", "tracking",
]  # fmt: skip

SLICE = 20_000
SWITCH = 0.002  # seconds after which a thread at work lets another in; with half a millisecond pages take thrice as long

_clerk: Clerk | None = None
_relay: Relay | None = None


def record(events: Iterable[Event]) -> Receipt:
    """Keep events of the program itself (imports, connectors): exactly once, durable, and to be read by the next question.

    For a stream of any length use `record_all`; for an event that tells of a row of your own use `report`.
    """
    events = list(events)
    if not events:
        return Receipt(outcomes=())
    verdict = _onward().append(Columns.of(events))
    _onward().settle(30.0)
    return verdict.receipt(len(events))


def record_all(events: Iterable[Event], *, slice_of: int = SLICE) -> Iterator[tuple[Sequence[Event], Receipt]]:
    """The same for a stream, slice by slice. Each slice is durable when it is yielded, all can be read at the end."""
    stream = iter(events)
    while batch := list(islice(stream, slice_of)):
        yield batch, _onward().append(Columns.of(batch)).receipt(len(batch))
    _onward().settle(60.0)


def report(event: Event) -> None:
    """Tell the spine of a row of your own: in your transaction, carried over once it commits, under the message id that you gave it."""
    outbox.put(event)


def report_soon(event: Event) -> None:
    """Tell the spine of something that was only seen: costs the one who asks nothing, and a crash may lose the last of it."""
    put = outbox.put if _relay is None else outbox.put_soon
    put(event)


def carry_outbox() -> int:
    """Carry what was reported to the spine now, and wait until it can be read; for tests and commands."""
    carried = Relay(_onward()).carry()
    _onward().settle(30.0)
    return carried


def activity() -> dict[str, Activity]:
    """What came from each source, by slug."""
    return dict(_onward().activity())


def count_drops(drops: Sequence[DropCount]) -> None:
    """Count what a later floor did not keep: gathered while the intake is open, else written at once."""
    if _clerk is not None:
        _clerk.drops.add(drops)
    else:
        _onward().count_drops(drops)


def start() -> None:
    """Start the tracking API's clerk and the outbox's relay in this process; a second call changes nothing."""
    global _clerk, _relay
    if _clerk is None:
        garbage.begin()
        sys.setswitchinterval(SWITCH)
        _clerk, _relay = Clerk(_onward(), Answers()), Relay(_onward())
        _clerk.start()
        _relay.start()


def stop() -> None:
    """What has arrived is kept and answered first."""
    global _clerk, _relay
    clerk, relay, _clerk, _relay = _clerk, _relay, None, None
    if clerk and relay:
        clerk.stop()
        relay.stop()


def the_clerk() -> Clerk | None:
    """Who takes what the tracking API receives; None when the intake is closed."""
    return _clerk


tracking = Tracking(the_clerk)  # the ASGI application of /v1/


def _onward() -> Onward:
    """The floors behind this one, which it does not know: config/onward.py."""
    onward: Onward = import_string(settings.INTAKE_ONWARD)
    return onward
