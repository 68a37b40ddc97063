"""How long a request to a page may be, decided while it comes in: Django writes all of a body to the disk before anybody looks at it."""

from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections

from hamsafar.base.ui.refusals import TOO_LONG, BodyTooLong, problem
from hamsafar.collect.imports import services as imports
from hamsafar.collect.reviews import services as reviews
from hamsafar.ground.organisation import services as organisation

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST = 8 << 20
FORM = 1 << 19  # what a form says besides its file
# Where members bring files. Strangers may not even there.
LONGER: Mapping[str, int] = {"/imports": imports.LARGEST_UPLOAD + FORM}
# Buyers bring photos, by a link that we signed for them.
REVIEWS, PHOTOS = "/v/i/", 40 << 20


class Bounded:
    """An ASGI application before another, which learns of a request that is too long by its scope and gets nothing of its body."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        heads = {name: value.decode("latin-1") for name, value in scope["headers"]}
        most, length = _usual(scope["path"]), heads.get(b"content-length", "")
        if scope["path"] in LONGER and not (length.isdigit() and int(length) <= MOST) and await _is_known(heads):
            most = LONGER[scope["path"]]
        if length.isdigit() and int(length) > most:
            await self._app({**scope, TOO_LONG: most}, _without_body(receive), send)
            return
        await self._app(scope, _Counting(receive, send, most).receive, send)


def _usual(path: str) -> int:
    return PHOTOS if path.startswith(REVIEWS) and reviews.is_link(path.removeprefix(REVIEWS)) else MOST


def _without_body(receive: Receive) -> Receive:
    """An empty body, and then only whether the caller has gone: what still comes in is let fall."""
    is_told = False

    async def receive_nothing() -> dict[str, Any]:
        nonlocal is_told
        if not is_told:
            is_told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] != "http.disconnect":
            pass
        return message

    return receive_nothing


@sync_to_async(thread_sensitive=False)
def _is_known(heads: Mapping[bytes, str]) -> bool:
    """Asked of long requests only: it costs a look into the database."""
    try:
        cookie = SimpleCookie(heads.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        cookie = None
    close_old_connections()
    try:
        return organisation.is_known(session=cookie.value if cookie else "", authorization=heads.get(b"authorization", ""))
    finally:
        close_old_connections()


class _Counting:
    """A body that does not say how long it is, is cut off where it becomes too long."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._left, self._most = receive, send, most, most

    async def receive(self) -> dict[str, Any]:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        answer = problem(BodyTooLong(limit=self._most >> 20))
        heads = [(name.lower().encode(), value.encode()) for name, value in answer.items()]
        await self._send({"type": "http.response.start", "status": answer.status_code, "headers": [*heads, (b"connection", b"close")]})
        await self._send({"type": "http.response.body", "body": answer.content})
        return {"type": "http.disconnect"}  # Django ends quietly
