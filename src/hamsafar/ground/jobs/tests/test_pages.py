import pytest

from hamsafar.ground.jobs import handlers
from hamsafar.ground.jobs import services as jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def failing(monkeypatch):
    monkeypatch.setattr(handlers, "_handlers", {})
    monkeypatch.setattr(handlers, "_nightly", {})
    monkeypatch.setattr(handlers, "_discovered", True)
    jobs.handler("failing", attempts=1)(lambda payload, run: 1 / 0)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_queue_shows_what_waits_and_what_failed(client_of, ali, language):
    jobs.enqueue("failing", {}, key="1")
    jobs.run_due()
    jobs.enqueue("failing", {}, key="2")
    page = client_of("ali", language=language).get("/settings/jobs").content.decode()
    assert "ZeroDivisionError" in page
    assert page.count("/retry") == 1 and page.count("/cancel") == 1
    assert "ZeroDivisionError" not in client_of("ali", language=language).get("/settings/jobs?state=queued").content.decode()


def test_a_failed_job_is_run_again_and_a_waiting_one_cancelled(client_of, ali):
    job = jobs.enqueue("failing", {}, key="1")
    jobs.run_due()
    client = client_of("ali")
    assert client.post(f"/settings/jobs/{job.id}/retry").status_code == 302
    assert jobs.get_job(job.id).state is jobs.State.QUEUED
    assert client.post(f"/settings/jobs/{job.id}/cancel").status_code == 302
    assert jobs.get_job(job.id).state is jobs.State.CANCELLED
    assert client.post(f"/settings/jobs/{job.id}/cancel").status_code == 409


def test_bahar_does_not_see_the_queue(client_of, bahar):
    assert client_of("bahar").get("/settings/jobs").status_code in (403, 404)
