"""The running server's end of the control socket: does the work of commands that were called on its data folder."""

import argparse
import importlib
import json
import logging
import os
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import connections

from . import control_socket
from .cli import version
from .commands import Where, find
from .output import Frame, Output
from .running import run

log = logging.getLogger("hamsafar.control")
LONGEST_REQUEST = 1 << 20


class ClientGone(BaseException):
    """Whoever asked has gone (Ctrl-C). Not an Exception: it must pass through a command's own error handling and end it."""


class ControlServer:
    """Accepts one command a connection, each in a thread of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._listener: socket.socket | None = None
        self._open: set[socket.socket] = set()

    def start(self) -> None:
        """The folder's lock is ours, so a socket that is there already is a leftover."""
        (self._folder / control_socket.NAME).unlink(missing_ok=True)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            with control_socket.address(self._folder) as where:
                self._listener.bind(where)
        finally:
            os.umask(before)
        self._listener.listen(16)
        threading.Thread(target=self._accept, name="control", daemon=True).start()

    def stop(self) -> None:
        """No new commands; those that run lose their listener and end at their next word."""
        if self._listener is None:
            return
        (self._folder / control_socket.NAME).unlink(missing_ok=True)
        for line in (self._listener, *self._open):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        assert self._listener is not None
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:  # stop() closed it
                return
            threading.Thread(target=self._serve, args=(line,), name="command", daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        self._open.add(line)
        try:
            if _is_ours(line):
                _answer(line)
        except (ClientGone, OSError):
            log.info("a command's caller went away")
        finally:
            self._open.discard(line)
            line.close()
            connections.close_all()


def _is_ours(line: socket.socket) -> bool:
    """The socket's mode says so already; the kernel says it again."""
    _pid, uid, _gid = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return uid in {0, os.geteuid()}


def _answer(line: socket.socket) -> None:
    request = json.loads(line.makefile("rb").readline(LONGEST_REQUEST))

    def send(frame: Frame) -> None:
        try:
            line.sendall(control_socket.encode(frame))
        except OSError:
            raise ClientGone from None

    send({"exit": _do(request, Output(send))})


def _do(request: dict[str, Any], out: Output) -> int:
    command = find(request["command"])
    if request["version"] != version() or command is None or command.where in (Where.HERE, Where.BARE):
        out.warn(f"The running server is version {version()}, this command {request['version']}. Restart the server.")
        return 1
    module = importlib.import_module(command.module)
    return run(module, argparse.Namespace(**{**request["arguments"], "inside": True}), out, request["language"])
