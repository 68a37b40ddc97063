"""A case from the unhappy answer to the question whether it helped."""

import datetime as dt

import pytest

from hamsafar.act.cases import services as cases
from hamsafar.act.cases.contracts import Ending, Rule, State, Wanted
from hamsafar.act.cases.models import CaseRow
from hamsafar.base import clock
from hamsafar.base.calendars import TEHRAN
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key

from .conftest import DAY, NOON, heard, said, told

pytestmark = pytest.mark.django_db


def everything():
    return cases.list_cases(Wanted())


@pytest.fixture
def late(db):
    """A tree of causes with one below another."""
    top = cases.save_cause(parent=None, name_fa="تحویل", name_en="Delivery", team="Logistics", cost=None)
    return cases.save_cause(parent=top.id, name_fa="پیک دیر رسید", name_en="Courier was late", team="Logistics", cost=None)


# Opening


def test_an_unhappy_answer_opens_a_case_that_somebody_owns_and_that_is_due(case, sara, bahar):
    assert (case.person, case.state, case.score, case.why, case.words) == (sara, State.OPEN, 2.0, "Detractors", "سفارشم دو هفته دیر رسید")
    assert case.owner == bahar.id  # the agent of the unit comes before the owner of everything
    assert case.due_at.astimezone(TEHRAN.tz) == dt.datetime(2026, 10, 19, 12, 0, tzinfo=TEHRAN.tz)  # 8 working hours after noon
    (event,) = [facts for name, facts in said() if name == "Case Opened"]
    assert event["reason"] == "Detractors" and event["score"] == 2.0


def test_a_happy_answer_opens_none(sara, ali, detractors):
    heard(told(sara, score=7.0), told(sara, score=None, asked=""), told(sara, score=2.0, asked="csat"))
    assert everything() == []


def test_the_same_answer_read_twice_is_one_case(sara, ali, detractors):
    answer = told(sara)
    heard(answer, answer)
    assert [case.complaints for case in everything()] == [1]


def test_an_open_case_takes_further_complaints_in(case, sara):
    heard(told(sara, score=0.0, words="هنوز نرسیده"))
    (found,) = everything()
    assert (found.id, found.complaints) == (case.id, 2)
    assert [one.words for one in cases.complaints_of(case.id)] == ["هنوز نرسیده", "سفارشم دو هفته دیر رسید"]


def test_a_customer_under_another_name_has_the_same_case(case, sara):
    people.observe([identify(user="sara", phone="+989351112233"), identify(user="sara2", space="app", phone="+989351112233")])
    other = people.person_of(key("sara2", space="app"))
    heard(told(other))
    assert len(everything()) == 1


def test_after_the_case_is_closed_a_complaint_opens_another(case, sara, bahar):
    cases.close(case.id, Ending.NOTHING, by=bahar)
    heard(told(sara))
    assert sorted(found.state for found in everything()) == [State.CLOSED, State.OPEN]


def test_a_comment_of_the_same_sitting_joins_the_answer(sara, ali, detractors):
    heard(
        told(sara, submission="s1"),
        told(sara, score=2.0, words="خیلی دیر", submission="s1"),
        told(sara, score=None, asked="", words="و بد", submission="s1"),
    )
    (found,) = everything()
    assert (found.complaints, found.words) == (1, "خیلی دیر\nو بد")


def test_owners_take_turns(sara, ali, bahar, detractors, units):
    from conftest import _member

    babak = _member("babak", "agent", "retail")
    owners = []
    for _ in range(4):
        heard(told(sara))
        (open_one,) = cases.list_cases(Wanted(state="all_open"))
        owners.append(open_one.owner)
        cases.close(open_one.id, Ending.NOTHING, by=ali)
    assert owners[:2] == owners[2:] and set(owners) == {bahar.id, babak.id}


def test_a_case_of_a_unit_where_only_the_owner_may_work_is_the_owners(reza, ali, bahar, detractors):
    heard(told(reza, unit="parts-kish"))
    assert everything()[0].owner == ali.id


@pytest.mark.parametrize(
    ("rule", "facts", "opens"),
    [
        ({"event": "Complaint Raised"}, {"name": "Complaint Raised", "asked": "", "score": None}, True),
        ({"feelings": ("negative",)}, {"feeling": "negative"}, True),
        ({"feelings": ("negative",)}, {"feeling": "neutral"}, False),
        ({"topics": ("courier", "refund")}, {"topics": ("refund", "price")}, True),
        ({"topics": ("courier",)}, {"topics": ()}, False),
        ({"only_urgent": True}, {"is_urgent": True}, True),
        ({"only_urgent": True, "at_most": 3}, {"is_urgent": False}, False),
        ({"asked": "ces_effort", "at_least": 5}, {"asked": "ces_effort", "score": 6.0}, True),
        ({"asked": "ces_effort", "at_least": 5}, {"asked": "ces_effort", "score": 4.0}, False),
        ({"asked": "nps", "at_most": 6}, {"seq": 0}, False),
    ],
)
def test_a_rule_holds_when_every_part_of_it_does(sara, ali, rule, facts, opens):
    made = cases.save_rule(Rule(name="Rule", **rule))
    cases.switch_rule(made.id, on=True)
    heard(told(sara, **facts))
    assert bool(everything()) is opens


