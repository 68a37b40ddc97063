"""Twenty million events: hand-written SQL against the same questions through the question door, and a funnel against retentioneering.

The door has identity overrides in place for one key in twenty. Raw and door take turns in one run; the figure is the median of the
pairs' ratios, so a neighbour's burst decides nothing. `python -m bench.journeys ask` is the child that measures our own memory.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.record import figure, row

ROOT = Path(__file__).resolve().parents[1]
BASELINE = Path(os.environ.get("HAMSAFAR_BASELINE", ROOT.parent / "shared" / "baseline"))
FOLDER = ROOT / "build" / "bench"
EVENTS = int(os.environ.get("HAMSAFAR_BENCH_EVENTS", "20000000"))
PARQUET = FOLDER / f"events-{EVENTS}.parquet"
STORE = FOLDER / "store"
VENV = FOLDER / "retentioneering"
STATEMENTS = ("funnel", "daily_people", "follows", "retention", "one_person")  # as they stand in raw.sql
PERSON = 12345
ROUNDS = {"one_person": 101}
USUAL_ROUNDS = 7
GENEROUS = {"seconds": 600, "bytes": 8 << 30}


def figures() -> list[dict[str, Any]]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not PARQUET.exists():
        subprocess.run([sys.executable, str(BASELINE / "events.py"), str(EVENTS), str(PARQUET)], check=True)
    shutil.rmtree(STORE, ignore_errors=True)
    try:
        with our_store():
            records = [*_loaded(), *_paired(), *_looked_up()]
        return [*records, *_against_retentioneering()]
    finally:
        shutil.rmtree(STORE, ignore_errors=True)


@contextmanager
def our_store() -> Iterator[None]:
    os.environ |= {"HAMSAFAR_DATA": str(STORE), "HAMSAFAR_SECRET": "bench" * 8, "DJANGO_SETTINGS_MODULE": "hamsafar.config.settings"}
    os.environ["HAMSAFAR_TIME_ZONE"] = "UTC"  # raw.sql counts days in the zone of the process
    import django

    django.setup()
    from hamsafar.base import eventstore

    try:
        yield
    finally:
        eventstore.close()


# Loading


RAW = """create table raw.events (person_key UInt64, name LowCardinality(String), channel LowCardinality(String), timestamp DateTime64(3),
    amount Float64) engine = MergeTree order by (person_key, timestamp)"""
OURS = """insert into events (person_key, timestamp, seq, source, message_id, payload_hash, type, name, channel, direction, user_id, unit,
    received_at, amount, currency, properties, context)
select person_key, timestamp, rowNumberInAllBlocks() + 1, 'shop', concat('m-', toString(rowNumberInAllBlocks())),
    cityHash64(rowNumberInAllBlocks()), 'track', name, channel, 'inbound', concat('u', toString(person_key)),
    ['north', 'south', 'west'][person_key % 3 + 1], timestamp, if(amount = 0, null, toDecimal64(amount, 4)), if(amount = 0, '', 'IRR'),
    concat('{"sku":"A', toString(person_key % 100), '","price":12.5,"category":"shoes"}'), '{"library":{"name":"analytics-python"}}'
