"""The one process: uvicorn with Django and the tracking API, and the threads behind them."""

import errno
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused
from hamsafar.store.events.live import end_feeds

from . import pipeline
from .control_server import ControlServer
from .environment import read
from .lock import hold_folder


class PortTaken(Refused):
    code, status = "port_taken", 503
    message = _("Another program listens on {host}:{port}. Stop it, or choose another: HAMSAFAR_PORT=8001.")


class AddressUnusable(Refused):
    code, status, message = "address_unusable", 503, _("Hamsafar cannot listen on {host}:{port}: {reason}.")


class Server(uvicorn.Server):
    """Opens the control socket once requests are answered, closes it before they stop being."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce
        self._control = ControlServer(settings.DATA)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._control.start()
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._control.stop()
        end_feeds()
        await super().shutdown(sockets)


def serve(announce: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT. Raises what forbids it before anything is changed: the folder or the port is taken."""
    host, port = read("HAMSAFAR_HOST"), _port()
    with hold_folder("A server", address=settings.PUBLIC_URL):
        listener = listen(host, port)
        _forget_half_files()
        pipeline.migrate()
        # uvicorn raises the signal again once it has shut down; by then everything is closed, so end quietly.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            Server(_config(), announce).run(sockets=[listener])
        except KeyboardInterrupt:
            pass


def _forget_half_files() -> None:
    """What was coming in when the last server was killed belongs to nothing."""
    for left in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        left.unlink(missing_ok=True)


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(host=host, port=port) from None
        raise AddressUnusable(host=host, port=port, reason=error.strerror or error) from None
    return listener


def _port() -> int:
    text = read("HAMSAFAR_PORT")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise AddressUnusable(host=read("HAMSAFAR_HOST"), port=text, reason="HAMSAFAR_PORT is not a port")
    return int(text)


def _config() -> uvicorn.Config:
    return uvicorn.Config(
        "hamsafar.config.asgi:application",
        loop="uvloop",
        http="httptools",
        lifespan="on",
        ws="none",
        access_log=False,  # addresses of customers, and a tenth of the speed
        log_config=None,
        log_level="warning",
        server_header=False,
        proxy_headers=False,  # proxies.py: by number too, and nothing that is no address
        timeout_graceful_shutdown=5,
        timeout_keep_alive=65,  # longer than a load balancer keeps a line, so that it never sends into one that closes
    )