def test_a_rule_that_would_open_a_case_for_everybody_is_refused(db):
    from hamsafar.act.cases.errors import CaseRuleIncomplete

    with pytest.raises(CaseRuleIncomplete):
        cases.save_rule(Rule(name="Everybody"))


def test_another_room_opens_a_case_by_the_action(sara, ali):
    deed = actions.ask_for("open_case", {"person": people.key_text(sara), "why": "Parcel lost twice", "words": "Where is it?"}, key="1")
    jobs.run_due()
    assert actions.outcome(deed.id) == actions.Outcome.DONE
    assert [(case.why, case.words) for case in everything()] == [("Parcel lost twice", "Where is it?")]


# Working


def test_a_case_goes_from_contact_to_cause_to_fix_to_its_end(case, bahar, late):
    assert cases.contacted(case.id, channel="phone", words="قول دادم", by=bahar).state is State.CONTACTED
    assert cases.name_cause(case.id, late.id, by=bahar).state is State.NAMED
    assert cases.fixed(case.id, "هزینهٔ ارسال برگشت", by=bahar).state is State.FIXED
    closed = cases.close(case.id, Ending.SOLVED, by=bahar)
    assert (closed.state, closed.in_time) == (State.CLOSED, True)
    told_of = dict(said())
    assert list(told_of) == ["Case Opened", "Case Contacted", "Case Cause Named", "Case Fixed", "Case Closed"]
    assert told_of["Case Closed"] | {"due_at": "", "case_id": ""} == {
        "case_id": "", "by": "Bahar", "due_at": "", "cause": "پیک دیر رسید", "team": "Logistics", "outcome": "solved", "in_time": True,
    }  # fmt: skip


def test_a_call_counts_as_a_contact_of_the_company(case, sara, bahar):
    cases.contacted(case.id, channel="phone", words="", by=bahar)
    (known,) = contact.contacts_of(sara, since=NOON - DAY, until=NOON + DAY)
    assert (known.channel, known.purpose) == ("phone", contact.SERVICE)


def test_what_is_not_so_cannot_be_said(case, bahar, late):
    with pytest.raises(cases.NotContactedYet):
        cases.close(case.id, Ending.SOLVED, by=bahar)
    cases.contacted(case.id, channel="phone", words="", by=bahar)
    with pytest.raises(cases.NoCauseYet):
        cases.close(case.id, Ending.SOLVED, by=bahar)
    with pytest.raises(cases.NoCauseYet):
        cases.fixed(case.id, "done", by=bahar)
    cases.close(case.id, Ending.UNREACHABLE, by=bahar)
    with pytest.raises(cases.CaseIsClosed):
        cases.name_cause(case.id, late.id, by=bahar)


def test_a_case_of_another_unit_is_not_there(case, kian):
    with pytest.raises(cases.CaseNotFound):
        cases.comment(case.id, "hello", by=kian, units=("parts", "parts-kish"))


def test_a_case_is_not_given_to_somebody_who_may_not_see_it(case, ali, kian, bahar):
    from hamsafar.act.cases.errors import NotForThem

    with pytest.raises(NotForThem):
        cases.assign(case.id, kian.id, by=ali)
    assert cases.assign(case.id, ali.id, by=ali).owner == ali.id
    assert cases.assign(case.id, None, by=ali).owner is None


def test_a_case_that_is_reopened_is_due_anew_and_was_not_fixed(case, bahar, late):
    cases.contacted(case.id, channel="phone", words="", by=bahar)
    cases.name_cause(case.id, late.id, by=bahar)
    cases.fixed(case.id, "", by=bahar)
    cases.close(case.id, Ending.SOLVED, by=bahar)
    with clock.frozen_at(NOON + 2 * DAY):
        again = cases.reopen(case.id, by=bahar, words="نشد")
    assert (again.state, again.fixed_at, again.closed_at) == (State.NAMED, None, None)
    assert again.due_at > NOON + 2 * DAY
    assert said()[-1][0] == "Case Reopened"


def test_one_customer_never_has_two_open_cases(case, sara, bahar):
    cases.close(case.id, Ending.NOTHING, by=bahar)
    heard(told(sara))
    with pytest.raises(cases.OtherCaseOpen):
        cases.reopen(case.id, by=bahar)


