"""The program as it is run: `hamsafar up` on a data folder of its own, in a process of its own."""

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from bench.collect import end, new_key, start


@dataclass
class Running:
    folder: Path
    address: str
    key: str
    pid: int

    def rows(self, where: str, columns: str = "*", wait_for: int = 0) -> list[dict]:
        """What stands in the spine, asked as an operator asks. Waits until so many rows are there."""
        until = time.monotonic() + 30
        while True:
            rows = self._rows(f"select {columns} from events where {where} order by seq")
            if len(rows) >= wait_for or time.monotonic() > until:
                return rows
            time.sleep(0.3)

    def _rows(self, sql: str) -> list[dict]:
        command = [sys.executable, "-m", "hamsafar.config.cli", "sql", "--json", sql]
        out = subprocess.run(command, check=False, env=_environment(self.folder), capture_output=True, text=True, timeout=60)
        assert out.returncode == 0, out.stderr
        answer = json.loads(out.stdout)
        return [dict(zip(answer["columns"], row, strict=True)) for row in answer["rows"]] if isinstance(answer, dict) else answer


def _environment(folder: Path) -> dict[str, str]:
    import os

    return {**os.environ, "HAMSAFAR_DATA": str(folder), "HAMSAFAR_SECRET": "bench" * 8}


@pytest.fixture(scope="session")
def server():
    with tempfile.TemporaryDirectory(prefix="hamsafar-served-") as name:
        folder = Path(name)
        process, address = start(folder)
        try:
            yield Running(folder, address, new_key(folder, "shop"), process.pid)
        finally:
            end(process)
