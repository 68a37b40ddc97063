"""Who committed hears back once the disk has it, and all who wait share one flush."""

import os
import threading
from pathlib import Path

import pytest
from django.db import OperationalError

from hamsafar.base.sqlite import base
from hamsafar.base.sqlite.base import answer_for_reads, files, make_durable
from hamsafar.base.sqlite.flush import Flush, Tickets, deferred

SOON = 5.0  # seconds; what is waited for comes at once


class Disk:
    """In place of `fdatasync`: each flush stands still until it is let go."""

    def __init__(self, monkeypatch):
        self.began, self._go, self.count = threading.Semaphore(0), threading.Semaphore(0), 0
        monkeypatch.setattr(os, "fdatasync", self.flush)

    def flush(self, _file):
        self.count += 1
        self.began.release()
        assert self._go.acquire(timeout=SOON)

    def let_go(self, times=1):
        self._go.release(times)


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "one.sqlite3-wal"
    path.write_bytes(b"committed")
    return path


def waiting(flush, done, name):
    ticket = flush.ticket()

    def run():
        flush.wait(ticket)
        done.append(name)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_all_who_wait_share_the_flush_that_begins_after_them(log, monkeypatch):
    disk, flush, done = Disk(monkeypatch), Flush(log), []
    first = waiting(flush, done, "first")
    assert disk.began.acquire(timeout=SOON)
    later = [waiting(flush, done, number) for number in range(8)]  # while it runs: it may not have what they committed
    disk.let_go()
    first.join(SOON)
    assert disk.began.acquire(timeout=SOON)
    assert done == ["first"]
    disk.let_go()
    for thread in later:
        thread.join(SOON)
    assert (len(done), disk.count) == (9, 2)


def test_whoever_comes_late_for_a_flush_that_is_done_does_not_wait(log, monkeypatch):
    disk, flush = Disk(monkeypatch), Flush(log)
    ticket = flush.ticket()
    disk.let_go()
    flush.wait(ticket)
    flush.wait(ticket)
    assert disk.count == 1


def test_a_log_that_has_gone_was_written_into_the_file_before(tmp_path):
    flush = Flush(tmp_path / "nothing-wal")
    flush.wait(flush.ticket())


def test_after_a_flush_that_failed_nothing_is_acknowledged_any_more(log, monkeypatch):
    def fail(_file):
        raise OSError(5, "Input/output error")

    flush = Flush(log)
    monkeypatch.setattr(os, "fdatasync", fail)
    with pytest.raises(OperationalError, match="Input/output error"):
        flush.wait(flush.ticket())
    monkeypatch.setattr(os, "fdatasync", lambda _file: None)  # the second one would say that all is well
    with pytest.raises(OperationalError, match="Input/output error"):
        flush.wait(flush.ticket())


def write(connection, statement="insert into counted values (2)"):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def flushed(monkeypatch):
    """Which files were flushed."""
    found = []
    monkeypatch.setattr(os, "fdatasync", lambda file: found.append(str(Path(f"/proc/self/fd/{file}").readlink())))
    return found


def test_a_commit_comes_back_when_its_log_is_on_the_disk(opened, about, flushed):
    connection = opened()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    write(connection)
    assert flushed == []
    connection.commit()
    assert flushed == [f"{about['NAME']}-wal"]
    connection.set_autocommit(True)
    write(connection)  # a transaction of its own
    assert len(flushed) == 2


def test_a_transaction_that_changed_nothing_waits_for_no_disk(opened, flushed):
    connection = opened()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with connection.cursor() as cursor:
        cursor.execute("select value from counted").fetchall()
    connection.commit()
    connection.set_autocommit(True)
    assert flushed == []


