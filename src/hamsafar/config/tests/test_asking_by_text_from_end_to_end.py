"""From an order at the tracking API to a question by SMS or Telegram, at a gateway on loopback, and back: an answer, a review."""

import datetime as dt
import ipaddress
import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from hamsafar.act.messaging import gateway_settings
from hamsafar.act.messaging.gateway_forms import FORMS
from hamsafar.act.messaging.tests.switchboard import switchboard
from hamsafar.base import clock, rate_limits
from hamsafar.collect.reviews import public
from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.reviews.contracts import Policy
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.tests.conftest import Person
from hamsafar.collect.surveys.tests.examples import question, survey
from hamsafar.config import people_feed
from hamsafar.decide.asking import services as asking
from hamsafar.decide.asking.contracts import REVIEW
from hamsafar.decide.contact import services as contact
from hamsafar.identify.people import keys
from hamsafar.identify.people import services as people

from .test_asking_from_end_to_end import HOUR, NOON
from .test_reviews_from_end_to_end import DAY, go_on, told_of, track

GATEWAYS = {"sms": "kavenegar", "telegram": "telegram"}
TELEGRAM_YES = {"ok": True, "result": {"message_id": 41}}


@pytest.fixture
def board(settings):
    settings.REACHABLE_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    rate_limits.forget_all()
    with switchboard() as board:
        yield board


@pytest.fixture
def company(api, board, monkeypatch):
    """Sara has a phone and a chat with our bot, and no e-mail address."""
    monkeypatch.setattr(public, "READ_SECONDS", -1)
    keys.set_exceptions({})
    people.wire(people_feed.wiring())
    asking.catch_up()
    with clock.frozen_at(NOON):
        contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=2, days=7),), rest_days=0, ask_first=frozenset()))
        reviews.change_policy(Policy(auto_from=1))
        ids = [{"id": "5551", "type": "telegram", "collection": "users", "encoding": "none"}]
        traits = {"phone": "09121234567", "first_name": "سارا", "language": "fa"}
        said = {"userId": "sara", "messageId": "i-sara", "traits": traits, "context": {"externalIds": ids}, "timestamp": NOON.isoformat()}
        assert api.post("/v1/identify", said).status == 200
        yield
    people.wire(None)
    keys.set_exceptions({})


def open_gateway(channel: str, board) -> None:
    board.answer = TELEGRAM_YES if channel == "telegram" else board.answer
    gateway = FORMS[GATEWAYS[channel]].gateway
    facts = {"url": f"{board.address}{urlsplit(gateway.url).path}", "key": "s3cret", "sender": "10004346", "leave_link": False}
    gateway_settings.change_gateway(replace(gateway, **facts))


def link_in(channel: str, board, *, button: str) -> str:
    """Where the message leads: an SMS has one link, Telegram a button for each choice."""
    call = board.only()
    if channel == "sms":
        said = {name: values[0] for name, values in parse_qs(call.body).items()}
        assert said["receptor"] == "09121234567"
        return re.search(r"https?://\S+", said["message"])[0]
    assert call.json["chat_id"] == "5551"
    buttons = {each["text"]: each["url"] for row in call.json["reply_markup"]["inline_keyboard"] for each in row}
    return buttons[button]


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def deliver(api) -> None:
    lines = [{"product_id": "k-1", "name": "کتری برقی"}]
    track(api, "Order Completed", NOON, order_id="88213", products=lines, revenue=100)
    track(api, "Order Delivered", NOON + HOUR, order_id="88213")
    go_on(NOON + HOUR)
    go_on(NOON + DAY + 2 * HOUR)


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_a_delivery_is_asked_about_by_text_and_the_review_comes_back(api, company, board, channel):
    open_gateway(channel, board)
    rule = asking.save(asking.Rule(asks=REVIEW, event="Order Delivered", delay=DAY, channels=(channel,)))
    asking.switch(rule.id, on=True)
    deliver(api)
    address = path_of(link_in(channel, board, button="۴"))
    page = Client().get(address).content.decode()
    name = re.search(r'name="(stars\.\d+)"', page)[1]
    with clock.frozen_at(NOON + DAY + 3 * HOUR):
        Client().post(urlsplit(address).path, {name: "4", name.replace("stars", "text"): "زود جوش می‌آورد", "author": "سارا"})
    go_on(NOON + DAY + 3 * HOUR)
    (told,) = told_of("Review Posted")
    assert (told.properties["verified"], told.properties["product_id"], told.properties["way"]) == (True, "k-1", channel)
    assert told_of("Message Sent") and asking.tally_of(rule.id).asked == 1


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_a_delivery_is_asked_about_by_text_and_the_answer_comes_back(api, company, board, channel):
    open_gateway(channel, board)
    made = surveys.create(survey(question("nps", "likely", required=True)))
    rule = asking.save(asking.Rule(survey=surveys.publish(made.id, by=None).id, event="Order Delivered", delay=DAY, channels=(channel,)))
    asking.switch(rule.id, on=True)
    deliver(api)
    with clock.frozen_at(NOON + DAY + 3 * HOUR):
        reader = Person(path_of(link_in(channel, board, button="۹")))
        with clock.frozen_at(clock.now() + dt.timedelta(seconds=20)):  # nobody reads faster
            reader.send(likely="9")
        assert reader.has_ended
    go_on(NOON + DAY + 3 * HOUR)
    (answered,) = told_of("Survey Answered")
    assert (answered.properties["score"], answered.properties["order_id"]) == (9, "88213")
    assert told_of("Survey Sent") and asking.tally_of(rule.id).asked == 1


@pytest.mark.parametrize("channel", ["sms", "telegram"])
def test_a_gateway_that_is_busy_is_tried_again_and_asks_once(api, company, board, channel):
    open_gateway(channel, board)
    rule = asking.save(asking.Rule(asks=REVIEW, event="Order Delivered", delay=DAY, channels=(channel,)))
    asking.switch(rule.id, on=True)
    board.status = 503
    deliver(api)
    board.status = 200
    for hours in (3, 4, 5):
        go_on(NOON + DAY + hours * HOUR)
    assert len(board.calls) == 2
    assert len(told_of("Message Sent")) == 1 and asking.tally_of(rule.id).asked == 1
