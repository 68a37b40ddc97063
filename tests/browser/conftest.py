"""A real server on a data folder of its own, and Chromium before it. Skipped aloud where Chromium is absent.

def test_bahar_reads_it(visit, look):
    page = visit("/people", who="bahar", language="en", theme="dark", width=390)
    look(page, "people")        # axe-core, the page's policy, its script errors, and a picture in build/screenshots
"""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.seed import PASSWORD
from tests.browser.shop import key, shop_address, spine  # noqa: F401 (fixtures)

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
START_SECONDS = 180
PATIENCE = 90  # seconds for anything that is waited for: two browsers and two servers share two busy cores
LONGEST = 900  # seconds for one test with the start of its server
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.nodeid.replace(os.sep, "/"):
            item.add_marker("browser")
            item.add_marker(pytest.mark.timeout(LONGEST))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: apt-get install chromium fonts-noto-core"))


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """The address of a running server with the cast in it."""
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    environment = {
        **os.environ,
        "HAMSAFAR_DATA": str(folder),
        "HAMSAFAR_PORT": str(port),
        "HAMSAFAR_SECRET": "a secret for browser tests only, long",
        "HAMSAFAR_COMMENTS": "light",  # with the small model that the seed makes
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    subprocess.run([sys.executable, "-m", "tests.browser.seed"], cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-c", "from hamsafar.config.cli import main; main()", "up"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/sign-in", server, folder / "server.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            raise


def _free_port() -> int:
    """Below those that the system gives to whoever asks for any: the server takes it only after the seed. Each worker has a hundred."""
    number = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))) or 0)
    for port in random.sample(range(20_000 + 100 * number, 20_100 + 100 * number), 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    pytest.fail("no port is free")


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            pytest.fail(f"the server ended:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(address, timeout=20)
            return
        except urllib.error.HTTPError as error:
            pytest.fail(f"{address} answers {error.code}:\n{log.read_text()[-3000:]}")
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not answer within {START_SECONDS} s:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, timeout=PATIENCE * 1000)
        browser.new_context = _patient(browser.new_context)
        expect.set_options(timeout=PATIENCE * 1000)
        yield browser
        browser.close()


def _patient(new_context: Callable) -> Callable:
    def make(**options):
        context = new_context(**options)
        context.set_default_timeout(PATIENCE * 1000)
        return context

    return make


@pytest.fixture(scope="session")
def sessions() -> dict:
    """Cookies of those who have signed in: once each is enough."""
    return {}


@pytest.fixture
def visit(site, chromium, sessions) -> Iterator[Callable]:
    """Open an address as one of the cast ("" is signed out), in a language, look and width."""
    opened = []

    def go(path: str, *, who: str = "ali", language: str = "fa", theme: str = "light", width: int = 1440):
        context = chromium.new_context(
            viewport={"width": width, "height": 920}, color_scheme=theme, locale="fa-IR" if language == "fa" else "en-GB"
        )
        opened.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        context.add_init_script(WATCH)
        if who:
            context.add_cookies(_cookies_of(who, site, chromium, sessions))
        page = context.new_page()
        page.problems = []
        _follow_requests(page)
        page.on("pageerror", lambda error: page.problems.append(f"script: {error}"))
        page.on(
            "console",
            lambda line: page.problems.append(f"console: {line.text}") if line.type == "error" and "status of 4" not in line.text else None,
        )
        page.goto(site + path)
        page.evaluate("document.fonts.ready")
        return page

    yield go
    for context in opened:
        context.close()


def _follow_requests(page) -> None:
    """`page.underway`: what was asked for and has not come. A new page leaves behind what the last one waited for."""
    page.underway = set()
    page.on("framenavigated", lambda frame: page.underway.clear() if frame == page.main_frame else None)
    page.on("request", lambda request: page.underway.add(request) if request.resource_type != "eventsource" else None)
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: page.underway.discard(request))


def rest(page) -> None:
    """Until what was asked for has come and nothing moves; Playwright's `networkidle` waits for half a second of silence each time."""
    if not hasattr(page, "underway"):  # not opened by `visit`
        page.wait_for_load_state("networkidle")
        return
    page.wait_for_load_state()
    quiet, until = 0, time.monotonic() + PATIENCE
    while quiet < 3:
        assert time.monotonic() < until, f"never at rest: {[request.url for request in page.underway]}"
        page.wait_for_timeout(40)
        quiet = quiet + 1 if not page.underway and _is_still(page) else 0


def _is_still(page) -> bool:
    from playwright.sync_api import Error

    try:
        return bool(page.evaluate(STILL))
    except Error as error:
        if "context was destroyed" in str(error):  # another page comes
            return False
        raise


STILL = """() => document.readyState === 'complete' && !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')
  && document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)"""
# What the page's policy forbids, and how far things jumped, are noted from the first moment.
WATCH = """
window.broken = []; window.shift = 0;
document.addEventListener('securitypolicyviolation', e => window.broken.push([e.violatedDirective, e.blockedURI, e.sample].join(' ')));
new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) window.shift += e.value; }))
  .observe({type: 'layout-shift', buffered: true});
"""


def _cookies_of(who: str, site: str, chromium, sessions: dict) -> list:
    if who not in sessions:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"{site}/sign-in")
        page.fill("[name=email]", f"{who}@example.com")
        page.fill("[name=password]", PASSWORD)
        page.click("form[action='/sign-in'] button")
        page.wait_for_url(lambda address: "/sign-in" not in address)
        sessions[who] = [cookie for cookie in context.cookies() if cookie["name"] == "sessionid"]
        context.close()
    return sessions[who]


@pytest.fixture
def axe() -> Callable:
    """Fails with what axe-core finds, element by element."""

    def check(page, *, without: tuple[str, ...] = ()) -> None:
        page.evaluate(AXE.read_text())
        # What passed is counted by nobody, and would be most of what the browser tells.
        options = {"runOnly": WCAG, "resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in without}}
        found = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
        lines = [
            f"{rule['id']}: {rule['help']}\n    {node['html'][:200]}\n    {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"][:4]
        ]
        assert not found, "axe-core found:\n" + "\n".join(lines)

    return check


@pytest.fixture
def look(axe) -> Callable:
    """All that must hold for any page, and its picture: build/screenshots/NAME.png."""

    def at(page, name: str) -> None:
        rest(page)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
        axe(page)
        assert page.evaluate("window.broken") == []
        assert page.problems == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page is wider than the window"

    return at
