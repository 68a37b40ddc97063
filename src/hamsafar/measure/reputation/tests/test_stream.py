"""The page of mentions: found, filtered, read, answered, made somebody's matter."""

import pytest

from hamsafar.collect.mentions.services import Kind
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.reputation import services as reputation
from hamsafar.measure.reputation.services import Filters
from hamsafar.measure.voice import services as voice
from hamsafar.store.events.services import Scope

from .conftest import DAY, NOW, item

ALL = Scope()
PERIOD = "period=last_90_days"


def page(client, query=""):
    answer = client.get(f"/mentions?{PERIOD}&{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_mention_is_on_the_page_read_and_in_the_comments_explorer(hear, reading, client_of, ali):
    hear(item("آوند افتضاح بود، پیک خیلی دیر رسید", id="1", author="سارا", reach=120, at=NOW - DAY))
    voice.catch_up()
    shown = page(client_of("ali"))
    assert "افتضاح" in shown and "ناراضی" in shown and "سارا" in shown and "۱۲۰" in shown
    assert "افتضاح" in client_of("ali").get(f"/comments?{PERIOD}").content.decode()


def test_what_is_about_a_competitor_is_read_and_kept_apart(hear, reading, client_of, ali):
    hear(item("کسرا افتضاح است", id="1"), item("آوند عالی است", id="2"))
    voice.catch_up()
    ours, theirs = page(client_of("ali")), page(client_of("ali"), "side=others")
    assert "آوند عالی" in ours and "کسرا افتضاح" not in ours
    assert "کسرا افتضاح" in theirs and "آوند عالی" not in theirs
    comments = client_of("ali").get(f"/comments?{PERIOD}").content.decode()
    assert "کسرا افتضاح" not in comments
    assert reputation.stream(Filters(side="others"), scope=ALL)[0].feeling == -1


def test_filters_cut_the_list_and_the_numbers(hear, client_of, ali):
    hear(
        item("آوند الف", id="1", kind=Kind.REVIEW, rating=1.0), item("آوند ب", id="2", kind=Kind.REVIEW, rating=5.0, network="bazaar"),
        item("آوند ج", id="3"),
    )  # fmt: skip

    def found(**filters):
        return {one.text for one in reputation.stream(Filters(**filters), scope=ALL)}

    assert found() == {"آوند الف", "آوند ب", "آوند ج"}
    assert (
        found(ratings=(1,)) == {"آوند الف"} and found(networks=("bazaar",)) == {"آوند ب"} and found(kinds=("Mention Found",)) == {"آوند ج"}
    )
    assert found(feelings=(1,)) == {"آوند ب"}
    told = reputation.together(Filters(feelings=(1,)), scope=ALL)
    assert (told.said, told.rating.value, told.good.n) == (1, 5.0, 1)
    assert "آوند الف" not in page(client_of("ali"), "rating=5")


def test_search_finds_other_forms_of_a_word(hear, reading, client_of, ali):
    hear(item("کتاب‌های آوند پاره بود", id="1"), item("آوند خوب است", id="2"))
    voice.catch_up()
    assert [one.text for one in reputation.stream(Filters(search="کتابهایش"), scope=ALL)] == ["کتاب‌های آوند پاره بود"]
    assert "پاره" in page(client_of("ali"), "q=کتاب")


def test_what_was_answered_after_the_period_is_answered(hear, tell, client_of, bahar):
    hear(item("آوند دیر رسید", id="1", at=NOW - 5 * DAY))
    (one,) = reputation.stream(Filters(), scope=ALL)
    address = people.key_text(one.id_hash)
    assert client_of("bahar").post(f"/mentions/{address}/mark").status_code == 302
    tell()
    old = Scope(since=NOW - 9 * DAY, until=NOW - 3 * DAY)
    assert [one.is_answered for one in reputation.stream(Filters(), scope=old)] == [True]
    assert not reputation.stream(Filters(answered="no"), scope=old)
    client_of("bahar").post(f"/mentions/{address}/take-back")
    tell()
    assert [one.is_answered for one in reputation.stream(Filters(), scope=ALL)] == [False]


def test_a_reply_is_written_on_the_page_and_its_outcome_stands_there(hear, board, client_of, bahar):
    hear(item("آوند دیر رسید", id="1"), reply_url=f"{board.address}/r")
    (one,) = reputation.stream(Filters(), scope=ALL)
    address, bahars = f"/mentions/{people.key_text(one.id_hash)}", client_of("bahar")
    assert "reply-text" in bahars.get(address).content.decode()
    assert bahars.post(f"{address}/reply", {"text": "پوزش می‌خواهیم"}).status_code == 302
    assert "reply-text" not in bahars.get(address).content.decode()
    jobs.run_due()
    shown = bahars.get(address).content.decode()
    assert "پوزش می‌خواهیم" in shown and "پاسخ داده شد" in shown
    assert bahars.post(f"{address}/reply", {"text": "دوباره"}).status_code == 422
    assert len(board.calls) == 1


def test_reposts_count_once_with_how_many_and_their_reach(hear):
    words = "از فروشگاه آوند خرید کردم و ده روز منتظر ماندم تا بالاخره رسید"
    hear(item(words, id="1", reach=10), item(f"RT @a {words}", id="2", reach=30), item(words, id="3", reach=5))
    (one,) = reputation.stream(Filters(), scope=ALL)
    assert (one.reposts, one.reach) == (2, 45)
    assert reputation.together(Filters(), scope=ALL).reach == 45


def test_whoever_is_proven_is_linked_and_a_case_opens(hear, client_of, ali):
    people.observe([identify(user="sara", traits='{"name": "سارا محمدی"}', unit="tehran")])
    hear(item("آوند دیر رسید", id="1", user_id="sara"), item("آوند خوب است", id="2", author="سارا محمدی"), space="shop")
    linked, unlinked = sorted(reputation.stream(Filters(), scope=ALL), key=lambda one: -one.person)
    assert unlinked.person == 0
    assert linked.person == key("sara")
    first = client_of("ali").get(f"/mentions/{people.key_text(linked.id_hash)}").content.decode()
    assert "سارا محمدی" in first and "/cases/new" in first
    assert "/cases/new" not in client_of("ali").get(f"/mentions/{people.key_text(unlinked.id_hash)}").content.decode()


def test_kian_sees_nothing_of_another_unit(hear, client_of, kian, dara):
    hear(item("آوند در تهران", id="1"))
    (one,) = reputation.stream(Filters(), scope=ALL)
    address = f"/mentions/{people.key_text(one.id_hash)}"
    assert "آوند در تهران" not in page(client_of("kian"))
    assert client_of("kian").get(address).status_code == 404
    assert client_of("kian").post(f"{address}/mark").status_code == 404
    assert client_of("dara").get(address).status_code == 200
    assert client_of("dara").post(f"{address}/mark").status_code == 403


def test_marking_many_leaves_those_that_have_an_answer(hear, tell, client_of, bahar):
    hear(item("آوند یک", id="1"), item("آوند دو", id="2"))
    picked = [people.key_text(one.id_hash) for one in reputation.stream(Filters(), scope=ALL)]
    client_of("bahar").post("/mentions/mark", {"picked": [*picked, "nonsense"]})
    here = {"Referer": "http://testserver/mentions?feeling=-1", "Host": "testserver"}
    assert client_of("bahar").post("/mentions/mark", {"picked": picked}, headers=here).url == "/mentions?feeling=-1"
    elsewhere = {"Referer": "http://evil.example/mentions?feeling=-1"}
    assert client_of("bahar").post("/mentions/mark", {"picked": picked}, headers=elsewhere).url == "/mentions"
    tell()
    assert reputation.together(Filters(answered="yes"), scope=ALL).said == 2


@pytest.mark.parametrize("query", ["feeling=9&rating=x&order=y&side=z&kind=w&page=-1", "q=%00", "network=%00&topic=" + "x" * 500])
def test_nonsense_in_the_address_is_read_as_if_it_were_not_there(hear, client_of, ali, query):
    hear(item("آوند یک", id="1"))
    page(client_of("ali"), query)


def test_an_address_that_is_no_web_address_becomes_no_link(hear, client_of, ali, event_store):
    from hamsafar.measure.metrics.tests.planting import plant

    plant(
        [
            {
                "name": "Mention Found",
                "message_id": "evil",
                "timestamp": NOW,
                "person_key": 0,
                "unit": "tehran",
                "channel": "social",
                "properties": '{"network": "x", "text": "<b>hi</b>", "url": "javascript:alert(1)", "author": ["x"], "brands": "no",'
                ' "about": {"a": 1}}',
            }
        ],
        first=900,
    )
    (one,) = reputation.stream(Filters(), scope=ALL)
    shown = client_of("ali").get(f"/mentions/{people.key_text(one.id_hash)}").content.decode()
    assert "javascript:alert" not in shown and "<b>hi</b>" not in shown


@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_empty_page_says_what_to_do(event_store, brands, client_of, ali, dara, language):
    shown = page(client_of("ali", language=language))
    assert "/mentions/places" in shown
    assert client_of("dara", language=language).get("/mentions").status_code == 200
