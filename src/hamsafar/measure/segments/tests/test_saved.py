"""A condition may name a saved segment; it means what that means at the moment."""

import pytest

from hamsafar.measure.segments import editor, saving
from hamsafar.measure.segments import services as segments
from hamsafar.measure.segments.reading import MOST_LEAVES
from hamsafar.measure.segments.tests.test_meaning import planted
from hamsafar.store.events.services import Scope

from .strategies import BASE, DAY, NOW

pytestmark = pytest.mark.django_db
BUYERS, TEHRANI = {"did": "Order Delivered"}, {"trait": "city", "is": ["تهران"]}


def happened(person, name="Order Delivered", **props):
    return {"person": person, "type": "track", "name": name, "at": BASE + DAY, "traits": {}, "props": props}


def lives_in(person, city):
    return {"person": person, "type": "identify", "name": "Profile Identified", "at": BASE, "traits": {"city": city}, "props": {}}


@pytest.fixture
def people(event_store):
    """1 bought and lives in Tehran, 2 bought, 3 lives in Tehran. Returns who of them fits."""
    unit, lives = planted([happened(1), lives_in(1, "تهران"), happened(2), lives_in(3, "تهران")], False)
    first = min(lives) - 1
    scope = Scope(units=(unit,))

    def fitting(said):
        return {key - first for key in segments.members(segments.parse(said), scope=scope, at=NOW)}

    return fitting


def test_a_segment_that_others_mean_cannot_grow_beyond_them(db):
    """Each is small when it is kept; changed from the top down, they would multiply."""
    many = {"any": [{"any": [TEHRANI] * 10}] * 4}
    bottom = segments.save(segments.parse(TEHRANI), name_fa="پایین")
    top = segments.save(segments.parse({"any": [{"in": bottom.id}] * 20}), name_fa="بالا")
    with pytest.raises(segments.BadCondition):
        segments.save(segments.parse(many), name_fa="پایین", segment_id=bottom.id)
    assert segments.get_segment(bottom.id).condition == segments.parse(TEHRANI)
    assert segments.save(segments.parse({"any": [TEHRANI] * 6}), name_fa="پایین", segment_id=bottom.id)
    assert segments.get_segment(top.id)


@pytest.fixture
def buyers(db):
    return segments.save(segments.parse(BUYERS), name_fa="خریداران", name_en="Buyers")


def test_a_saved_segment_is_meant_as_it_is_now(people, buyers):
    among = {"all": [{"in": buyers.id}, TEHRANI]}
    assert people({"in": buyers.id}) == {1, 2}
    assert people(among) == {1}
    assert people({"all": [{"not": {"in": buyers.id}}, {"everyone": True}]}) == {3}
    segments.save(segments.parse({"not": BUYERS}), name_fa="دیگران", segment_id=buyers.id)
    assert people(among) == {3}


def test_a_segment_of_segments_is_meant_to_its_ground(people, buyers):
    tehran = segments.save(segments.parse(TEHRANI), name_fa="تهرانی‌ها")
    both = segments.save(segments.parse({"any": [{"in": buyers.id}, {"in": tehran.id}]}), name_fa="هر دو")
    assert people({"in": both.id}) == {1, 2, 3}
    assert people({"not": {"in": both.id}}) == set()


def test_an_archived_segment_still_means_what_it_meant(people, buyers):
    saving.archive(buyers.id)
    assert people({"in": buyers.id}) == {1, 2}


def test_no_segment_means_itself(buyers):
    inner = segments.save(segments.parse({"in": buyers.id}), name_fa="همان")
    for said in ({"in": buyers.id}, {"all": [{"not": {"in": inner.id}}, TEHRANI]}):
        with pytest.raises(segments.BadCondition, match="itself"):
            segments.save(segments.parse(said), name_fa="خریداران", segment_id=buyers.id)
    assert segments.written(segments.get_segment(buyers.id).condition)["did"] == "Order Delivered"


def test_a_segment_that_is_not_there_is_refused(event_store):
    with pytest.raises(segments.BadCondition, match="no such segment"):
        segments.save(segments.parse({"in": 999}), name_fa="هیچ")
    with pytest.raises(segments.BadCondition):
        segments.count(segments.parse({"in": 999}))


@pytest.mark.parametrize("said", [{"in": 0}, {"in": "1"}, {"in": True}, {"in": 2**31}, {"in": 1, "days": 3}])
def test_a_segment_is_named_by_its_number_and_nothing_else(said):
    with pytest.raises(segments.BadCondition):
        segments.parse(said)


def test_what_is_meant_together_stays_small_enough_to_be_asked(buyers):
    many = segments.save(segments.parse({"any": [{"any": [TEHRANI] * 20}] * (MOST_LEAVES // 20)}), name_fa="بسیار")
    with pytest.raises(segments.BadCondition, match="together"):
        segments.save(segments.parse({"all": [{"in": many.id}] * 4}), name_fa="بیشتر")


def test_the_editor_draws_it_and_reads_it_back(buyers):
    condition = segments.parse({"all": [{"not": {"in": buyers.id}}, TEHRANI]})
    drawn = editor.editor_of(condition)
    assert [(line.kind, line.name) for line in drawn.groups[0].lines] == [("in", str(buyers.id)), ("trait", "city")]
    assert editor.condition_of(drawn) == condition


def test_pages_offer_saved_segments_and_name_them(client_of, ali, event_store, buyers):
    client = client_of("ali", language="en")
    form = {"name_en": "Not yet", "save": "1", "segment.who": "some", "segment.0.0.kind": "in", "segment.0.0.negated": "1"}
    refused = client.post("/segments/new", form)
    assert refused.status_code == 422 and "Choose a segment." in refused.content.decode()
    assert f'<option value="{buyers.id}">Buyers</option>' in refused.content.decode()
    made = client.post("/segments/new", {**form, "segment.0.0.name": str(buyers.id)})
    assert "not: in the segment “Buyers”" in client.get(made["Location"]).content.decode()


def test_a_segment_that_would_mean_itself_is_said_on_its_page(client_of, ali, event_store, buyers):
    form = {"name_en": "Buyers", "save": "1", "segment.who": "some", "segment.0.0.kind": "in", "segment.0.0.name": str(buyers.id)}
    answer = client_of("ali", language="en").post(f"/segments/{buyers.id}/edit", form)
    assert answer.status_code == 422 and "itself" in answer.content.decode()
