"""kill -9 under load, again and again: nothing acknowledged is lost, nothing is doubled."""

import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .collect import end, free_port, new_key, start

SENDERS = 6


class Sender:
    """Sends and remembers what was acknowledged; what was not is sent again under the same ids, as clients do."""

    def __init__(self) -> None:
        self.acknowledged: set[str] = set()
        self.sent: set[str] = set()
        self.stop = threading.Event()
        self._number = 0
        self._lock = threading.Lock()

    def run(self, address: str, key: str) -> None:
        while not self.stop.is_set():
            batch = self._next(random.choice((1, 1, 1, 20, 200)))
            while not self.stop.is_set():
                if _post(address, key, batch):
                    self.acknowledged.update(batch)
                    break
                time.sleep(0.05)

    def _next(self, size: int) -> list[str]:
        with self._lock:
            first, self._number = self._number, self._number + size
        ids = [f"m{number}" for number in range(first, first + size)]
        self.sent.update(ids)
        return ids


def _post(address: str, key: str, ids: list[str]) -> bool:
    calls = [{"type": "track", "event": "Store Visited", "userId": f"u{id[-3:]}", "messageId": id, "properties": {"id": id}} for id in ids]
    request = urllib.request.Request(f"{address}/v1/batch", json.dumps({"writeKey": key, "batch": calls}).encode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def run(folder: Path, kills: int, how: int = signal.SIGKILL) -> tuple[Sender, dict[str, int]]:
    """Start, send, end it so, start again; then what the event store holds, by message id."""
    sender, process, port = Sender(), None, free_port()
    environment = {"HAMSAFAR_PORT": str(port)}
    try:
        process, address = start(folder, environment)
        key = new_key(folder, "kill")
        with ThreadPoolExecutor(SENDERS) as pool:
            for _ in range(SENDERS):
                pool.submit(sender.run, address, key)
            for _ in range(kills):
                before, until = len(sender.acknowledged), time.monotonic() + 20
                while len(sender.acknowledged) < before + 50 and time.monotonic() < until:
                    time.sleep(0.02)
                time.sleep(random.uniform(0, 0.6))
                process.send_signal(how)
                code = process.wait(60)
                if code not in (0, -signal.SIGKILL):
                    raise RuntimeError(f"the server ended with {code}")
                process, address = start(folder, environment)
            sender.stop.set()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process = None
    finally:
        sender.stop.set()
        if process is not None:
            end(process)
    return sender, _stored(folder)


def lost_and_doubled(kills: int) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="hamsafar-kill-") as folder:
        sender, stored = run(Path(folder), kills)
    lost = sum(id not in stored for id in sender.acknowledged)
    doubled = sum(count > 1 for count in stored.values())
    strange = sum(id not in sender.sent for id in stored)
    return [
        {
            "name": f"collect: {kills} kill -9 under load, acknowledged",
            "value": len(sender.acknowledged),
            "unit": "events",
            "bar": "",
            "holds": True,
        },
        {
            "name": f"collect: {kills} kill -9 under load, acknowledged and lost",
            "value": lost,
            "unit": "events",
            "bar": "= 0",
            "holds": lost == 0,
        },
        {
            "name": f"collect: {kills} kill -9 under load, doubled",
            "value": doubled + strange,
            "unit": "events",
            "bar": "= 0",
            "holds": not doubled + strange,
        },
    ]


_READ = """
import clickhouse_connect, json, sys
client = clickhouse_connect.get_client(dsn="chdb://", path=sys.argv[1])
print(json.dumps(dict(client.query("select message_id, count() from events group by message_id").result_rows)))
"""


def _stored(folder: Path) -> dict[str, int]:
    """Read from the store itself, not through the program."""
    if not list((folder / "journal").glob("*")) and (folder / "hamsafar.sqlite3").exists():
        out = subprocess.run([sys.executable, "-c", _READ, str(folder / "events")], capture_output=True, text=True, check=True).stdout
        found: dict[str, int] = json.loads(out.strip().splitlines()[-1])
        return found
    raise RuntimeError("the journal was not emptied by an orderly stop")
