"""The log is carried into the file beside the writers."""

import threading
import time

import pytest

from hamsafar.base.sqlite import keeper
from hamsafar.base.sqlite.keeper import Keeper


def pages(connection):
    """How many the log has."""
    with connection.cursor() as cursor:
        return cursor.execute("pragma wal_checkpoint(passive)").fetchone()[1]


def write(connection, times):
    for number in range(times):
        with connection.cursor() as cursor:
            cursor.execute("insert into counted values (%s)", [number])


class Disturbed(Keeper):
    """Somebody writes while the log is carried."""

    def __init__(self, store, writer):
        super().__init__(store)
        self._writer, self._looks = writer, 0

    def _checkpoint(self, how="passive"):
        found, self._looks = super()._checkpoint(how), self._looks + 1
        if self._looks == 1:
            write(self._writer, 1)
        return found


@pytest.mark.parametrize(("long", "left"), [(20, 1), (1_000, 2)])
def test_a_long_log_begins_anew_though_others_write_and_a_short_one_may_wait(opened, monkeypatch, long, left):
    writer, store = opened(), opened()
    write(writer, 30 - pages(writer))
    monkeypatch.setattr(keeper, "LONG", long)
    Disturbed(store, writer).carry()
    write(writer, 1)
    assert pages(writer) == left


@pytest.mark.parametrize(("seconds", "begins_anew"), [(0.005, True), (0.5, False)])
def test_it_waits_a_moment_for_those_who_read_in_the_old_log_and_no_longer(opened, monkeypatch, seconds, begins_anew):
    """Among many readers there is always one, and the log would grow for ever."""
    writer, reader = opened(), opened()
    write(writer, 30 - pages(writer))
    cursor = reader.cursor()
    cursor.execute("select value from counted").fetchone()
    monkeypatch.setattr(keeper, "LONG", 20)
    monkeypatch.setattr(keeper, "PATIENCE", 200)
    write(writer, 1)  # what the reader does not see
    ends = threading.Timer(seconds, cursor.close)
    ends.start()
    began = time.monotonic()
    Keeper(opened()).carry()
    assert time.monotonic() - began < 0.45
    write(writer, 1)
    assert (pages(writer) == 1) is begins_anew
    ends.join()


def test_it_ends_when_it_is_told(opened):
    kept = Keeper(opened())
    kept.start()
    kept.stop()
    assert not kept._thread.is_alive()
