"""What other systems send: signed, sized, paced, repeated at will."""

import json

import pytest
from django.test import Client

from hamsafar.base import clock, rate_limits
from hamsafar.collect.mentions import hook, places
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.connectors.webhook import signing
from hamsafar.collect.mentions.models import ItemRow

from .conftest import DAY, NOW, told

ITEM = {
    "id": "r-1",
    "rating": 2,
    "author": "سارا",
    "username": "sara_m",
    "comment": "<p>آوند دیر رسید<br>بد بود</p>",
    "created_at": "1405/07/25 12:00",
}


def send(place, body, *, secret=None, said=None, slug=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    header = said if said is not None else signing.sign(raw, secret or place.facts["secret"])
    return Client().post(f"/in/mentions/{slug or place.slug}", raw, content_type="application/json", headers={signing.HEADER: header})


def test_a_signed_call_is_taken_and_a_repeat_changes_nothing(place):
    here = place()
    assert send(here, {"items": [ITEM, {"id": "r-2", "text": "آوند خوب است", "rating": "9", "best": 10}]}).json()["new"] == 2
    assert send(here, [ITEM]).json() == {"new": 0, "reposts": 0, "known": 1, "left": 0, "empty": 0, "unreadable": 0}
    (first, said), (_second, other) = told()
    assert said["text"] == "آوند دیر رسید\nبد بود" and said["handle"] == "sara_m"
    assert first.timestamp.isoformat() == "2026-10-17T08:30:00+00:00"  # noon in Tehran
    assert other["rating"] == pytest.approx(1 + 4 * 8 / 9, abs=0.01)


@pytest.mark.parametrize("said", ["", "t=1,v1=00", "nonsense", "t=٣,v1=é", "v1=" + "0" * 64, "t=99999999999999999999,v1=00"])
def test_without_the_right_signature_nothing_is_taken(place, said):
    answer = send(place(), [ITEM], said=said)
    assert answer.status_code == 401 and not ItemRow.objects.exists()


def test_an_old_call_cannot_be_played_again(place):
    here, raw = place(), json.dumps([ITEM]).encode()
    old = signing.sign(raw, here.facts["secret"])
    with clock.frozen_at(NOW + DAY):
        assert send(here, raw, said=old).json()["code"] == "mention_old_signature"


def test_a_place_that_is_not_there_answers_as_one_with_another_secret(place):
    here = place()
    nowhere, wrong = send(here, [ITEM], slug="nowhere"), send(here, [ITEM], secret="hsm_wrong")
    assert (nowhere.status_code, nowhere.json()) == (wrong.status_code, wrong.json())


def test_a_new_secret_ends_the_old_one(place, ali):
    here = place()
    new = mentions.new_secret(here.id, by=ali)
    assert send(here, [ITEM]).status_code == 401
    assert send(new, [ITEM]).status_code == 200


def test_a_paused_or_archived_place_hears_nothing(place):
    here = place()
    mentions.change_place(here.id, is_on=False)
    assert send(here, [ITEM]).status_code == 401
    mentions.change_place(here.id, is_on=True)
    mentions.archive_place(here.id)
    assert send(here, [ITEM]).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[", b"7", b'"x"', b"\xff\xfe", b"{}", b"[" * 5000, json.dumps([ITEM] * 501).encode()])
def test_what_holds_no_items_is_refused_with_a_sentence(place, body):
    answer = send(place(), body)
    assert (answer.status_code, answer.json()["code"]) == (422, "mention_not_items")


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ([1], "not_an_item"),
        ([{"id": "1", "text": "آوند", "rating": 9}], "bad_rating"),
        ([{"id": "1", "text": "آوند", "rating": "NaN"}], "bad_rating"),
        ([{"id": "1", "text": "آوند", "rating": 10**400}], "bad_rating"),
        ([{"id": "1", "text": "آوند", "rating": 1e308, "best": 1.7e308, "worst": -1.7e308}], "bad_rating"),
        ([{"id": "1", "text": "آوند", "at": "2099-01-01"}], "bad_moment"),
        ([{"id": "1", "text": "آوند", "at": {"x": 1}}], "bad_moment"),
    ],
)
def test_a_bad_item_is_counted_and_the_others_are_taken(place, bad, why):
    assert send(place(), [*bad, ITEM]).json() == {
        "new": 1, "reposts": 0, "known": 0, "left": 0, "empty": 0, "unreadable": 1, "troubles": {why: 1},
    }  # fmt: skip


@pytest.mark.parametrize("odd", [{"url": "http://[x"}, {"url": "http://a\u2100b/"}, {"reach": 10**400}, {"url": ["http://x.example"]}])
def test_what_cannot_be_read_beside_the_text_is_left_out(place, odd):
    assert send(place(), [{"id": "1", "text": "آوند", **odd}]).json()["new"] == 1
    assert not told()[0][1].keys() & odd.keys()


def test_a_call_that_is_too_large_is_not_even_looked_at(place):
    assert send(place(), b"x" * (places.LARGEST_CALL + 1)).status_code == 413


def test_too_many_calls_have_to_wait(place, monkeypatch):
    monkeypatch.setattr(hook, "PER_PLACE", rate_limits.Limit(tries=2, seconds=60))
    here = place()
    assert [send(here, [ITEM]).status_code for _ in range(3)] == [200, 200, 429]


def test_a_get_learns_nothing(db):
    assert Client().get("/in/mentions/myket").status_code == 405
