"""An installation of its own for one data set, spoken to by the same command as any other."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HAMSAFAR = str(Path(sys.executable).with_name("hamsafar"))


class Installation:
    """`with Installation(zone="UTC", currency="USD") as here: here.run("import", …)`. Gone when the block ends."""

    def __init__(self, *, zone: str, currency: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="hamsafar-evaluate-")
        self._environment = {
            **os.environ,
            "HAMSAFAR_DATA": self._folder.name + "/data",
            "HAMSAFAR_LANGUAGE": "en",
            "HAMSAFAR_TIME_ZONE": zone,
            "HAMSAFAR_CURRENCY": currency,
        }

    def __enter__(self) -> Self:
        self._call("source", "create", "evaluation")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._folder.cleanup()

    def run(self, *words: str) -> Any:
        """What the command answers with --json."""
        return json.loads(self._call(*words, "--json"))

    def _call(self, *words: str) -> str:
        ended = subprocess.run([HAMSAFAR, *words], env=self._environment, capture_output=True, text=True, check=False)
        if ended.returncode:
            raise RuntimeError(f"hamsafar {' '.join(words)}: {ended.stderr[-2000:]}")
        return ended.stdout


def equal(name: str, value: float, published: float, *, digits: int = 3, unit: str = "") -> dict[str, Any]:
    """A figure beside the published one, to so many digits after the point."""
    return {
        "name": name,
        "value": round(value, digits),
        "unit": unit,
        "bar": f"= {published:,}",
        "holds": round(value, digits) == published,
    }


def shown(name: str, value: float, unit: str = "", *, digits: int = 3) -> dict[str, Any]:
    return {"name": name, "value": round(value, digits), "unit": unit, "bar": "", "holds": True}
