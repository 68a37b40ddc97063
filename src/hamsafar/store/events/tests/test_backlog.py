"""When the inserter starts: at once for a lone event, rarely and much at a time under load, and whenever somebody waits for it."""

import datetime as dt
import types

import numpy as np
import pytest

from hamsafar.base import traffic
from hamsafar.collect.intake.services import Columns, Event
from hamsafar.store.events import backlog
from hamsafar.store.events.backlog import Backlog
from hamsafar.store.events.rows import batch_of, id_hashes_of

AT = dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)
LONG = 3600.0  # seconds; whoever has to wait for them is noticed


class Turning:
    """A condition whose waiting is time that passes at once: nobody else is there to end it sooner."""

    def __init__(self, clock):
        self._clock = clock

    def __enter__(self):
        return self

    def __exit__(self, *_trouble):
        return None

    def notify_all(self):
        """Nobody waits."""

    def wait_for(self, true, timeout=LONG):
        if not true():
            self._clock.now += max(0.0, timeout)
        return true()


class Clock:
    now = 1000.0

    def monotonic(self):
        return self.now


class Driven:
    """The inserter's work one step at a time, without its thread: when each insert began, and how many rows it took."""

    def __init__(self, folder, clock):
        self._clock, self.starts, self.rows, self.takes = clock, [], [], 0.01
        self.it = Backlog(folder, self._insert, self._insert, lambda _seq: None)
        self.it._change = Turning(clock)
        self._seq = 0

    def _insert(self, table):
        self.starts.append(self._clock.now)
        self.rows.append(table.num_rows)
        self._clock.now += self.takes

    def comes(self, count=1):
        self._seq += count
        self.it.append(batch(count), self._seq)

    def goes_on(self):
        assert self.it._wait_for_work()
        self.it._move(self.it._take())

    def pauses(self):
        """Seconds from the start of each insert to the start of the next."""
        return [round(float(gap), 6) for gap in np.diff(self.starts)]


def batch(count):
    events = [
        Event(source="shop", message_id=f"m{number}", user_id="u", name="Store Visited", timestamp=AT, original_timestamp=AT,
              received_at=AT, sent_at=AT)
        for number in range(count)
    ]  # fmt: skip
    columns, ones = Columns.of(events), np.ones(count, np.uint64)
    return batch_of(columns, keys=ones, seqs=ones, id_hashes=id_hashes_of(columns))


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    turned = types.SimpleNamespace(monotonic=clock.monotonic)
    monkeypatch.setattr(backlog, "time", turned)
    monkeypatch.setattr(traffic, "time", turned)
    monkeypatch.setattr(traffic, "requests", traffic.Rate())
    return clock


@pytest.fixture
def inserter(tmp_path, clock):
    made = Driven(tmp_path, clock)
    yield made
    made.it._journal.close()


def test_a_lone_event_is_inserted_at_once(inserter, clock):
    inserter.comes()
    inserter.goes_on()
    assert inserter.starts == [1000.0]
    clock.now += LONG
    inserter.comes()
    inserter.goes_on()
    assert inserter.starts[1] == 1000.0 + inserter.takes + LONG


def test_what_comes_soon_after_waits_for_the_pace_and_goes_together(inserter):
    inserter.comes()
    inserter.goes_on()
    inserter.comes(2)
    inserter.comes(3)
    inserter.goes_on()
    assert inserter.pauses() == [backlog.PACE]
    assert inserter.rows == [1, 5]


@pytest.mark.parametrize(("takes", "pause"), [(0.02, backlog.PACE), (0.2, 0.8), (0.4, 1.6), (0.6, 2.0), (1.9, 2.0)])
def test_an_insert_that_was_slow_is_followed_by_a_rest_as_long_as_it_deserves(inserter, takes, pause):
    inserter.takes = takes
    inserter.comes()
    inserter.goes_on()
    inserter.comes()
    inserter.goes_on()
    assert inserter.pauses() == [pause]


def test_a_rest_is_that_of_the_last_insert_not_of_a_slow_one_long_ago(inserter):
    for takes in (0.4, 0.01, 0.01):
        inserter.takes = takes
        inserter.comes()
        inserter.goes_on()
    assert inserter.pauses() == [1.6, backlog.PACE]


def test_where_much_has_come_together_inserts_are_rarer_and_larger(inserter):
    inserter.comes()
    inserter.goes_on()
    inserter.comes(backlog.FEW)
    inserter.goes_on()
    inserter.comes(backlog.FEW + 1)
    inserter.goes_on()
    assert inserter.pauses() == [backlog.PACE, backlog.PATIENT_PACE]


def test_while_many_pages_are_asked_for_inserts_leave_them_the_machine(inserter, clock):
    inserter.comes()
    inserter.goes_on()
    traffic.requests.add(10 * traffic.PRESSED)
    inserter.comes()
    inserter.goes_on()
    clock.now += 10
    inserter.comes()
    inserter.goes_on()
    clock.now += 0.05
    inserter.comes()
    inserter.goes_on()
    assert inserter.pauses() == [backlog.PATIENT_PACE, 10 + inserter.takes, backlog.PACE], "and not when nobody asks any more"


def test_when_enough_has_come_for_a_part_of_its_own_nothing_is_waited_for(inserter, monkeypatch):
    monkeypatch.setattr(backlog, "ENOUGH", 50)
    monkeypatch.setattr(backlog, "FEW", 10)
    inserter.takes = 0.5
    inserter.comes()
    inserter.goes_on()
    inserter.comes(50)
    inserter.goes_on()
    assert inserter.pauses() == [0.5]


def test_whoever_waits_for_what_they_wrote_ends_the_rest_once(inserter):
    inserter.takes = 0.5
    inserter.comes()
    inserter.goes_on()
    inserter.comes()
    assert not inserter.it.settle(timeout=0)
    inserter.goes_on()
    inserter.comes()
    inserter.goes_on()
    assert inserter.pauses() == [0.5, 2.0]


def test_the_intake_is_pressed_while_events_pour_in_and_no_longer(inserter, clock):
    inserter.comes(1000)
    assert not inserter.it.is_pressed
    inserter.comes(100)
    assert inserter.it.is_pressed, "1,100 within a moment are more than 1,500 a second"
    clock.now += 0.5
    assert not inserter.it.is_pressed


# With its own thread


@pytest.fixture
def unhurried(monkeypatch):
    """Only what is urgent happens before a test has run out of patience."""
    for name in ("PACE", "PATIENT_PACE"):
        monkeypatch.setattr(backlog, name, LONG)


@pytest.fixture
def running(tmp_path):
    rows = []
    it = Backlog(tmp_path, lambda table: rows.append(table.num_rows), lambda table: rows.append(table.num_rows), lambda _seq: None)
    it.start(0)
    it._last_start = backlog.time.monotonic()  # it has just inserted
    yield it, rows
    it.stop()


def test_a_sleeping_inserter_is_woken_by_whoever_waits(unhurried, running):
    it, rows = running
    it.append(batch(2), 2)
    assert it.waiting == 2 and it.visible_seq == 0
    assert it.settle(2, timeout=120)
    assert (rows, it.waiting, it.visible_seq) == ([2], 0, 2)


def test_stopping_leaves_nothing_behind(unhurried, running):
    it, rows = running
    it.append(batch(2), 2)
    it.append(batch(3), 5)
    it.stop()
    assert (rows, it.visible_seq) == ([5], 5)
