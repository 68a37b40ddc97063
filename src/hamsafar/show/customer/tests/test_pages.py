"""The customer pages, as each member of the cast meets them."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.utils.translation import override
from msgspec.structs import replace

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event
from hamsafar.config import people_feed
from hamsafar.ground.jobs import worker
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.show.customer import words
from hamsafar.store.events import services as events

pytestmark = pytest.mark.django_db(transaction=True)


def happened(number, name, *, user="u-1", unit="tehran", traits="{}", kind="track", properties="{}", minutes=0):
    at = clock.now() - dt.timedelta(minutes=minutes)
    return Event(
        source="shop",
        message_id=f"m-{number}",
        type=kind,
        name=name,
        channel="web",
        space="shop",
        user_id=user,
        unit=unit,
        timestamp=at,
        received_at=at,
        properties=properties,
        traits=traits,
    )


@pytest.fixture
def spine(event_store):
    people.wire(people_feed.wiring())
    events.start()
    yield
    events.stop()


@pytest.fixture
def negar(spine):
    """Negar lives in Tehran; somebody typed her name with an Arabic ي once."""
    intake.record(
        [
            happened(
                1, "", kind="identify", traits='{"firstName":"نگار","lastName":"رستمي","email":"Negar@Example.com","phone":"09123454471"}'
            ),
            happened(2, "Order Completed", properties='{"order_id":"88213","text":"<script>alert(1)</script>"}', minutes=5),
        ]
    )
    people.catch_up()
    (card,) = people.search("نگار")
    return people.key_text(card.person)


def test_bahar_finds_negar_in_any_spelling(client_of, bahar, negar):
    page = client_of("bahar").get("/customers", {"q": "رستمی"})
    assert page.status_code == 200
    assert negar in page.content.decode()


def test_the_page_tells_who_negar_is_in_both_languages(client_of, bahar, negar):
    persian, english = (client_of("bahar", language).get(f"/customers/{negar}").content.decode() for language in ("fa", "en"))
    assert 'dir="rtl"' in persian and "خرید کرد، سفارش 88213" in persian
    assert 'dir="ltr"' in english and "Bought, order 88213" in english
    assert "negar@example.com" in english.lower()


def test_facts_are_said_in_the_readers_words_and_calendar(client_of, ali, negar):
    told = '{"gender":"female","language":"fa","birthday":"1990-03-21","vip":true,"team":"fa"}'
    intake.record([happened(70, "", kind="identify", traits=told)])
    people.catch_up()
    persian, english = (client_of("ali", language).get(f"/customers/{negar}").content.decode() for language in ("fa", "en"))
    for said in ("<bdi>زن</bdi>", "<bdi>فارسی</bdi>", "۱ فروردین ۱۳۶۹", "<bdi>بله</bdi>", "<bdi>fa</bdi>"):
        assert said in persian, said
    assert "<bdi>Woman</bdi>" in english and "<bdi>Persian</bdi>" in english


@pytest.mark.parametrize("written", ["1990-03-21", "1990-03-21T00:00:00Z", "1369-01-01", "۱۳۶۹/۱/۱"])
def test_a_birthday_is_read_in_whichever_calendar_it_was_written(written):
    with override("fa"):
        assert words.trait_value("birthday", written) == "۱ فروردین ۱۳۶۹"
        assert words.trait_value("birthday", "spring") == "spring"


def test_what_a_customer_typed_is_never_markup(client_of, bahar, negar):
    assert "<script>alert" not in client_of("bahar").get(f"/customers/{negar}").content.decode()


def test_kian_cannot_tell_that_negar_exists(client_of, kian, negar):
    assert client_of("kian").get(f"/customers/{negar}").status_code == 404
    assert client_of("kian").get(f"/customers/{negar}/timeline").status_code == 404
    assert negar not in client_of("kian").get("/customers", {"q": "نگار"}).content.decode()


def rows_of(page):
    return [row.split(">")[0] for row in page.content.decode().split('<a href="/customers/')[1:]]


def test_bahar_reads_when_her_units_saw_somebody_and_in_that_order(client_of, ali, bahar, negar):
    day = 24 * 60
    intake.record(
        [
            happened(11, "", user="u-2", kind="identify", traits='{"name":"Sara"}', minutes=3 * day),
            happened(12, "Page Viewed", user="u-2", unit="parts-kish"),
            happened(13, "Page Viewed", minutes=60),
        ]
    )
    people.catch_up()
    sara = people.key_text(people.search("sara")[0].person)
    newest_first = [row[:16] for row in rows_of(client_of("bahar").get("/customers"))]
    assert newest_first == [negar, sara], "what Kish saw a moment ago moves nobody up"
    theirs, ours = (client_of(who, language="en").get("/customers", {"q": "sara"}).content.decode() for who in ("bahar", "ali"))
    assert "3 days ago" in theirs and "3 days ago" not in ours
    oldest_first = [row[:16] for row in rows_of(client_of("bahar").get("/customers", {"sort": "last_seen"}))]
    assert oldest_first == [sara, negar]


def test_a_large_unit_is_listed_in_its_own_order_too(client_of, bahar, negar, monkeypatch):
    monkeypatch.setattr("hamsafar.show.customer.listing.DEEPEST", 1)
    intake.record(
        [
            happened(21, "", user="u-3", kind="identify", traits='{"name":"Reza"}', minutes=9000),
            happened(22, "Page Viewed", user="u-3", unit="parts-kish"),
            *(happened(30 + n, "Page Viewed", user="", unit="tehran") for n in range(3)),
        ]
    )
    people.catch_up()
    assert [row[:16] for row in rows_of(client_of("bahar").get("/customers"))] == [negar]


def test_what_only_another_unit_was_told_is_not_among_the_facts(client_of, ali, bahar, negar):
    intake.record([happened(41, "", user="k-1", unit="parts-kish", kind="identify", traits='{"email":"negar@example.com","city":"Kish"}')])
    people.catch_up()
    assert "Kish" in client_of("ali", language="en").get(f"/customers/{negar}").content.decode()
    assert "Kish" not in client_of("bahar", language="en").get(f"/customers/{negar}").content.decode()


@pytest.fixture
def tablet(negar):
    """Negar's tablet: three page views that nobody was signed in for, ten days, two days and an hour ago."""
    days = (14400, 2880, 60)
    intake.record([replace(happened(50 + n, "Page Viewed", user="", minutes=ago), anonymous_id="tab") for n, ago in enumerate(days)])
    intake.record([replace(happened(60, "", kind="identify", minutes=14399), anonymous_id="tab")])
    people.catch_up()
    return people.key_text(people.key_of(people.Identifier("shop", "anonymous_id", "tab")))


