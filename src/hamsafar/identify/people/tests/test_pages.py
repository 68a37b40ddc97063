"""Pages of who is who, as Bahar sees them and Kian does not."""

import re

import pytest
from django.utils.translation import override

from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import services as people
from hamsafar.identify.people import words

from .test_duplicates import crowd
from .world import event, identify, key

ALI = '{"name": "علی کریمی", "phone": "09121234567"}'


@pytest.fixture
def two(spine):
    spine.append(
        identify(1, user="ali", visitor="tab", unit="tehran", traits=ALI),
        identify(2, user="a.k", space="crm", unit="tehran", traits='{"name": "ع کریمی"}'),
    )
    people.catch_up()
    return people.key_text(key("ali")), people.key_text(key("a.k", space="crm"))


def test_bahar_merges_and_undoes(two, client_of):
    ali, other = two
    bahar = client_of("bahar", language="en")
    found = bahar.get(f"/people/{ali}/candidates", {"q": "کریمی"})
    assert other in found.content.decode()
    assert ali not in found.content.decode().replace(f"/people/{ali}/merge", "")
    answer = bahar.post(f"/people/{ali}/merge", {"other": other, "because": "called us"})
    assert (answer.status_code, answer.url) == (302, f"/customers/{ali}")
    assert people.person_of(key("a.k", space="crm")) == key("ali")
    page = bahar.get(f"/people/{ali}/identity").content.decode()
    assert "called us" in page
    assert "Bahar" in page
    made = people.history(key("ali"))[0]
    bahar.post(f"/people/decisions/{made.id}/undo")
    assert people.person_of(key("a.k", space="crm")) == key("a.k", space="crm")
    assert "undone" in bahar.get(f"/people/{ali}/identity").content.decode()


def test_bahar_splits_a_tablet_off(two, client_of):
    ali, _ = two
    tablet = people.key_text(key("tab", "anonymous_id"))
    client_of("bahar").post(f"/people/{ali}/split", {"picked": [tablet], "because": ""})
    assert people.person_of(key("tab", "anonymous_id")) == key("tab", "anonymous_id")


def test_every_link_says_why(two, client_of):
    page = client_of("ali", language="en").get(f"/people/{two[0]}/identity").content.decode()
    assert "Given among their details" in page
    assert "+989121234567" in page or "09121234567" in page
    persian = client_of("ali").get(f"/people/{two[0]}/identity").content.decode()
    assert "شناسه" in persian


def test_bahar_reads_the_names_that_her_units_saw(two, spine, client_of, ali):
    spine.append(identify(5, user="ali", email="ali@kish.example", unit="parts-kish"))
    people.catch_up()
    ours, theirs = (client_of(who, language="en").get(f"/people/{two[0]}/identity").content.decode() for who in ("ali", "bahar"))
    assert "ali@kish.example" in ours and "tab" in ours
    assert "ali@kish.example" not in theirs and "tab" in theirs
    merged = people.merge(keep=key("ali"), absorb=key("a.k", space="crm"), because="in Tehran", by=None)
    assert "in Tehran" in client_of("bahar").get(f"/people/{two[0]}/identity").content.decode()
    people.undo(merged.id, by=None)
    people.split(key("ali"), [people.Identifier("", "email", "ali@kish.example")], because="in Kish", by=None)
    assert "in Kish" in client_of("ali").get(f"/people/{two[0]}/identity").content.decode()
    assert "in Kish" not in client_of("bahar").get(f"/people/{two[0]}/identity").content.decode()


@pytest.mark.parametrize("part", ["identity", "candidates", "consent"])
def test_kian_cannot_tell_that_ali_is_a_customer(two, client_of, part):
    assert client_of("kian").get(f"/people/{two[0]}/{part}").status_code == 404
    assert client_of("bahar").get(f"/people/{two[0]}/{part}").status_code == 200


@pytest.mark.parametrize("deed", ["merge", "split", "consent"])
def test_kian_changes_nothing(two, client_of, deed):
    tablet = people.key_text(key("tab", "anonymous_id"))
    facts = {"other": two[1], "picked": [tablet], "purpose": "news", "choice": "given", "evidence": "call"}
    assert client_of("kian").post(f"/people/{two[0]}/{deed}", facts).status_code == 404
    assert people.history(key("ali")) == ()
    assert consent.history(key("ali")) == ()


