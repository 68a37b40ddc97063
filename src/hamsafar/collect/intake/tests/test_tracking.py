"""Segment's HTTP API, as its documentation and its clients use it."""

import base64
import datetime as dt
import errno
import gzip
import json
from dataclasses import replace

import pytest
from django.db import OperationalError

from hamsafar.collect.intake import keyring
from hamsafar.collect.intake import services as intake
from hamsafar.ground.organisation import services as organisation

VIEW = {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "m1", "properties": {"sku": "A1", "price": 12.5}}


def test_a_call_is_on_the_spine_with_who_where_and_what(api, kept):
    assert api.post("/v1/track", VIEW).json == {"success": True}
    (row,) = kept()
    assert (row["source"], row["message_id"], row["type"], row["name"], row["user_id"]) == ("shop", "m1", "track", "Product Viewed", "u1")
    assert (row["channel"], row["direction"], row["space"]) == ("web", "inbound", "main")
    assert json.loads(row["properties"]) == {"sku": "A1", "price": 12.5}
    assert row["person_key"] != 0 and row["flags"] == []


@pytest.mark.parametrize(
    "path, call, name",
    [
        ("/v1/identify", {"userId": "u1", "traits": {"email": "sara@example.ir"}}, "Profile Identified"),
        ("/v1/page", {"anonymousId": "a1", "name": "Home", "properties": {"url": "https://shop.ir/"}}, "Page Viewed"),
        ("/v1/screen", {"anonymousId": "a1", "name": "Basket"}, "Screen Viewed"),
        ("/v1/group", {"userId": "u1", "groupId": "g1", "traits": {"email": "office@example.ir"}}, "Group Joined"),
        ("/v1/alias", {"userId": "u1", "previousId": "a1"}, "Profile Linked"),
        ("/v1/t", {"userId": "u1", "event": "Store Visited"}, "Store Visited"),
        ("/v1/p", {"anonymousId": "a1"}, "Page Viewed"),
    ],
)
def test_every_kind_of_call_has_its_event(api, kept, path, call, name):
    assert api.post(path, call).status == 200
    assert [row["name"] for row in kept()] == [name]


def test_a_page_keeps_its_name_and_an_email_is_one_more_name_of_the_person(api, kept):
    api.post("/v1/page", {"anonymousId": "a1", "name": "Home", "category": "Start", "properties": {"path": "/", "category": "own"}})
    api.post("/v1/identify", {"userId": "u1", "traits": {"email": "Sara@Example.ir", "phone": "09121234567"}})
    api.post("/v1/group", {"userId": "u1", "groupId": "g1", "traits": {"email": "office@example.ir"}})
    page, told, group = kept()
    assert json.loads(page["properties"]) == {"name": "Home", "category": "own", "path": "/"}
    assert json.loads(told["identifiers"]) == [["", "email", "Sara@Example.ir"], ["", "phone", "09121234567"]]
    assert json.loads(group["identifiers"]) == [] and json.loads(group["properties"]) == {"group_id": "g1"}


