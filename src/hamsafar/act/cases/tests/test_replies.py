"""Letters to begin with: the right one, and nothing made up."""

import pytest

from hamsafar.act.cases import first, replies
from hamsafar.act.cases import services as cases
from hamsafar.act.cases.contracts import Reply
from hamsafar.base.eventstore import store
from hamsafar.measure.voice import services as voice

from .conftest import NOON


def reply(number, **facts):
    empty = {"topics": (), "causes": (), "events": (), "step": {}, "subject": {}, "text": {}}
    return Reply(**{"id": number, "name": str(number)} | empty | facts)


LATE, REFUND = reply(1, topics=("courier", "delivery_time")), reply(2, topics=("refund_return",), causes=(7,))
RETURN, OTHER = reply(3, events=("Order Returned",)), reply(4, is_general=True)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"topics": {"courier"}}, LATE), ({"topics": {"courier"}, "cause": 7}, REFUND), ({"events": {"Order Returned"}}, RETURN),
        ({}, OTHER),
        ({"topics": {"courier", "refund_return", "delivery_time"}}, LATE),
    ],
)  # fmt: skip
def test_the_reply_for_the_cause_comes_before_the_topics_and_they_before_the_rest(facts, expected):
    assert replies.best([OTHER, RETURN, REFUND, LATE], **{"cause": None, "topics": set(), "events": set()} | facts) is expected


def test_without_one_that_fits_there_is_none():
    assert replies.best([LATE, RETURN], cause=None, topics=set(), events=set()) is None


def test_a_paragraph_that_names_what_is_not_known_is_left_out():
    text = "Dear {name},\n\nyour order {order} is late.\n\nKind regards,\n{agent}"
    known = {"name": "Sara", "order": "", "agent": "Bahar"}
    assert replies.filled(text, known) == "Dear Sara,\n\nKind regards,\nBahar"
    assert replies.filled("{nonsense}\n\nHello {{name}}", known) == "Hello {Sara}"


@pytest.mark.django_db
def test_what_a_company_begins_with_speaks_of_topics_that_there_are():
    known = {topic.key for topic in voice.list_topics()}
    assert {topic for draft in first.DRAFTS for topic in draft.topics} <= known


@pytest.mark.django_db
def test_the_letter_is_about_what_was_read_from_the_comment(event_store, case, ali, mail, sara):
    cases.begin(by=ali)
    store().command(
        "insert into annotations (id_hash, seq, source, message_id, person_key, timestamp, feeling, topics, version) "
        "select 1, 1, 'surveys', 'other', {person:UInt64}, {at:DateTime64(3, 'UTC')}, -1, ['courier'], 1",
        {"person": sara, "at": NOON},
    )
    complaints = replies.with_topics(case, cases.complaints_of(case.id))
    assert complaints[0].topics == ("courier",)
    found = cases.suggest(case, complaints, agent="Bahar")
    assert found.subject == "پوزش برای دیر رسیدن سفارش" and found.text.startswith("سارا گرامی،") and "{" not in found.text
