"""Starts the stages before the first request is answered and stops them after the last."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from . import pipeline

log = logging.getLogger("hamsafar.server")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Lifespan:
    """An ASGI application that answers the lifespan protocol itself and passes everything else on."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        await receive()
        try:
            await asyncio.to_thread(pipeline.start)
        except Exception as error:
            log.exception("the server cannot start")
            await send({"type": "lifespan.startup.failed", "message": type(error).__name__})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(pipeline.stop)
        await send({"type": "lifespan.shutdown.complete"})
