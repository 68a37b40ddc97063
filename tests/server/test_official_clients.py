"""Segment's own client for Python, unmodified, against a real server (for those in JavaScript: tests/browser/test_official_clients.py)."""

import json


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
