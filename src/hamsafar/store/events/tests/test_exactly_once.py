"""`(source, message_id)` counts once, for ever: against a slow twin that is a dictionary."""

import datetime as dt
import json
import os

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamsafar.collect.intake.services import Columns, Event, Identifier, Outcome
from hamsafar.store.events import append, backlog
from hamsafar.store.events import services as spine
from hamsafar.store.events.bloom import Bloom
from hamsafar.store.events.journal import Journal, read
from hamsafar.store.events.rows import SCHEMA

AT = dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def writer(event_store):
    append.stop()
    spine.start()
    yield event_store
    append.stop()


def event(number, payload=0, source="shop", **more):
    """`payload` decides what it says; moments of transport never do."""
    sent = AT + dt.timedelta(seconds=len(more))
    values = {"user_id": "u", "name": "Store Visited", "properties": json.dumps({"n": payload}), "original_timestamp": AT, "timestamp": AT}
    return Event(source=source, message_id=f"m{number}", received_at=sent, sent_at=sent, **{**values, **more})


class Twin:
    """What exactly once means, one event after the other."""

    def __init__(self):
        self.first = {}

    def append(self, events):
        return [self._one(event) for event in events]

    def _one(self, event):
        key = (event.source, event.message_id)
        said = (event.type, event.user_id, event.name, event.original_timestamp, json.loads(event.properties), json.loads(event.traits))
        if key not in self.first:
            self.first[key] = said
            return Outcome.ACCEPTED
        return Outcome.DUPLICATE if self.first[key] == said else Outcome.QUARANTINED


small = st.builds(event, st.integers(0, 12), st.integers(0, 1), st.sampled_from(["shop", "app"]))
step = st.one_of(st.lists(small, max_size=8), st.sampled_from(["restart", "crash", "settle"]))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(step, max_size=8))
def test_repeats_are_judged_as_the_slow_twin_judges_them(writer, steps):
    """Repeats in one group, in the next, after a restart, after a crash with events that no table holds yet."""
    forget_everything(writer)
    twin = Twin()
    for one in steps:
        if isinstance(one, list):
            assert list(spine.append(one).outcomes) == twin.append(one)
        else:
            {"restart": restart, "crash": crash, "settle": spine.settle}[one]()
    spine.settle()
    stored = [(row["source"], row["message_id"]) for row in writer.query("select source, message_id from events").dicts()]
    assert sorted(stored) == sorted(twin.first)


def forget_everything(store):
    append.stop()
    for table in ("events", "quarantine"):
        store.command(f"truncate table {table}")
    spine.start()


def restart():
    append.stop()
    spine.start()


def crash():
    """Nothing is drained or removed, as after kill -9: the inserter stops where it is, the journal stays."""
    abandoned, append._spine = append._spine, None
    abandoned._filled.wait()
    abandoned._backlog._insert = abandoned._backlog._insert_missing = _never
    abandoned._backlog._stopping = True
    with abandoned._backlog._change:
        abandoned._backlog._change.notify_all()
    abandoned._backlog._thread.join()
    abandoned._table.close()
    spine.start()


def _never(_table):
    raise OSError("the process is gone")


def keep(events):
    """Durable, and perhaps not in the table yet."""
    columns = Columns.of(events)
    return append._open().append(columns, np.ones(len(events), np.uint64))


@pytest.mark.parametrize(
    ("first", "again", "outcome"),
    [
        ('{"n": 100}', '{"n": 100.0}', Outcome.DUPLICATE),
        ('{"n": 100}', '{"n":1e2}', Outcome.DUPLICATE),
        ('{"n": -0.0, "a": [0.50]}', '{"a": [5e-1], "n": 0}', Outcome.DUPLICATE),
        ('{"n": 12345678901234567890123456789012345}', '{"n": 12345678901234567890123456789012345.00}', Outcome.DUPLICATE),
        ('{"n": 12345678901234567890123456789012345}', '{"n": 12345678901234567890123456789012346}', Outcome.QUARANTINED),
        ('{"n": 0.1}', '{"n": 0.1000000000000000055}', Outcome.QUARANTINED),
        ('{"n": 100}', '{"n": "100"}', Outcome.QUARANTINED),
        ('{"n": 1}', '{"n": true}', Outcome.QUARANTINED),
        ('{"n": 10}', '{"n": 100}', Outcome.QUARANTINED),
        ('{"n": 1e999999999999999999999}', '{"n": 1}', Outcome.QUARANTINED),
    ],
)
def test_a_number_is_the_same_however_it_is_written(writer, first, again, outcome):
    assert spine.append([event(1, properties=first), event(1, properties=again)]).outcomes[1] is outcome, "in one group"
    spine.append([event(2, traits=first)])
    restart()
    assert spine.append([event(2, traits=again)]).outcomes[0] is outcome, "from the table"