from file('PATH', Parquet)"""


def _loaded() -> list[dict[str, Any]]:
    from hamsafar.base.eventstore import Limits, store
    from hamsafar.store.events import services as spine

    limits = Limits(**GENEROUS)
    spine.migrate()
    store().command("create database raw")
    store().command(RAW)
    store().command(f"insert into raw.events select * from file('{PARQUET}', Parquet)", limits=limits)
    store().command(OURS.replace("PATH", str(PARQUET)), limits=limits, max_insert_threads=1)
    for table in ("raw.events", "events"):  # both in as few parts as they would come to by themselves
        store().command(f"optimize table {table} final", limits=limits)
    _check_answers()
    people = EVENTS // 40
    begun = time.perf_counter()
    spine.override({key + 1: key for key in range(0, people - 1, 20)})
    took = time.perf_counter() - begun
    return [figure(f"journeys: {people // 20:,} keys given to other people, until every question sees it", 1000 * took, "ms", most=1000)]


# Raw and through the door


def _paired() -> list[dict[str, Any]]:
    records = []
    for name, statement in _raw_statements().items():
        raw, ours = _asking_raw(statement), _asking_door(name)
        pairs = [_pair(raw, ours, ours_first=bool(turn % 2)) for turn in range(ROUNDS.get(name, USUAL_ROUNDS) + 1)][1:]
        records += [
            figure(f"journeys: {name}, raw", 1000 * statistics.median(pair[0] for pair in pairs), "ms", digits=1),
            figure(f"journeys: {name}, through the door", 1000 * statistics.median(pair[1] for pair in pairs), "ms", digits=1),
            figure(f"journeys: {name}, door to raw", statistics.median(ours / raw for raw, ours in pairs), "times", most=1.5),
        ]
    return records


def _pair(raw: Callable[[], Any], ours: Callable[[], Any], *, ours_first: bool) -> tuple[float, float]:
    if ours_first:
        second = _timed(ours)
        return _timed(raw), second
    return _timed(raw), _timed(ours)


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _raw_statements() -> dict[str, str]:
    text = re.sub(r"^--.*\n", "", (BASELINE / "raw.sql").read_text(), flags=re.MULTILINE)
    statements = [part.strip().replace("from events", "from raw.events") for part in text.split(";") if part.strip()]
    return dict(zip(STATEMENTS, statements, strict=True))


def _asking_raw(statement: str) -> Callable[[], Any]:
    from hamsafar.base.eventstore import Limits, store

    return lambda: store().query(statement, limits=Limits(**GENEROUS)).rows


def _asking_door(name: str) -> Callable[[], Any]:
    from hamsafar.base.eventstore import Limits
    from hamsafar.store.events import services as spine

    question = spine.questions_beside(__file__)(name)
    scope = spine.Scope(people=(PERSON,)) if name == "one_person" else spine.Scope()
    return lambda: spine.ask(question, scope=scope, limits=Limits(**GENEROUS)).rows


def _check_answers() -> None:
    """Before anybody is overridden the door must say what the hand-written statement says, or the comparison means nothing."""
    for name, statement in _raw_statements().items():
        if sorted(map(repr, _asking_raw(statement)())) != sorted(map(repr, _asking_door(name)())):
            raise RuntimeError(f"{name}: the door does not answer what raw.sql answers")


def _looked_up() -> list[dict[str, Any]]:
    """What pages ask again and again."""
    from hamsafar.store.events import services as spine

    everything = spine.Scope()
    pages = {
        "one page of a person's timeline": (31, lambda: spine.timeline(PERSON, scope=everything)),
        "one line about a person": (31, lambda: spine.rollup_of(PERSON, scope=everything)),
        "fifty people, last seen first": (5, lambda: spine.people_rollup(scope=everything)),
        "names of the vocabulary and their use": (3, lambda: spine.names(scope=everything)),
        "the newest fifty events": (9, lambda: spine.latest(scope=everything)),
        "five thousand events for a follower": (5, lambda: spine.follow(EVENTS // 2, limit=5000)),
    }
    records = []
    for name, (rounds, work) in pages.items():
        work()
        records.append(figure(f"journeys: {name}", 1000 * statistics.median(_timed(work) for _ in range(rounds)), "ms", digits=1))
    return records


# The funnel of retentioneering


def _against_retentioneering() -> list[dict[str, Any]]:
    python = _its_python()
    if python is None:
        return []
    script = str(ROOT / "bench" / "retentioneering_funnel.py")
    with (
        _partner([str(python), script, str(PARQUET)], {"RETENTIONEERING_NO_TRACK": "1"}) as theirs,
        _partner([sys.executable, "-m", "bench.journeys", "ask"], {}) as ours,
    ):
        load = theirs.told()["load"]
        ours.told()
        turns = [(theirs.asked(), ours.asked()) for _ in range(USUAL_ROUNDS + 1)]
    their_last, our_last = turns[-1]
    for their_count, our_count in zip(their_last["people"], our_last["people"], strict=True):
        if abs(their_count - our_count) > max(10, their_count // 20):  # one key in twenty is somebody else's here
            raise RuntimeError(f"the funnels differ: {their_last['people']} and {our_last['people']}")
    pairs = [(their["query"], our["query"]) for their, our in turns[1:]]
    return [
        figure("journeys: funnel, retentioneering, its query alone", 1000 * statistics.median(pair[0] for pair in pairs), "ms", digits=0),
        figure("journeys: funnel, retentioneering, its loading", 1000 * load, "ms", digits=0),
        figure("journeys: the same funnel through the door", 1000 * statistics.median(pair[1] for pair in pairs), "ms", digits=0),
        figure("journeys: funnel, faster than its query alone", statistics.median(a / b for a, b in pairs), "times", least=2),
        figure(
            "journeys: funnel, faster than its loading and query", statistics.median((load + a) / b for a, b in pairs), "times", least=20
        ),
        figure("journeys: funnel, peak memory, retentioneering", their_last["peak"] / 2**20, "MiB", digits=0),
        figure("journeys: funnel, peak memory, the whole process of ours", our_last["peak"] / 2**20, "MiB", digits=0),
        figure("journeys: funnel, share of its memory", our_last["peak"] / their_last["peak"], "times", most=0.2),
    ]


@dataclass(frozen=True, slots=True)
class Partner:
    """A child that answers one line of JSON for each line it is given, so that two sides can take turns."""

    process: "subprocess.Popen[str]"

    def asked(self) -> Any:
        assert self.process.stdin
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return self.told()

    def told(self) -> Any:
        assert self.process.stdout
        return json.loads(self.process.stdout.readline())


@contextmanager
def _partner(command: list[str], environment: dict[str, str]) -> Iterator[Partner]:
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Partner(process)
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait(60)


def _its_python() -> Path | None:
    """A venv of its own, made when first needed; without it the comparison is left out aloud."""
    python = VENV / "bin" / "python"
    if python.exists():
        return python
    print("bench.journeys: installing retentioneering beside us …", file=sys.stderr)
    try:
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        pip = [str(VENV / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(ROOT / "bench" / "requirements.txt")], check=True)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(VENV, ignore_errors=True)
        print(f"bench.journeys: retentioneering cannot be installed ({error}); its comparison is left out", file=sys.stderr)
        return None
    return python


def _answer_turns() -> None:
    with our_store():
        ask = _asking_door("funnel_any_time")
        print(json.dumps({"load": 0}), flush=True)
        for _turn in sys.stdin:
            begun = time.perf_counter()
            ((*people,),) = ask()
            took = time.perf_counter() - begun
            # Not getrusage: there a child begins with the peak of whoever started it.
            peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024  # type: ignore[index]
            print(json.dumps({"query": took, "people": people, "peak": peak}), flush=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["ask"]:
        _answer_turns()
    else:
        print("\n".join(row(record) for record in figures()))
