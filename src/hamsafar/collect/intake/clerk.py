"""The thread that reads what arrived: everything that waits becomes one group, one decision, one flush; then all are answered.

The event loop only puts parcels into the tray. While a group is made durable the next one gathers, so groups grow with the load and
a lone request waits for nobody. One thread does it: a second one, which reads while the disk has the first group, takes turns with it
at Python's lock, and together they take fewer events than one alone.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence

import msgspec
from clickhouse_connect.driver.exceptions import ClickHouseError
from django.db import Error as RelationalError
from django.utils import translation

from hamsafar.base.errors import Refused

from . import garbage, keyring, limits
from .contracts import Onward, Outcome, Verdict
from .draft import Draft
from .drops import Drops
from .errors import BadEvent, Overloaded
from .parcel import SUCCESS, Parcel, Reply
from .reading import BATCHES, READING, require_pace
from .reasons import EXPLANATIONS, Reason
from .steps import to_columns

log = logging.getLogger("hamsafar.intake")

MOST_PARCELS, MOST_BYTES = 5_000, 64 << 20  # what may wait in the tray
GROUP_BYTES = 1 << 20  # what is read at once: a larger group would keep its first request waiting

# The disk is full, a store is away: not the sender's fault. It hears 503 and sends the same again; a 400 would make it forget the events.
_OURS = (OSError, RelationalError, ClickHouseError)

CONSENT = "consent"  # the person asked not to be measured; decided behind the intake

_OK = Reply(200, SUCCESS)
_JSON = ((b"content-type", b"application/json"),)
_PROBLEM = ((b"content-type", b"application/problem+json"),)


class Clerk:
    """`put` is called by the event loop, the rest happens on the clerk's own thread."""

    def __init__(self, onward: Onward, answer: Callable[[Sequence[Parcel]], None]) -> None:
        self._onward, self._answer = onward, answer
        self._tray: deque[Parcel] = deque()
        self._put_bytes = self._taken_bytes = 0  # each has one side that changes it
        self._arrived = threading.Event()
        self._stopping = False
        self.groups = 0  # decided so far
        self._limiter = limits.make()
        self.drops = Drops(onward.count_drops)
        self._thread = threading.Thread(target=self._run, name="intake-clerk", daemon=True)

    def start(self) -> None:
        self.drops.start()
        self._thread.start()

    def stop(self) -> None:
        """Everything in the tray is still kept and answered."""
        self._stopping = True
        self._arrived.set()
        self._thread.join()
        self.drops.stop()

    def put(self, parcel: Parcel) -> bool:
        """False when too much waits already."""
        if self._stopping or len(self._tray) >= MOST_PARCELS or self._put_bytes - self._taken_bytes >= MOST_BYTES:
            return False
        self._put_bytes += len(parcel.body)
        self._tray.append(parcel)
        if not self._arrived.is_set():
            self._arrived.set()
        return True

    def _run(self) -> None:
        while parcels := self._take():
            with garbage.rarely:
                self._handle(parcels)
        keyring.close_connection()

    def _take(self) -> list[Parcel]:
        """The next group; nothing when the intake closes and the tray is empty."""
        while True:
            self._arrived.clear()
            if self._tray:
                return self._group()
            if self._stopping:
                return []
            self._arrived.wait()

    def _group(self) -> list[Parcel]:
        parcels, size = [], 0
        while self._tray and size < GROUP_BYTES:
            parcel = self._tray.popleft()
            size += len(parcel.body)
            parcels.append(parcel)
        self._taken_bytes += size
        return parcels

    def _handle(self, parcels: Sequence[Parcel]) -> None:
        read = [parcel for parcel in parcels if self._read(parcel)]
        try:
            self._keep(read)
        except Refused as refusal:  # the spine takes nothing now
            log.warning("%s requests cannot be kept: %s", len(read), refusal.code)
            self._refuse(read, Overloaded(seconds=2))
        except _OURS:
            log.exception("%s requests cannot be kept", len(read))
            self._refuse(read, Overloaded(seconds=5))
        except Exception:
            log.exception("a group of %s requests cannot be read", len(read))
            self._handle_singly(read)
        self._answer(parcels)
        self.groups += 1

    def _read(self, parcel: Parcel) -> bool:
        """Whether the request goes on; otherwise it has its reply."""
        try:
            for step in READING:
                step(parcel)
            require_pace(parcel, self._limiter)
            return True
        except Refused as refusal:
            parcel.reply = refused(parcel, refusal)
            self.drops.note_request(parcel, refusal)
        except _OURS:
            log.exception("a request cannot be looked at")
            parcel.reply = refused(parcel, Overloaded(seconds=5))
        except Exception:
            log.exception("a request cannot be read")
            parcel.reply = refused(parcel, _unreadable())
        return False

    def _keep(self, parcels: Sequence[Parcel]) -> None:
        columns = to_columns(Draft(parcels))
        verdict = self._onward.append(columns) if len(columns) else Verdict({})
        row = 0
        for parcel in parcels:
            parcel.reply = self._reply(parcel, verdict, row)
            row += len(parcel.items)

    def _handle_singly(self, parcels: Sequence[Parcel]) -> None:
        """One of the group is to blame; the others must not suffer for it."""
        for parcel in parcels:
            try:
                self._keep([parcel])
            except (Refused, *_OURS):
                self._refuse([parcel], Overloaded(seconds=2))
            except Exception:
                log.exception("this request cannot be read")
                self.drops.note(parcel, Reason.UNREADABLE, len(parcel.items), b"")
                parcel.reply = refused(parcel, _unreadable())

    def _reply(self, parcel: Parcel, verdict: Verdict, row: int) -> Reply:
        if parcel.rejected:
            self.drops.note_items(parcel)
            if parcel.endpoint not in BATCHES:
                return refused(parcel, _lone(parcel.rejected[0][1]))
        return _OK if not parcel.wants_items else _itemised(parcel, verdict, row)

    def _refuse(self, parcels: Sequence[Parcel], refusal: Refused) -> None:
        for parcel in parcels:
            parcel.reply = refused(parcel, refusal)