def test_the_next_writer_does_not_wait_for_the_disk_of_the_one_before(opened, about, monkeypatch):
    disk, one, other = Disk(monkeypatch), opened(), opened()
    thread = threading.Thread(target=write, args=[one])
    thread.start()
    assert disk.began.acquire(timeout=SOON)
    turn = files[str(about["NAME"])].queue.take(SOON)
    assert turn
    turn.end()
    write_soon = threading.Thread(target=write, args=[other])
    write_soon.start()
    disk.let_go(2)
    thread.join(SOON)
    write_soon.join(SOON)
    assert disk.count == 2


def test_whoever_answers_for_a_thread_waits_in_its_place(opened, about, flushed):
    connection, tickets = opened(), Tickets()
    token = deferred.set(tickets)
    try:
        write(connection)
    finally:
        deferred.reset(token)
    assert flushed == []
    for flush, ticket in tickets.items():
        flush.wait(ticket)
    assert flushed == [f"{about['NAME']}-wal"]


def test_an_answer_about_what_another_has_just_committed_waits_too_and_the_spine_is_told_later_than_the_disk(opened, flushed, monkeypatch):
    monkeypatch.setattr(base, "connections", {"default": opened()})
    tickets = Tickets()
    token = deferred.set(tickets)
    try:
        answer_for_reads()
        assert (len(tickets), flushed) == (1, [])
        make_durable()
        assert len(flushed) == 1
    finally:
        deferred.reset(token)


def test_a_row_that_tells_its_number_is_committed_before_the_flush(opened, about, monkeypatch):
    """SQLite ends `insert … returning` with its last row: left for later, it would be a commit that nobody flushes."""
    connection, other, seen = opened(), opened(), []
    connection.cursor().execute("create table named (id integer primary key, name text)")

    def look(_file):
        with other.cursor() as cursor:
            seen.append(cursor.execute("select count(*) from named").fetchone()[0])

    monkeypatch.setattr(os, "fdatasync", look)
    with connection.cursor() as cursor:
        cursor.execute("insert into named (name) values ('Ali') returning id")
        assert (seen, len(files[str(about["NAME"])].queue._line)) == ([1], 0)
        assert (cursor.fetchone(), cursor.fetchone(), cursor.fetchall()) == ((1,), None, [])
        cursor.execute("insert into named (name) values ('Bahar'), ('Dara') returning name")
        assert (cursor.fetchmany(1), list(cursor)) == ([("Bahar",)], [("Dara",)])
        assert cursor.execute("select name from named where id = 1").fetchall() == [("Ali",)]
    assert seen == [1, 3]


def test_after_a_flush_that_failed_nothing_is_written_any_more(opened, monkeypatch):
    def fail(_file):
        raise OSError(5, "Input/output error")

    connection = opened()
    monkeypatch.setattr(os, "fdatasync", fail)
    for _ in range(3):
        with pytest.raises(OperationalError, match="Input/output error"):
            write(connection)
    with connection.cursor() as cursor:
        assert cursor.execute("select count(*) from counted where value = 2").fetchone()[0] == 1  # of which nobody heard


def test_whoever_waits_with_one_that_is_interrupted_flushes_again(log, monkeypatch):
    flush, done, calls = Flush(log), [], []
    began, interrupted = threading.Event(), threading.Event()

    def flushing(_file):
        calls.append(1)
        began.set()
        if len(calls) == 1:
            assert interrupted.wait(SOON)
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "fdatasync", flushing)

    def first():
        with pytest.raises(KeyboardInterrupt):
            flush.wait(ticket)

    ticket = flush.ticket()
    thread = threading.Thread(target=first)
    thread.start()
    assert began.wait(SOON)
    other = threading.Thread(target=lambda: (flush.wait(ticket), done.append(len(calls))))
    other.start()
    interrupted.set()
    thread.join(SOON)
    other.join(SOON)
    assert done == [2]


def test_the_name_of_a_new_log_is_on_the_disk_too(log, monkeypatch):
    flush, folders = Flush(log), []
    monkeypatch.setattr(os, "fsync", lambda file: folders.append(Path(f"/proc/self/fd/{file}").readlink()))
    for _ in range(2):
        flush.wait(flush.ticket())
    assert folders == [log.parent]