@pytest.mark.parametrize("how", ["basic", "no colon", "bearer", "body"])
def test_the_write_key_may_come_in_four_ways(api, how):
    key, body = api.key, dict(VIEW)
    headers = {
        "basic": {"authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()},
        "no colon": {"authorization": "Basic " + base64.b64encode(key.encode()).decode().rstrip("=")},
        "bearer": {"authorization": f"Bearer {key}"},
        "body": {},
    }[how]
    if how == "body":
        body["writeKey"] = key
    assert api.post("/v1/track", body, key="", headers=headers).status == 200


def test_an_unknown_key_is_refused_in_the_callers_language(api, kept):
    english = api.post("/v1/track", VIEW, key="nobody", headers={"accept-language": "en-GB,fa"})
    persian = api.post("/v1/track", VIEW, key="nobody", headers={"accept-language": "de, fa-IR;q=0.8"})
    assert (english.status, persian.status) == (401, 401)
    assert english.headers["content-type"] == "application/problem+json"
    assert english.json["code"] == persian.json["code"] == "unknown_write_key"
    assert "write key" in english.json["detail"] and "کلید" in persian.json["detail"]
    assert kept() == []


def test_a_revoked_key_no_longer_lets_in(api, shop, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        intake.add_key("shop")
        intake.revoke_key("shop", shop.live_key)
    assert api.post("/v1/track", VIEW).status == 401
    with pytest.raises(Exception, match="last_key"):
        intake.revoke_key("shop", intake.get_source("shop").live_key)


def test_a_batch_gives_its_context_and_moment_to_its_calls(api, kept):
    batch = {
        "sentAt": dt.datetime.now(dt.UTC).isoformat(),
        "context": {"ip": "1.1.1.1", "library": {"name": "ours"}},
        "integrations": {"All": True},
        "batch": [
            {**VIEW, "messageId": "1", "context": {"ip": "2.2.2.2"}, "timestamp": "2026-05-01T10:00:00.000Z"},
            {**VIEW, "messageId": "2", "integrations": {"Mixpanel": False}},
        ],
    }
    assert api.post("/v1/batch", batch).status == 200
    first, second = (json.loads(row["context"]) for row in kept())
    assert first == {"ip": "2.2.2.2", "library": {"name": "ours"}, "integrations": {"All": True}}
    assert second == {"ip": "1.1.1.1", "library": {"name": "ours"}, "integrations": {"All": True, "Mixpanel": False}}


def test_a_wrong_clock_is_repaired_and_all_four_moments_are_kept(api, kept):
    """A device that is an hour late measured two seconds between the click and the sending."""
    now = dt.datetime.now(dt.UTC)
    late = now - dt.timedelta(hours=1)
    call = {**VIEW, "timestamp": (late - dt.timedelta(seconds=2)).isoformat(), "sentAt": late.isoformat()}
    api.post("/v1/track", call)
    (row,) = kept()
    assert abs(row["received_at"] - now) < dt.timedelta(seconds=30)
    assert abs((row["received_at"] - row["timestamp"]) - dt.timedelta(seconds=2)) < dt.timedelta(milliseconds=2)
    assert abs(row["sent_at"] - late) < dt.timedelta(milliseconds=2)
    assert abs(row["original_timestamp"] - late + dt.timedelta(seconds=2)) < dt.timedelta(milliseconds=2)
    assert row["flags"] == []


@pytest.mark.parametrize(
    "stamp, sent",
    [
        ("2099-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:05Z", None),
        ("2099-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("next Tuesday", None),
        ("0000-00-00T00:00:00Z", None),
        ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_an_absurd_clock_is_set_right_and_marked(api, kept, stamp, sent):
    assert api.post("/v1/track", {**VIEW, "timestamp": stamp, "sentAt": sent}).status == 200
    (row,) = kept()
    assert abs(row["timestamp"] - row["received_at"]) < dt.timedelta(seconds=1)
    assert "clock_skew" in row["flags"]


@pytest.mark.parametrize(
    "stamp", ["2026-05-01T10:00:00Z", "2026-05-01T13:30:00+03:30", "2026-05-01T10:00:00", "1777629600000", "2026-05-01 10:00:00.000123"]
)
def test_moments_are_read_as_clients_write_them(api, kept, stamp):
    api.post("/v1/track", {**VIEW, "timestamp": stamp})
    assert kept("timestamp")[0]["timestamp"] == dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC)


def test_gzip_is_taken_and_a_bomb_is_not(api, kept):
    assert api.post("/v1/track", VIEW, zipped=True).status == 200
    bomb = gzip.compress(b" " * 200_000_000)
    assert len(bomb) < 500_000
    assert api.post("/v1/track", bomb, headers={"content-encoding": "gzip"}).status == 413
    assert (
        api.post("/v1/track", gzip.compress(json.dumps(VIEW).encode())[:-9], headers={"content-encoding": "gzip"}).json["code"]
        == "bad_compression"
    )
    assert api.post("/v1/track", VIEW, headers={"content-encoding": "br"}).status == 415
    assert len(kept()) == 1


def test_what_is_too_large_is_refused_alone(api, kept):
    large = {**VIEW, "messageId": "large", "properties": {"text": "x" * 33_000}}
    answer = api.items("/v1/batch", {"batch": [VIEW, large, {**VIEW, "messageId": "m2"}]})
    assert answer == {"success": True, "accepted": 2, "duplicate": 0, "quarantined": 0, "rejected": [{"index": 1, "reason": "too_large"}]}
    assert api.post("/v1/track", large).status == 413
    assert api.post("/v1/track", b'{"a":"' + b"x" * 520_000 + b'"}').status == 413
    assert [row["message_id"] for row in kept()] == ["m1", "m2"]


def test_more_than_2500_calls_are_cut(api, kept):
    batch = [{"type": "track", "event": "Store Visited", "userId": "u", "messageId": f"m{number}"} for number in range(2_600)]
    answer = api.items("/v1/batch", {"batch": batch})
    assert answer["accepted"] == 2_500 and len(answer["rejected"]) == 100
    assert answer["rejected"][0] == {"index": 2_500, "reason": "too_many"}
    assert len(kept("seq")) == 2_500


def test_each_refused_call_says_why_and_the_others_are_kept(api, kept):
    calls = [
        VIEW, {**VIEW, "type": "dance"}, {"type": "track", "event": "Store Visited"}, {"type": "track", "userId": "u"}, "word", 7, None,
        {**VIEW, "messageId": "x" * 101}, {**VIEW, "event": {"a": 1}}, {"type": "group", "userId": "u"}, {"type": "alias", "userId": "u"},
        {**VIEW, "messageId": "list", "properties": [1]}, {**VIEW, "messageId": "long", "event": "x" * 201}, {**VIEW, "messageId": "m2"},
    ]  # fmt: skip
    answer = api.items("/v1/batch", {"batch": calls})
    assert [(one["index"], one["reason"]) for one in answer["rejected"]] == [
        (1, "unknown_type"), (2, "no_identity"), (3, "no_event_name"), (4, "not_an_object"), (5, "not_an_object"), (6, "not_an_object"),
        (7, "id_too_long"), (8, "wrong_type"), (9, "no_group"), (10, "no_previous_id"), (11, "wrong_type"), (12, "name_too_long"),
    ]  # fmt: skip
    assert [row["message_id"] for row in kept()] == ["m1", "m2"]


def test_a_lone_bad_call_is_a_400_with_its_reason(api):
    answer = api.post("/v1/track", {"event": "Store Visited"})
    assert (answer.status, answer.json["reason"]) == (400, "no_identity")
    assert api.post("/v1/track", b'{"event": ').json["code"] == "bad_json"
    assert api.post("/v1/batch", {"batch": {}}).json["code"] == "bad_batch"
    assert api.post("/v1/batch", [VIEW]).json["code"] == "bad_batch"
    assert api.post("/v1/track", b'{"event":"\xff\xfe"}').json["code"] == "bad_text"


def test_drops_are_counted_by_source_day_and_reason(api, spine, event_store):
    api.post("/v1/batch", {"batch": [{"type": "dance", "userId": "u"}, {"type": "dance", "userId": "u"}, {"type": "track", "userId": "u"}]})
    api.post("/v1/track", b"{")
    api.clerk.drops.flush()
    today = dt.datetime.now(dt.UTC).date()
    counted = {(drop.source, drop.reason): drop.events for drop in spine.drops(today, today + dt.timedelta(days=1))}
    assert counted == {("shop", "unknown_type"): 2, ("shop", "no_event_name"): 1, ("shop", "bad_json"): 1}


def test_sent_again_counts_once_and_says_so(api, kept):
    first = {**VIEW, "sentAt": "2026-05-01T10:00:00Z", "timestamp": "2026-05-01T09:00:00Z", "context": {"retry": 0}}
    again = {**first, "sentAt": "2026-05-01T11:00:00Z", "context": {"retry": 1}, "properties": {"price": 12.5, "sku": "A1"}}
    assert api.items("/v1/track", first)["accepted"] == 1
    assert api.items("/v1/track", again)["duplicate"] == 1
    assert api.items("/v1/batch", {"batch": [{**VIEW, "messageId": "m2"}, {**VIEW, "messageId": "m2"}]})["duplicate"] == 1
    assert len(kept()) == 2


def test_the_same_id_with_other_words_is_set_aside_and_shown(api, kept, spine):
    api.post("/v1/track", VIEW)
    assert api.items("/v1/track", {**VIEW, "userId": "u2"})["quarantined"] == 1
    assert [row["user_id"] for row in kept()] == ["u1"]
    (aside,) = spine.quarantined()
    assert (aside.source, aside.message_id, aside.reason) == ("shop", "m1", "same_id_other_payload")
    assert json.loads(aside.payload)["user_id"] == "u2"


def test_two_sources_may_use_the_same_message_id(api, kept):
    other = intake.create_source("App", slug="app", channel="app")
    keyring.reload()
    api.post("/v1/track", VIEW)
    api.post("/v1/track", VIEW, key=other.live_key)
    assert [row["source"] for row in kept()] == ["shop", "app"]


def test_a_call_without_an_id_gets_one(api, kept):
    api.post("/v1/track", {"userId": "u", "event": "Store Visited"})
    api.post("/v1/track", {"userId": 17, "event": "Store Visited"})
    first, second = kept()
    assert first["message_id"].startswith("hamsafar-") and first["message_id"] != second["message_id"]
    assert second["user_id"] == "17"


def test_money_is_exact_and_has_a_currency(api, kept):
    for number, (event, properties) in enumerate([
        ("Order Completed", '{"order_id":"1","revenue":1234567.8901,"currency":"irt"}'),
        ("Order Completed", '{"order_id":"2","total":"250000"}'),
        ("Product Viewed", '{"price":5}'),
        ("Order Completed", '{"order_id":"3","revenue":1e400,"total":9}'),
        ("Seat Sold", '{"revenue":3}'),
    ]):  # fmt: skip
        body = f'{{"userId":"u","messageId":"{number}","event":"{event}","properties":{properties}}}'
        assert api.post("/v1/track", body.encode()).status == 200
    found = [(None if row["amount"] is None else str(row["amount"]), row["currency"]) for row in kept()]
    assert found[:3] == [("1234567.8901", "IRT"), ("250000.0000", "IRR"), (None, "")]
    assert found[3] == ("9.0000", "IRR") and found[4] == ("3.0000", "IRR")


def test_an_amount_without_a_currency_is_in_the_companys_and_one_that_cannot_be_read_in_none(api, kept):
    organisation.change_company(replace(organisation.company(), currency="EUR"))
    keyring.reload()
    for number, said in enumerate(("", ',"currency":null', ',"currency":""', ',"currency":"dollars"', ',"currency":7')):
        body = f'{{"userId":"u","messageId":"{number}","event":"Order Completed","properties":{{"order_id":"1","revenue":5{said}}}}}'
        assert api.post("/v1/track", body.encode()).status == 200
    assert [row["currency"] for row in kept()] == ["EUR", "EUR", "EUR", "", ""]


def test_bots_tests_and_unknown_names_are_kept_and_marked(api, kept, django_capture_on_commit_callbacks):
    googlebot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    api.post("/v1/track", {**VIEW, "messageId": "1", "context": {"userAgent": googlebot}})
    api.post("/v1/track", {**VIEW, "messageId": "2", "context": {"userAgent": "Mozilla/5.0 (Linux; Android 9; CUBOT X19)"}})
    api.post("/v1/track", {**VIEW, "messageId": "3", "context": {"test": True, "sessionId": 1714557600}})
    api.post("/v1/track", {**VIEW, "messageId": "4", "event": "Danced"}, headers={"user-agent": "curl/8"})
    with django_capture_on_commit_callbacks(execute=True):
        intake.change_source("shop", is_test=True)
    api.post("/v1/track", {**VIEW, "messageId": "5"})
    rows = kept()
    assert [row["flags"] for row in rows] == [["bot"], [], ["test"], ["unknown_name"], ["test"]]
    assert rows[2]["session_id"] == "1714557600"


def test_only_listed_pages_may_send_and_a_paused_source_takes_nothing(api, kept, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        intake.change_source("shop", origins=["https://shop.ir", "https://*.shop.ir"])
    codes = [
        api.post("/v1/track", VIEW, headers={"origin": origin}).status
        for origin in ("https://shop.ir", "https://www.shop.ir", "https://evil.ir")
    ]
    assert codes == [200, 200, 403]
    assert api.post("/v1/track", {**VIEW, "messageId": "server"}).status == 200  # no browser
    with django_capture_on_commit_callbacks(execute=True):
        intake.change_source("shop", is_paused=True)
    assert api.post("/v1/track", VIEW).json["code"] == "source_paused"
    assert len(kept()) == 2


def test_too_fast_is_told_when_to_come_back(api, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        intake.change_source("shop", per_second=1)
    codes = [api.post("/v1/track", {**VIEW, "messageId": str(number)}).status for number in range(12)]
    assert codes == [200] * 10 + [429] * 2
    answer = api.post("/v1/track", VIEW)
    assert int(answer.headers["retry-after"]) >= 1 and answer.headers["x-ratelimit-reset"]


def test_browsers_may_send_from_anywhere(api):
    ask = api.request("OPTIONS", "/v1/track", b"", {"origin": "https://shop.ir", "access-control-request-headers": "content-type"})
    assert ask.status == 204 and ask.headers["access-control-allow-origin"] == "https://shop.ir"
    answer = api.post(
        "/v1/track", {**VIEW, "writeKey": api.key}, key="", headers={"origin": "https://shop.ir", "content-type": "text/plain"}
    )
    assert answer.status == 200 and answer.headers["access-control-allow-origin"] == "https://shop.ir"


def test_the_pixel_takes_both_forms_and_is_always_a_picture(api, kept):
    data = base64.urlsafe_b64encode(json.dumps({**VIEW, "writeKey": api.key, "event": "Email Opened"}).encode()).decode().rstrip("=")
    assert api.get(f"/v1/pixel/track?data={data}").headers["content-type"] == "image/gif"
    plain = f"/v1/pixel/page?writeKey={api.key}&anonymousId=a1&name=Home&title=%D8%AE%D8%A7%D9%86%D9%87"
    assert api.get(plain).body.startswith(b"GIF89a")
    assert api.get("/v1/pixel/track?data=%00%FF").status == 200
    opened, page = kept()
    assert (opened["name"], opened["channel"]) == ("Email Opened", "email")
    assert json.loads(page["properties"]) == {"name": "Home", "title": "خانه"}


def test_analytics_next_is_told_to_send_here(api):
    settings = api.get(f"/v1/projects/{api.key}/settings", headers={"origin": "https://shop.ir"}).json
    assert settings["integrations"]["Segment.io"]["apiHost"] == "cx.example.com/v1"
    assert api.get("/v1/projects/nobody/settings").status == 401


def test_unknown_addresses_and_methods_are_said_so(api):
    assert api.post("/v1/dance", VIEW).status == 404
    assert api.get("/v1/track").status == 405
    assert api.get("/v1/health").json["status"] == "ok"


def test_cut_emoji_and_null_signs_do_not_cost_an_event(api, kept):
    body = rb'{"userId":"u\u0000x","messageId":"1","event":"Store Visited","properties":{"text":"\ud83d","ok":"\ud83d\ude00"}}'
    assert api.post("/v1/track", body).status == 200
    (row,) = kept()
    assert row["user_id"] == "u\ufffdx" and json.loads(row["properties"]) == {"text": "\ufffd", "ok": "😀"}


def test_too_deep_is_refused_and_a_busy_spine_says_come_back(api, kept, monkeypatch):
    deep = b'{"userId":"u","messageId":"1","event":"Store Visited","properties":' + b'{"a":' * 150 + b"1" + b"}" * 151
    assert api.post("/v1/track", deep).json["reason"] == "too_deep"
    assert api.post("/v1/track", b"[" * 100_000).status == 400
    monkeypatch.setattr("hamsafar.store.events.backlog.PATIENCE", 0.01)
    monkeypatch.setattr("hamsafar.store.events.backlog.MOST_ROWS", 0)
    answer = api.post("/v1/track", VIEW)
    assert (answer.status, answer.json["code"]) == (503, "overloaded") and answer.headers["retry-after"]
    assert kept() == []


@pytest.mark.parametrize("place", ["hamsafar.store.events.journal._write", "hamsafar.collect.intake.keyring.find"])
@pytest.mark.parametrize("trouble", [OSError(errno.ENOSPC, "No space left on device"), OperationalError("database or disk is full")])
def test_a_full_disk_or_a_lost_store_never_makes_a_sender_forget_its_events(api, kept, monkeypatch, place, trouble):
    def fail(*_given, **_more):
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(place, fail)
        answer = api.post("/v1/track", VIEW)
        assert (answer.status, answer.json["code"]) == (503, "overloaded") and answer.headers["retry-after"]
    assert api.post("/v1/track", VIEW).status == 200
    assert len(kept()) == 1