def test_what_was_acknowledged_before_a_crash_is_there_after_it(writer, monkeypatch):
    monkeypatch.setattr(append._open()._backlog, "_insert", _never)
    monkeypatch.setattr(append._open()._backlog, "_insert_missing", _never)
    keep([event(1), event(2)])
    crash()
    assert writer.query("select count() from events").value() == 2
    assert keep([event(2), event(3)]).others == {0: Outcome.DUPLICATE}


def test_a_crash_between_the_insert_and_the_removal_of_the_journal_doubles_nothing(writer, monkeypatch, tmp_path):
    monkeypatch.setattr(Journal, "empty", lambda *_: None)
    spine.append([event(1), event(2)])
    monkeypatch.undo()
    crash()
    assert writer.query("select count(), uniqExact(message_id) from events").one() == (2, 2)


def test_a_torn_frame_at_the_end_of_a_journal_is_left_out(tmp_path, writer):
    journal = Journal(tmp_path, SCHEMA)
    columns = Columns.of([event(1), event(2)])
    batch = _batch(columns)
    journal.append(batch)
    journal.append(batch)
    path = journal.rotate().path
    whole = path.read_bytes()
    for cut in (1, 100, len(whole) // 3):
        path.write_bytes(whole[:-cut])
        assert len(list(read(path))) == 1
    path.write_bytes(whole[:-5] + b"\0" * 5 if not whole.endswith(b"\0" * 5) else whole[:-9] + b"\1" * 9)
    assert len(list(read(path))) == 1
    path.write_bytes(whole[:3])
    assert list(read(path)) == []


def test_a_segment_that_was_used_before_shows_nothing_of_it(tmp_path, writer):
    """Neither to a replay nor to somebody who looks at the disk: its people may have been erased meanwhile."""
    journal = Journal(tmp_path, SCHEMA)
    journal.prepare()
    journal.append(_batch(Columns.of([event(number, user_id="sara-was-here") for number in range(50)])))
    used = journal.rotate()
    journal._spare.clear()
    assert b"sara-was-here" in used.path.read_bytes()
    journal.empty(used)
    assert b"sara-was-here" not in used.path.read_bytes()
    journal.append(_batch(Columns.of([event(1)])))
    again = journal.rotate()
    assert again.path == used.path
    assert [batch.num_rows for batch in read(again.path)] == [1]


def test_a_disk_that_is_full_where_a_segment_begins_loses_nothing_of_what_comes_after(tmp_path, monkeypatch):
    """A head that could not be written must not be taken for one that was: nothing behind it could be read back."""

    def full(*_):
        raise OSError(28, "No space left on device")

    journal = Journal(tmp_path, SCHEMA)
    journal.append(_batch(Columns.of([event(1)])))
    journal.rotate()
    for call in ("pwritev", "open", "fsync"):
        monkeypatch.setattr(os, call, full)
        with pytest.raises(OSError, match="space"):
            journal.append(_batch(Columns.of([event(2)])))
        monkeypatch.undo()
    journal.append(_batch(Columns.of([event(3)])))
    assert [batch.num_rows for path in journal.segments() for batch in read(path)] == [1, 1]
    assert len(journal.segments()) == 2


def test_a_segment_that_cannot_be_emptied_does_not_stop_the_inserter(writer, monkeypatch):
    keep([event(1)])
    real, troubles = os.open, []

    def no_more_files(path, flags, *more, **named):
        if str(path).endswith(".journal") and flags & os.O_CREAT == 0:
            troubles.append(path)
            raise OSError(24, "Too many open files")
        return real(path, flags, *more, **named)

    append._open()._backlog._journal._spare.clear()
    monkeypatch.setattr(os, "open", no_more_files)
    keep([event(2)])
    spine.settle()
    monkeypatch.undo()
    assert troubles
    keep([event(3)])
    assert spine.settle(timeout=5)
    assert writer.query("select count() from events").value() == 3


def _batch(columns):
    from hamsafar.store.events.rows import batch_of, id_hashes_of

    ones = np.ones(len(columns), np.uint64)
    return batch_of(columns, keys=ones, seqs=ones, id_hashes=id_hashes_of(columns))


def test_a_full_disk_acknowledges_nothing_and_hurts_nothing(writer, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    keep([event(1)])
    monkeypatch.setattr(os, "fdatasync", full)
    with pytest.raises(OSError, match="space"):
        keep([event(2)])
    monkeypatch.undo()
    assert keep([event(2)]).others == {}
    spine.settle()
    assert writer.query("select count() from events").value() == 2


def test_an_event_store_that_is_away_gets_everything_when_it_is_back(writer, monkeypatch):
    monkeypatch.setattr(backlog, "RETRY_FIRST", 0.01)
    away = [True]
    insert = append._open()._table.insert_missing

    def sometimes(table):
        if away[0]:
            raise ConnectionError("away")
        insert(table)

    monkeypatch.setattr(append._open()._backlog, "_insert", sometimes)
    monkeypatch.setattr(append._open()._backlog, "_insert_missing", sometimes)
    keep([event(number) for number in range(50)])
    assert keep([event(1)]).others == {0: Outcome.DUPLICATE}
    assert not spine.settle(timeout=0.2)
    away[0] = False
    assert spine.settle()
    assert writer.query("select count(), uniqExact(message_id) from events").one() == (50, 50)


def test_events_of_many_months_and_all_fields_come_back_as_they_were(writer):
    from hamsafar.store.events.services import follow

    events = [
        event(number, timestamp=dt.datetime(1995 + number // 12, number % 12 + 1, 3, tzinfo=dt.UTC), name="Order Completed",
              identifiers=(Identifier("", "email", "سارا@example.ir"),) if number % 2 else (), flags=("test",) if number % 3 else (),
              amount=None, traits='{"الف":1}', session_id="s", unit="tehran", previous_id="p", anonymous_id="a", channel="web")
        for number in range(150)
    ]  # fmt: skip
    before = spine.newest()
    assert spine.append(events).accepted == 150
    back = [written.event for written in follow(before, limit=1000).written]
    assert back == events


def test_the_store_and_the_writer_hash_what_an_event_says_alike(writer, monkeypatch):
    """Otherwise every repeat would be looked at in full."""
    events = [event(1, original_timestamp=None), event(2, traits='{"الف":1}', name="سفارش"), event(3, user_id="", anonymous_id="a")]
    spine.append(events)
    restart()
    monkeypatch.setattr(append._open()._table, "payload", _never)
    assert spine.append(events).duplicates == 3
    assert spine.append(events[1:]).duplicates == 2


def test_numbers_only_grow_and_the_watermark_follows(writer):
    spine.append([event(1)])
    first = spine.newest()
    spine.append([event(2), event(2), event(3)])
    assert spine.newest() == first + 3 or spine.newest() == first + 2
    seqs = [row[0] for row in writer.query("select seq from events order by message_id").rows]
    assert seqs == sorted(set(seqs))
    restart()
    spine.append([event(4)])
    assert writer.query("select max(seq) from events").value() == spine.newest() > seqs[-1]


@settings(max_examples=20, deadline=None)
@given(st.sets(st.integers(0, 2**64 - 1), min_size=1, max_size=3000), st.integers(1, 7))
def test_the_filter_never_forgets(numbers, parts):
    hashes = np.array(list(numbers), np.uint64)
    bloom = Bloom()
    for part in np.array_split(hashes, parts):
        bloom.add(part)
    assert bloom.contains(hashes).all() and len(bloom) == len(hashes)


def test_the_filter_grows_and_rarely_suspects_the_innocent():
    random = np.random.default_rng(1)
    bloom = Bloom()
    known = random.integers(0, 2**64, 1_600_000, dtype=np.uint64)
    for part in np.array_split(known, 40):
        bloom.add(part)
    assert bloom.contains(known).all()
    assert bloom.contains(random.integers(0, 2**64, 500_000, dtype=np.uint64)).mean() < 3e-4


def test_the_filter_for_twenty_million_ids_fits_into_64_megabytes():
    assert Bloom(expected=20_000_000).bytes <= 64 << 20