def sold(tablet, days_ago=5, **more):
    day = (clock.now() - dt.timedelta(days=days_ago)).date().isoformat()
    return {"key": tablet, "day": day, "at": "00:00", "because": "sold", **more}


def test_bahar_sees_what_would_leave_before_a_tablet_changes_hands_and_can_undo_it(client_of, bahar, negar, tablet):
    page = client_of("bahar", language="en")
    assert f"/customers/{negar}/hand-over?key={tablet}" in page.get(f"/people/{negar}/identity").content.decode()
    preview = " ".join(page.get(f"/customers/{negar}/hand-over", sold(tablet)).content.decode().split())
    assert "Stays with this customer</dt><dd>1 event <" in preview and "Goes to a new customer</dt><dd>2 events <" in preview
    assert people.history(people.key_from_text(negar)) == (), "looking changes nothing"
    assert page.post(f"/customers/{negar}/hand-over", sold(tablet)).status_code == 302
    people.catch_up()
    later = events.timeline(people.key_from_text(negar), scope=events.Scope(), limit=50).happenings
    assert [one.name for one in later].count("Page Viewed") == 1
    (made,) = people.history(people.key_from_text(negar))
    page.post(f"/people/decisions/{made.id}/undo")
    people.catch_up()
    back = events.timeline(people.key_from_text(negar), scope=events.Scope(), limit=50).happenings
    assert [one.name for one in back].count("Page Viewed") == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "soon"}, "no day and time"),
        ({"day": "2099-01-01"}, "in the future"),
        ({"day": "2001-01-01"}, "not seen before"),
        ({"at": "99:99"}, "no day and time"),
        ({"key": "0123456789abcdef"}, "valid choice"),
    ],
)
def test_a_moment_that_makes_no_sense_is_said_and_changes_nothing(client_of, bahar, negar, tablet, wrong, said):
    page = client_of("bahar", language="en")
    assert said in page.get(f"/customers/{negar}/hand-over", {**sold(tablet), **wrong}).content.decode()
    assert page.post(f"/customers/{negar}/hand-over", {**sold(tablet), **wrong}).status_code == 422
    assert people.history(people.key_from_text(negar)) == ()


def test_a_day_may_be_written_in_persian(client_of, bahar, negar, tablet):
    page = client_of("bahar").get(f"/customers/{negar}/hand-over", sold(tablet, day="۱ فروردین ۱۳۹۹", at="۰۸:۳۰"))
    assert "پیش از آن لحظه دیده نشده" in page.content.decode()


def test_kian_hands_nothing_over(client_of, kian, negar, tablet):
    assert client_of("kian").get(f"/customers/{negar}/hand-over", sold(tablet)).status_code == 404
    assert client_of("kian").post(f"/customers/{negar}/hand-over", sold(tablet)).status_code == 404


