"""Counting what was not kept: by source, day and reason, gathered here and written every few seconds."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from hamsafar.base import clock
from hamsafar.base.errors import Refused

from . import keyring
from .contracts import DropCount
from .parcel import Parcel
from .reading import key_of
from .reasons import Reason

log = logging.getLogger("hamsafar.intake")

EVERY = 2.0
EXAMPLE = 1_000  # so much of the latest one is shown
MOST_KINDS = 10_000

_REASONS: dict[str, Reason] = {
    "bad_json": Reason.BAD_JSON,
    "bad_text": Reason.BAD_JSON,
    "bad_compression": Reason.BAD_JSON,
    "bad_batch": Reason.BAD_BATCH,
    "too_large": Reason.TOO_LARGE,
    "rate_limited": Reason.RATE_LIMITED,
    "source_paused": Reason.PAUSED,
    "origin_not_allowed": Reason.ORIGIN_NOT_ALLOWED,
}


class Drops:
    """Noted on the clerk's thread, written on one of its own."""

    def __init__(self, write: Callable[[Sequence[DropCount]], None]) -> None:
        self._write = write
        self._counts: dict[tuple[dt.date, str, str], DropCount] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="intake-drops", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def note_request(self, parcel: Parcel, refusal: Refused) -> None:
        """A request that was refused whole. Without a known source it is nobody's drop: anyone can send nonsense."""
        card = parcel.card or keyring.find(key_of(parcel.authorization))
        reason = _REASONS.get(refusal.code) or refusal.facts.get("reason")
        if card and isinstance(reason, Reason):
            parcel.card = card
            self.note(parcel, reason, max(1, len(parcel.items)), parcel.body)

    def note_items(self, parcel: Parcel) -> None:
        for _, reason in parcel.rejected:
            self.note(parcel, reason, 1, parcel.body)

    def note(self, parcel: Parcel, reason: Reason, count: int, example: bytes) -> None:
        if parcel.card is None:
            return
        at = clock.now()
        text = example[:EXAMPLE].decode("utf-8", "replace").replace("\0", "\ufffd")
        drop = DropCount(day=at.date(), source=parcel.card.slug, reason=str(reason), count=count, last_at=at, example=text)
        self.add([drop])

    def add(self, drops: Sequence[DropCount]) -> None:
        """Also what later floors did not keep."""
        with self._lock:
            for drop in drops:
                key = (drop.day, drop.source, drop.reason)
                before = self._counts.get(key)
                if before is None and len(self._counts) >= MOST_KINDS:
                    continue
                self._counts[key] = replace(drop, count=drop.count + (before.count if before else 0))

    def flush(self) -> None:
        with self._lock:
            counts, self._counts = self._counts, {}
        if counts:
            self._write(list(counts.values()))

    def _run(self) -> None:
        while not self._stopping.wait(EVERY):
            self._flush_or_log()
        self._flush_or_log()

    def _flush_or_log(self) -> None:
        try:
            self.flush()
        except Exception:
            log.exception("drops cannot be counted right now")
