"""Follows the spine and reads what customers write, off the request path and in a process of its own for what is heavy."""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction

from hamsafar.ground.jobs import services as jobs
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Follower

from . import corrections, desk, table, teaching
from .contracts import Written
from .desk import Seat
from .models import OffsetRow
from .texts import texts_after

log = logging.getLogger("hamsafar.voice")
OFFSET = "annotations"
AT_ONCE = 500  # texts; so many at a time and no fewer are a backlog
CAREFULLY = 32
HASTILY, BREATH = 100, 0.3  # texts of a backlog after which it lets others in where they are pressed; and for how many seconds
HASTE_AT_ONCE = 5_000
LONGEST_REST = 30.0  # seconds; then it reads a little all the same
STRIDE = 1_000_000  # events that one question looks through

Row = dict[str, Any]  # of the table `annotations`


def get_ready() -> None:
    """Have the first model made in the child process while this one does something else."""
    if settings.COMMENTS != "off":
        threading.Thread(target=_quietly_seated, name="voice-ready", daemon=True).start()


def _quietly_seated() -> None:
    try:
        desk.seat()
    except Exception:
        log.exception("could not get ready to read; whoever reads first tries again")
    finally:
        connection.close()


def read_in_haste() -> int:
    """Read everything that is new with the fast reader as it is; at night it is read carefully."""
    count = 0
    while settings.COMMENTS != "off" and (end := events.settled()) > (after := offset()):
        written, reached = texts_after(after, min(after + STRIDE, end), most=HASTE_AT_ONCE)
        if written:
            seat = desk.seat()
            _keep(_hastily_read(written, seat, None))
            count += len(written)
        _move_offset(reached)
    if count:
        jobs.enqueue("voice.read_newest", {}, key=str(offset()))
    return count


def catch_up(stopping: threading.Event | None = None) -> int:
    """Read everything that is new; returns how many texts were read. Ends early when `stopping` is set."""
    count = 0
    while not (stopping and stopping.is_set()):
        after, end = offset(), events.settled()
        upto = min(after + STRIDE, end)
        if upto <= after:
            break
        began = time.monotonic()
        written, reached = texts_after(after, upto, most=AT_ONCE)
        if written:
            _read(written, stopping, is_backlog=reached < upto)
            count += len(written)
        _move_offset(reached)
        if stopping and written:
            _rest(stopping, time.monotonic() - began)
    return count


def _rest(stopping: threading.Event, worked: float) -> None:
    """As long as it worked, and while others are pressed."""
    stopping.wait(min(worked, LONGEST_REST))
    _give_way(stopping)


def _give_way(stopping: threading.Event) -> None:
    """While so much arrives that whoever sends it would notice, until that is over."""
    until = time.monotonic() + LONGEST_REST
    while events.is_pressed() and time.monotonic() < until and not stopping.is_set():
        stopping.wait(0.2)


def _read(written: Sequence[Written], stopping: threading.Event | None, *, is_backlog: bool) -> None:
    seat = desk.seat()
    if is_backlog:
        seat = teaching.taught(seat, after=offset())  # a student is only as good as the comments that it was taught with
        _keep(_hastily_read(written, seat, stopping))
        return
    for start in range(0, len(written), CAREFULLY):
        if stopping and start:
            _give_way(stopping)
        some = written[start : start + CAREFULLY]
        _keep(table.rows_of(some, seat.reader.carefully([one.text for one in some]), seat.careful))


def _hastily_read(written: Sequence[Written], seat: Seat, stopping: threading.Event | None) -> list[Row]:
    """All at once; where others are pressed a few at a time, and they are let in between."""
    rows: list[Row] = []
    at_once = HASTILY if stopping and events.is_pressed() else len(written)
    for start in range(0, len(written), at_once):
        if stopping and start:
            stopping.wait(BREATH)
        some = written[start : start + at_once]
        rows += table.rows_of(some, seat.reader.fast([one.text for one in some]), seat.fast)
    return rows


def _keep(rows: Sequence[Row]) -> None:
    table.keep(corrections.corrected(rows))


def offset() -> int:
    return OffsetRow.objects.filter(name=OFFSET).values_list("seq", flat=True).first() or 0


def _move_offset(seq: int) -> None:
    with transaction.atomic():
        OffsetRow.objects.update_or_create(name=OFFSET, defaults={"seq": seq})


def _catch_up() -> int:
    desk.child.tidy()
    return catch_up(FOLLOWER.stopping)


FOLLOWER: Final = Follower("voice-follower", _catch_up, offset)


def start() -> None:
    if settings.COMMENTS != "off":
        FOLLOWER.start()


def stop() -> None:
    if FOLLOWER.is_running:
        FOLLOWER.stopping.set()
        desk.child.stop()  # whatever it is doing can be asked for again
        FOLLOWER.stop()
    desk.leave()
