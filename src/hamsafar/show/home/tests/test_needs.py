"""Who needs a person today: late promises, unanswered conversations, unhappy answers."""

import datetime as dt
import json

from hamsafar.show.home import needs, stages
from hamsafar.show.home.contracts import Why
from hamsafar.store.events.services import Scope
from hamsafar.store.events.tests.planting import NOON, plant

HOUR = dt.timedelta(hours=1)
NEGAR, HOSSEIN, MARYAM = 11, 12, 13
NOW = NOON + 48 * HOUR


def said(person, name, hours, channel="chat", **properties):
    return {"person_key": person, "name": name, "timestamp": NOON + hours * HOUR, "channel": channel, "properties": json.dumps(properties)}


def whys(limit=10, scope=None):
    return [(need.why, need.person) for need in needs.list_needs(scope or Scope(), NOW, limit)]


def test_a_promise_past_its_time_needs_a_person_until_it_is_settled(event_store):
    due = (NOON + 5 * HOUR).isoformat()
    plant(event_store, said(NEGAR, "Promise Made", 0, promise_id="p1", what="call back", due_at=due),
          said(HOSSEIN, "Promise Made", 0, promise_id="p2", what="refund", due_at=due),
          said(HOSSEIN, "Promise Kept", 4, promise_id="p2", what="refund"),
          said(MARYAM, "Promise Made", 0, promise_id="p3", what="later", due_at=(NOW + HOUR).isoformat()))  # fmt: skip
    assert whys() == [(Why.LATE_PROMISE, NEGAR)]


def test_a_conversation_waits_while_the_customer_spoke_last(event_store):
    plant(event_store, said(NEGAR, "Conversation Started", 1, conversation_id="c1", topic="refund"),
          said(HOSSEIN, "Conversation Started", 1, conversation_id="c2"), said(HOSSEIN, "Conversation Replied", 2, conversation_id="c2"),
          said(MARYAM, "Conversation Started", 1, conversation_id="c3"), said(MARYAM, "Conversation Replied", 2, conversation_id="c3"),
          said(MARYAM, "Message Received", 3, conversation_id="c3", text="still broken"))  # fmt: skip
    found = needs.list_needs(Scope(), NOW, 10)
    assert [(need.person, need.words) for need in found] == [(NEGAR, "refund"), (MARYAM, "still broken")]


def test_an_unhappy_answer_needs_a_person_unless_one_has_spoken_to_them_since(event_store):
    plant(event_store, said(NEGAR, "Survey Answered", 1, survey="s", question="nps", score=2, text="never again"),
          said(HOSSEIN, "Survey Answered", 1, survey="s", question="csat", score=1), said(HOSSEIN, "Call Ended", 5, conversation_id="c"),
          said(MARYAM, "Survey Answered", 1, survey="s", question="nps", score=9))  # fmt: skip
    (need,) = needs.list_needs(Scope(), NOW, 10)
    assert (need.why, need.person, need.score, need.words) == (Why.UNHAPPY, NEGAR, 2, "never again")


def test_a_bots_answer_is_not_a_person(event_store):
    plant(event_store, said(NEGAR, "Survey Answered", 1, survey="s", question="nps", score=2),
          said(NEGAR, "Conversation Replied", 5, conversation_id="c", by_bot=True))  # fmt: skip
    assert whys() == [(Why.UNHAPPY, NEGAR)]


def test_one_person_is_listed_once_for_the_most_urgent_reason(event_store):
    plant(event_store, said(NEGAR, "Survey Answered", 1, survey="s", question="nps", score=0),
          said(NEGAR, "Promise Made", 0, promise_id="p1", what="call", due_at=(NOON + HOUR).isoformat()))  # fmt: skip
    assert whys() == [(Why.LATE_PROMISE, NEGAR)]


def test_a_flood_of_one_reason_does_not_hide_another(event_store):
    flood = [said(100 + i, "Conversation Started", i / 10, conversation_id=f"c{i}") for i in range(20)]
    plant(event_store, *flood, said(NEGAR, "Survey Answered", 1, survey="s", question="nps", score=0))
    assert (Why.UNHAPPY, NEGAR) in whys(limit=4)


def test_other_units_stay_unseen(event_store):
    plant(event_store, {**said(NEGAR, "Conversation Started", 1, conversation_id="c1"), "unit": "tehran"},
          {**said(HOSSEIN, "Conversation Started", 1, conversation_id="c2"), "unit": "parts-kish"})  # fmt: skip
    assert whys(scope=Scope(units=("tehran",))) == [(Why.WAITING, NEGAR)]


def reached(people, name, channel="web", **properties):
    return [said(person, name, 0, channel, **properties) for person in people]


def test_stages_count_people_and_name_the_weakest_step(event_store):
    plant(event_store, *reached(range(50), "Page Viewed"), *reached(range(40), "Product Viewed"), *reached(range(35), "Product Added"),
          *reached(range(5), "Checkout Started"), *reached(range(3), "Order Completed", order_id="1"),
          *reached([90], "Order Completed", "store", order_id="2"))  # fmt: skip
    strip = stages.list_stages(Scope())
    assert [stage.people for stage in strip] == [50, 40, 35, 5, 3, 0]
    assert [stage.key for stage in strip if stage.is_weakest] == ["pay"]


def test_a_parcel_ordered_before_is_nobody_who_went_the_whole_way_now(event_store):
    bought, delivered = reached(range(3), "Order Completed", order_id="1"), reached(range(2, 9), "Order Delivered", "courier", order_id="1")
    plant(event_store, *bought, *delivered)
    assert [stage.people for stage in stages.list_stages(Scope())] == [0, 0, 0, 0, 3, 1]


def test_no_step_is_called_weak_on_a_handful_of_people(event_store):
    plant(event_store, *reached(range(9), "Page Viewed"), *reached(range(1), "Product Viewed"))
    assert not any(stage.is_weakest for stage in stages.list_stages(Scope()))


def test_no_stage_is_shown_where_nothing_happened(event_store):
    assert stages.list_stages(Scope()) == ()
