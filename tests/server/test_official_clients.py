"""Segment's own clients, unmodified, against a real server."""

import functools
import http.server
import json
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parents[1] / "clients"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def npm_clients():
    if not shutil.which("npm"):
        pytest.skip("npm is not installed: Segment's JavaScript clients are not tried")
    if not (CLIENTS / "node_modules" / "@segment" / "analytics-node").exists():
        made = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"], check=False, cwd=CLIENTS, capture_output=True, text=True, timeout=180
        )
        if made.returncode:
            pytest.skip(f"npm ci did not work, Segment's JavaScript clients are not tried: {made.stderr[-300:]}")
    return CLIENTS


def test_segment_for_python(server):
    import segment.analytics.client as segment

    errors = []
    client = segment.Client(server.key, host=server.address, gzip=True, on_error=lambda error, _items: errors.append(error))
    client.identify("py-1", {"email": "py@example.ir", "name": "سارا"})
    for number in range(250):
        client.track("py-1", "Order Completed", {"order_id": str(number), "revenue": 12.5, "city": "تهران"}, message_id=f"py-{number}")
    client.page("py-1", "Docs", "Home", {"url": "https://shop.ir/"})
    client.screen("py-1", "App", "Start")
    client.group("py-1", "company-1", {"name": "Company"})
    client.alias("py-anonymous", "py-1")
    client.flush()
    client.join()
    assert errors == []
    rows = server.rows("user_id = 'py-1'", "name, type, properties, timestamp, received_at, previous_id", wait_for=255)
    kinds = [row["type"] for row in rows]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"identify": 1, "track": 250, "page": 1, "screen": 1, "group": 1, "alias": 1}
    assert json.loads(next(row for row in rows if row["type"] == "track")["properties"])["city"] == "تهران"


def test_segment_for_python_sent_twice_counts_once(server):
    import segment.analytics.client as segment

    for _ in range(2):
        client = segment.Client(server.key, host=server.address)
        client.track("py-2", "Store Visited", {"n": 1}, message_id="py-again")
        client.flush()
        client.join()
    assert len(server.rows("message_id = 'py-again'", "seq", wait_for=1)) == 1


def test_segment_for_node(server, npm_clients):
    ran = subprocess.run(
        ["node", "node.js", server.address, server.key], check=False, cwd=npm_clients, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    rows = server.rows("user_id = 'node-1'", "name, amount, currency, identifiers", wait_for=3)
    assert [row["name"] for row in rows] == ["Profile Identified", "Order Completed", "Page Viewed"]
    assert float(rows[1]["amount"]) == 12.5 and rows[1]["currency"] == "USD"
    assert json.loads(rows[0]["identifiers"]) == [["", "email", "node@example.ir"]]


PAGE = """<!doctype html><html><head><title>Shop</title></head><body><script src="/next.js"></script><script>
window.analytics = AnalyticsBrowser.load({ writeKey: "%s", cdnURL: "%s" }, { initialPageview: true });
window.sent = (async () => {
  await analytics.identify("next-1", { email: "next@example.ir" });
  await analytics.track("Product Viewed", { product_id: "A1" });
})();
</script></body></html>"""


@pytest.mark.browser
def test_segments_analytics_next_in_chromium(server, npm_clients, tmp_path):
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: analytics-next is not tried in a browser")
    esbuild = npm_clients / "node_modules" / ".bin" / "esbuild"
    bundle = ["next.js", "--bundle", "--format=iife", f"--outfile={tmp_path / 'next.js'}", "--log-level=error"]
    subprocess.run([esbuild, *bundle], cwd=npm_clients, check=True, timeout=60)
    (tmp_path / "index.html").write_text(PAGE % (server.key, server.address))
    from playwright.sync_api import sync_playwright

    with _site(tmp_path) as address, sync_playwright() as browsers:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
        browser = browsers.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        said = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(address)
        page.evaluate("window.sent")
        page.wait_for_timeout(1_000)
        browser.close()
    rows = server.rows(
        "user_id = 'next-1' or name = 'Page Viewed' and context like '%analytics.js%'", "name, anonymous_id, channel", wait_for=3
    )
    assert sorted(row["name"] for row in rows) == ["Page Viewed", "Product Viewed", "Profile Identified"], said
    assert len({row["anonymous_id"] for row in rows}) == 1


class _site:
    """Another origin, as a customer's shop is."""

    def __init__(self, folder: Path) -> None:
        quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=str(folder)))

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
