"""SMS and Telegram by a declared gateway: what is called, how the answer reads, what reports say, and where it may not lead."""

import datetime as dt
import ipaddress
import json
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from hamsafar.act.messaging import gateway_settings
from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.contracts import Choice
from hamsafar.act.messaging.gateway_forms import FORMS
from hamsafar.act.messaging.gateways import Body, Gateway, Numbers, Outgoing, dig, request_of, written_number
from hamsafar.act.messaging.models import GatewayRow, MessageRow
from hamsafar.base import clock, rate_limits
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.tests.examples import question, survey
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Outcome
from hamsafar.ground.audit import services as audit
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key

from .conftest import NOON, asked, ended, told
from .switchboard import switchboard

TELEGRAM_YES = {"ok": True, "result": {"message_id": 41}}


@pytest.fixture(autouse=True)
def _no_limits():
    rate_limits.forget_all()


@pytest.fixture
def board(settings):
    settings.REACHABLE_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with switchboard() as board:
        yield board


@pytest.fixture
def reza(db, noon):
    ways = (Identifier("", "phone", "+989121234567"), Identifier("", "telegram", "5551"))
    people.observe([identify(user="reza", identifiers=ways, traits='{"name": "رضا", "language": "fa"}')])
    contact.change_policy(contact.Policy(budgets=(contact.Budget(contacts=9, days=7),), rest_days=0, ask_first=frozenset()))
    return key("reza")


def ready(form: str, board, **changes) -> Gateway:
    """A ready gateway, led to the test's own switchboard."""
    gateway = FORMS[form].gateway
    path = urlsplit(gateway.url).path
    facts = {"url": f"{board.address}{path}", "key": "s3cret", "sender": "10004346", "leave_link": False}
    return gateway_settings.change_gateway(replace(gateway, **facts | changes))


def text(reza, channel: str = "sms", name: str = "1", **facts):
    given = {"person": people.key_text(reza), "channel": channel, "purpose": "surveys", "text": {"fa": "سلام رضا & <همه>", "en": "Hello"}}
    return asked("send_message", name, given | facts, reza)


def test_kavenegar_gets_the_message_as_its_manual_says(board, reza):
    ready("kavenegar", board)
    deed = text(reza, url="https://avand.example/x?a=1&b=2")
    assert ended(deed).outcome is Outcome.DONE
    call = board.only()
    said = {name: values[0] for name, values in parse_qs(call.body).items()}
    assert (call.method, call.path) == ("POST", "/v1/s3cret/sms/send.json")
    assert (said["receptor"], said["sender"]) == ("09121234567", "10004346")
    assert said["message"] == "سلام رضا & <همه>\nhttps://avand.example/x?a=1&b=2"
    assert said["localid"].isdecimal() and int(said["localid"]) < 2**53
    row = MessageRow.objects.get()
    assert (row.reference, row.state, row.channel) == ("8792343", "sent", "sms")
    assert [event.name for event in told()] == ["Message Sent"]


def test_telegram_gets_a_survey_with_its_first_question_as_buttons(board, reza, settings):
    ready("telegram", board)
    board.answer = TELEGRAM_YES
    made = surveys.create(survey(question("nps", "likely", required=True)))
    nps = surveys.publish(made.id, by=None)
    deed = asked("ask_survey", "1", {"person": people.key_text(reza), "survey": nps.id, "channel": "telegram"}, reza)
    assert ended(deed).outcome is Outcome.DONE
    said = board.only().json
    rows = said["reply_markup"]["inline_keyboard"]
    assert (said["chat_id"], board.only().path) == ("5551", "/bots3cret/sendMessage")
    assert [button["text"] for row in rows for button in row] == [*"۰۱۲۳۴۵۶۷۸۹", "۱۰"]
    assert [len(row) for row in rows] == [6, 5]
    assert "About likely? (ف)" in said["text"]
    assert [event.name for event in told()] == ["Message Sent", "Survey Sent"]
    assert Client().get(rows[1][3]["url"].removeprefix(settings.PUBLIC_URL)).status_code in (200, 302)


def test_a_message_without_buttons_says_nothing_of_them(board, reza):
    ready("telegram", board)
    board.answer = TELEGRAM_YES
    ended(text(reza, "telegram"))
    assert set(board.only().json) == {"chat_id", "text"}


