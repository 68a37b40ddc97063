import datetime as dt
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import override_settings

from hamsafar.base import clock
from hamsafar.base.errors import BadInput, NotFound
from hamsafar.ground.jobs import handlers, queue, worker
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.jobs.errors import JobIsNotOver, JobIsOver
from hamsafar.ground.jobs.models import JobRow

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 18, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def no_other_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(handlers, "_nightly", {})
    monkeypatch.setattr(handlers, "_discovered", True)


@pytest.fixture
def seen() -> Iterator[list[dict]]:
    done: list[dict] = []
    jobs.handler("note")(lambda payload, run: done.append(dict(payload)))
    yield done


def test_a_job_runs_once_with_what_it_was_given(seen):
    job = jobs.enqueue("note", {"order": 7}, key="order-7")
    assert [each.state for each in jobs.run_due()] == [jobs.State.DONE]
    assert jobs.run_due() == []
    assert seen == [{"order": 7}]
    assert jobs.get_job(job.id).finished_at is not None


@pytest.mark.parametrize("words", ["sara@example.com", "بسته پاره بود", "late again", {"name": "سارا"}, ["Sara Ahmadi"]])
def test_what_people_wrote_is_not_put_into_the_queue(seen, words):
    with pytest.raises(ValueError, match="names things by id"):
        jobs.enqueue("note", {"about": words}, key="1")
    with pytest.raises(ValueError, match="names things by id"):
        jobs.enqueue_all("note", [({"about": words}, "1", clock.now())])
    assert not jobs.list_jobs()


def test_ids_moments_and_paths_are_names(seen):
    given = {"case": 7, "id": str(UUID(int=7)), "at": NOON.isoformat(), "path": "/cases/7?from=letter", "about": {"keys": ["a-1", None]}}
    jobs.enqueue("note", given, key="1")
    jobs.run_due()
    assert seen == [given]


def test_many_are_asked_for_at_once_and_those_that_are_there_stay(seen):
    now = clock.now()
    jobs.enqueue("note", {"n": 1}, key="a")
    jobs.enqueue_all("note", [({"n": 2}, "a", now), ({"n": 3}, "b", now), ({"n": 4}, "c", now + dt.timedelta(hours=1))])
    jobs.run_due()
    assert sorted(each["n"] for each in seen) == [1, 3]
    assert len(jobs.list_jobs(states=[jobs.State.QUEUED])) == 1


def test_asking_twice_under_one_key_is_asking_once(seen):
    first = jobs.enqueue("note", {"n": 1}, key="same")
    again = jobs.enqueue("note", {"n": 2}, key="same")
    other = jobs.enqueue("note", {"n": 3}, key="different")
    jobs.run_due()
    assert first.id == again.id != other.id
    assert seen == [{"n": 1}, {"n": 3}]
    assert jobs.enqueue("note", {"n": 4}, key="same").state is jobs.State.DONE


def test_what_was_rolled_back_was_never_asked_for(seen):
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.enqueue("note", {}, key="x")
        raise RuntimeError
    assert jobs.run_due() == []
    assert seen == []


def test_work_for_later_waits(seen):
    with clock.frozen_at(NOON):
        jobs.enqueue("note", {}, key="later", run_at=NOON + dt.timedelta(hours=1))
        assert jobs.run_due() == []
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        assert len(jobs.run_due()) == 1


def test_a_failure_is_tried_again_after_growing_pauses_and_then_given_up():
    tries: list[int] = []

    @jobs.handler("flaky", attempts=3)
    def flaky(payload, run):
        tries.append(run.attempt)
        raise ConnectionError("customer 0912 345 6789 refused")

    at, pauses = NOON, []
    with clock.frozen_at(at):
        job = jobs.enqueue("flaky", {}, key="x")
    for _ in range(3):
        with clock.frozen_at(at):
            (ended,) = jobs.run_due()
        pauses.append((ended.run_at - at).total_seconds())
        at = ended.run_at
    assert tries == [1, 2, 3]
    assert 8 <= pauses[0] <= 12 and 16 <= pauses[1] <= 24
    failed = jobs.get_job(job.id)
    assert failed.state is jobs.State.FAILED
    assert failed.error == "ConnectionError", "the text of a foreign error may hold a customer's data"


def test_pauses_never_exceed_an_hour_and_a_fifth():
    assert max(queue.delay(n) for n in range(1, 60)) <= 3600 * 1.2


def test_a_refusal_is_not_tried_again_and_its_sentence_is_kept():
    @jobs.handler("picky")
    def picky(payload, run):
        raise BadInput(reason="The file has no rows.")

    jobs.enqueue("picky", {}, key="x")
    (ended,) = jobs.run_due()
    assert (ended.state, ended.error, ended.attempts) == (jobs.State.FAILED, "The file has no rows.", 1)


def test_a_job_nobody_knows_fails_aloud():
    jobs.enqueue("unheard of", {}, key="x")
    (ended,) = jobs.run_due()
    assert ended.state is jobs.State.FAILED
    assert "unheard of" in ended.error


def test_progress_is_seen_while_it_runs():
    shares: list[float | None] = []

    @jobs.handler("long")
    def long(payload, run):
        run.report(5, 10, "half")
        shares.append(jobs.progress(run.job_id).share)
        run.report(10, 10)
        shares.append(jobs.progress(run.job_id).share)

    jobs.enqueue("long", {}, key="x")
    jobs.run_due()
    assert shares == [0.5, 1.0]


