"""Pages of cases: the list, one case, what is done to one and to many, and setting up."""

import pytest

from hamsafar.act.cases import services as cases
from hamsafar.act.cases.contracts import Ending, State, Wanted
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key

from .conftest import heard, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_migrated_events")]


@pytest.fixture
def begun(ali):
    cases.begin(by=ali)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_bahar_sees_the_cases_of_her_unit(client_of, bahar, case, language):
    page = client_of("bahar", language=language).get("/cases?state=all_open").content.decode()
    assert "سارا" in page and "سفارشم دو هفته دیر رسید" in page and f'href="/cases/{case.id}"' in page


def test_where_no_case_was_ever_opened_ali_is_sent_to_the_rules(client_of, ali):
    page = client_of("ali", language="en").get("/cases", follow=True).content.decode()
    assert "Nothing opens a case yet" in page and 'href="/cases/rules"' in page


def test_kian_cannot_tell_that_the_case_exists(client_of, kian, case):
    client = client_of("kian")
    assert "سارا" not in client.get("/cases?state=").content.decode()
    assert client.get(f"/cases/{case.id}").status_code == 404
    assert client.post(f"/cases/{case.id}/comment", {"words": "hello"}).status_code == 404
    client.post("/cases/bulk?deed=nothing", {"picked": [case.id]})
    assert cases.get_case(case.id).state is State.OPEN


def test_a_lead_of_one_unit_does_not_set_the_rules_of_the_company(client_of, ali, bahar, case):
    organisation.change_grants(bahar.pk, [Grant(role=Role.CX_LEAD, unit="tehran")], by=ali)
    client = client_of("bahar")
    assert client.get("/cases?state=all_open").status_code == 200
    for path in ("rules", "rules/new", "replies", "settings", "causes/new"):
        assert client.get(f"/cases/{path}").status_code == 403
    assert client.post("/cases/rules/begin").status_code == 403


