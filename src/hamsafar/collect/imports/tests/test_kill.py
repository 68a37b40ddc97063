"""The command, killed for real in the middle, on a data folder of its own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import ORDERS_MAP

LINES = 40_000
COMMAND = [sys.executable, "-c", "from hamsafar.config.cli import main; main()"]


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "map.yaml").write_text(ORDERS_MAP)
    with (tmp_path / "many.csv").open("w") as file:
        file.write("order,customer,date,total\n")
        file.writelines(f"{number // 2},{number % 97},2026-03-{number // 2 % 28 + 1:02d},{number // 2}\n" for number in range(LINES))
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HAMSAFAR_DATA": str(folder / "data"), "HAMSAFAR_HOST": "127.0.0.1"}


def dealt_with(folder: Path) -> int:
    """How many lines the import has put behind itself."""
    for path in (folder / "data" / "imports").glob("*.sqlite"):
        with sqlite3.connect(path, timeout=5) as database:
            if database.execute("select 1 from sqlite_master where name = 'seen'").fetchone():
                return int(database.execute("select coalesce(sum(times), 0) from seen").fetchone()[0])
    return 0


def ask(folder: Path, question: str) -> list:
    done = subprocess.run([*COMMAND, "sql", question, "--json"], env=environment(folder), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["rows"]


@pytest.mark.slow
def test_kill_nine_in_the_middle_and_once_more_changes_nothing(folder):
    words = [*COMMAND, "import", str(folder / "many.csv"), "--map", str(folder / "map.yaml"), "--json"]
    first = subprocess.Popen(words, env=environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 120
    while dealt_with(folder) < 10_000 and first.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert first.returncode == -signal.SIGKILL, "it ended before it could be killed"
    again = subprocess.run(words, env=environment(folder), capture_output=True, text=True, check=True)
    told = json.loads(again.stdout[again.stdout.index("{") :])
    assert (told["lines"], told["imported"], told["rejected"]) == (LINES, LINES, 0)
    counted = "select count(), uniqExact(message_id), uniqExact(JSONExtractString(properties, 'order_id')) from events"
    assert ask(folder, counted) == [[LINES, LINES, LINES // 2]]
