"""`python -m bench` measures everything and writes build/bench.json; `python -m bench journeys collect` only these.

A module of this folder takes part by having `figures()`, which returns records of name, value, unit, bar, holds. Each runs in a
process of its own, so that none pays for another's memory and the event store is never opened twice.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.record import row
from bench.speed import speed_figures

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"
RESULT = BUILD / "bench.json"
ONE = "from bench.{name} import figures; import json, sys; json.dump(figures(), open(sys.argv[1], 'w'))"


def main(wanted: Sequence[str]) -> int:
    BUILD.mkdir(exist_ok=True)
    found = [*speed_figures("before")]
    broken = []
    for name in wanted or modules():
        print(f"bench.{name} …", file=sys.stderr, flush=True)
        records = measured(name)
        if records is None:
            broken.append(name)
        found += records or []
    found += speed_figures("after")
    RESULT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print("\n".join(row(record) for record in found))
    if broken:
        print(f"these ended with an error: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken or not all(record["holds"] for record in found) else 0


def modules() -> list[str]:
    """Every module here that offers figures, in the order of their names. Read, not imported: importing may open the event store."""
    return sorted(path.stem for path in HERE.glob("*.py") if re.search(r"^def figures\(", path.read_text(), re.MULTILINE))


def measured(name: str) -> list[dict[str, Any]] | None:
    out = BUILD / f"bench-{name}.json"
    begun = time.monotonic()
    ended = subprocess.run([sys.executable, "-c", ONE.format(name=name), str(out)], cwd=HERE.parent, check=False)
    print(f"bench.{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    if ended.returncode:
        return None
    records: list[dict[str, Any]] = json.loads(out.read_text())
    out.unlink()
    return records


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
