"""Segment's own clients, not changed in any way: in the browser (analytics-next) and in Node (analytics-node)."""

import json
import os
import subprocess
import uuid
from pathlib import Path

import pytest
from tools.build_frontend import FRONTEND, _node_folder

from tests.browser.shop import Window, arrived

ENVIRONMENT = {**os.environ, "PATH": os.pathsep.join([*_node_folder(), os.environ["PATH"]])}
CLIENTS = FRONTEND / "node_modules" / "@segment"
pytestmark = pytest.mark.skipif(not CLIENTS.exists(), reason="the official clients are not installed: npm ci in frontend/")

LOAD = """
const {{ AnalyticsBrowser }} = require('@segment/analytics-next')
window.analytics = AnalyticsBrowser.load({{ writeKey: '{key}', cdnURL: '{site}' }})
analytics.setAnonymousId('{who}')
analytics.page('Shoes', {{ section: 'leather' }})
analytics.identify('u-next', {{ email: 'next@example.com' }})
analytics.track('Order Completed', {{ order_id: 'o-1', revenue: 12.5, currency: 'EUR' }})
analytics.group('g-1', {{ plan: 'gold' }})
analytics.ready(() => document.body.setAttribute('data-ready', 'yes'))
"""
NODE = """
const {{ Analytics }} = require('@segment/analytics-node')
const analytics = new Analytics({{ writeKey: '{key}', host: '{site}' }})
const who = {{ anonymousId: '{who}' }}
analytics.identify({{ ...who, userId: 'u-node', traits: {{ phone: '09121234567' }} }})
analytics.track({{ ...who, event: 'Order Completed', properties: {{ order_id: 'o-2', revenue: 7, currency: 'EUR' }} }})
analytics.page({{ ...who, name: 'Shoes' }})
analytics.screen({{ ...who, name: 'Basket' }})
analytics.group({{ ...who, groupId: 'g-2' }})
analytics.on('error', (error) => {{ console.error(error); process.exitCode = 1 }})
analytics.closeAndFlush({{ timeout: 60000 }}).then(() => console.log('flushed'))
"""


def test_analytics_next_works_in_the_browser(site, chromium, key, shop_address, spine, tmp_path):
    who = str(uuid.uuid4())
    body = _bundled(tmp_path, LOAD.format(key=key, site=site, who=who))
    Window.body = (
        b"<!doctype html><meta charset=utf-8><title>x</title><body><script>" + body.replace(b"</script", b"<\\/script") + b"</script>"
    )
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(shop_address)
        page.wait_for_selector("[data-ready=yes]", state="attached")
        found = arrived(spine, who, "Page Viewed", "Profile Identified", "Order Completed", "Group Joined")
    finally:
        context.close()
    assert {name: len(rows) for name, rows in found.items()} == {
        "Page Viewed": 1, "Profile Identified": 1, "Order Completed": 1, "Group Joined": 1,
    }  # fmt: skip
    assert found["Order Completed"][0]["user_id"] == "u-next"
    assert found["Page Viewed"][0]["properties"]["section"] == "leather"
    assert found["Profile Identified"][0]["traits"] == {"email": "next@example.com"}


def _bundled(folder: Path, text: str) -> bytes:
    """One script of the client as npm delivers it and a page's calls."""
    entry, out = FRONTEND / "node_modules" / f".{folder.name}.js", folder / "out.js"
    entry.write_text(text)
    try:
        esbuild = FRONTEND / "node_modules" / ".bin" / "esbuild"
        subprocess.run([esbuild, entry, "--bundle", "--minify", f"--outfile={out}", "--log-level=error"], env=ENVIRONMENT, check=True)
    finally:
        entry.unlink()
    return out.read_bytes()


def test_analytics_node_works(site, key, spine):
    who = str(uuid.uuid4())
    text = NODE.format(key=key, site=site, who=who)
    done = subprocess.run(["node", "-e", text], cwd=FRONTEND, env=ENVIRONMENT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "flushed"), done.stderr
    found = arrived(spine, who, "Profile Identified", "Order Completed", "Page Viewed", "Screen Viewed", "Group Joined")
    assert all(len(rows) == 1 for rows in found.values())
    assert found["Order Completed"][0]["properties"]["revenue"] == 7
    assert json.dumps(found["Profile Identified"][0]["traits"]) == '{"phone": "09121234567"}'
