"""Letters that come back later: read by their report, believed only where they name a letter of ours."""

from email.message import EmailMessage

import pytest
from django.test import Client

from hamsafar.act.messaging import bounces, mail_settings
from hamsafar.act.messaging import services as messaging
from hamsafar.base import rate_limits
from hamsafar.ground.actions.services import Outcome

from .conftest import NOON, ended, told

REPORT = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: hello@avand.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="XX"

--XX
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example. Your message could not be delivered.

--XX
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sun, 18 Oct 2026 12:00:00 +0330

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; aspmx.example
Diagnostic-Code: smtp; 550-{status} The account {to} that you tried to reach
    does not exist.

--XX
Content-Type: {kind}

Return-Path: <hello@avand.example>
Message-ID: <{ref}@avand.example>
Subject: hello

--XX--
"""


@pytest.fixture(autouse=True)
def _no_limits():
    rate_limits.forget_all()


@pytest.fixture
def letter(mail, office, write):
    """A letter that the mail server took; returns its number."""
    deed = ended(write())
    assert deed.outcome is Outcome.DONE
    return office.only()["Message-ID"][1:33]


def report(ref: str, *, to="sara@example.com", action="failed", status="5.1.1", kind="message/rfc822") -> bytes:
    return REPORT.format(ref=ref, to=to, action=action, status=status, kind=kind).replace("\n", "\r\n").encode()


def hand_over(raw: bytes) -> int:
    return Client(enforce_csrf_checks=True).post(f"/m/b/{mail_settings.bounce_token()}", raw, content_type="message/rfc822").status_code


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_that_comes_back_is_marked_and_its_address_gets_nothing_more(letter, write, kind):
    assert hand_over(report(letter, kind=kind)) == 204
    (message,) = messaging.list_messages()
    assert message.returned_at == NOON and message.trouble.startswith("5.1.1 550-5.1.1 The account … that you tried")
    assert [event.name for event in told()] == ["Email Sent", "Email Bounced"]
    assert "sara@example.com" not in told()[1].properties
    assert ended(write("2")).code == "address_blocked"


def test_the_same_report_twice_says_nothing_new(letter):
    hand_over(report(letter))
    hand_over(report(letter))
    assert [event.name for event in told()] == ["Email Sent", "Email Bounced"]


@pytest.mark.parametrize("status", ["5.2.2", "4.4.7", "5.7.1", "5.7.26"])
def test_a_full_box_or_a_policy_gives_no_address_up(letter, write, status):
    hand_over(report(letter, status=status))
    assert messaging.list_messages()[0].returned_at == NOON
    assert ended(write("2")).outcome is Outcome.DONE


def test_a_delay_is_no_return(letter):
    hand_over(report(letter, action="delayed", status="4.4.1"))
    assert messaging.list_messages()[0].returned_at is None


def test_a_report_about_another_address_gives_no_address_up(letter, write):
    hand_over(report(letter, to="forwarded@elsewhere.example"))
    assert messaging.list_messages()[0].returned_at == NOON
    assert ended(write("2")).outcome is Outcome.DONE


def test_an_address_written_in_capitals_is_the_same(letter, write):
    hand_over(report(letter, to="<Sara@Example.COM>"))
    assert ended(write("2")).code == "address_blocked"


@pytest.mark.parametrize("ref", ["0" * 32, "nothing of ours", ""])
def test_a_report_that_names_no_letter_of_ours_is_not_believed(letter, write, ref):
    assert hand_over(report(ref)) == 204
    assert [event.name for event in told()] == ["Email Sent"]
    assert ended(write("2")).outcome is Outcome.DONE


def test_an_answer_on_holiday_is_no_report(letter):
    away = EmailMessage()
    away["Subject"] = "Out of office"
    away["In-Reply-To"] = f"<{letter}@avand.example>"
    away.set_content("I am away. 5.1.1 failed")
    assert bounces.note(bytes(away)) == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\0\xff" * 50, b"Content-Type: multipart/report\r\n\r\nno parts",
        b"Content-Type: multipart/report; boundary=X\r\n\r\n--X\r\n--X--",
        b"Content-Type: multipart/report; boundary=X\r\n\r\n--X\r\nContent-Type: message/delivery-status\r\n\r\n\xff\r\n--X\r\n"
        b"Content-Type: message/rfc822\r\n\r\n--X--",
    ],
)  # fmt: skip
def test_what_is_no_letter_says_nothing(letter, raw):
    assert hand_over(raw) == 204
    assert [event.name for event in told()] == ["Email Sent"]


def test_what_is_too_large_is_left_alone(letter):
    assert hand_over(report(letter) + b"x" * bounces.MOST_BYTES) == 204
    assert messaging.list_messages()[0].returned_at is None


def test_without_the_token_nobody_hands_letters_over(letter):
    assert Client().post("/m/b/" + "0" * 40, report(letter), content_type="message/rfc822").status_code == 404
    assert Client().get(f"/m/b/{mail_settings.bounce_token()}").status_code == 405
    assert messaging.list_messages()[0].returned_at is None


def test_before_e_mail_is_set_up_there_is_no_address_to_hand_to(db):
    assert mail_settings.bounce_token() == "" and not mail_settings.is_bounce_token("")


def test_ali_finds_the_address_and_the_list_says_what_came_back(client_of, ali, letter):
    assert mail_settings.bounce_token() in client_of("ali").get("/settings/mail").content.decode()
    hand_over(report(letter))
    page = client_of("ali", language="en").get("/messages?period=this_year").content.decode()
    assert "Came back" in page and "Did not arrive" in page
