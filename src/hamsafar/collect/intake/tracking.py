"""The tracking API as an ASGI application beside Django: takes requests, hands them to the clerk, sends the answers.

It runs on the event loop, so it does the least: everything that reads a body happens on the clerk's thread.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from hamsafar.base.errors import Refused

from . import browser, keyring
from .clerk import Clerk, refused
from .errors import NoSuchPath, Overloaded, TooLarge, Unauthorised, WrongMethod
from .parcel import Parcel, Reply
from .reading import MOST_BYTES

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_KINDS = ("track", "page", "screen", "identify", "group", "alias")
# analytics-next names its endpoints by their first letter.
ENDPOINTS = {f"/v1/{kind}": kind for kind in (*_KINDS, "batch", "import")} | {f"/v1/{kind[0]}": kind for kind in (*_KINDS, "batch")}
_CORS_HEADERS = b"authorization, content-type, content-encoding, x-hamsafar-results"


class Tracking:
    """Answers /v1/…; the clerk is there while the lifespan lasts."""

    def __init__(self, clerk: Callable[[], Clerk | None]) -> None:
        self._clerk = clerk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        endpoint = ENDPOINTS.get(path)
        if endpoint and method == "POST":
            await self._collect(endpoint, scope, receive, send)
            return
        parcel = _parcel("", b"", scope)
        if method == "OPTIONS":
            await _send(send, parcel, Reply(204, b""))
        elif method in {"GET", "HEAD"} and path.startswith("/v1/pixel/"):
            await self._pixel(parcel, path, scope, send)
        elif method in {"GET", "HEAD"} and (key := browser.key_in(path)):
            known = await asyncio.to_thread(keyring.find, key)
            await _send(send, parcel, browser.settings_for(key, scope) if known else refused(parcel, Unauthorised()))
        elif path == "/v1/m":  # analytics-next measures itself; not ours to keep
            await _send(send, parcel, Reply(200, b'{"success":true}'))
        elif path in {"/v1/health", "/health"}:
            await _send(send, parcel, self._health())
        else:
            refusal: Refused = WrongMethod(allowed="POST") if endpoint else NoSuchPath()
            await _send(send, parcel, refused(parcel, refusal))

    async def _collect(self, endpoint: str, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            parcel = _parcel(endpoint, b"", scope)
            await _send(send, parcel, refused(parcel, TooLarge(limit=MOST_BYTES // 1024)))
            return
        parcel = _parcel(endpoint, body, scope)
        await _send(send, parcel, await self._kept(parcel))

    async def _pixel(self, parcel: Parcel, path: str, scope: Scope, send: Send) -> None:
        """An image for pages and e-mails without scripts. It is sent whatever becomes of the call: a broken picture helps nobody."""
        call = browser.pixel_call(path, scope["query_string"])
        if call is None:
            await _send(send, parcel, refused(parcel, NoSuchPath()))
            return
        parcel.endpoint, parcel.body = call
        parcel.agent = parcel.agent or browser.agent_of(scope)
        if scope["method"] == "GET":
            await self._kept(parcel)
        await _send(send, parcel, browser.PIXEL)

    async def _kept(self, parcel: Parcel) -> Reply:
        clerk = self._clerk()
        parcel.future = asyncio.get_running_loop().create_future()
        if clerk is None or not clerk.put(parcel):
            return refused(parcel, Overloaded(seconds=1))
        await parcel.future
        assert parcel.reply
        return parcel.reply

    def _health(self) -> Reply:
        clerk = self._clerk()
        if clerk is None:
            return Reply(503, b'{"status":"stopping"}', ((b"content-type", b"application/json"),))
        return Reply(200, b'{"status":"ok","groups":%d}' % clerk.groups, ((b"content-type", b"application/json"),))


class Answers:
    """Brings the clerk's replies back to the event loops that wait for them: one call a group and loop, not one a request."""

    def __call__(self, parcels: Sequence[Parcel]) -> None:
        waiting: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
        for parcel in parcels:
            if parcel.future is not None:
                waiting.setdefault(parcel.future.get_loop(), []).append(parcel.future)
        for loop, futures in waiting.items():
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody waits any more
                loop.call_soon_threadsafe(_wake, futures)


def _wake(futures: Sequence["asyncio.Future[None]"]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


async def _read(receive: Receive) -> bytes | None:
    """The body, or None when it is larger than any request may be."""
    message = await receive()
    body = message.get("body", b"")
    if not message.get("more_body", False):
        return body if len(body) <= MOST_BYTES else None
    parts, size = [body], len(body)
    while message.get("more_body", False):
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size <= MOST_BYTES:
            parts.append(part)
    return b"".join(parts) if size <= MOST_BYTES else None


def _parcel(endpoint: str, body: bytes, scope: Scope) -> Parcel:
    parcel = Parcel(endpoint, body, time.time_ns() // 1_000_000)
    agent = b""
    for name, value in scope["headers"]:
        if name == b"authorization":
            parcel.authorization = value
        elif name == b"content-encoding":
            parcel.encoding = value.strip().lower()
        elif name == b"origin":
            parcel.origin = value
        elif name == b"user-agent":
            agent = value
        elif name == b"accept-language":
            parcel.language = browser.language_of(value)
        elif name == b"x-hamsafar-results":
            parcel.wants_items = value.strip().lower() == b"items"
    if parcel.origin:  # a browser: its name is the visitor's. A server's says nothing about the customer.
        parcel.agent = agent.decode("latin-1")
    return parcel


async def _send(send: Send, parcel: Parcel, reply: Reply) -> None:
    headers = [(b"content-type", b"application/json"), *reply.headers] if not reply.headers else list(reply.headers)
    headers.append((b"content-length", str(len(reply.body)).encode()))
    if parcel.origin:
        headers += browser.cors(parcel.origin, _CORS_HEADERS)
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
