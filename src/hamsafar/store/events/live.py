"""The live feed: server-sent events straight from the spine.

A stream costs one task of the event loop, no thread: it looks at the writer's watermark, a number in this process, and asks the store
only when that has moved. Where the writer is another process it asks the store for its newest number instead, so the feed needs no
message bus with any number of processes (docs/concurrency.md).
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from hamsafar.base.errors import Refused
from hamsafar.base.ui.reader import Reader, reader, reading
from hamsafar.ground.organisation.services import allow, scope_here

from .contracts import Scope
from .lines import lines_of, source_names
from .timelines import latest
from .watermark import newest, watermark

TICK = 0.5  # seconds between two looks at the watermark
TICK_ELSEWHERE = 1.0
LIFE = 600.0  # then the browser asks again, and so the right to see is checked again
QUIET = 15.0  # seconds after which a line without meaning keeps proxies from closing
AT_ONCE = 50

_ending = threading.Event()


def end_feeds() -> None:
    """The server stops: an open feed would keep it from ending for seconds."""
    _ending.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one reader of the feed wants to see."""

    reader: Reader
    scope: Scope
    source: str
    name: str
    who: str
    sources: Mapping[str, str]


@require_GET
@allow("events.see")
def feed(request: HttpRequest) -> StreamingHttpResponse:
    wanted, start = _wanted(request)
    answer = StreamingHttpResponse(_stream(wanted, start), content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _wanted(request: HttpRequest) -> tuple[Wanted, int]:
    scope = Scope(units=scope_here(request, "events.see"), include_marked=True)
    filters = {name: request.GET.get(name, "").replace("\x00", "")[:200] for name in ("source", "name", "who")}
    seen = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    start = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else newest()
    return Wanted(reader=reader(), scope=scope, sources=source_names(), **filters), start


async def _stream(wanted: Wanted, seen: int) -> AsyncIterator[bytes]:
    yield b"retry: 1000\n\n"
    begun = spoken = time.monotonic()
    while time.monotonic() - begun < LIFE and not _ending.is_set():
        newest_now = await _newest()
        if newest_now > seen:
            html = await asyncio.to_thread(_written, wanted, seen)
            seen = seen if html is None else newest_now
            if html:
                spoken = time.monotonic()
                yield _message(html, seen)
        elif time.monotonic() - spoken > QUIET:
            spoken = time.monotonic()
            yield b": still here\n\n"
        await asyncio.sleep(TICK if watermark.value is not None else TICK_ELSEWHERE)


async def _newest() -> int:
    if watermark.value is not None:
        return watermark.value
    return await asyncio.to_thread(newest)


def _written(wanted: Wanted, seen: int) -> str | None:
    """What is new as HTML, empty when nothing fits; None when the store is too busy, then the next look finds it."""
    with reading(wanted.reader):
        try:
            found = latest(scope=wanted.scope, after=seen, source=wanted.source, name=wanted.name, who=wanted.who, limit=AT_ONCE)
        except Refused:
            return None
        if not found:
            return ""
        return render_to_string("events/parts/lines.html", {"lines": lines_of(found, wanted.reader.language, wanted.sources)})


def _message(html: str, seq: int) -> bytes:
    data = "\n".join(f"data: {line}" for line in html.splitlines() if line.strip())
    return f"id: {seq}\n{data}\n\n".encode()
