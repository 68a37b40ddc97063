"""Whatever is sent: kept, or refused with a code. Never a 500, never half of a request."""

import json
import string

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

letters = st.one_of(
    st.text(), st.text(alphabet=string.printable), st.sampled_from(["", "\0", "null", "undefined", "۱۲۳", "سارا", "x" * 600])
)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(min_value=-(10**400), max_value=10**400), st.floats(), letters,
    st.sampled_from(["2026-05-01T10:00:00Z", "9999-99-99", "1e999", "-1"]),
)  # fmt: skip
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4), max_leaves=12)
kinds = st.sampled_from(["track", "page", "screen", "identify", "group", "alias"])
field = st.one_of(letters, values)
calls = st.fixed_dictionaries(
    {"type": st.one_of(kinds, values)},
    optional={
        "event": field, "userId": field, "anonymousId": field, "messageId": field, "timestamp": field, "originalTimestamp": field,
        "sentAt": field, "properties": values, "context": values, "traits": values, "integrations": values, "groupId": field,
        "previousId": field, "name": field, "category": field, "channel": field, "writeKey": values,
    },
)  # fmt: skip
bodies = st.one_of(
    st.fixed_dictionaries(
        {"batch": st.one_of(st.lists(st.one_of(calls, values), max_size=5), values)}, optional={"context": values, "sentAt": field}
    ),
    calls,
    values,
)
paths = st.sampled_from(["/v1/batch", "/v1/track", "/v1/identify", "/v1/page", "/v1/group", "/v1/alias", "/v1/import", "/v1/screen"])
quiet = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def written(body):
    return json.dumps(body, ensure_ascii=True).encode()


@quiet
@given(paths, bodies)
def test_any_json_is_kept_or_refused_with_a_code(api, kept, path, body):
    before = len(kept("seq"))
    answer = api.post(path, written(body), headers={"x-hamsafar-results": "items"})
    if answer.status == 200:
        assert len(kept("seq")) == before + answer.json["accepted"]
    else:
        assert 400 <= answer.status < 500 and answer.json["code"] and answer.json["detail"]
        assert len(kept("seq")) == before


@quiet
@given(paths, st.binary(max_size=300), st.booleans())
def test_any_bytes_are_refused_with_a_code(api, path, raw, zipped):
    answer = api.post(path, raw, headers={"content-encoding": "gzip"} if zipped else {})
    assert answer.status in {200, 400, 413}
    assert "detail" in answer.json or answer.json == {"success": True}


@quiet
@given(st.sampled_from(["/v1/pixel/track", "/v1/pixel/page"]), st.text(max_size=200))
def test_any_pixel_is_a_picture(api, path, query):
    safe = query.encode("utf-8", "surrogatepass").decode("latin-1").replace("\n", "").replace("\r", "")
    assert api.get(f"{path}?{safe}").status in {200, 404}


@quiet
@given(st.lists(st.tuples(st.sampled_from(["authorization", "origin", "accept-language", "user-agent", "content-encoding", "content-type"]),
                          st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255), max_size=60)), max_size=4))  # fmt: skip
def test_any_header_is_survived(api, headers):
    answer = api.post("/v1/track", {"userId": "u", "event": "Store Visited"}, key="", headers=dict(headers))
    assert 200 <= answer.status < 500


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(calls, min_size=1, max_size=6))
def test_everything_that_is_kept_can_be_read_and_followed(api, kept, spine, calls):
    """A hostile property must not break the pages and the follower that read it later."""
    before = spine.newest()
    api.post("/v1/batch", written({"batch": calls}))
    assert spine.settle()
    for one in spine.follow(before, limit=100).written:
        for text in (one.event.properties, one.event.context, one.event.traits):
            assert isinstance(json.loads(text), dict)
            text.encode()
