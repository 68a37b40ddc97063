"""The tracking API without a network: the real application on a loop of its own, the clerk's work in the test's thread."""

import asyncio
import base64
import gzip
import json
import queue
import threading
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Api:
    """Sends requests as clients do; `key` is the shop's write key."""

    def __init__(self, app: Any, clerk: Any, key: str) -> None:
        self.app, self.clerk, self.key = app, clerk, key

    def post(self, path: str, body: Any, *, key: str | None = None, headers: dict[str, str] | None = None, zipped: bool = False) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"content-type": "application/json", **(headers or {})}
        if key is None:
            sent.setdefault("authorization", "Basic " + base64.b64encode(f"{self.key}:".encode()).decode())
        elif key:
            sent["authorization"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
        if zipped:
            raw, sent["content-encoding"] = gzip.compress(raw), "gzip"
        return self.request("POST", path, raw, sent)

    def items(self, path: str, body: Any, **more: Any) -> Any:
        """As `post`, with what became of each call."""
        return self.post(path, body, headers={"x-hamsafar-results": "items", **more.pop("headers", {})}, **more).json

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        return self.request("GET", path, b"", headers or {})

    def request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(), "scheme": "http",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in {"host": "cx.example.com", **headers}.items()],
        }  # fmt: skip
        halves = [body[: len(body) // 2], body[len(body) // 2 :]]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            part = halves.pop(0) if halves else b""
            return {"type": "http.request", "body": part, "more_body": bool(halves)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        def serve() -> None:
            try:
                asyncio.run(self.app(scope, receive, send))
            finally:
                self.clerk.waiting.put(None)

        loop = threading.Thread(target=serve)
        loop.start()
        while parcel := self.clerk.waiting.get():
            self.clerk._handle([parcel])
        loop.join()
        start, end = sent
        return Answer(start["status"], {name.decode(): value.decode("latin-1") for name, value in start["headers"]}, end["body"])


@pytest.fixture
def shop(db):
    from hamsafar.collect.intake import keyring
    from hamsafar.collect.intake import services as intake

    keyring.forget()
    source = intake.create_source("Shop", slug="shop", space="main", channel="web")
    keyring.reload()
    yield source
    keyring.forget()


@pytest.fixture
def spine(event_store):
    """An empty spine with a writer of its own, closed again afterwards."""
    from hamsafar.store.events import append, services

    append.stop()
    services.start()
    yield services
    append.stop()


@pytest.fixture
def api(shop, spine, monkeypatch):
    from hamsafar.collect.intake.clerk import Clerk
    from hamsafar.collect.intake.tracking import Answers, Tracking
    from hamsafar.config.onward import spine as onward

    class InTheTest(Clerk):
        """Its work is done by the test's own thread, whose transaction holds the sources."""

        waiting = queue.SimpleQueue()

        def put(self, parcel):
            self.waiting.put(parcel)
            return True

    # Keys are read when they change: other threads do not see the test's transaction.
    monkeypatch.setattr("hamsafar.collect.intake.keyring.EVERY", float("inf"))
    monkeypatch.setattr("hamsafar.collect.intake.keyring.UNKNOWN_EVERY", float("inf"))
    clerk = InTheTest(onward, Answers())
    return Api(Tracking(lambda: clerk), clerk, shop.live_key)


@pytest.fixture
def kept(spine, event_store):
    """What stands in the spine, oldest first."""

    def rows(columns: str = "*") -> list[dict[str, Any]]:
        assert spine.settle()
        return event_store.query(f"select {columns} from events order by seq").dicts()

    return rows