def test_an_sms_survey_carries_its_link_and_a_way_to_say_no(board, reza):
    ready("kavenegar", board, leave_link=True)
    nps = surveys.publish(surveys.create(survey(question("nps", "likely"))).id, by=None)
    ended(asked("ask_survey", "1", {"person": people.key_text(reza), "survey": nps.id, "channel": "sms"}, reza))
    lines = parse_qs(board.only().body)["message"][0].splitlines()
    assert "/s/i/" in lines[-2] and "/m/p/" in lines[-1]
    assert Client().get(urlsplit(lines[-1].split()[-1]).path).status_code == 200


@pytest.mark.parametrize(
    ("status", "answer", "outcome", "code"),
    [
        (200, {"return": {"status": 418, "message": "اعتبار کافی نیست"}}, Outcome.FAILED, "gateway_refused"),
        (418, {"return": {"status": 418, "message": "اعتبار کافی نیست"}}, Outcome.FAILED, "gateway_refused"),
        (302, {}, Outcome.FAILED, "gateway_refused"),
        (429, {}, Outcome.WAITING, "gateway_refused"),
        (503, {}, Outcome.WAITING, "gateway_refused"),
    ],
)  # fmt: skip
def test_a_gateway_that_says_no_has_sent_nothing(board, reza, status, answer, outcome, code):
    ready("kavenegar", board)
    board.status, board.answer = status, answer
    deed = ended(text(reza))
    assert (deed.outcome, deed.code) == (outcome, code)
    assert told() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"hangs_up": True}, {"status": 500}, {"status": 502}, {"answer": b"<html>busy</html>"}, {"answer": {"return": {}}},
        {"answer": b"[" * 60_000},
    ],
)  # fmt: skip
def test_without_a_clear_answer_nobody_can_tell_and_a_person_decides(board, reza, broken):
    ready("kavenegar", board, knows_repeats=False)
    for name, value in broken.items():
        setattr(board, name, value)
    deed = ended(text(reza))
    assert (deed.outcome, deed.code) == (Outcome.UNKNOWN, "went_quiet")
    assert messaging.list_messages()[0].state is messaging.MessageState.UNKNOWN


def test_a_gateway_that_knows_repeats_is_asked_again_with_the_same_number(board, reza):
    ready("kavenegar", board)
    board.hangs_up = True
    deed = ended(text(reza))
    assert deed.outcome is Outcome.WAITING
    board.hangs_up = False
    with clock.frozen_at(deed.due_at):
        assert ended(deed).outcome is Outcome.DONE
    first, second = (parse_qs(call.body)["localid"] for call in board.calls)
    assert first == second


def test_a_gateway_that_asks_for_patience_gets_it(board, reza):
    ready("telegram", board)
    board.status, board.answer = 429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 34}}
    assert ended(text(reza, "telegram")).due_at == NOON + dt.timedelta(seconds=34)


def test_whoever_blocked_the_bot_is_not_written_to_again(board, reza):
    ready("telegram", board)
    board.status, board.answer = 403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    assert ended(text(reza, "telegram", "1")).code == "address_gone"
    assert ended(text(reza, "telegram", "2")).code == "address_blocked"
    assert len(board.calls) == 1
    assert [event.name for event in told()] == ["Message Sent", "Message Returned"]


def test_a_gateway_that_is_not_there_is_tried_later(board, reza):
    ready("kavenegar", board, url="http://127.0.0.1:9/")
    deed = ended(text(reza))
    assert (deed.outcome, deed.code) == (Outcome.WAITING, "gateway_away")


def test_a_gateway_in_a_private_network_is_not_called(board, reza, settings):
    ready("kavenegar", board)
    settings.REACHABLE_NETWORKS = ()
    deed = ended(text(reza))
    assert (deed.outcome, deed.code) == (Outcome.REFUSED, "outward_not_allowed")
    assert board.calls == []


def test_a_channel_that_is_not_set_up_is_refused(reza):
    assert ended(text(reza)).code == "channel_not_set_up"


def test_the_key_appears_in_no_log_and_no_reason(board, reza, ali):
    ready("kavenegar", board)
    board.status, board.answer = 400, {"return": {"status": 400, "message": "wrong key s3cret"}}
    deed = ended(text(reza))
    kept = GatewayRow.objects.get().key
    assert "s3cret" not in kept and "s3cret" not in json.dumps(dict(deed.facts)) and "…" in deed.facts["reply"]
    assert "s3cret" not in str([entry.facts for entry in audit.list_entries()]) + repr(gateway_settings.get_gateway("sms"))


# How a message becomes a request


def plain(**changes) -> Gateway:
    return Gateway(**{"channel": "sms", "url": "https://x.example/send"} | changes)


