"""A process that dies in the middle of erasures, and what the next one makes of it: two processes on one data folder."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hamsafar.config.tests.test_command_line import PATIENCE

PROGRAM = Path(__file__).with_name("crashing.py")
pytestmark = pytest.mark.skipif("TEST_DATABASE_URL" in os.environ, reason="looks at the files of SQLite")


def run(folder: Path, what: str) -> Any:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HAMSAFAR_", "DATABASE_", "REDIS_", "DJANGO_"))}
    environment = {**kept, "HAMSAFAR_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), what], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_an_erasure_that_is_cut_off_between_any_two_steps_is_finished_by_the_next_process(tmp_path):
    cut = run(tmp_path, "crash")
    assert set(cut["states"]) == {"running"}, "nothing is called done before its bytes are gone"
    assert cut["names_nobody"][-2:] == [True, True], "the last two were cut off after the person's last mention had gone"
    assert any(name.startswith("hamsafar.sqlite3") for name in cut["left"]), "or the scrub would have nothing to do"

    resumed = run(tmp_path, "resume")
    assert set(resumed["states"]) == {"done"}
    assert all(resumed["genuine"])
    assert all(resumed["names_nobody"])
    assert not any(resumed["remnants"])
    assert resumed["left"] == []
