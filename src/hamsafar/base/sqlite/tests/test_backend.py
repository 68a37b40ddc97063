"""Many threads write into one file, and none is ever told that it is locked."""

import threading

import pytest
from django.db import OperationalError
from django.db.backends.sqlite3.base import DatabaseWrapper as Django

from hamsafar.base.sqlite.base import files

THREADS, EACH = 12, 25


def value(connection):
    with connection.cursor() as cursor:
        return cursor.execute("select value from counted").fetchone()[0]


def add_one(connection):
    """Reads and then writes: without a turn of its own it would meet others in between."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        before = value(connection)
        with connection.cursor() as cursor:
            cursor.execute("update counted set value = %s", [before + 1])
        connection.commit()
    finally:
        connection.set_autocommit(True)


def test_many_writers_lose_nothing_and_wait_for_each_other(opened):
    troubles = []

    def write():
        connection = opened()
        try:
            for _ in range(EACH):
                add_one(connection)
        except OperationalError as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=write) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (troubles, value(opened())) == ([], THREADS * EACH)


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_a_turn_ends_with_its_transaction_however_that_ends(opened, about, ending):
    one, other = opened(), opened()
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    line = files[str(about["NAME"])].queue._line
    assert len(line) == 1
    getattr(one, ending)()
    assert len(line) == 0
    add_one(other)


def test_a_statement_outside_of_a_transaction_waits_for_its_turn_too(opened, about):
    one, other = opened(), opened()
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    line, done = files[str(about["NAME"])].queue._line, threading.Event()

    def write():
        with other.cursor() as cursor:
            cursor.execute("update counted set value = 7")
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    while len(line) < 2:
        pass
    assert not done.is_set()
    with other.cursor() as cursor:  # who only reads does not wait
        assert cursor.execute("select 1").fetchone() == (1,)
    one.commit()
    one.set_autocommit(True)
    thread.join(5)
    assert done.is_set() and len(line) == 0


def test_a_statement_that_fails_leaves_the_line(opened, about):
    connection = opened()
    with pytest.raises(OperationalError), connection.cursor() as cursor:
        cursor.execute("insert into nowhere values (1)")
    assert len(files[str(about["NAME"])].queue._line) == 0


def test_who_is_kept_waiting_by_another_process_is_told_so_and_leaves_the_line(opened, about):
    about["OPTIONS"] = {**about["OPTIONS"], "timeout": 0.05}
    elsewhere, here = opened(Django), opened()
    elsewhere.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="locked"):
        add_one(here)
    assert len(files[str(about["NAME"])].queue._line) == 0
    elsewhere.rollback()
    elsewhere.set_autocommit(True)
    add_one(here)


def test_who_only_reads_for_long_keeps_no_writer_waiting(opened, about):
    """A backup: it sees one moment for minutes."""
    about["OPTIONS"] = {**about["OPTIONS"], "transaction_mode": "DEFERRED"}
    reader, writer = opened(), opened()
    reader.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert value(reader) == 0
    assert len(files[str(about["NAME"])].queue._line) == 0
    with writer.cursor() as cursor:
        cursor.execute("update counted set value = 7")
    assert (value(reader), value(writer)) == (0, 7)
    reader.rollback()