def test_a_waiting_job_can_be_cancelled_and_run_again(seen):
    job = jobs.enqueue("note", {}, key="x")
    assert jobs.cancel(job.id).state is jobs.State.CANCELLED
    assert jobs.run_due() == []
    with pytest.raises(JobIsOver):
        jobs.cancel(job.id)
    assert jobs.retry(job.id).state is jobs.State.QUEUED
    assert [each.state for each in jobs.run_due()] == [jobs.State.DONE]
    with pytest.raises(JobIsNotOver):
        jobs.retry(job.id)


def test_a_running_job_hears_that_it_was_cancelled():
    reached: list[str] = []

    @jobs.handler("long")
    def long(payload, run):
        jobs.cancel(run.job_id)
        reached.append("before")
        run.report(1, 2)
        reached.append("after")

    jobs.enqueue("long", {}, key="x")
    (ended,) = jobs.run_due()
    assert ended.state is jobs.State.CANCELLED
    assert reached == ["before"]


def test_a_job_whose_worker_died_is_taken_up_again_but_not_for_ever(seen):
    jobs.handler("deadly", attempts=2)(lambda payload, run: None)
    with clock.frozen_at(NOON):
        jobs.enqueue("deadly", {}, key="x")
        first = queue.take()
        assert first is not None
        assert queue.take() is None, "the lease still stands"
    with clock.frozen_at(NOON + dt.timedelta(minutes=2)):
        second = queue.take()
        assert second is not None and second.attempts == 2
        queue.finish(first, jobs.State.DONE)
        assert jobs.get_job(second.id).state is jobs.State.RUNNING, "who lost the lease may not end the job"
    with clock.frozen_at(NOON + dt.timedelta(minutes=4)):
        (ended,) = jobs.run_due()
    assert ended.state is jobs.State.FAILED


def test_a_process_that_stops_puts_its_job_back_without_counting_the_attempt():
    stopping = threading.Event()

    @jobs.handler("long")
    def long(payload, run):
        stopping.set()
        run.report(1, 2)

    job = jobs.enqueue("long", {}, key="x")
    row = queue.take()
    assert row is not None
    worker.do(row, stopping)
    again = jobs.get_job(job.id)
    assert (again.state, again.attempts) == (jobs.State.QUEUED, 0)


def test_slow_work_never_holds_up_the_rest():
    jobs.handler("import", slow=True)(lambda payload, run: None)
    jobs.handler("receipt")(lambda payload, run: None)
    jobs.enqueue("import", {}, key="1")
    jobs.enqueue("receipt", {}, key="2")
    quick = queue.take(without=handlers.slow_names())
    assert quick is not None and quick.name == "receipt"


def test_a_worker_beside_the_server_leaves_the_servers_own_work_to_it(seen):
    jobs.handler("import", at_home=True)(lambda payload, run: seen.append({"at home": True}))
    jobs.enqueue("import", {}, key="1")
    jobs.enqueue("note", {"n": 2}, key="2")
    assert [job.name for job in jobs.run_due(away=True)] == ["note"]
    assert jobs.counts()[jobs.State.QUEUED] == 1
    jobs.run_due()
    assert seen == [{"n": 2}, {"at home": True}]


@override_settings(TIME_ZONE="Asia/Tehran")
def test_night_work_is_queued_once_for_the_coming_night():
    jobs.nightly("sweep", at=dt.time(3, 30))(lambda payload, run: None)
    with clock.frozen_at(dt.datetime(2026, 10, 18, 20, 0, tzinfo=dt.UTC)):  # 23:30 in Tehran
        worker.queue_nightly()
        worker.queue_nightly()
    (job,) = jobs.list_jobs()
    assert (job.key, job.run_at) == ("2026-10-19", dt.datetime(2026, 10, 19, 0, 0, tzinfo=dt.UTC))


def test_ended_jobs_are_forgotten_after_their_time(seen):
    with clock.frozen_at(NOON):
        jobs.enqueue("note", {}, key="old")
        jobs.run_due()
        jobs.enqueue("note", {}, key="waiting", run_at=NOON + dt.timedelta(days=90))
    assert jobs.prune(before=NOON + dt.timedelta(days=1)) == 1
    assert [each.key for each in jobs.list_jobs()] == ["waiting"]


def test_stuck_jobs_are_those_nobody_took(seen):
    with clock.frozen_at(NOON):
        jobs.enqueue("note", {}, key="x")
    with clock.frozen_at(NOON + dt.timedelta(minutes=20)):
        assert [each.key for each in jobs.stuck()] == ["x"]
        jobs.run_due()
        assert jobs.stuck() == []


def test_counts_and_lists_by_state(seen):
    jobs.enqueue("note", {}, key="1")
    jobs.run_due()
    jobs.enqueue("note", {}, key="2")
    assert (jobs.counts()[jobs.State.DONE], jobs.counts()[jobs.State.QUEUED], jobs.counts()[jobs.State.FAILED]) == (1, 1, 0)
    assert [each.key for each in jobs.list_jobs(states=[jobs.State.QUEUED])] == ["2"]


def test_an_unknown_job_is_not_there():
    from uuid import uuid4

    with pytest.raises(NotFound):
        jobs.get_job(uuid4())


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_queue_without_doing_anything_twice():
    """On SQLite in memory threads share one connection's database, so this is worth its time on PostgreSQL only."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    done: list[int] = []
    jobs.handler("count")(lambda payload, run: done.append(payload["n"]))
    for n in range(60):
        jobs.enqueue("count", {"n": n}, key=str(n))

    def work() -> None:
        jobs.run_due()
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(60))
    assert JobRow.objects.filter(attempts=1).count() == 60
