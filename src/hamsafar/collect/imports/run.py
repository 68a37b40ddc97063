"""The import itself: read, map, count, record, remember; in steps that each either happened or did not.

A step records its events first and then saves where the import stands. Killed in between, the step is done again with the same ids, and
what is already on the spine is recognised there, so nothing is lost and nothing counts twice.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

import msgspec

from hamsafar.base import clock
from hamsafar.collect.intake.services import Event, Outcome, Receipt

from .plan import BrokenGroup, Draft, Plan, Skipped
from .readers.base import Line, Reader
from .reasons import LineRejected
from .values import to_text
from .work import Rejected, State, Work

STEP: Final = 5000
_GROUP_LINES_AT_MOST: Final = 20_000

Sink = Callable[[list[Event]], Receipt]
Report = Callable[[State, int], None]


class _Step:
    """What one step will save."""

    def __init__(self) -> None:
        self.spill: list[tuple[bytes, int, bytes]] = []
        self.rejected: list[Rejected] = []
        self.seen: dict[int, int] = {}
        self.drafts: list[tuple[Draft, list[tuple[int, Sequence[Any]]]]] = []


class ImportRun:
    """One run over one file. `report` is called between steps and may raise to stop; the next run goes on from there."""

    def __init__(self, reader: Reader, plan: Plan, work: Work, *, sha256: str, sink: Sink, report: Report, context: str = "{}") -> None:
        self._reader, self._plan, self._work, self._sink, self._report, self._context = reader, plan, work, sink, report, context
        self.state = work.state()
        self.state.sha256 = sha256
        self._received_at = clock.now()

    def go(self) -> State:
        if self.state.phase == "lines":
            self._lines()
            self._finish_phase("groups" if self._plan.mapping.group else "done")
        if self.state.phase == "groups":
            self._groups()
            self._finish_phase("done")
        return self.state

    def _finish_phase(self, following: str) -> None:
        self.state.phase = following
        self._work.save(self.state, seen={}, spill=(), rejected=())
        self._report(self.state, self._reader.position())

    # Lines

    def _lines(self) -> None:
        lines = self._reader.lines()
        next(islice(lines, self.state.records, self.state.records), None)
        take = self._take_grouped if self._plan.mapping.group else self._take
        while some := list(islice(lines, STEP)):
            step = _Step()
            before = self._plan.notes.copy()
            for line in some:
                take(line, step)
            self.state.records += len(some)
            self.state.lines += len(some)
            _add(self.state.notes, self._plan.notes - before)
            self._record(step)
            self._save(step)

    def _take(self, line: Line, step: _Step) -> None:
        try:
            if line.problem:
                raise LineRejected(line.problem)
            for draft in self._plan.drafts(line.cells):
                step.drafts.append((draft, [(line.number, line.cells)]))
        except LineRejected as rejected:
            self._reject(step, line.number, line.cells, rejected)
        except Skipped as skipped:
            self._skip(str(skipped))

    def _take_grouped(self, line: Line, step: _Step) -> None:
        try:
            if line.problem:
                raise LineRejected(line.problem)
            self._plan.check_skips(line.cells)
            key = msgspec.msgpack.encode(self._plan.group_key(line.cells))
            step.spill.append((key, line.number, msgspec.msgpack.encode(line.cells, enc_hook=to_text)))
        except LineRejected as rejected:
            self._reject(step, line.number, line.cells, rejected)
        except Skipped as skipped:
            self._skip(str(skipped))

    def _reject(self, step: _Step, number: int, cells: Sequence[Any], rejected: LineRejected) -> None:
        self.state.rejected += 1
        _add(self.state.reasons, {rejected.code: 1})
        step.rejected.append(
            Rejected(number, rejected.code, rejected.column, _clean(rejected.value), tuple(_clean(to_text(cell)) for cell in cells))
        )

    def _skip(self, because: str) -> None:
        self.state.skipped += 1
        _add(self.state.skips, {because: 1})

    # Groups

    def _groups(self) -> None:
        self._work.prepare_groups()
        groups = self._work.groups(self.state.last_key)
        while some := _some_groups(groups):
            step = _Step()
            before = self._plan.notes.copy()
            for key, lines in some:
                self._take_group(key, lines, step)
            self.state.last_key = some[-1][0]
            _add(self.state.notes, self._plan.notes - before)
            self._record(step)
            self._save(step)

    def _take_group(self, key: bytes, lines: list[tuple[int, Any]], step: _Step) -> None:
        try:
            if len(lines) > _GROUP_LINES_AT_MOST:
                raise BrokenGroup(0, LineRejected("event_too_large"))
            step.drafts.append((self._plan.grouped(msgspec.msgpack.decode(key, type=tuple[str, ...]), lines), list(lines)))
        except BrokenGroup as broken:
            other = LineRejected("group_broken", value=str(broken.number)) if broken.number else broken.rejected
            for number, cells in lines:
                self._reject(step, number, cells, broken.rejected if number == broken.number else other)

    # Recording

    def _record(self, step: _Step) -> None:
        """Give every draft its id, record them, and account for every line."""
        events, sources = [], []
        for draft, lines, message_id in self._with_ids(step):
            try:
                events.append(self._plan.event(draft, message_id, received_at=self._received_at, context=self._context))
                sources.append((draft, lines))
            except LineRejected as rejected:
                self._reject_lines(step, draft, lines, rejected)
        receipt = self._sink(events) if events else Receipt(outcomes=())
        reasons = receipt.reasons or ("",) * len(receipt.outcomes)
        for (draft, lines), outcome, reason in zip(sources, receipt.outcomes, reasons, strict=True):
            self._account(step, draft, lines, outcome, reason)

    def _account(self, step: _Step, draft: Draft, lines: list[tuple[int, Sequence[Any]]], outcome: Outcome, reason: str) -> None:
        if outcome in (Outcome.QUARANTINED, Outcome.DROPPED):
            code = "same_id_other_content" if outcome is Outcome.QUARANTINED else "event_refused"
            self.state.quarantined += outcome is Outcome.QUARANTINED
            self._reject_lines(step, draft, lines, LineRejected(code, value=reason))
            return
        self.state.events += outcome is Outcome.ACCEPTED
        self.state.repeated += outcome is Outcome.DUPLICATE
        _add(self.state.names, {draft.name: 1})
        if not draft.part:
            self.state.imported += len(lines)

    def _reject_lines(self, step: _Step, draft: Draft, lines: list[tuple[int, Sequence[Any]]], rejected: LineRejected) -> None:
        """A consent said on a line does not take the line itself away."""
        if draft.part:
            _add(self.state.reasons, {rejected.code: 1})
            return
        for number, cells in lines:
            self._reject(step, number, cells, rejected)

    def _with_ids(self, step: _Step) -> Iterator[tuple[Draft, list[tuple[int, Sequence[Any]]], str]]:
        """Equal lines are told apart by which time this is that the file says it; a natural id names its fact once."""
        digests = [draft.digest() for draft, _lines in step.drafts]
        short = [int.from_bytes(digest[:8], "big", signed=True) for digest in digests]
        seen = self._work.times_seen([number for number, (draft, _lines) in zip(short, step.drafts, strict=True) if not draft.natural])
        for (draft, lines), digest, number in zip(step.drafts, digests, short, strict=True):
            times = 0
            if not draft.natural:
                times = seen.get(number, 0)
                seen[number] = step.seen[number] = times + 1
            ending = (f".{times}" if times else "") + (f".{draft.part}" if draft.part else "")
            yield draft, lines, f"import-{digest.hex()}{ending}"

    def _save(self, step: _Step) -> None:
        self._work.save(self.state, seen=step.seen, spill=step.spill, rejected=step.rejected)
        self._report(self.state, self._reader.position())


def _some_groups(groups: Iterator[tuple[bytes, list[tuple[int, Any]]]]) -> list[tuple[bytes, list[tuple[int, Any]]]]:
    """Groups that together have about one step's lines."""
    some, lines = [], 0
    for group in groups:
        some.append(group)
        lines += len(group[1])
        if lines >= STEP:
            break
    return some


def _add(total: dict[str, int], more: dict[str, int]) -> None:
    for key, count in more.items():
        # A column of free text may not fill the memory.
        kept = key if key in total or len(total) < 200 else "…"
        total[kept] = total.get(kept, 0) + count


def _clean(said: str) -> str:
    """Bytes that were no text, shown as such."""
    return said.encode("utf-8", "backslashreplace").decode()[:5000]
