"""A customer's figures and lines, as their page tells them."""

import datetime as dt
import json
from decimal import Decimal

from hamsafar.collect.vocabulary.services import Tone
from hamsafar.measure.voice import services as voice
from hamsafar.measure.voice import table
from hamsafar.show.customer import portrait, timeline
from hamsafar.show.customer.contracts import PromiseState
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope
from hamsafar.store.events.tests.planting import NOON, plant

HOUR = dt.timedelta(hours=1)
NEGAR = 11
HERS = Scope(people=(NEGAR,))


def did(name, hours=0, *, amount=None, currency="", channel="web", **properties):
    return {
        "person_key": NEGAR, "name": name, "timestamp": NOON + hours * HOUR, "channel": channel, "amount": amount, "currency": currency,
        "properties": json.dumps(properties, ensure_ascii=False),
    }  # fmt: skip


def test_toman_and_rial_are_one_sum_and_refunds_are_taken_off(event_store):
    plant(event_store, did("Order Completed", 0, amount=Decimal(1000), currency="IRT", order_id="1"),
          did("Order Completed", 1, amount=Decimal(5000), currency="IRR", order_id="2"),
          did("Order Completed", 2, amount=Decimal(7), currency="EUR", order_id="3"),
          did("Order Refunded", 3, amount=Decimal(5000), currency="IRR", order_id="2"))  # fmt: skip
    facts = portrait.find_facts(HERS)
    assert facts.spent == (("EUR", Decimal(7)), ("IRR", Decimal(10000)))
    assert facts.orders == 3


def test_the_latest_score_of_each_question_is_shown(event_store):
    plant(event_store, did("Survey Answered", 0, survey="s", question="nps", score=9),
          did("Survey Answered", 5, survey="s", question="nps", score=3))  # fmt: skip
    (score,) = portrait.find_facts(HERS).scores
    assert (score.question, score.score, score.tone) == ("nps", 3, Tone.BAD)


def test_somebody_without_events_in_sight_has_no_facts(event_store):
    plant(event_store, {**did("Page Viewed"), "unit": "tehran"})
    assert portrait.find_facts(Scope(people=(NEGAR,), units=("parts-kish",))) is None


def test_promises_are_open_late_kept_or_broken(event_store):
    def made(name, due_in_hours):
        return did("Promise Made", 0, promise_id=name, what=name, due_at=(NOON + due_in_hours * HOUR).isoformat())

    plant(event_store, made("late", 1), made("open", 99), made("kept", 1), made("broken", 1),
          did("Promise Kept", 1, promise_id="kept", what="kept"), did("Promise Broken", 2, promise_id="broken", what="broken"))  # fmt: skip
    states = {promise.what: promise.state for promise in portrait.list_promises(HERS, NOON + 10 * HOUR)}
    assert states == {state.value: state for state in PromiseState}


def test_open_conversations_say_whose_turn_it_is(event_store):
    plant(event_store, did("Conversation Started", 0, conversation_id="ours", topic="refund"),
          did("Conversation Started", 0, conversation_id="theirs"), did("Conversation Replied", 1, conversation_id="theirs"),
          did("Conversation Started", 0, conversation_id="over"), did("Conversation Resolved", 2, conversation_id="over"))  # fmt: skip
    turns = {talk.conversation_id: talk.is_waiting_for_us for talk in portrait.list_open_conversations(HERS)}
    assert turns == {"ours": True, "theirs": False}


def lines(event_store, *rows, language="en"):
    plant(event_store, *rows)
    return timeline.moments_of(events.timeline(NEGAR, scope=Scope()).happenings, language)


def test_a_line_is_a_sentence_in_the_readers_language_with_the_customers_words(event_store):
    (line,) = lines(event_store, did("Complaint Raised", complaint_id="1", topic="پیک", text="دیر رسید"), language="fa")
    assert (line.text, line.quote, line.tone, line.detail) == ("از پیک شکایت کرد", "دیر رسید", "bad", "وب‌سایت")


def test_much_effort_is_bad_and_much_agreement_is_good(event_store):
    effort, agreement = lines(event_store, did("Survey Answered", 1, survey="s", question="ces_effort", score=6),
                              did("Survey Answered", 0, survey="s", question="ces_agreement", score=6))  # fmt: skip
    assert (effort.tone, agreement.tone) == ("bad", "good")


def test_a_companys_own_event_keeps_its_name_and_tells_what_it_carries(event_store):
    (line,) = lines(event_store, did("Loyalty Card Scanned", card="gold"))
    assert (line.text, line.detail) == ("Loyalty Card Scanned", "Website · gold")


def test_what_the_sentence_says_is_not_said_again(event_store):
    (line,) = lines(event_store, did("Payment Failed", gateway="Mellat", code="51"))
    assert (line.text, line.detail) == ("Payment failed at Mellat", "Website · 51")


def test_what_was_read_from_a_comment_stands_under_it(event_store, db):
    plant(event_store, did("Complaint Raised", complaint_id="1", topic="پیک", text="دیر رسید"))
    (happening,) = events.timeline(NEGAR, scope=Scope()).happenings
    known = {"id_hash": 77, "seq": happening.seq, "person_key": NEGAR, "timestamp": happening.timestamp, "text": "دیر رسید", "model": "1"}
    read = {"language": "fa", "feeling": -1, "probability": 0.9, "score": -0.8, "urgency": 0.0, "marked": False, "corrected": False}
    read |= {"rated": None}
    places = {"topics": ["delivery_time"], "topic_scores": [-0.8], "topic_starts": [0], "topic_ends": [3]}
    places |= {"phrase_starts": [0], "phrase_ends": [8]}
    table.keep([dict.fromkeys(table.SCHEMA.names, "") | known | read | places | {"masked": 0}])
    readings = voice.readings_of([happening.seq], scope=Scope(people=(NEGAR,)))
    (line,) = timeline.moments_of([happening], "fa", readings)
    assert [tone for _name, tone in line.chips] == ["bad", "bad"]
    assert line.chips_href.endswith(f"{77:016x}")
