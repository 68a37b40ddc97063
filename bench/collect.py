"""The tracking API against a bare server that decodes and forgets (../shared/baseline), in one run.

Batches of 100 and single events at their best; latency at half of that; fifty kill -9 under load. `python -m bench.collect` prints a table.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BASELINE = Path(os.environ.get("HAMSAFAR_BASELINE", ROOT.parent / "shared" / "baseline"))
SECONDS = 8
ROUNDS = 5
INTERVAL = 0.050  # the longest group-commit interval that is allowed
CONNECTIONS = 64


def figures(*, rounds: int = ROUNDS, kills: int = 50) -> list[dict[str, Any]]:
    if not shutil.which("wrk"):
        print("bench.collect: wrk is not installed (apt-get install wrk); its figures are left out", file=sys.stderr)
        return []
    from bench.kill import lost_and_doubled

    return [*_speed(rounds), *lost_and_doubled(kills)]


def _speed(rounds: int) -> list[dict[str, Any]]:
    with served_bare() as bare, tempfile.TemporaryDirectory(prefix="hamsafar-bench-") as folder, served(Path(folder)) as (ours, key):
        batches = _paired(bare, ours, key, size=100, rounds=rounds)
        singles = _paired(bare, ours, key, size=1, rounds=rounds)
        slow_batches, batch_interval = _at_half(ours, key, size=100, best=batches["ours"])
        slow_singles, single_interval = _at_half(ours, key, size=1, best=singles["ours"])
    return [
        _figure("collect: bare server, batches of 100", batches["bare"] * 100, "events/s"),
        _figure("collect: batches of 100, durable, exactly once, identified", batches["ours"] * 100, "events/s"),
        _figure("collect: the same, share of the bare server", 100 * batches["share"], "%", least=15),
        _figure("collect: bare server, single events", singles["bare"], "events/s"),
        _figure("collect: single events, durable, exactly once, identified", singles["ours"], "events/s"),
        _figure("collect: the same, share of the bare server", 100 * singles["share"], "%", least=25),
        _figure("collect: p99 at half of the best load, batches of 100", slow_batches, "ms", most=5000 * INTERVAL),
        _figure("collect: p99 at half of the best load, single events", slow_singles, "ms", most=5000 * INTERVAL),
        _figure("collect: mean interval between commits at that load, batches", batch_interval, "ms", most=1000 * INTERVAL),
        _figure("collect: mean interval between commits at that load, single", single_interval, "ms", most=1000 * INTERVAL),
    ]


def _paired(bare: str, ours: str, key: str, *, size: int, rounds: int) -> dict[str, float]:
    """One after the other, several times; the median of the rounds' shares, so that a neighbour's burst decides nothing."""
    load(ours, key, size=size, seconds=2)  # warm
    pairs = [(load(bare, "", size=size)["rate"], load(ours, key, size=size)["rate"]) for _ in range(rounds)]
    return {
        "bare": statistics.median(bare for bare, _ in pairs),
        "ours": statistics.median(ours for _, ours in pairs),
        "share": statistics.median(ours / bare for bare, ours in pairs),
    }


def _at_half(ours: str, key: str, *, size: int, best: float) -> tuple[float, float]:
    """p99 and mean interval between group commits. Each connection pauses so long after an answer that half of the best load results."""
    pause = 1000 * CONNECTIONS / (best / 2)
    waited = pause
    for _ in range(4):
        groups, began = _groups(ours), time.monotonic()
        measured = load(ours, key, size=size, seconds=4, delay=max(1, round(waited)))
        interval = 1000 * (time.monotonic() - began) / max(1, _groups(ours) - groups)
        if 0.4 * best <= measured["rate"] <= 0.55 * best:
            break
        waited = max(1, waited + 1000 * CONNECTIONS * (1 / (best / 2) - 1 / measured["rate"]))
    return measured["p99"], interval


def _groups(address: str) -> int:
    with urllib.request.urlopen(f"{address}/v1/health", timeout=10) as answer:
        return int(json.load(answer)["groups"])


def load(address: str, key: str, *, size: int, seconds: float = SECONDS, delay: int = 0) -> dict[str, float]:
    """Run ../shared/baseline/post.lua with wrk; refuses to report a run in which anything was refused."""
    script = BASELINE / "post.lua"
    with tempfile.TemporaryDirectory() as folder:
        if delay:
            script = Path(folder) / "paced.lua"
            script.write_text((BASELINE / "post.lua").read_text() + f"\nfunction delay() return {delay} end\n")
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--latency", "-s", str(script), f"{address}/v1/batch"]
        out = subprocess.run(command, env={**os.environ, "KEY": key, "N": str(size)}, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise RuntimeError(f"not every request was taken:\n{out}")
    found = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    assert found and rate
    return {"rate": float(rate[1]), "p99": float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]}


@contextlib.contextmanager
def served_bare() -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "bare:app", "--port", str(port), "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen(command, cwd=BASELINE)
    try:
        yield _once_up(f"http://127.0.0.1:{port}", process, path="/")
    finally:
        end(process)


@contextlib.contextmanager
def served(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """The program as it is run, on a data folder of its own: its address and a write key."""
    process, address = start(folder, environment)
    try:
        yield address, new_key(folder, "bench")
    finally:
        end(process)


def start(folder: Path, environment: Mapping[str, str] | None = None) -> tuple[subprocess.Popen[bytes], str]:
    settings = {"HAMSAFAR_DATA": str(folder), "HAMSAFAR_PORT": str(free_port()), "HAMSAFAR_SECRET": "bench" * 8, **(environment or {})}
    port = settings["HAMSAFAR_PORT"]
    with (folder / "server.log").open("ab") as log:
        command = [sys.executable, "-m", "hamsafar.config.cli", "up"]
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=log, stderr=log)
    return process, _once_up(f"http://127.0.0.1:{port}", process)


def new_key(folder: Path, slug: str) -> str:
    """A source, written as another process would; the server notices."""
    now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    with contextlib.closing(sqlite3.connect(folder / "hamsafar.sqlite3", timeout=20)) as base, base:
        row = base.execute(
            "insert into intake_source (slug, name, kind, space, unit, channel, origins, is_paused, is_test, created_at)"
            " values (?, ?, 'website', 'main', '', 'web', '[]', 0, 0, ?)",
            (slug, slug, now),
        ).lastrowid
        base.execute("insert into intake_write_key (source_id, key, created_at) values (?, ?, ?)", (row, f"key-of-{slug}", now))
    return f"key-of-{slug}"


def end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _once_up(address: str, process: "subprocess.Popen[bytes]", path: str = "/v1/health") -> str:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended at once; see server.log")
        with contextlib.suppress(OSError):
            try:
                urllib.request.urlopen(f"{address}{path}", timeout=5).close()
            except urllib.error.HTTPError:
                pass
            return address
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _figure(name: str, value: float, unit: str, *, least: float | None = None, most: float | None = None) -> dict[str, Any]:
    bar = "" if least is None and most is None else f"≥ {least:g}" if least is not None else f"≤ {most:g}"
    holds = (least is None or value >= least) and (most is None or value <= most)
    return {"name": name, "value": round(value, 1), "unit": unit, "bar": bar, "holds": holds}


if __name__ == "__main__":
    for figure in figures(kills=int(sys.argv[1]) if len(sys.argv) > 1 else 50):
        verdict = "" if not figure["bar"] else "holds" if figure["holds"] else "FAILS"
        print(f"{figure['name']:64} {figure['value']:>12,} {figure['unit']:9} {figure['bar']:8} {verdict}")
