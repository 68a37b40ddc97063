"""The pages of the demo world, as somebody who has just typed `make demo` meets them: time, bytes, shifting, memory.

The world is made for this run, in its default size. HAMSAFAR_BENCH_PEOPLE makes a smaller one, whose figures say so.
"""

import http.cookiejar
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.collect import end, start
from bench.record import figure, row

PEOPLE = os.environ.get("HAMSAFAR_BENCH_PEOPLE", "")
EMAIL, PASSWORD = "ali@dibano.example", "hamsafar-1405"
VISITS = 200
GIB, KB = 2**30, 1000
WALK = (
    "/", "/customers", "/measures", "/measures/nps", "/segments", "/events", "/surveys", "/messages", "/actions", "/sources", "/imports",
    "/duplicates", "/settings",
)  # fmt: skip
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def figures() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="hamsafar-world-") as name:
        folder = Path(name)
        took = _make(folder)
        process, address = start(folder)
        try:
            records = [_named("making the demo world", took, "s"), *_home(address)]
            if CHROMIUM is None:
                print("bench.pages: Chromium is not installed (apt-get install chromium); what it sees is left out", file=sys.stderr)
            else:
                records += _seen(address)
            return [*records, _named("peak memory of the process after that", _peak(process.pid) / GIB, "GiB", most=1.5)]
        finally:
            end(process)


def _make(folder: Path) -> float:
    environment = {**os.environ, "HAMSAFAR_DATA": str(folder), "HAMSAFAR_SECRET": "bench" * 8}
    size = ["--people", PEOPLE] if PEOPLE else []
    begun = time.perf_counter()
    command = [sys.executable, "-m", "hamsafar.config.cli", "demo", "--only-make", *size]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _named(what: str, value: float, unit: str, *, most: float | None = None, digits: int = 2) -> dict[str, Any]:
    world = f", {int(PEOPLE):,} people" if PEOPLE else ""
    return figure(f"pages: {what}{world}", value, unit, most=most, digits=digits)


# Without a browser


def _home(address: str) -> list[dict[str, Any]]:
    """From the question to the last byte, on the same machine: a little more than the server's own time."""
    reader = _signed_in(address)
    taken = sorted(_timed(reader, address) for _ in range(VISITS))
    return [
        _named(f"Home, half of {VISITS} visits", 1000 * taken[VISITS // 2], "ms", digits=0),
        _named(f"Home, 95 % of {VISITS} visits", 1000 * taken[VISITS * 95 // 100 - 1], "ms", most=300, digits=0),
    ]


def _signed_in(address: str) -> urllib.request.OpenerDirector:
    reader = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = reader.open(f"{address}/sign-in", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    said = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "email": EMAIL, "password": PASSWORD}).encode()
    request = urllib.request.Request(f"{address}/sign-in", said, {"Referer": f"{address}/sign-in"})
    landed = reader.open(request, timeout=30)
    if "/sign-in" in landed.url:
        raise RuntimeError("the demo log-in is not let in")
    return reader


def _timed(reader: urllib.request.OpenerDirector, address: str) -> float:
    begun = time.perf_counter()
    reader.open(f"{address}/", timeout=30).read()
    return time.perf_counter() - begun


def _peak(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


# With one


def _seen(address: str) -> list[dict[str, Any]]:
    with _browser() as chromium:
        sizes, shifts = [], []
        for language in ("fa", "en"):
            page, arrived = _first_visit(chromium, address, language)
            sizes.append(sum(arrived))
            shifts.append(page.evaluate("window.shift"))
            _walk(page, address)
            page.context.close()
    return [
        _named("Home, transferred at the first visit", max(sizes) / KB, "KB", most=300, digits=0),
        _named("Home, layout shift", max(shifts), "", most=0, digits=4),
    ]


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


SHIFT = """
window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) window.shift += e.value; }))
  .observe({type: 'layout-shift', buffered: true});
"""


def _first_visit(chromium: Any, address: str, language: str) -> tuple[Any, list[float]]:
    """Home in a browser that has never been here: the session comes from another one, so that the sign-in page fills no cache."""
    context = chromium.new_context(viewport={"width": 1440, "height": 920})
    context.add_cookies([*_session(chromium, address), {"name": "django_language", "value": language, "url": address}])
    context.add_init_script(SHIFT)
    page, arrived = context.new_page(), []
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.on("Network.loadingFinished", lambda event: arrived.append(event["encodedDataLength"]))
    page.goto(f"{address}/", wait_until="networkidle")
    page.wait_for_timeout(1000)
    return page, list(arrived)


def _session(chromium: Any, address: str) -> list[Any]:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.click("form[action='/sign-in'] button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    cookies = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
    context.close()
    return cookies


def _walk(page: Any, address: str) -> None:
    for path in WALK:
        page.goto(f"{address}{path}", wait_until="networkidle")
    page.goto(f"{address}/customers", wait_until="networkidle")
    page.locator("main table a").first.click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    print("\n".join(row(record) for record in figures()))