def refused(parcel: Parcel, refusal: Refused) -> Reply:
    """RFC 9457, in the caller's language."""
    with translation.override(parcel.language or translation.get_language()):
        problem = {"type": "about:blank", "title": refusal.code, "status": refusal.status, "code": refusal.code, "detail": refusal.sentence}
    headers: tuple[tuple[bytes, bytes], ...] = _PROBLEM
    if "seconds" in refusal.facts:
        wait = str(refusal.facts["seconds"]).encode()
        headers += ((b"retry-after", wait), (b"x-ratelimit-reset", wait))
    if "reason" in refusal.facts:
        problem["reason"] = str(refusal.facts["reason"])
    return Reply(refusal.status, msgspec.json.encode(problem), headers)


def _lone(reason: Reason) -> Refused:
    return BadEvent(reason=reason, explanation=EXPLANATIONS[reason])


def _unreadable() -> Refused:
    return _lone(Reason.UNREADABLE)


def _itemised(parcel: Parcel, verdict: Verdict, row: int) -> Reply:
    """What became of each call: counts, and which were refused and why."""
    outcomes = [verdict.outcome(row + index) for index in range(len(parcel.items))]
    where = parcel.where or range(len(outcomes))
    dropped = [(place, CONSENT) for place, outcome in zip(where, outcomes, strict=True) if outcome is Outcome.DROPPED]
    result = {
        "success": True,
        "accepted": outcomes.count(Outcome.ACCEPTED),
        "duplicate": outcomes.count(Outcome.DUPLICATE),
        "quarantined": outcomes.count(Outcome.QUARANTINED),
        "rejected": [{"index": index, "reason": reason} for index, reason in sorted([*parcel.rejected, *dropped])],
    }
    return Reply(200, msgspec.json.encode(result), _JSON)