def test_dara_has_no_business_with_cases(client_of, dara, case):
    assert client_of("dara").get("/cases").status_code == 403


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("state=open", True), ("state=closed", False), ("owner=me", True), ("owner=nobody", False), ("due=late", False),
        ("q=دیر رسید", True), ("q=دير رسيد", True),
        ("q=سارا", True), ("q=رضا", False), ("rule=1", True), ("sort=-worth", True), ("state=nonsense", True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(client_of, bahar, case, query, there):
    assert (f'href="/cases/{case.id}"' in client_of("bahar").get(f"/cases?{query}").content.decode()) is there


@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_case_shows_what_was_told_and_what_to_do_next(client_of, bahar, case, begun, mail, language):
    page = client_of("bahar", language=language).get(f"/cases/{case.id}").content.decode()
    assert "سفارشم دو هفته دیر رسید" in page
    assert "سارا گرامی،" in page and "Bahar" in page  # the letter is in her language, whoever reads the page
    assert f"/customers/{people.key_text(case.person)}/timeline" in page


def test_bahar_works_on_a_case_to_its_end_and_takes_the_last_step_back(client_of, bahar, case, begun):
    client = client_of("bahar", language="en")
    (late,) = [one for one in cases.list_causes() if one.name_en == "Courier was late"]
    for name, facts in (
        ("contacted", {"channel": "phone", "words": "تماس گرفتم"}), ("name", {"cause": late.id}), ("fixed", {"words": "هزینه برگشت"}),
        ("comment", {"words": "خوشحال بود"}), ("close", {"ending": "solved"}),
    ):  # fmt: skip
        assert client.post(f"/cases/{case.id}/{name}", facts).status_code == 302
    page = client.get(f"/cases/{case.id}").content.decode()
    for words in ("Solved", "تماس گرفتم", "named the root cause: Courier was late", "هزینه برگشت", "خوشحال بود", "Undo the last step"):
        assert words in page
    batch = page.partition('name="batch" value="')[2].partition('"')[0]
    client.post("/cases/undo", {"batch": batch, "back": f"/cases/{case.id}"})
    assert cases.get_case(case.id).state is State.FIXED


def test_what_is_refused_is_said_on_the_page(client_of, bahar, case):
    page = client_of("bahar", language="en").post(f"/cases/{case.id}/close", {"ending": "solved"}, follow=True).content.decode()
    assert "Nobody has been in touch with the customer yet" in page


def test_many_are_closed_at_once_and_the_next_page_offers_to_take_it_back(client_of, bahar, case):
    client = client_of("bahar", language="en")
    page = client.post("/cases/bulk?deed=nothing", {"picked": [case.id, "x"]}, follow=True).content.decode()
    assert "1 case was changed." in page and 'action="/cases/undo"' in page
    assert cases.get_case(case.id).ending is Ending.NOTHING
    batch = page.partition('name="batch" value="')[2].partition('"')[0]
    assert "Taken back in 1 case." in client.post("/cases/undo", {"batch": batch}, follow=True).content.decode()
    assert cases.get_case(case.id).state is State.OPEN
    assert client.get("/cases?state=").content.decode().count('action="/cases/undo"') == 0


def test_a_letter_is_written_from_the_page(client_of, bahar, case, begun, mail, office):
    client = client_of("bahar", language="en")
    page = client.get(f"/cases/{case.id}").content.decode()
    assert "{name}" not in page and "{order}" not in page
    letter = {"channel": "email", "language": "fa", "subject": "پوزش", "text": "سارا گرامی،"}
    assert client.post(f"/cases/{case.id}/letter", letter | {"text": ""}).status_code == 422
    assert client.post(f"/cases/{case.id}/letter", letter | {"channel": "sms"}).status_code == 422
    assert "queued" in client.post(f"/cases/{case.id}/letter", letter, follow=True).content.decode()
    jobs.run_due()
    assert "سارا گرامی" in str(office.only().get_body(("plain",)).get_content())


def test_a_list_is_kept_with_a_name_for_oneself_or_everybody(client_of, ali, bahar, case):
    client = client_of("bahar")
    client.post("/cases/views", {"name": "دیرها", "query": "due=late&evil=1&q=x"})
    page = client.get("/cases?state=").content.decode()
    assert "دیرها" in page and "?due=late&amp;q=x" in page
    assert "دیرها" not in client_of("ali").get("/cases?state=").content.decode()
    client.post("/cases/views", {"name": "همه", "query": "state=closed", "is_shared": "1"})
    assert "state=closed" in client_of("ali").get("/cases?state=").content.decode()


# Setting up


@pytest.mark.parametrize("language", ["fa", "en"])
def test_ali_begins_with_what_there_is_and_switches_a_rule_on(client_of, ali, sara, language):
    client = client_of("ali", language=language)
    assert client.get("/cases?state=").status_code == client.get("/cases/rules").status_code == 200
    client.post("/cases/rules/begin")
    assert [rule.is_on for rule in cases.list_rules()] == [False, False, False]
    first = cases.list_rules()[0]
    client.post(f"/cases/rules/{first.id}/switch", {"on": "1"})
    heard(told(sara, score=4.0))
    assert cases.count_cases(Wanted()) == 1
    for page in ("rules", f"rules/{first.id}", "rules/new", "replies", f"replies/{cases.list_replies()[0].id}", "settings"):
        assert client.get(f"/cases/{page}").status_code == 200
    client.post("/cases/rules/begin")
    assert len(cases.list_rules()) == 3


RULE = {"name": "شاکیان", "event": "Survey Answered", "asked": "nps", "at_most": "۶", "hours": "۴", "segment.who": "everyone", "save": "1"}


def test_ali_makes_and_changes_a_rule(client_of, ali):
    client = client_of("ali")
    assert client.post("/cases/rules/new", RULE | {"feelings": ["negative"]}).status_code == 302
    (rule,) = cases.list_rules()
    assert (rule.at_most, rule.due.total_seconds(), rule.feelings, rule.owner) == (6.0, 4 * 3600, ("negative",), None)
    client.post(f"/cases/rules/{rule.id}", RULE | {"at_most": "3", "owner": str(ali.pk)})
    assert (cases.get_rule(rule.id).at_most, cases.get_rule(rule.id).owner) == (3.0, ali.pk)
    client.post(f"/cases/rules/{rule.id}/archive")
    assert cases.list_rules() == []


@pytest.mark.parametrize("wrong", [{"at_most": ""}, {"name": ""}, {"hours": "0"}, {"event": "Nonsense"}, {"owner": "999"}])
def test_a_rule_that_makes_no_sense_is_refused(client_of, ali, wrong):
    assert client_of("ali").post("/cases/rules/new", RULE | wrong).status_code == 422
    assert cases.list_rules() == []


def test_ali_changes_a_root_cause_and_cannot_put_it_below_itself(client_of, ali, begun):
    client = client_of("ali", language="en")
    top, below = cases.list_causes()[:2]
    facts = {"name_fa": "تحویل", "name_en": "Delivery", "team": "لجستیک", "cost": "۲۵۰٬۰۰۰", "parent": ""}
    assert client.post(f"/cases/causes/{top.id}", facts).status_code == 302
    assert cases.get_cause(top.id).cost == 250_000
    assert client.post(f"/cases/causes/{top.id}", facts | {"parent": str(below.id)}).status_code == 422
    client.post(f"/cases/causes/{top.id}/archive")
    assert top.id not in {one.id for one in cases.list_causes()} and below.id not in {one.id for one in cases.list_causes()}
    client.post(f"/cases/causes/{below.id}/restore")
    assert {top.id, below.id} <= {one.id for one in cases.list_causes()}


def test_ali_writes_a_reply_in_both_languages(client_of, ali):
    facts = {"name": "دیرکرد", "topics": ["delivery_time"], "text_fa": "{name} گرامی", "text_en": "Dear {name}", "step_en": "Call."}
    assert client_of("ali").post("/cases/replies/new", facts).status_code == 302
    (reply,) = cases.list_replies()
    assert (reply.text, reply.topics) == ({"fa": "{name} گرامی", "en": "Dear {name}"}, ("delivery_time",))


def test_ali_sets_hours(client_of, ali):
    facts = {"start": "08:00", "end": "16:00", "days": "3", "survey": ""}
    assert client_of("ali").post("/cases/settings", facts | {"end": "07:00"}).status_code == 422
    assert client_of("ali").post("/cases/settings", facts).status_code == 302
    assert cases.policy().hours.start.hour == 8 and cases.policy().after.days == 3


@pytest.mark.parametrize("who", ["bahar"])
def test_who_works_on_cases_does_not_set_them_up(client_of, bahar, begun, who):
    client = client_of(who)
    assert client.get("/cases/rules").status_code == client.post("/cases/rules/begin").status_code == 403


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_board_adds_root_causes_up(client_of, ali, bahar, case, begun, language):
    (late,) = [one for one in cases.list_causes() if one.name_en == "Courier was late"]
    cases.name_cause(case.id, late.id, by=bahar)
    page = client_of("ali", language=language).get("/cases/causes?period=last_30_days").content.decode()
    assert late.name_in(language) in page
    assert client_of("ali", language=language).get("/cases/loop").status_code == 200


def test_bahar_opens_a_case_from_the_page_of_a_customer(client_of, bahar, sara):
    client = client_of("bahar")
    page = client.get(f"/customers/{people.key_text(sara)}").content.decode()
    assert 'action="/cases/new"' in page
    answer = client.post("/cases/new", {"person": people.key_text(sara), "words": "پای تلفن گفت راضی نیست"}, follow=True)
    assert "پای تلفن گفت راضی نیست" in answer.content.decode()
    (case,) = cases.list_cases(Wanted())
    assert (case.owner, case.unit) == (bahar.id, "retail")
    assert "پای تلفن" in client.get(f"/customers/{people.key_text(sara)}").content.decode()


def test_kian_opens_none_for_a_customer_whom_he_may_not_see(client_of, kian, sara):
    assert client_of("kian").post("/cases/new", {"person": people.key_text(sara), "words": "x"}).status_code == 404


def test_ali_takes_the_list_with_him_and_formulas_stay_words(client_of, ali, bahar, sara, detractors):
    heard(told(sara, words="=HYPERLINK(1)"))
    answer = client_of("ali").get("/cases/export?state=all_open")
    table = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(table) == 2 and "'=HYPERLINK(1)" in table[1] and "سارا" in table[1]
    assert client_of("bahar").get("/cases/export").status_code == 403


def test_a_list_asks_few_questions_however_long_it_is(client_of, ali, sara, reza, detractors, django_assert_max_num_queries):
    for number in range(30):
        people.observe([identify(user=f"u{number}", traits='{"name": "x"}')])
        heard(told(key(f"u{number}")))
    client = client_of("ali")
    with django_assert_max_num_queries(45):
        assert client.get("/cases?state=all_open").status_code == 200
