"""An installation that moves from SQLite to PostgreSQL and back, and a worker on it: processes, on a server that tools/stores.py starts."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from .test_command_line import PATIENCE, SARA, Installation, _healthy

pytestmark = pytest.mark.postgres
SAME = "select sum(cityHash64(message_id, properties, toString(timestamp), person_key)) from events"


@pytest.fixture
def database() -> Iterator[str]:
    """A database of its own, empty."""
    address = os.environ.get("TEST_DATABASE_URL", "")
    if not address:
        pytest.skip("no PostgreSQL: run this by tools/stores.py, or set TEST_DATABASE_URL")
    import psycopg

    name = f"other_{uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"create database {name}")  # type: ignore[arg-type]
    yield f"{address.rpartition('/')[0]}/{name}"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"drop database {name} with (force)")  # type: ignore[arg-type]


def test_an_installation_moves_from_sqlite_to_postgresql_and_back(tmp_path, database):
    small = Installation(tmp_path / "small")
    _run(small, "live")
    first = tmp_path / "first"
    small.json("backup", str(first))

    large = Installation(tmp_path / "large", database)
    assert large.json("restore", str(first))["events"] == 4
    second = tmp_path / "second"
    large.json("backup", str(second))
    assert _tables(second) == _tables(first), "every row, as it was"
    assert large.json("sql", SAME) == small.json("sql", SAME)
    assert {each["typed"] for each in large.json("person", "show", SARA)["identifiers"]} == {SARA, "user-0"}
    assert _run(large, "go_on") == ["done", 2], "the upload that waited, in another folder now"
    refused = json.loads(large.call("restore", str(first), "--json", code=1, HAMSAFAR_DATA=str(tmp_path / "new")).stdout)
    assert refused["error"]["code"] == "stores_not_empty"

    back = Installation(tmp_path / "back")
    back.json("restore", str(second))
    third = tmp_path / "third"
    back.json("backup", str(third))
    assert _tables(third) == _tables(first)
    assert back.json("sql", SAME) == small.json("sql", SAME)
    back.up()
    _healthy(back)
    assert back.stop() == 0


def test_a_worker_does_what_is_queued_on_postgresql_and_ends_in_order(tmp_path, database):
    place = Installation(tmp_path / "data", database)
    _run(place, "live")
    place.call("person", "erase", SARA, "--yes")
    assert "1 jobs done" in place.call("work", "--until-empty").stdout
    assert "0 jobs done" in place.call("work", "--until-empty").stdout

    command = [sys.executable, "-m", "hamsafar.config.cli", "work"]
    worker = subprocess.Popen(command, env=place.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert worker.stdout and "Working" in worker.stdout.readline()
    refused = place.call("up", code=1)
    assert str(worker.pid) in refused.stderr, "one process holds an embedded event store"
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert time.monotonic() - began < 30
    place.up()
    assert str(place._server.pid) in place.call("work", code=1).stderr
    assert place.stop() == 0


def _run(place: Installation, deed: str) -> Any:
    program = Path(__file__).with_name("importing.py")
    done = subprocess.run(
        [sys.executable, str(program), deed], env=place.environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def _tables(backup: Path) -> dict[str, list[str]]:
    """What stands in each table, whichever database wrote it: PostgreSQL gives the keys of JSON in an order of its own."""
    return {path.name: sorted(map(_row, gzip.decompress(path.read_bytes()).splitlines())) for path in (backup / "relational").iterdir()}


def _row(line: bytes) -> str:
    return json.dumps(json.loads(line), sort_keys=True)
