"""After identify: events of people who do not want to be measured are not kept. Intake does not ask; here the answer is applied."""

import dataclasses
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hamsafar.base import clock
from hamsafar.collect.intake.services import Columns, DropCount, Outcome, Reason, Verdict
from hamsafar.identify.consent import services as consent

Keys = NDArray[np.uint64]
FRESH = 2.0  # seconds for which an answer holds; a withdrawal counts after that at the latest
KEPT = frozenset({"Consent Given", "Consent Withdrawn"})  # or nobody could ever change their mind


class Gate:
    """Knows the keys of everyone who said no. Nearly always none, and then it costs one comparison."""

    def __init__(self, ask: Callable[[], frozenset[int]] = consent.refused_keys) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._asked_at = -FRESH
        self._refused: Keys = np.empty(0, np.uint64)

    def refused(self) -> Keys:
        if time.monotonic() - self._asked_at >= FRESH:
            self.ask_again()
        return self._refused

    def ask_again(self) -> None:
        with self._lock:
            self._refused = np.array(sorted(self._ask()), np.uint64)
            self._asked_at = time.monotonic()

    def dropped(self, columns: Columns, keys: Keys) -> list[int]:
        """Which rows are not to be kept."""
        refused = self.refused()
        if not len(refused):
            return []
        return [row for row in np.flatnonzero(np.isin(keys, refused)).tolist() if columns.name[row] not in KEPT]


gate = Gate()


def append(columns: Columns, keys: Keys, keep: Callable[[Columns, Keys], Verdict], count: Callable[[Sequence[DropCount]], None]) -> Verdict:
    """Keep what may be kept; the rest is dropped and counted."""
    dropped = gate.dropped(columns, keys)
    if not dropped:
        return keep(columns, keys)
    rows = np.setdiff1d(np.arange(len(columns)), dropped)
    verdict = keep(_taken(columns, rows), keys[rows])
    count(_counted(columns, dropped))
    others = {int(rows[row]): outcome for row, outcome in verdict.others.items()}
    return Verdict({**others, **dict.fromkeys(dropped, Outcome.DROPPED)}, verdict.last_seq)


def _taken(columns: Columns, rows: NDArray[np.int64]) -> Columns:
    def pick(column: Any) -> Any:
        return column[rows] if isinstance(column, np.ndarray) else [column[row] for row in rows]

    return Columns(**{field.name: pick(getattr(columns, field.name)) for field in dataclasses.fields(Columns)})


def _counted(columns: Columns, dropped: Sequence[int]) -> list[DropCount]:
    """One count for each source. No example is kept: the person asked not to be measured."""
    at = clock.now()
    sources = [columns.source[row] for row in dropped]
    return [
        DropCount(day=at.date(), source=source, reason=Reason.CONSENT, count=sources.count(source), last_at=at, example="")
        for source in sorted(set(sources))
    ]
