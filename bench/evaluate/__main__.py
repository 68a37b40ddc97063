"""`python -m bench.evaluate ../shared/data` judges on public data sets and writes build/evaluate.json; further words name modules.

A module of this folder takes part by having `figures(data_folder)`, which returns records of name, value, unit, bar, holds. Each runs in
a process of its own with one thread, so that none pays for another's memory and no event store is opened twice; two run at a time.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.record import row

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build"
RESULT = BUILD / "evaluate.json"
AT_ONCE = 2
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
ONE = (
    "import json, sys; from pathlib import Path; from bench.evaluate.{name} import figures; "
    "json.dump(figures(Path(sys.argv[1])), open(sys.argv[2], 'w'))"
)


def main(words: Sequence[str]) -> int:
    data = Path(words[0] if words else ROOT.parent / "shared" / "data").resolve()
    if not data.is_dir():
        print(f"There is no folder {data}. Say where the data sets are: make evaluate DATA=/path/to/data", file=sys.stderr)
        return 2
    BUILD.mkdir(exist_ok=True)
    found: list[dict[str, Any]] = []
    broken = []
    names = words[1:] or modules()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, records in zip(names, pool.map(lambda name: measured(name, data), names), strict=True):
            if records is None:
                broken.append(name)
            found += records or []
            print("\n".join(row(record) for record in records or []), flush=True)
    RESULT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    if broken:
        print(f"these ended with an error: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken or not all(record["holds"] for record in found) else 0


def modules() -> list[str]:
    """Every module here that offers figures, in the order of their names. Read, not imported: importing may open the event store."""
    return sorted(path.stem for path in HERE.glob("*.py") if re.search(r"^def figures\(", path.read_text(), re.MULTILINE))


def measured(name: str, data: Path) -> list[dict[str, Any]] | None:
    out = BUILD / f"evaluate-{name}.json"
    begun = time.monotonic()
    command = [sys.executable, "-c", ONE.format(name=name), str(data), str(out)]
    ended = subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, **ONE_THREAD})
    print(f"bench.evaluate.{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    if ended.returncode:
        return None
    records: list[dict[str, Any]] = json.loads(out.read_text())
    out.unlink()
    return records


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
