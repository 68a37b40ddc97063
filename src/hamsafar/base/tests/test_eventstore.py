"""The pool of clients in front of the event store."""

import datetime as dt
import subprocess
import sys
import threading
from contextlib import ExitStack

import pytest
from clickhouse_connect.driver.exceptions import ClickHouseError

from hamsafar.base import eventstore
from hamsafar.base.eventstore import EventStore, EventStoreAway, EventStoreBusy, EventStoreTaken, Limits, QueryTooSlow, hold


def test_moments_keep_their_milliseconds_and_come_back_in_utc(event_store):
    moment = dt.datetime(2026, 3, 21, 3, 30, 0, 123000, dt.timezone(dt.timedelta(hours=3, minutes=30)))
    answer = event_store.query(
        "select {at:DateTime64(3, 'UTC')} as at, {all:Array(DateTime64(3, 'UTC'))} as moments", {"at": moment, "all": [moment]}
    )
    at, moments = answer.one()
    assert at == moment
    assert at.utcoffset() == dt.timedelta(0)
    assert moments == [moment]


def test_values_are_bound_not_written_in(event_store):
    assert event_store.query("select {text:String}", {"text": "'; drop table events; --"}).value() == "'; drop table events; --"
    assert event_store.query("select {keys:Array(UInt64)}", {"keys": (2**64 - 1,)}).value() == [2**64 - 1]


def test_clients_run_side_by_side_and_never_more_than_the_pool_holds(event_store):
    before, most, lock = threading.active_count(), [0, 0], threading.Lock()

    def ask():
        with event_store.client():
            with lock:
                most[0] += 1
                most[1] = max(most)
            event_store_slept.wait(0.05)
            with lock:
                most[0] -= 1

    event_store_slept = threading.Event()
    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 < most[1] <= eventstore.POOL
    assert threading.active_count() <= before + eventstore.POOL


def test_whoever_waits_too_long_for_a_client_is_refused(event_store, monkeypatch):
    monkeypatch.setattr(eventstore, "PATIENCE", 0.05)
    held = [event_store.client() for _ in range(eventstore.POOL)]
    for one in held:
        one.__enter__()
    try:
        with pytest.raises(EventStoreBusy):
            event_store.query("select 1")
    finally:
        for one in held:
            one.__exit__(None, None, None)
    assert event_store.query("select 1").value() == 1


def test_a_question_that_failed_leaves_its_client_usable(event_store):
    for _ in range(eventstore.POOL * 2):
        with pytest.raises(QueryTooSlow):
            event_store.query("select count() from numbers(1000000000000) where sipHash64(number) = 1", limits=Limits(seconds=0.05))
    assert event_store.query("select 1").value() == 1


FAILS_HALFWAY = {
    "an error": ("select number, 'of another' as words, throwIf(number = 500) from numbers(1000)", Limits()),
    "the time limit": ("select number, 'of another' as words, sleepEachRow(0.01) from numbers(1000)", Limits(seconds=0.3)),
}


@pytest.mark.parametrize("failure", FAILS_HALFWAY)
@pytest.mark.parametrize("first", ["query", "query_arrow"])
def test_what_a_failed_question_had_found_already_stands_in_no_later_answer(event_store, failure, first):
    """The embedded engine keeps it and puts it before the next answer of the same client: rows that the next one may not even see."""
    sql, limits = FAILS_HALFWAY[failure]
    for _ in range(eventstore.POOL):
        with pytest.raises((ClickHouseError, QueryTooSlow)):
            getattr(event_store, first)(sql, limits=limits, max_block_size=5, max_threads=1)
        assert event_store.query("select 'mine' as words").rows == [("mine",)]
        assert event_store.query_arrow("select 'mine' as words").to_pylist() == [{"words": "mine"}]


def test_a_client_that_failed_makes_room_for_another(event_store):
    """However many fail, as many as before can be asked at a time."""
    for _ in range(eventstore.POOL + 1):
        with pytest.raises(ZeroDivisionError), event_store.client():
            _ = 1 / 0
    with ExitStack() as held:
        for _ in range(eventstore.POOL):
            held.enter_context(event_store.client())


def test_a_second_process_is_told_who_holds_the_store(tmp_path):
    lock = tmp_path / "events.lock"
    holding = f"f = hold(Path({str(lock)!r}), folder='x'); print('held', flush=True); input()"
    script = f"from pathlib import Path; from hamsafar.base.eventstore import hold; {holding}"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(EventStoreTaken) as refused:
            hold(lock, folder=tmp_path)
        assert refused.value.facts["pid"] == str(other.pid)
        assert str(other.pid) in refused.value.sentence
        other.communicate("\n")
    hold(lock, folder=tmp_path).close()


def test_a_server_that_is_not_there_is_a_refusal_not_a_traceback():
    with pytest.raises(EventStoreAway) as refused:
        EventStore("http://127.0.0.1:9/hamsafar").query("select 1")
    assert refused.value.status == 503


def test_a_closed_store_asks_nothing_more():
    closed = EventStore("http://127.0.0.1:9/hamsafar")
    closed.close()
    with pytest.raises(EventStoreBusy):
        closed.query("select 1")


def test_the_driver_looks_through_a_statement_once(event_store):
    from clickhouse_connect.driver import _backendclient

    looked = _backendclient._query_is_read_only.cache_info
    statement = "select 'looked through once'"
    event_store.query(statement)
    before = looked()
    event_store.query(statement)
    assert (looked().hits, looked().misses) == (before.hits + 1, before.misses)