def test_an_address_that_names_nobody_is_not_found(client_of, ali, negar):
    for address in ("0123456789abcdef", "nonsense", "ffffffffffffffff", "%00"):
        assert client_of("ali").get(f"/customers/{address}").status_code == 404


def test_nothing_new_is_answered_with_nothing(client_of, bahar, negar):
    assert client_of("bahar").get(f"/customers/{negar}/timeline", {"after": str(2**63)}).status_code == 204
    assert client_of("bahar").get(f"/customers/{negar}/timeline", {"after": "0"}).status_code == 200


@pytest.mark.parametrize(
    "before", ["x", "2026-01-01~", "~1", "2026-13-01~1", "0001-01-01~1", "9999-12-31T00:00:00+00:00~99999999999999999999999"]
)
def test_a_cursor_that_makes_no_sense_shows_the_timeline(client_of, bahar, negar, before):
    assert client_of("bahar").get(f"/customers/{negar}", {"before": before}).status_code == 200


def test_the_list_asks_the_stores_a_fixed_number_of_times(client_of, ali, negar, django_assert_max_num_queries):
    client = client_of("ali")
    with django_assert_max_num_queries(20):
        client.get("/customers")
    with django_assert_max_num_queries(30):
        client.get(f"/customers/{negar}")


@pytest.fixture
def lead_of_tehran(units):
    grant = organisation.Grant(role=organisation.Role.CX_LEAD, unit="tehran")
    return organisation.create_member(email="lead@example.com", name="Lead", password="travel with me 1405", grants=[grant])


def test_ali_takes_out_everything_that_is_known(client_of, ali, negar):
    answer = client_of("ali").get(f"/customers/{negar}/export.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert "88213" in file.read("events.jsonl").decode()


def test_ali_forgets_negar(client_of, ali, negar):
    assert client_of("ali").post(f"/customers/{negar}/erase").status_code == 302
    worker.run_due()
    assert client_of("ali").get(f"/customers/{negar}").status_code == 404
    assert events.timeline(int(negar, 16), scope=events.Scope()).happenings == ()


def test_who_holds_the_right_in_one_unit_only_may_not_forget_somebody_everywhere(client_of, lead_of_tehran, negar):
    client = client_of("lead_of_tehran")
    assert client.get(f"/customers/{negar}").status_code == 200
    assert client.post(f"/customers/{negar}/erase").status_code == 403
    assert client.get(f"/customers/{negar}/export.zip").status_code == 403


def test_bahar_may_not_forget_anybody(client_of, bahar, negar):
    assert client_of("bahar").post(f"/customers/{negar}/erase").status_code == 403


@pytest.fixture
def shoppers(spine):
    """Three people: two orders in toman, one large order in rial, one on the phone who bought nothing."""
    intake.record(
        [
            bought(1, "zz-ann", "1000000", "IRT", "web"),
            bought(2, "zz-ann", "1000000", "IRT", "web"),
            bought(3, "zz-bob", "50000000", "IRR", "app"),
            bought(4, "zz-cyrus", None, "", "phone"),
        ]
    )
    people.catch_up()


def bought(number, who, amount, currency, channel):
    at = clock.now() - dt.timedelta(minutes=number)
    name = "Order Completed" if amount else "Call Ended"
    properties = f'{{"order_id":"o{number}"}}' if amount else f'{{"conversation_id":"c{number}"}}'
    return Event(
        source="shop",
        message_id=f"b-{number}",
        name=name,
        channel=channel,
        space="shop",
        user_id=who,
        unit="tehran",
        timestamp=at,
        received_at=at,
        amount=Decimal(amount) if amount else None,
        currency=currency,
        properties=properties,
    )


def order_of(page):
    text = page.content.decode()
    return sorted((name for name in ("zz-ann", "zz-bob", "zz-cyrus") if name in text), key=text.index)


def test_customers_are_ranked_by_what_they_spent_whatever_the_unit_of_money(client_of, ali, shoppers):
    assert order_of(client_of("ali").get("/customers", {"sort": "-spent"})) == ["zz-bob", "zz-ann", "zz-cyrus"]
    assert order_of(client_of("ali").get("/customers", {"sort": "-orders"})) == ["zz-ann", "zz-bob", "zz-cyrus"]


def test_a_channel_shows_only_those_who_came_by_it(client_of, ali, shoppers):
    assert order_of(client_of("ali").get("/customers", {"channel": "phone"})) == ["zz-cyrus"]


def test_what_is_known_of_negar_is_named_in_the_readers_language(client_of, bahar, negar):
    assert "<bdi>نام خانوادگی</bdi>" in client_of("bahar", language="fa").get(f"/customers/{negar}").content.decode()
    page = client_of("bahar", language="en").get(f"/customers/{negar}").content.decode()
    assert "<bdi>Last name</bdi>" in page and "lastName" not in page
