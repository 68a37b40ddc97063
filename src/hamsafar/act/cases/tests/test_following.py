"""Following the spine: what is told becomes cases, once, whatever happens in between."""

import datetime as dt
import json

import pytest

from hamsafar.act.cases import following, opening
from hamsafar.act.cases import services as cases
from hamsafar.act.cases.contracts import Rule, Wanted
from hamsafar.base import clock
from hamsafar.base.eventstore import store
from hamsafar.identify.people.models import OffsetRow as PeopleOffset
from hamsafar.measure.metrics.tests.planting import plant
from hamsafar.measure.segments import services as segments
from hamsafar.store.erasure.contracts import Subject

from .conftest import DAY, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def spine(event_store, sara, ali, bahar, monkeypatch, settings):
    """Rows get the next numbers; who is who is known of all of them."""
    settings.COMMENTS = "off"
    written = []

    def write(name="Survey Answered", *, person=sara, at=NOON, **said):
        number = len(written) + 1
        row = {"name": name, "person_key": person, "timestamp": at, "properties": json.dumps(said), "unit": "tehran", "source": "surveys"}
        plant([row | {"message_id": f"e{number}"}], first=number)
        written.append(row)
        PeopleOffset.objects.update_or_create(name="evidence", defaults={"seq": number})
        return number

    monkeypatch.setattr("hamsafar.store.events.services.settled", lambda: len(written))
    monkeypatch.setattr("hamsafar.identify.people.services.offset", lambda: len(written))
    return write


def rule(**facts):
    made = cases.save_rule(Rule(name="Rule", **facts))
    return cases.switch_rule(made.id, on=True)


def words():
    return [(case.score, case.words, case.complaints) for case in cases.list_cases(Wanted())]


def test_a_bitter_answer_and_its_comment_become_one_case(spine):
    following.catch_up()
    rule(asked="nps", at_most=6)
    spine(question="nps", score=2, submission_id="s1", survey="after order")
    spine(question="text", text="دیر رسید", score_question="nps", score_beside=2, submission_id="s1")
    spine(question="nps", score=9, submission_id="s2")
    following.catch_up()
    assert words() == [(2.0, "دیر رسید", 1)]


def test_what_happened_before_the_rule_opens_nothing(spine):
    spine(question="nps", score=2)
    rule(asked="nps", at_most=6)
    spine(question="nps", score=3, at=NOON - 30 * DAY)  # and neither does history that is imported now
    following.catch_up()
    assert words() == []


def test_a_crash_in_the_middle_repeats_nothing_and_forgets_nothing(spine, monkeypatch):
    following.catch_up()
    rule(asked="nps", at_most=6)
    for score in (1, 2, 3):
        spine(question="nps", score=score)
    kept, calls = opening.open_for, []

    def dies(told, **facts):
        calls.append(told)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return kept(told, **facts)

    monkeypatch.setattr(opening, "open_for", dies)
    with pytest.raises(KeyboardInterrupt):
        following.catch_up()
    following.catch_up()
    following.catch_up()
    assert [case.complaints for case in cases.list_cases(Wanted())] == [3]


def test_a_rule_holds_for_customers_who_fit_its_condition_and_its_worth(spine):
    following.catch_up()
    rule(asked="nps", at_most=6, condition=segments.parse({"did": "Order Delivered"}))
    spine(question="nps", score=1)
    following.catch_up()
    assert words() == []
    spine("Order Delivered", order_id="1", at=NOON - DAY)
    spine(question="nps", score=2)
    following.catch_up()
    assert words() == [(2.0, "", 1)]


@pytest.mark.parametrize(("least", "opens"), [(100, True), (101, False)])
def test_a_rule_for_good_customers_looks_at_what_they_have_paid(spine, sara, least, opens):
    following.catch_up()
    rule(asked="nps", at_most=6, least_worth=least)
    row = {"name": "Order Completed", "person_key": sara, "timestamp": NOON - DAY, "amount": 10, "currency": "IRT", "message_id": "o1"}
    plant([row], first=1000)
    spine(question="nps", score=1)
    following.catch_up()
    assert bool(words()) is opens
    if opens:
        assert cases.list_cases(Wanted())[0].worth == 100


def test_a_rule_about_words_goes_by_what_was_read_from_them(spine, sara):
    following.catch_up()
    rule(feelings=("negative",), topics=("courier",))
    for number, feeling, topics in ((1, -1, ["courier"]), (2, 1, ["courier"]), (3, -1, ["price"])):
        spine(question="text", text=f"words {number}")
        facts = {"id": number, "message": f"e{number}", "person": sara, "at": NOON, "feeling": feeling, "topics": topics}
        store().command(
            "insert into annotations (id_hash, seq, source, message_id, person_key, timestamp, feeling, topics, version) "
            "select {id:UInt64}, {id:UInt64}, 'surveys', {message:String}, {person:UInt64}, {at:DateTime64(3, 'UTC')}, "
            "{feeling:Int8}, {topics:Array(String)}, 1",
            facts,
        )
    following.catch_up()
    assert words() == [(None, "words 1", 1)]


def test_where_nothing_was_read_a_rule_goes_by_what_the_source_says(spine):
    following.catch_up()
    rule(event="Message Received", feelings=("negative",))
    spine("Message Received", text="bad", sentiment=-0.8)
    spine("Message Received", text="fine", sentiment=0.1)
    following.catch_up()
    assert words() == [(None, "bad", 1)]


def test_the_next_answer_after_a_contact_says_whether_the_customer_is_won_back(spine, bahar):
    following.catch_up()
    rule(asked="nps", at_most=6)
    spine(question="nps", score=2)
    following.catch_up()
    (case,) = cases.list_cases(Wanted())
    cases.contacted(case.id, channel="phone", words="", by=bahar)
    with clock.frozen_at(NOON + DAY):
        spine(question="nps", score=8, at=NOON + DAY - dt.timedelta(hours=1))
        following.catch_up()
    assert cases.get_case(case.id).recovered is True


def test_a_person_who_is_erased_leaves_no_case(spine, sara, bahar):
    from hamsafar.store.erasure import registry

    following.catch_up()
    rule(asked="nps", at_most=6)
    spine(question="nps", score=2, text="من سارا هستم")
    following.catch_up()
    cases.comment(cases.list_cases(Wanted())[0].id, "به sara@example.com نوشتم", by=bahar)
    subject = Subject(person=sara, keys=(sara,), identifiers=(), typed=("sara@example.com",))
    registry.forget_rows(subject)
    assert cases.count_cases(Wanted()) == 0
    from hamsafar.act.cases.models import ComplaintRow, StepRow

    assert not StepRow.objects.exists() and not ComplaintRow.objects.exists()