def test_what_is_filled_in_stays_a_value():
    hostile = '"},{"to":"+1"} &x=1 {key} {to}'
    message = Outgoing(id=uuid4(), to="+989121234567", text=hostile)
    gateway = plain(url="https://x.example/{to}?t={text}", body={"text": "{text}", "n": 1, "list": ["{to}"]}, key="k")
    request = request_of(gateway, message)
    assert json.loads(request.body or b"") == {"text": hostile, "n": 1, "list": ["+989121234567"]}
    parts = urlsplit(request.url)
    assert parse_qs(parts.query) == {"t": [hostile]} and parts.path == "/%2B989121234567"
    form = request_of(plain(body_kind=Body.FORM, body={"text": "{text}"}), message)
    assert parse_qs((form.body or b"").decode()) == {"text": [hostile]}


def test_a_value_never_becomes_a_header_of_its_own():
    with pytest.raises(messaging.GatewayMalformed):
        request_of(plain(headers={"X-From": "{sender}"}, sender="a\r\nX-Evil: 1"), Outgoing(id=uuid4(), to="1", text="t"))


@pytest.mark.parametrize(
    ("how", "written"),
    [
        (Numbers.E164, "+989121234567"),
        (Numbers.DIGITS, "989121234567"),
        (Numbers.NATIONAL, "09121234567"),
        (Numbers.AS_IS, "+989121234567"),
    ],
)
def test_a_number_is_written_as_the_gateway_wants_it(how, written):
    assert written_number("+989121234567", how) == written


@pytest.mark.parametrize(
    ("path", "found"), [("a.b", 1), ("c.0.d", 2), ("c.1.d", None), ("c.x", None), ("a.b.c", None), ("", {"a": {"b": 1}, "c": [{"d": 2}]})]
)
def test_an_answer_is_read_by_its_names(path, found):
    assert dig({"a": {"b": 1}, "c": [{"d": 2}]}, path) == found


def test_buttons_of_words_stand_below_each_other():
    message = Outgoing(
        id=uuid4(), to="1", text="t", choices=(Choice(label="بله", url="https://x/1"), Choice(label="خیر", url="https://x/2"))
    )
    said = json.loads(request_of(FORMS["telegram"].gateway, message).body or b"")
    assert said["reply_markup"]["inline_keyboard"] == [[{"text": "بله", "url": "https://x/1"}], [{"text": "خیر", "url": "https://x/2"}]]


# Delivery reports


@pytest.fixture
def sent(board, reza):
    ready("kavenegar", board)
    ended(text(reza))
    return f"/m/r/sms/{gateway_settings.report_token('sms')}"


@pytest.mark.parametrize("how", ["query", "form", "json", "list"])
def test_a_report_tells_that_it_arrived_however_it_comes(sent, how):
    said = {"messageid": "8792343", "status": "10"}
    client = Client(enforce_csrf_checks=True)
    answers = {
        "query": lambda: client.get(sent, said),
        "form": lambda: client.post(sent, said),
        "json": lambda: client.post(sent, {"messageid": 8792343, "status": 10}, content_type="application/json"),
        "list": lambda: client.post(
            sent, [{"messageid": 1, "status": 10}, {"messageid": 8792343, "status": 10}], content_type="application/json"
        ),
    }
    assert answers[how]().status_code == 204
    answers[how]()
    assert [event.name for event in told()] == ["Message Sent", "Message Delivered"]
    assert messaging.list_messages()[0].arrived_at == NOON


def test_a_report_tells_that_it_did_not_arrive(sent, client_of, ali):
    Client().get(sent, {"messageid": "8792343", "status": "11"})
    assert [event.name for event in told()] == ["Message Sent", "Message Returned"]
    assert "Came back" in client_of("ali", language="en").get("/messages?period=this_year").content.decode()


@pytest.mark.parametrize(
    "said", [{}, {"messageid": "8792343"}, {"messageid": "8792343", "status": "4"}, {"messageid": "1", "status": "10"}]
)
def test_a_report_that_says_nothing_new_changes_nothing(sent, said):
    assert Client().get(sent, said).status_code == 204
    assert Client().post(sent, b"{not json", content_type="application/json").status_code == 204
    assert Client().post(sent, b"[" * 60_000, content_type="application/json").status_code == 204
    assert [event.name for event in told()] == ["Message Sent"]


def test_without_the_token_nobody_reports(sent):
    said = {"messageid": "8792343", "status": "10"}
    assert Client().get("/m/r/sms/" + "0" * 40, said).status_code == 404
    assert Client().get(sent.replace("/sms/", "/telegram/"), said).status_code == 404
    assert messaging.list_messages()[0].arrived_at is None


