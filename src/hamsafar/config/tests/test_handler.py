"""Requests on a fixed number of threads: what comes through, what waits, and what is sent away."""

import asyncio
import threading
from pathlib import Path

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from hamsafar.base.sqlite.flush import Flush, deferred
from hamsafar.config import handler

THREADS, WAITING = 2, 1


class Asked:
    """One request as the server hands it over, and what was answered."""

    def __init__(self, *, path="/", heads=(), stays=True):
        self.scope = {
            "type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [(b"host", b"127.0.0.1"), *heads],
            "client": ("10.0.0.1", 1), "server": ("127.0.0.1", 80), "scheme": "http", "root_path": "",
        }  # fmt: skip
        self.sent, self._is_told, self._stays = [], False, stays

    async def receive(self):
        if not self._is_told:
            self._is_told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while self._stays or not self.sent:
            await asyncio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]

    @property
    def body(self):
        return b"".join(message.get("body", b"") for message in self.sent)

    @property
    def heads(self):
        return {name.decode().lower(): value.decode() for name, value in self.sent[0]["headers"]}


@pytest.fixture
def pages(monkeypatch):
    """The handler with a view of the test's own in place of all others."""

    def made(view):
        built = handler.PagesHandler(members=THREADS, customers=THREADS, waiting=WAITING)
        monkeypatch.setattr(built, "get_response", view)
        return built

    return made


def ask(built, *asked):
    async def all_at_once():
        await asyncio.wait_for(asyncio.gather(*(built(each.scope, each.receive, each.send) for each in asked)), 20)

    asyncio.run(all_at_once())
    return asked


def test_a_page_is_answered_and_its_response_closed(pages):
    closed = []
    response = HttpResponse("here")
    response._resource_closers.append(lambda: closed.append(threading.current_thread().name))
    (one,) = ask(pages(lambda _request: response), Asked())
    assert (one.status, one.body) == (200, b"here")
    assert closed == ["customers_0"]


@pytest.mark.parametrize(
    ("heads", "lane"),
    [((), "customers"), (((b"cookie", b"sessionid=x"),), "members"), (((b"authorization", b"Bearer hk_x"),), "members")],
)
def test_customers_have_threads_of_their_own(pages, heads, lane):
    built = pages(lambda _request: HttpResponse(threading.current_thread().name))
    (one,) = ask(built, Asked(heads=heads))
    assert one.body.decode().startswith(lane)


@pytest.mark.parametrize(("accept", "kind"), [(b"text/html", "text/html"), (b"*/*", "application/problem+json")])
def test_when_too_many_wait_the_next_is_told_so_in_both_languages(pages, accept, kind):
    full = threading.Event()

    def slow(_request):
        full.wait(10)
        return HttpResponse("late")

    async def scene():
        built = pages(slow)
        patient = [Asked() for _ in range(THREADS + WAITING)]
        member = Asked(heads=((b"cookie", b"sessionid=x"),))
        running = [asyncio.create_task(built(each.scope, each.receive, each.send)) for each in [*patient, member]]
        await asyncio.sleep(0.05)
        late = Asked(heads=((b"accept", accept),))
        await built(late.scope, late.receive, late.send)
        assert all(not each.sent for each in patient)
        full.set()
        await asyncio.gather(*running)
        return patient, member, late

    patient, member, late = asyncio.run(scene())
    assert [each.status for each in [*patient, member]] == [200] * (THREADS + WAITING + 1)
    assert (late.status, late.heads["retry-after"], late.heads["content-type"].split(";")[0]) == (503, str(handler.AGAIN), kind)
    assert kind != "text/html" or ("Too many ask at this moment" in late.body.decode() and "چند ثانیه" in late.body.decode())


class SlowDisk(Flush):
    """Its flush stands still until it is let go."""

    def __init__(self):
        super().__init__(Path("nowhere"))
        self.let_go = threading.Event()

    def _to_disk(self):
        assert self.let_go.wait(10)


def test_what_was_committed_is_acknowledged_once_the_disk_has_it_and_others_go_on_meanwhile(pages):
    disk = SlowDisk()

    def view(request):
        if request.path == "/write":
            deferred.get()[disk] = disk.ticket()
        return HttpResponse("done")

    async def scene():
        built = pages(view)
        writers, reader = [Asked(path="/write") for _ in range(THREADS)], Asked()
        running = [asyncio.create_task(built(each.scope, each.receive, each.send)) for each in writers]
        await built(reader.scope, reader.receive, reader.send)
        assert reader.status == 200
        assert all(not each.sent for each in writers)
        disk.let_go.set()
        await asyncio.gather(*running)
        return writers

    assert [each.status for each in asyncio.run(scene())] == [200] * THREADS


def test_what_is_read_from_a_database_as_it_goes_is_read_on_the_thread_of_its_page(pages):
    threads = set()

    def parts():
        for part in (b"one", b"two"):
            threads.add(threading.current_thread().name)
            yield part

    (one,) = ask(pages(lambda _request: StreamingHttpResponse(parts())), Asked())
    assert one.body == b"onetwo"
    assert threads == {"customers_0"}


def test_a_feed_holds_no_thread_and_ends_when_its_reader_goes(pages):
    ended = []

    async def endless():
        try:
            while True:
                yield b"still here"
                await asyncio.sleep(0.01)
        finally:
            ended.append(True)

    def view(request):
        return StreamingHttpResponse(endless()) if request.path == "/feed" else HttpResponse("page")

    built = pages(view)
    feeds = [Asked(path="/feed", stays=False) for _ in range(THREADS + WAITING + 2)]
    asked = ask(built, *feeds[: THREADS + WAITING])
    assert len(ended) == THREADS + WAITING
    assert all(each.body.startswith(b"still here") for each in asked)
    (page,) = ask(built, Asked())
    assert page.body == b"page"


def test_nothing_of_one_request_is_left_for_the_next(pages):
    from django.utils import translation

    def view(request):
        before = translation.get_language()
        translation.activate("en")
        return HttpResponse(before)

    built = pages(view)
    said = {each.body for _ in range(4) for each in ask(built, Asked())}
    assert said == {b"fa"}
