"""How a command finds the server that runs on its data folder: a Unix socket in that folder, one JSON line a frame.

Only one process may hold the embedded event store, so a command that meets a running server has its work done there. Light: no Django.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from .output import Frame

NAME = "control.sock"
_LONGEST = 100  # a Unix socket's address has room for 107 bytes


class ServerGone(Exception):
    """The server went away in the middle of a command."""


@contextmanager
def address(folder: Path) -> Iterator[str]:
    """The socket's address. A folder whose path is too long for one is named through its open handle."""
    path = str(folder / NAME)
    if len(os.fsencode(path)) <= _LONGEST:
        yield path
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{NAME}"
    finally:
        os.close(handle)


def connect(folder: Path) -> socket.socket | None:
    """A connection to the running server, or None; a socket that nobody listens on is a leftover and counts as none."""
    if not (folder / NAME).exists():
        return None
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with address(folder) as where:
            line.connect(where)
    except (ConnectionRefusedError, FileNotFoundError):
        line.close()
        return None
    return line


def ask(line: socket.socket, request: dict[str, Any]) -> Iterator[Frame]:
    """Send one request, yield what comes back until the exit frame."""
    with closing(line), line.makefile("rwb") as file:
        file.write(encode(request))
        file.flush()
        for row in file:
            frame = json.loads(row)
            yield frame
            if "exit" in frame:
                return
    raise ServerGone


def encode(frame: dict[str, Any]) -> bytes:
    return json.dumps(frame, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
