"""What the program itself tells the spine: beside a row of its own, or in bulk."""

import datetime as dt
import threading
import time

import pytest
from django.db import transaction

from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.models import OutboxRow, SourceRow
from hamsafar.collect.intake.outbox import Relay
from hamsafar.config.onward import spine as onward

AT = dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)


def event(id, **more):
    return intake.Event(source="inbox", message_id=id, name="Message Sent", user_id="u", timestamp=AT, received_at=AT, **more)


@pytest.mark.django_db(transaction=True)
def test_an_event_is_reported_if_and_only_if_its_row_commits(kept):
    def change(slug, fail):
        with transaction.atomic():
            SourceRow.objects.create(slug=slug, name=slug, kind="other", space="main", created_at=AT)
            intake.report(event(f"for-{slug}"))
            if fail:
                raise ZeroDivisionError

    change("kept", fail=False)
    with pytest.raises(ZeroDivisionError):
        change("lost", fail=True)
    assert intake.carry_outbox() == 1
    assert [row["message_id"] for row in kept()] == ["for-kept"]
    assert OutboxRow.objects.count() == 0


def test_a_crash_between_carrying_and_removing_doubles_nothing(db, kept, monkeypatch):
    intake.report(event("a"))
    intake.report(event("b", properties='{"text":"سلام"}'))
    monkeypatch.setattr("django.db.models.query.QuerySet.delete", _crash)
    with pytest.raises(KeyboardInterrupt):
        Relay(onward).carry()
    monkeypatch.undo()
    assert OutboxRow.objects.count() == 2
    assert intake.carry_outbox() == 2
    assert sorted(row["message_id"] for row in kept()) == ["a", "b"]


def _crash(_rows):
    raise KeyboardInterrupt


def test_while_the_spine_takes_nothing_the_outbox_keeps(db, kept, monkeypatch):
    class Away:
        def append(self, _columns):
            raise OSError("away")

    intake.report(event("a"))
    with pytest.raises(OSError, match="away"):
        Relay(Away()).carry()
    assert intake.carry_outbox() == 1 and len(kept()) == 1


def test_the_spine_hears_of_a_row_only_once_the_disk_has_it(db, monkeypatch):
    order = []

    class Spine:
        def append(self, _columns):
            order.append("spine")

    monkeypatch.setattr("hamsafar.collect.intake.outbox.make_durable", lambda: order.append("disk"))
    intake.report(event("a"))
    Relay(Spine()).carry()
    assert order == ["disk", "spine"]


def test_what_was_only_seen_costs_no_row_and_comes_along_with_the_next(db, kept, monkeypatch):
    monkeypatch.setattr(intake, "_relay", Relay(None))
    intake.report_soon(event("seen"))
    intake.report(event("told"))
    assert OutboxRow.objects.count() == 1
    assert intake.carry_outbox() == 2
    assert sorted(row["message_id"] for row in kept()) == ["seen", "told"]


def test_what_was_only_seen_is_tried_again_while_the_spine_takes_nothing(db, kept, monkeypatch):
    class Away:
        def append(self, _columns):
            raise OSError("away")

    monkeypatch.setattr(intake, "_relay", Relay(None))
    intake.report_soon(event("seen"))
    with pytest.raises(OSError, match="away"):
        Relay(Away()).carry()
    assert intake.carry_outbox() == 1 and len(kept()) == 1


def test_where_nothing_is_carried_from_what_was_seen_is_kept_like_the_rest(db, kept):
    intake.report_soon(event("seen"))
    assert OutboxRow.objects.count() == 1
    assert intake.carry_outbox() == 1 and len(kept()) == 1


def test_a_record_can_be_read_when_it_returns_and_counts_once(db, kept):
    first = intake.record([event("a"), event("b"), event("a")])
    assert (first.accepted, first.duplicates) == (2, 1)
    again = intake.record([event("a")])
    assert again.outcomes == (intake.Outcome.DUPLICATE,)
    assert intake.record([]).outcomes == ()
    assert len(kept()) == 2


def test_many_threads_may_record_at_once(db, kept):
    def work(number):
        for start in range(0, 60, 20):
            intake.record([event(f"m{(start + offset) % 50}-{number % 3}") for offset in range(20)])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    rows = [row["message_id"] for row in kept("message_id")]
    assert len(rows) == len(set(rows)) == 150


def test_the_bulk_way_keeps_ten_thousand_events_slice_by_slice(db, kept):
    """Fifty thousand a second on a quiet machine; here only that it is not one by one."""
    began = time.monotonic()
    receipts = [receipt for _, receipt in intake.record_all((event(str(number)) for number in range(10_000)), slice_of=4_000)]
    assert [len(receipt.outcomes) for receipt in receipts] == [4_000, 4_000, 2_000]
    assert time.monotonic() - began < 2 * 5  # five times slower on a machine that does other things
    assert len(kept("seq")) == 10_000
