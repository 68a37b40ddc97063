"""Pages of segments: building one, seeing whom it holds, and only the count for those who may not see people."""

import json

import pytest

from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import event, identify, key
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.segments import services as segments

pytestmark = pytest.mark.django_db
FORM = {
    "name_fa": "تحویل‌گرفته‌ها",
    "name_en": "Got theirs",
    "save": "1",
    "segment.who": "some",
    "segment.0.join": "all",
    "segment.0.0.kind": "did",
    "segment.0.0.name": "Order Delivered",
    "segment.0.0.how": "at_least",
    "segment.0.0.times": "1",
}


@pytest.fixture
def customers(event_store):
    """Sara in Tehran and Reza in Kish had an order delivered, Mina in Tehran had not."""
    people.observe(
        [
            identify(user="sara", email="sara@example.com", traits='{"name": "Sara"}', unit="tehran"),
            event(user="reza", unit="parts-kish"),
            event(user="mina", unit="tehran"),
        ]
    )
    plant(
        [
            {"name": "Order Delivered", "person_key": key("sara"), "unit": "tehran"},
            {"name": "Order Delivered", "person_key": key("reza"), "unit": "parts-kish"},
            {"name": "Page Viewed", "person_key": key("mina"), "unit": "tehran"},
            {
                "type": "identify",
                "name": "Profile Identified",
                "person_key": key("sara"),
                "unit": "tehran",
                "traits": json.dumps({"city": "تهران", "plan": "gold"}),
            },
        ]
    )


@pytest.fixture
def delivered(db):
    return segments.save(segments.parse({"did": "Order Delivered"}), name_fa="تحویل‌گرفته‌ها", name_en="Got theirs")


def test_a_segment_is_built_kept_and_shown(client_of, ali, customers):
    client = client_of("ali", language="en")
    answer = client.post("/segments/new", FORM)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Got theirs" in page and "“Order delivered”, at least 1 time" in page
    assert "sara@example.com" in page and "66.7%" in page
    assert audit.count_entries(deed="segments.made") == 1
    listed = client.get("/segments").content.decode()
    assert "Got theirs" in listed and ">2<" in listed


def test_a_segment_is_changed_and_says_so_in_both_languages(client_of, ali, customers, delivered):
    client = client_of("ali")
    assert "Order Delivered" in client.get(f"/segments/{delivered.id}/edit").content.decode()
    client.post(f"/segments/{delivered.id}/edit", FORM | {"segment.0.0.how": "at_most", "segment.0.0.times": "0"})
    assert "هرگز" in client.get(f"/segments/{delivered.id}").content.decode()
    assert segments.get_segment(delivered.id).counted == 1


@pytest.mark.parametrize("wrong", [{"name_fa": "", "name_en": ""}, {"segment.0.0.name": ""}, {"segment.0.0.times": "x"}])
def test_what_is_missing_is_said_and_nothing_is_kept(client_of, ali, customers, wrong):
    answer = client_of("ali", language="en").post("/segments/new", FORM | wrong)
    assert answer.status_code == 422
    assert "Give the segment a name." in answer.content.decode() or 'role="alert"' in answer.content.decode()
    assert segments.list_segments() == []


def test_the_editors_buttons_keep_what_was_typed_without_a_script(client_of, ali, customers):
    page = client_of("ali").post("/segments/new", FORM | {"segment.act": "add:0"}).content.decode()
    assert 'name="segment.0.1.kind"' in page and 'value="Order Delivered"' in page and "تحویل‌گرفته‌ها" in page
    assert segments.list_segments() == []


def test_with_a_script_only_the_editor_comes_back(client_of, ali, customers):
    page = client_of("ali").post("/segments/editor", FORM | {"segment.act": "group"}).content.decode()
    assert page.lstrip().startswith("<div data-editor") and 'name="segment.1.0.kind"' in page
    other = {name.replace("segment.", "rule."): value for name, value in FORM.items()}
    assert 'name="rule.0.0.kind"' in client_of("ali").post("/segments/editor", other).content.decode()


def test_facts_that_are_told_are_suggested(client_of, ali, customers):
    page = client_of("ali").post("/segments/editor", FORM).content.decode()
    assert '<option value="city">' in page and '<option value="plan">' in page


def test_the_count_tells_how_many_while_one_builds(client_of, ali, customers):
    client = client_of("ali", language="en")
    assert "2 people" in client.post("/segments/count", FORM).content.decode()
    assert "Fill in every condition" in client.post("/segments/count", FORM | {"segment.0.0.name": ""}).content.decode()


def test_bahar_counts_and_sees_only_her_own_units(client_of, bahar, customers, delivered):
    page = client_of("bahar", language="en").get(f"/segments/{delivered.id}").content.decode()
    assert "sara@example.com" in page and key_text("reza") not in page
    assert "50.0%" in page
    assert "1 person" in client_of("bahar", language="en").post("/segments/count", FORM).content.decode()
    assert segments.get_segment(delivered.id).counted is None, "what one unit sees is not the company's number"


def key_text(user: str) -> str:
    return people.key_text(key(user))


def test_a_marketer_of_one_unit_makes_segments_and_leaves_those_of_the_company_alone(client_of, ali, bahar, customers, delivered):
    organisation.change_grants(bahar.pk, [Grant(role=Role.MARKETER, unit="tehran")], by=ali)
    client = client_of("bahar")
    assert client.post("/segments/new", FORM).status_code == 302
    before = segments.get_segment(delivered.id)
    for path in ("edit", "archive"):
        assert client.post(f"/segments/{delivered.id}/{path}", FORM).status_code == 403
    assert segments.get_segment(delivered.id) == before and segments.list_segments()[-1] == before
    assert f"/segments/{delivered.id}/edit" not in client.get(f"/segments/{delivered.id}").content.decode()


def test_dara_sees_how_many_and_not_who(client_of, dara, customers, delivered):
    page = client_of("dara", language="en").get(f"/segments/{delivered.id}").content.decode()
    assert "50.0%" in page and "sara" not in page and key_text("sara") not in page
    assert client_of("dara").post("/segments/new", FORM).status_code == 403
    assert client_of("dara").get(f"/segments/{delivered.id}/edit").status_code == 403


def test_an_archived_segment_leaves_the_list_and_comes_back(client_of, ali, customers, delivered):
    client = client_of("ali")
    client.post(f"/segments/{delivered.id}/archive")
    assert segments.list_segments() == []
    assert segments.get_segment(delivered.id).name_en == "Got theirs"
    client.post(f"/segments/{delivered.id}/restore")
    assert [each.id for each in segments.list_segments()] == [delivered.id]


def test_a_condition_deeper_than_the_editor_survives_a_change_of_name(client_of, ali, customers):
    deep = {"all": [{"any": [{"all": [{"trait": "a", "known": True}, {"trait": "b", "known": True}]}, {"trait": "c", "known": True}]}]}
    kept = segments.save(segments.parse(deep), name_fa="ژرف")
    client = client_of("ali", language="en")
    assert "nested more deeply" in client.get(f"/segments/{kept.id}/edit").content.decode()
    client.post(f"/segments/{kept.id}/edit", {"name_fa": "ژرف‌تر", "deep": "1", "save": "1", "segment.who": "everyone"})
    again = segments.get_segment(kept.id)
    assert (again.name_fa, segments.written(again.condition)) == ("ژرف‌تر", deep)


def test_a_segment_nobody_made_is_not_there(client_of, ali, customers):
    assert client_of("ali").get("/segments/999").status_code == 404
