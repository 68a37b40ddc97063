"""Feeds: every dialect, looked at politely, and nothing that could harm."""

from base64 import b64encode

import pytest

from hamsafar.collect.mentions import places
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.connectors.known import get_connector
from hamsafar.collect.mentions.errors import FeedForbidden, NotAFeed
from hamsafar.collect.mentions.models import PlaceRow
from hamsafar.ground.jobs import services as jobs

from .conftest import told

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>وبلاگ</title><link>https://blog.example</link>
<item><title>تجربهٔ خرید از آوند</title><link>https://blog.example/1</link><guid>b-1</guid><author>reza@example.com (رضا)</author>
<pubDate>Sat, 17 Oct 2026 10:00:00 +0330</pubDate><description>&lt;p&gt;خیلی &lt;b&gt;خوب&lt;/b&gt; بود&lt;/p&gt;
&lt;script&gt;x()&lt;/script&gt;</description></item>
<item><title>آوند و کسرا</title><link>/2</link><guid>b-2</guid></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:im="http://itunes.apple.com/rss"><title>Reviews</title>
<entry><id>901</id><title>Avand app crashes</title><content type="text">It closes at checkout</content>
<content type="html">&lt;b&gt;It closes&lt;/b&gt;</content>
<im:rating>1</im:rating><author><name>Kian</name><uri>https://x.example/u/1</uri></author><updated>2026-10-16T09:00:00-07:00</updated></entry></feed>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><rss version="2.0"><channel>
<item><title>&lol2;</title></item></channel></rss>"""
FILE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY own SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&own;</title></item></channel></rss>"""


def feed(place, board, text, **said):
    board.answer = text if isinstance(text, bytes) else text.encode()
    return place("feed", url=f"{board.address}/feed", network="", **said)


def test_rss_becomes_mentions_without_markup(place, board):
    here = feed(place, board, RSS)
    assert mentions.look(here.id).new == 2
    (event, said), (_other, second) = told()
    assert said["text"] == "تجربهٔ خرید از آوند\nخیلی خوب بود" and said["author"] == "رضا" and said["network"] == "blog.example"
    assert event.timestamp.isoformat() == "2026-10-17T06:30:00+00:00"
    assert [one.kind for one in event.identifiers] == ["email"]
    assert second["brands"] == ["own", "kasra"] and second["url"].endswith("/2")


def test_entries_of_an_app_store_are_reviews(place, board):
    here = feed(place, board, ATOM, name="App Store")
    mentions.look(here.id)
    ((event, said),) = told()
    assert (event.name, said["rating"], said["author"]) == ("Review Posted", 1.0, "Kian")
    assert said["text"] == "Avand app crashes\nIt closes at checkout"


def test_what_has_not_changed_is_not_sent_again(place, board):
    here = feed(place, board, RSS)
    board.headers = {"ETag": '"v1"', "Last-Modified": "Sat, 17 Oct 2026 07:00:00 GMT"}
    mentions.look(here.id)
    board.status, board.answer = 304, b""
    assert mentions.look(here.id).all == 0
    asked = board.calls[-1].headers
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"v1"', "Sat, 17 Oct 2026 07:00:00 GMT")


def test_another_address_is_asked_anew(place, board):
    here = feed(place, board, RSS)
    board.headers = {"ETag": '"v1"'}
    mentions.look(here.id)
    mentions.change_place(here.id, url=f"{board.address}/other")
    mentions.look(here.id)
    assert "If-None-Match" not in board.calls[-1].headers


@pytest.mark.parametrize("bomb", [BOMB, FILE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
def test_feeds_that_declare_entities_are_refused_in_any_encoding(place, bomb, encoding):
    here = place("feed", url="https://blog.example/feed")
    with pytest.raises(FeedForbidden):
        list(get_connector("feed").read(bomb.encode(encoding), here))


@pytest.mark.parametrize("encoding", ["utf-7", "cp037"])
def test_an_encoding_that_hides_the_signs_hides_no_entities(place, encoding):
    here = place("feed", url="https://blog.example/feed")
    declared, rest = BOMB.replace("?>", f' encoding="{encoding}"?>', 1).split("?>", 1)
    hidden = "".join(f"+{b64encode(sign.encode('utf-16-be')).decode().rstrip('=')}-" if sign in "<!&" else sign for sign in rest)
    feed = f"{declared}?>{hidden}".encode() if encoding == "utf-7" else f"{declared}?>{rest}".encode(encoding)
    with pytest.raises(FeedForbidden):
        list(get_connector("feed").read(feed, here))


def test_a_link_that_cannot_be_read_does_not_end_the_listening(place, board):
    here = feed(place, board, RSS.replace("https://blog.example/1", "http://[blog"))
    assert mentions.look(here.id).new == 2
    assert "url" not in told()[0][1]


def test_a_page_is_no_feed(place):
    with pytest.raises(NotAFeed):
        list(get_connector("feed").read(b"<!doctype html><html><body>hello</body></html>", place("feed", url="https://blog.example/feed")))


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (500, RSS, "mention_feed_answered"),
        (302, "", "mention_feed_answered"),
        (200, "{}", "mention_not_a_feed"),
        (200, BOMB, "mention_feed_forbidden"),
    ],
)
def test_trouble_is_shown_and_the_next_look_is_later(place, board, status, body, code):
    here = feed(place, board, body, minutes=30)
    board.status = status
    assert mentions.look(here.id) is None
    row = PlaceRow.objects.get(id=here.id)
    assert row.trouble == code and places.sentence_of(places.to_place(row))
    assert (row.due_at - row.looked_at).total_seconds() == 3600
    assert not told()


def test_a_feed_that_is_too_large_is_not_read(place, board, monkeypatch):
    monkeypatch.setattr(places, "LARGEST_FEED", 100)
    here = feed(place, board, RSS)
    mentions.look(here.id)
    assert PlaceRow.objects.get(id=here.id).trouble == "mention_feed_too_large"


def test_private_networks_are_not_looked_at(place):
    here = place("feed", url="http://127.0.0.1:1/feed")
    mentions.look(here.id)
    assert PlaceRow.objects.get(id=here.id).trouble == "outward_not_allowed"


@pytest.mark.django_db(transaction=True)
def test_each_look_queues_the_next(place, board):
    here = feed(place, board, RSS, minutes=60)
    jobs.run_due()
    assert sorted(job.state for job in jobs.list_jobs(name=places.LOOK)) == ["done", "queued"]
    row = PlaceRow.objects.get(id=here.id)
    assert (row.due_at - row.looked_at).total_seconds() == 3600 and row.taken == 2
    mentions.archive_place(here.id)
    assert mentions.look(here.id) is None
