"""Somebody else's site for tests of what runs on it, and a look at the spine of the server that the tests run against."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Window(BaseHTTPRequestHandler):
    """The shop's own server: any address is the page that was put up."""

    body = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(type(self).body)

    def log_message(self, *_about: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def shop_address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Window)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def key(site, tmp_path_factory) -> str:
    return next(tmp_path_factory.getbasetemp().glob("site*/write-key")).read_text()


@pytest.fixture
def spine(site, tmp_path_factory):
    """Ask the running server's spine, as `hamsafar sql` does."""
    folder = next(tmp_path_factory.getbasetemp().glob("site*/write-key")).parent
    environment = {**os.environ, "HAMSAFAR_DATA": str(folder), "HAMSAFAR_SECRET": "a secret for browser tests only, long"}

    def ask(anonymous: str) -> list[dict]:
        # Chromium without a screen says so and is marked as a bot, so the table itself is asked.
        columns = "name, type, user_id, session_id, properties, context, traits, message_id"
        question = f"select {columns} from events where anonymous_id = '{anonymous}' order by seq limit 200"
        command = [sys.executable, "-c", "from hamsafar.config.cli import main; main()", "sql", question, "--json"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
        answer = json.loads(done.stdout)
        rows = [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]]
        for row in rows:
            row.update({name: json.loads(row[name]) for name in ("properties", "context", "traits")})
        return rows

    return ask


def arrived(spine, who: str, *names: str) -> dict[str, list[dict]]:
    """What is on the spine of this visitor, by name, once all of `names` are there, each as often as it is named."""
    wanted = Counter(names)
    until = time.monotonic() + 90
    while True:
        rows = spine(who)
        found = {row["name"]: [other for other in rows if other["name"] == row["name"]] for row in rows}
        is_all = wanted <= Counter({name: len(rows) for name, rows in found.items()})
        if is_all or time.monotonic() > until:
            assert is_all, f"only {sorted(found)} arrived"
            return found
        time.sleep(0.3)