# Pages

FORM = {
    "form": "kavenegar", "key": "s3cret", "sender": "10004346", "leave_link": "on", "method": "POST", "url": "https://api.kavenegar.com/v1/{key}/sms/send.json",
    "headers": "", "body_kind": "form", "body": '{"receptor": "{to}", "message": "{text}"}', "numbers": "national",
    "ok_path": "return.status", "ok_values": "200", "id_path": "entries.0.messageid",
    "error_path": "return.message", "gone": "", "knows_repeats": "on",
    "report_id": "messageid", "report_status": "status", "report_arrived": "10", "report_returned": "6, 11، 14",
}  # fmt: skip


def test_ali_sets_sms_up_and_the_key_is_never_shown_again(client_of, ali):
    client = client_of("ali", language="en")
    assert client.post("/settings/gateways/sms", FORM).status_code == 302
    kept = gateway_settings.get_gateway("sms")
    assert (kept.key, kept.sender, kept.report_returned, kept.body_kind) == ("s3cret", "10004346", ("6", "11", "14"), Body.FORM)
    page = client.get("/settings/gateways/sms")
    assert "s3cret" not in page.content.decode() and "/m/r/sms/" in page.content.decode() and "no-store" in page["Cache-Control"]
    client.post("/settings/gateways/sms", FORM | {"key": "", "sender": "2000"})
    assert (gateway_settings.get_gateway("sms").key, gateway_settings.get_gateway("sms").sender) == ("s3cret", "2000")
    assert "Kavenegar" in client.get("/settings/gateways").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "ftp://x/"}, {"url": "https://{key}.example/"}, {"url": "https://u:p@x.example/"}, {"body": "[1]"}, {"body": "{"},
        {"body": "[" * 5_000},
        {"headers": "nonsense"}, {"headers": "X Y: 1"}, {"method": "DELETE"}, {"numbers": "roman"},
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_are_refused(client_of, ali, wrong):
    assert client_of("ali").post("/settings/gateways/sms", FORM | wrong).status_code == 422
    assert gateway_settings.find_gateway("sms") is None


@pytest.mark.parametrize("channel", ["sms", "telegram"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_a_ready_gateway_is_filled_in_and_can_be_kept_as_it_is(client_of, ali, channel, language):
    client = client_of("ali", language=language)
    page = client.get(f"/settings/gateways/{channel}").content.decode()
    areas = re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    inputs = re.findall(r'<input (?=[^>]*type="(?:text|hidden)")[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    ticks = re.findall(r'type="checkbox" name="(\w+)"[^>]*checked', page)
    chosen = re.findall(r'<select name="(\w+)"(?:(?!</select>).)*?value="([^"]*)" selected', page, re.DOTALL)
    filled = {name: unescape(value) for name, value in [*inputs, *areas, *chosen]}
    assert client.post(f"/settings/gateways/{channel}", {**filled, **dict.fromkeys(ticks, "on"), "key": "k"}).status_code == 302, page
    kept = gateway_settings.get_gateway(channel)
    assert kept == replace(FORMS[kept.form].gateway, key="k")


@pytest.mark.parametrize(
    ("trouble", "words"), [({}, "took the message"), ({"hangs_up": True}, "may have arrived"), ({"status": 400}, "refused (400)")]
)
def test_the_button_tells_what_the_gateway_said(client_of, ali, board, trouble, words):
    ready("kavenegar", board, knows_repeats=False)
    for name, value in trouble.items():
        setattr(board, name, value)
    page = client_of("ali", language="en").post("/settings/gateways/sms/test", {"to": "+989121234567"}, follow=True).content.decode()
    assert words in page


def test_a_gateway_that_is_forgotten_sends_nothing_and_leaves_no_key(client_of, ali, board, reza):
    ready("kavenegar", board)
    client_of("ali").post("/settings/gateways/sms/forget")
    assert not GatewayRow.objects.exists() and ended(text(reza)).code == "channel_not_set_up"
    assert actions.counts()[Outcome.REFUSED] == 1


@pytest.mark.parametrize("who", ["bahar", "dara"])
def test_only_an_owner_sets_gateways_up(client_of, bahar, dara, who):
    client = client_of(who)
    assert client.get("/settings/gateways").status_code == 403
    assert client.post("/settings/gateways/sms", FORM).status_code == 403
    assert client.post("/settings/gateways/sms/test", {"to": "1"}).status_code == 403
