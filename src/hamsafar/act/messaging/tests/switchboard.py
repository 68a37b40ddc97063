"""A gateway on loopback: keeps what it is called with, and answers as a test wants it to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Call:
    method: str
    path: str
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Switchboard:
    port: int = 0
    calls: list[Call] = field(default_factory=list)
    status: int = 200
    answer: Any = field(default_factory=lambda: {"return": {"status": 200, "message": "تایید شد"}, "entries": [{"messageid": 8792343}]})
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False  # takes the message and never says so

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def only(self) -> Call:
        (call,) = self.calls
        return call


@contextmanager
def switchboard() -> Iterator[Switchboard]:
    board = Switchboard()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            board.calls.append(Call(self.command, self.path, dict(self.headers.items()), body))
            if board.hangs_up:
                self.close_connection = True
                return
            said = board.answer if isinstance(board.answer, bytes) else json.dumps(board.answer).encode()
            self.send_response(board.status)
            for name, value in board.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    board.port = server.server_port
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield board
    finally:
        server.shutdown()
        server.server_close()