def test_two_cases_of_a_customer_who_turned_out_to_be_one_are_merged_and_taken_apart_again(case, sara, ali, detractors):
    people.observe([identify(user="sara3", phone="+989359998877")])
    heard(told(key("sara3")))
    other = next(found for found in everything() if found.id != case.id)
    people.merge(keep=sara, absorb=other.person, because="same voice", by=ali)
    merged = cases.merge(other.id, case.id, by=ali)
    assert merged.complaints == 2
    assert cases.get_case(other.id).ending is Ending.MERGED
    (batch,) = {step.batch for step in CaseRow.objects.get(id=other.id).steps.filter(kind="merged")}
    cases.undo(batch, by=ali)
    assert [(found.complaints, found.state) for found in everything()] == [(1, State.OPEN), (1, State.OPEN)]


def test_many_are_done_at_once_and_taken_back_at_once(case, reza, ali, bahar, detractors, late):
    heard(told(reza, unit="parts-kish"))
    ids = [found.id for found in everything()]
    done = cases.each(ids, lambda one, batch: cases.name_cause(one, late.id, by=ali, batch=batch))
    assert (done.cases, done.refused) == (2, {})
    assert {found.cause for found in everything()} == {late.id}
    assert cases.undo(done.batch, by=ali) == 2
    assert {(found.cause, found.state) for found in everything()} == {(None, State.OPEN)}
    assert [name for name, _ in said()].count("Case Step Undone") == 2
    with pytest.raises(cases.NothingToUndo):
        cases.undo(done.batch, by=ali)


def test_what_was_changed_since_is_not_taken_back(case, ali, bahar, late):
    done = cases.each([case.id], lambda one, batch: cases.assign(one, ali.id, by=ali, batch=batch))
    cases.assign(case.id, bahar.id, by=ali)
    with pytest.raises(cases.NothingToUndo):
        cases.undo(done.batch, by=ali)
    assert cases.get_case(case.id).owner == bahar.id


def test_of_many_those_that_are_refused_are_said(case, reza, ali, detractors):
    heard(told(reza, unit="parts-kish"))
    cases.close(case.id, Ending.NOTHING, by=ali)
    done = cases.each([found.id for found in everything()], lambda one, batch: cases.close(one, Ending.NOTHING, by=ali, batch=batch))
    assert done.cases == 1 and list(done.refused.values()) == [1]


# Writing to the customer


def test_a_letter_goes_past_the_gate_and_makes_the_case_contacted_when_it_is_out(case, sara, bahar, mail, office):
    refusal = cases.write(case.id, channel="email", language="fa", subject="پوزش", text="سارا گرامی، پوزش می‌خواهیم.", by=bahar)
    assert refusal is None
    assert cases.get_case(case.id).contacted_at is None
    jobs.run_due()
    assert office.only()["To"].endswith("sara@example.com>") or office.only()["To"] == "sara@example.com"
    found = cases.get_case(case.id)
    assert (found.state, found.contact_channel) == (State.CONTACTED, "email")
    assert [name for name, _ in said()] == ["Case Opened", "Case Contacted"]


def test_a_letter_that_fails_leaves_the_case_open_and_says_so(case, bahar, mail, office):
    office.at_rcpt = "550 5.1.1 who?"
    cases.write(case.id, channel="email", language="fa", subject="", text="سلام", by=bahar)
    jobs.run_due()
    assert cases.get_case(case.id).state is State.OPEN
    assert cases.steps_of(case.id)[0].kind == "not_sent"


def test_who_said_no_is_not_written_to(case, sara, bahar, mail, office):
    from hamsafar.identify.consent import services as consent

    consent.decide(sara, purpose=contact.SERVICE, channel="email", choice=consent.Choice.WITHDRAWN, evidence="call", by=bahar)
    refusal = cases.write(case.id, channel="email", language="fa", subject="", text="سلام", by=bahar)
    assert refusal is not None and refusal.reason is contact.Reason.WITHDRAWN
    jobs.run_due()
    assert cases.steps_of(case.id)[0].kind != "letter"


# Did it help?


def asked_happily(case, sara, bahar, late, score):
    cases.contacted(case.id, channel="phone", words="", by=bahar)
    cases.name_cause(case.id, late.id, by=bahar)
    cases.close(case.id, Ending.SOLVED, by=bahar)
    with clock.frozen_at(NOON + DAY):
        heard(told(sara, score=score, at=NOON + DAY))
    return cases.get_case(case.id)


def test_a_happy_answer_after_the_contact_says_that_the_customer_is_won_back(case, sara, bahar, late):
    found = asked_happily(case, sara, bahar, late, 9.0)
    assert (found.recovered, found.answer, found.state) == (True, 9.0, State.CLOSED)


def test_an_unhappy_answer_opens_the_same_case_again(case, sara, bahar, late):
    found = asked_happily(case, sara, bahar, late, 1.0)
    assert (found.recovered, found.state, found.complaints) == (False, State.NAMED, 2)
    assert len(everything()) == 1


def test_an_answer_before_anybody_got_in_touch_says_nothing_about_it(case, sara):
    heard(told(sara, score=9.0))
    assert cases.get_case(case.id).recovered is None
