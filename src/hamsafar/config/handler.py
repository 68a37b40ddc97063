"""Django on a fixed number of threads: a request is one piece of work on one of them, and whoever comes when too many wait is told so.

Django's own handler begins a thread for each request, with a database connection of its own, and goes back and forth between it and the
event loop for each middleware. Ours are all synchronous, so the whole way through them and the view is walked at once.

Customers have threads of their own: what members ask of the event store may take seconds, and must not keep an answer waiting.
Nothing is answered before the disk has what was committed for it, but the thread goes on to the next request meanwhile.
"""

import asyncio
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import FileResponse, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_resolver, set_script_prefix
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hamsafar.base import traffic
from hamsafar.base.errors import Refused
from hamsafar.base.sqlite.base import answer_for_reads
from hamsafar.base.sqlite.flush import Tickets, deferred
from hamsafar.base.ui.refusals import problem

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

MEMBERS = 12  # threads; most of them wait for the event store
CUSTOMERS = 4  # with more, Python hands its lock around and gets less done
WAITING = 400  # some seconds of work
AGAIN = 3  # seconds


class TooBusy(Refused):
    code, status, message = "too_busy", 503, _("Too many ask at this moment. Please try again in a few seconds; nothing was changed.")


class Lane:
    """Some threads, and a line before them that ends somewhere."""

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._pool, self._disk = ThreadPoolExecutor(threads, thread_name_prefix=name), ThreadPoolExecutor(1, f"{name}-disk")
        self._here, self._most = 0, threads + waiting

    @property
    def is_full(self) -> bool:
        return self._here >= self._most

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Each piece of work begins with nothing that one before it left behind (language, time zone)."""
        self._here += 1
        try:
            loop, context, tickets = asyncio.get_running_loop(), contextvars.copy_context(), Tickets()
            context.run(deferred.set, tickets)
            done = await loop.run_in_executor(self._pool, context.run, work, *arguments)
            for flush, ticket in tickets.items():
                await loop.run_in_executor(self._disk, flush.wait, ticket)
            return done
        finally:
            self._here -= 1


class PagesHandler(ASGIHandler):
    """An ASGI application: what is not the tracking API."""

    def __init__(self, *, members: int = MEMBERS, customers: int = CUSTOMERS, waiting: int = WAITING) -> None:
        BaseHandler.__init__(self)
        self.load_middleware()
        get_resolver().reverse_dict  # noqa: B018 - all views and what they import, before the first request instead of in it
        self._members, self._customers = Lane("members", members, waiting), Lane("customers", customers, waiting)
        self._busy_page = _busy_page()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        traffic.requests.add(1)
        lane = self._members if _is_member(scope) else self._customers
        with body:
            if lane.is_full:
                await self.send_response(self._too_busy(scope), send)
                return
            response = await lane.run(self._answer, scope, body)
        if not response.streaming:
            await self.send_response(response, send)
            return
        try:
            await self._stream(response, receive, send)
        finally:
            await lane.run(response.close)

    def _answer(self, scope: Scope, body: Any) -> Any:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, response = self.create_request(scope, body)
        if request is not None:
            response = self.get_response(request)
            if request.method == "POST":
                answer_for_reads()
        response._handler_class = self.__class__
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if response.streaming and not response.is_async:
            # A generator may read from this thread's database connection as it goes.
            response.streaming_content = _each(list(response.streaming_content))
        if not response.streaming:
            response.close()
        return response

    async def _stream(self, response: Any, receive: Receive, send: Send) -> None:
        """Until it ends or the reader has gone."""
        sending = asyncio.ensure_future(self.send_response(response, send))
        gone = asyncio.ensure_future(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait((sending, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            is_sent = sending.done()
            sending.cancel()
            gone.cancel()
            await asyncio.gather(sending, gone, return_exceptions=True)
        if is_sent:
            sending.result()

    def _too_busy(self, scope: Scope) -> HttpResponse:
        accepts = dict(scope["headers"]).get(b"accept", b"")
        refused = TooBusy()
        response = HttpResponse(self._busy_page, status=refused.status) if b"text/html" in accepts else problem(refused)
        response["Retry-After"], response["Cache-Control"] = str(AGAIN), "no-store"
        return response


def _is_member(scope: Scope) -> bool:
    """By what they say, which costs nothing to look at: whoever lies about it only chooses the line to wait in."""
    heads = dict(scope["headers"])
    return b"authorization" in heads or settings.SESSION_COOKIE_NAME.encode() in heads.get(b"cookie", b"")


async def _each(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def _busy_page() -> str:
    """In both languages: whoever asks is not known yet, and finding out is what there is no time for."""
    said = {}
    for language in ("fa", "en"):
        with translation.override(language):
            said[language] = TooBusy().sentence
    return render_to_string("ui/busy.html", {"said": said})