@pytest.mark.parametrize("typed", ["نظرسنجی", "Surveys", "survey", "surveys"])
def test_a_purpose_is_meant_by_its_name_in_either_language(two, client_of, typed):
    client_of("bahar").post(f"/people/{two[0]}/consent", {"purpose": typed, "choice": "withdrawn", "evidence": "call"})
    assert [(one.purpose, one.state) for one in consent.state_of(key("ali"))] == [("surveys", "withdrawn")]
    assert "نظرسنجی" in client_of("bahar").get(f"/people/{two[0]}/consent").content.decode()
    assert "Surveys" in client_of("bahar", language="en").get(f"/people/{two[0]}/consent").content.decode()


@pytest.mark.parametrize("address", ["nothing", "0" * 16, "f" * 15, "g" * 16])
def test_addresses_of_nobody_are_not_found(two, client_of, address):
    assert client_of("ali").get(f"/people/{address}/identity").status_code == 404
    assert client_of("ali").post(f"/people/{two[0]}/merge", {"other": address}).status_code in (302, 404)


def test_a_birthday_that_is_no_date_shows_as_it_was_written():
    with override("fa"):
        assert words.value_name("born", "1990-03-21") == "۱ فروردین ۱۳۶۹"
        assert words.value_name("born", "1367-13-45") == "1367-13-45"
        assert words.value_name("city", "1990-03-21") == "1990-03-21"


def test_the_queue_shows_pairs_and_takes_answers(spine, client_of):
    crowd(spine)
    people.find_duplicates()
    bahar = client_of("bahar", language="en")
    first, second = people.list_suggestions(limit=2)
    page = bahar.get("/duplicates").content.decode()
    assert "nearly the same" in page or "the same" in page
    assert re.search(r"<bdi>\d+ \w+ 19\d\d</bdi>", page), "birthdays as the reader writes days"
    assert not re.search(r"<bdi>19\d\d-\d\d-\d\d</bdi>", page + client_of("bahar", language="fa").get("/duplicates").content.decode())
    bahar.post(f"/duplicates/{first.id}/merge")
    assert people.person_of(first.left.person) == people.person_of(first.right.person)
    bahar.post(f"/duplicates/{second.id}/different")
    left = {s.id for s in people.list_suggestions(limit=200)}
    assert not left & {first.id, second.id}


def test_an_empty_queue_says_what_happens_next(spine, client_of):
    assert "شب" in client_of("bahar").get("/duplicates").content.decode()
    assert client_of("bahar").post("/duplicates/find").status_code == 302


def test_only_the_owner_sets_the_threshold(spine, client_of):
    assert client_of("bahar").post("/duplicates/threshold", {"percent": "99"}).status_code == 403
    client_of("ali").post("/duplicates/threshold", {"percent": "99"})
    assert people.threshold() == pytest.approx(0.99)
    client_of("ali").post("/duplicates/threshold", {"percent": "7"})
    assert people.threshold() == pytest.approx(0.99)
    client_of("ali").post("/duplicates/threshold", {"percent": ""})
    assert people.threshold() is None


def test_conflicts_are_listed(spine, client_of):
    spine.append(event(1, user="ali", visitor="ipad", unit="tehran"), event(2, user="bahar", visitor="ipad", unit="tehran"))
    people.catch_up()
    page = client_of("bahar", language="en").get("/duplicates/conflicts").content.decode()
    assert "ipad" in page
    assert "User id" in page
    assert "ipad" not in client_of("kian").get("/duplicates/conflicts").content.decode()


def test_bahar_writes_down_a_consent(two, client_of):
    bahar = client_of("bahar", language="en")
    bahar.post(f"/people/{two[0]}/consent", {"purpose": "news", "channel": "sms", "choice": "given", "evidence": "call of today"})
    assert consent.allows(key("ali"), "news", "sms")
    page = bahar.get(f"/people/{two[0]}/consent").content.decode()
    assert "call of today" in page
    bahar.post(f"/people/{two[0]}/consent", {"purpose": "", "choice": "given", "evidence": ""})
    assert len(consent.history(key("ali"))) == 1
