"""Answers to a survey at a steady pace, ten minutes long: fifty people a second open it, read it, and send a score with a comment.

They come whether or not the server keeps up, each from an address of their own, and the time of an answer counts from the moment it was
due. Afterwards every answer that was thanked for must be kept, and be on the spine, once. `python -m bench.surveys 30` for half a minute.
"""

import asyncio
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.collect import ROOT, end, start
from bench.record import figure

RATE = 50  # answers a second
SECONDS = 600
READING = 1.0  # seconds between the page and the answer; the server believes nobody who is much faster
SLUG = "bench"
SEED = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "hamsafar.config.settings"
import django
django.setup()
from hamsafar.config import pipeline
from hamsafar.collect.surveys import document as d, services as surveys
pipeline.migrate()
made = surveys.create(d.of({
    "title": {"en": "How was it", "fa": "چطور بود"}, "layout": "all",
    "ends": [{"id": "thanks", "title": {"en": "Thank you", "fa": "سپاس"}}],
    "questions": [
        {"kind": "nps", "id": "likely", "required": True, "text": {"en": "Recommend us?", "fa": "ما را پیشنهاد می‌کنید؟"}},
        {"kind": "text", "id": "why", "text": {"en": "Why?", "fa": "چرا؟"}},
    ],
}), slug="bench")
surveys.publish(made.id, by=None)
"""
COMMENTS = ("ارسال خیلی سریع بود", "بسته‌بندی بد بود و پاسخ ندادند", "good service, slow courier", "قیمت‌ها مناسب است", "")


@dataclass(slots=True)
class Run:
    times: list[float] = field(default_factory=list)  # seconds from when an answer was due until it was thanked for
    pages: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def figures(*, seconds: int = SECONDS, rate: int = RATE) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="hamsafar-bench-") as name:
        folder = Path(name)
        seed(folder)
        process, address = start(folder)
        disk = Disk(folder)
        try:
            run = asyncio.run(ask(address, seconds=seconds, rate=rate))
            disk.end()
            kept, told = counts(folder, len(run.times))
        finally:
            end(process)
    for why, count in Counter(run.refused).most_common(5):
        print(f"bench.surveys: {why}: {count} times", file=sys.stderr)
    minutes = f"{seconds / 60:g} minutes" if seconds >= 60 else f"{seconds} seconds"
    thanked = len(run.times)
    return [
        figure(f"surveys: answers a second, for {minutes}", thanked / seconds, "answers/s", least=0.99 * rate, digits=1),
        figure("surveys: p50 of an answer", 1000 * quantile(run.times, 0.50), "ms", digits=1),
        figure("surveys: p99 of an answer", 1000 * quantile(run.times, 0.99), "ms", most=200, digits=1),
        figure("surveys: p99 of a durable write of 4 KB beside them", 1000 * quantile(disk.times, 0.99), "ms", digits=1),
        figure("surveys: p99 of opening the page", 1000 * quantile(run.pages, 0.99), "ms", digits=1),
        figure("surveys: answers that were refused or cut off", len(run.refused), "", most=0, digits=0),
        figure("surveys: thanked for and not kept", thanked - kept, "", most=0, digits=0),
        figure("surveys: thanked for and not on the spine once", abs(thanked - told), "", most=0, digits=0),
    ]


def seed(folder: Path) -> None:
    environment = {**os.environ, "HAMSAFAR_DATA": str(folder), "HAMSAFAR_SECRET": "bench" * 8}
    subprocess.run([sys.executable, "-c", SEED], env=environment, cwd=ROOT, check=True)


class Disk:
    """How long the disk takes for one small write beside the answers: what no answer can be faster than."""

    def __init__(self, folder: Path) -> None:
        self.times: list[float] = []
        self._file, self._ends = (folder / "disk").open("wb", buffering=0), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ends.wait(0.1):
            began = time.perf_counter()
            os.pwrite(self._file.fileno(), b"x" * 4096, 0)
            os.fdatasync(self._file.fileno())
            self.times.append(time.perf_counter() - began)

    def end(self) -> None:
        self._ends.set()
        self._thread.join()
        self._file.close()


async def ask(address: str, *, seconds: float, rate: int) -> Run:
    """One person every 1/rate seconds, however long the ones before them take."""
    run, people = Run(), set()
    began = time.perf_counter() + 0.5
    for number in range(int(seconds * rate)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        person = asyncio.create_task(answer(address, number, due, run))
        people.add(person)
        person.add_done_callback(people.discard)
    await asyncio.gather(*people)
    return run


async def answer(address: str, number: int, due: float, run: Run) -> None:
    host, port = address.removeprefix("http://").split(":")
    caller = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n"
    try:
        reader, writer = await asyncio.open_connection(host, int(port))
    except OSError as problem:
        run.refused.append(f"connect: {problem}")
        return
    try:
        writer.write(f"GET /s/{SLUG}?lang=fa HTTP/1.1\r\nHost: {host}\r\n{caller}\r\n".encode())
        status, page = await read(reader)
        run.pages.append(time.perf_counter() - due)
        token = re.search(rb'name="page" value="([^"]+)"', page)
        if status != 200 or token is None:
            run.refused.append(f"page: {status}")
            return
        due += READING
        await asyncio.sleep(max(READING, due - time.perf_counter()))
        due = max(due, time.perf_counter())  # a page that came late is read later; what its lateness cost stands with the pages
        said = {"page": token[1].decode(), "asked": "likely,why", "a.likely": number % 11, "a.why": random.choice(COMMENTS)}
        body = urlencode(said).encode()
        head = f"POST /s/-/answer HTTP/1.1\r\nHost: {host}\r\n{caller}Content-Type: application/x-www-form-urlencoded\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        status, _page = await read(reader)
        if status == 303:
            run.times.append(time.perf_counter() - due)
        else:
            run.refused.append(f"answer: {status}")
    except (OSError, asyncio.IncompleteReadError) as problem:
        run.refused.append(repr(problem))
    finally:
        writer.close()


async def read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = re.search(r"content-length: (\d+)", head)
    body = await reader.readexactly(int(length[1])) if length else b""
    return int(head.split(" ", 2)[1]), body


def counts(folder: Path, thanked: int) -> tuple[int, int]:
    """Finished submissions, and distinct ones on the spine; the last of them are still on their way for a moment."""
    with closing(sqlite3.connect(folder / "hamsafar.sqlite3", timeout=20)) as base:
        kept = base.execute("select count(*) from survey_submission where finished_at is not null").fetchone()[0]
    told = 0
    for _ in range(60):
        told = _told(folder)
        if told >= thanked:
            break
        time.sleep(1)
    return int(kept), told


def _told(folder: Path) -> int:
    """Each answered score is one event; one that is there twice makes the number wrong as well."""
    question = "select count() from events where name = 'Survey Answered' and message_id like '%:likely'"
    environment = {**os.environ, "HAMSAFAR_DATA": str(folder), "HAMSAFAR_SECRET": "bench" * 8}
    command = [sys.executable, "-m", "hamsafar.config.cli", "sql", question, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return int(json.loads(done.stdout)["rows"][0][0])


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values) or [float("inf")]
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    from bench.record import row

    for record in figures(seconds=int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS):
        print(row(record))
