"""Letters by a real SMTP server: allowed once more, sent at most once, and an outcome that is true whatever breaks."""

import datetime as dt
import json

import pytest

from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging import smtp
from hamsafar.act.messaging.errors import SecretLost
from hamsafar.act.messaging.models import MailRow, MessageRow
from hamsafar.act.messaging.services import Security
from hamsafar.base import clock
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Outcome
from hamsafar.ground.audit import services as audit
from hamsafar.identify.consent import services as consent
from hamsafar.identify.consent.services import Choice
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import event, key

from .conftest import NOON, ended, mail_at, told
from .post_office import free_port, html_of, post_office, text_of

HOUR = dt.timedelta(hours=1)


def places(person: int) -> int:
    return len(contact.contacts_of(person, since=NOON - 9 * HOUR, until=NOON + 99 * HOUR))


def names() -> list[str]:
    return [event.name for event in told()]


def no(person: int, purpose: str = "surveys") -> None:
    consent.decide(person, purpose=purpose, choice=Choice.WITHDRAWN, evidence="phone", by=None)


def test_a_letter_arrives_in_the_language_of_whoever_reads_it(mail, office, write):
    assert ended(write(subject={"fa": "یک پرسش", "en": "A question"})).outcome is Outcome.DONE
    letter = office.only()
    assert (letter["Subject"], letter["To"]) == ("یک پرسش", "sara@example.com")
    assert letter["From"].addresses[0].addr_spec == "hello@avand.example"
    assert letter["From"].addresses[0].display_name == "فروشگاه آوند"
    assert letter["Content-Language"] == "fa" and letter["Auto-Submitted"] == "auto-generated"
    assert 'dir="rtl"' in html_of(letter) and "سلام سارا" in html_of(letter) and "سلام سارا" in text_of(letter)
    assert "تهران، خیابان ولیعصر" in html_of(letter)


def test_what_was_sent_is_told_once_and_counts_in_the_budget(mail, office, write, sara):
    deed = write()
    assert ended(deed).outcome is Outcome.DONE
    (sent,) = told()
    assert (sent.name, sent.channel, sent.direction, sent.message_id) == ("Email Sent", "email", "outbound", f"{deed.id}:sent")
    assert json.loads(sent.properties)["message_ref"] == str(deed.id)
    assert people.key_of_event(sent) == sara
    assert places(sara) == 1
    assert MessageRow.objects.get().state == "sent"


def test_without_the_gates_pass_nothing_is_even_queued(mail, office, sara):
    given = {"person": people.key_text(sara), "channel": "email", "purpose": "surveys", "text": {"fa": "سلام"}}
    with pytest.raises(actions.NeedsPass):
        actions.ask_for("send_message", given, key="x")
    assert ended(actions.ask_for("send_message", given, key="x", pass_token="made up")).code == "no_pass"
    assert office.letters == []


def test_a_pass_of_another_person_purpose_or_channel_sends_nothing(mail, office, write, sara):
    people.observe([event(user="reza", email="reza@example.com")])
    answer = contact.decide(key("reza"), purpose="surveys", channel="email", key="for reza")
    given = {"person": people.key_text(sara), "channel": "email", "purpose": "surveys", "text": {"fa": "سلام"}}
    deed = actions.ask_for("send_message", given, key="x", pass_token=answer.token)
    assert ended(deed).code == "no_pass"
    assert office.letters == []


def test_who_says_no_after_it_was_queued_gets_nothing(mail, office, write, sara):
    deed = write()
    with clock.frozen_at(NOON + dt.timedelta(seconds=1)):
        no(sara)
    with clock.frozen_at(NOON + dt.timedelta(seconds=2)):
        assert (ended(deed).outcome, ended(deed).code) == (Outcome.REFUSED, "contact_withdrawn")
    assert office.letters == [] and told() == []
    assert places(sara) == 0, "its place is free again"


def test_what_would_arrive_at_night_waits_for_the_morning(mail, office, write):
    deed = write()
    with clock.frozen_at(NOON + 10 * HOUR):
        waiting = ended(deed)
        assert (waiting.outcome, waiting.code) == (Outcome.WAITING, "contact_quiet_hours")
    with clock.frozen_at(waiting.due_at):
        assert ended(deed).outcome is Outcome.DONE
    assert len(office.letters) == 1


# What the server says


@pytest.mark.parametrize(
    ("reply", "blocked"),
    [
        ("550 5.1.1 <sara@example.com> unknown", True),
        ("550 No such user here", True),
        ("552 5.2.2 mailbox full", False),
        ("550 5.7.1 spam", False),
    ],
)
def test_a_mailbox_that_is_refused_bounced_and_one_that_is_gone_is_never_written_to_again(mail, office, write, reply, blocked):
    office.at_rcpt = reply
    failed = ended(write())
    assert (failed.outcome, failed.code) == (Outcome.FAILED, "mailbox_refused")
    assert "sara@" not in str(failed.facts)
    assert names() == ["Email Sent", "Email Bounced"]
    office.at_rcpt = "250 OK"
    again = ended(write("2"))
    assert again.code == ("address_blocked" if blocked else "")


def test_a_mailbox_that_is_busy_is_tried_again(mail, office, write, sara):
    office.at_rcpt = "451 4.7.1 greylisted"
    deed = write()
    waiting = ended(deed)
    assert (waiting.outcome, waiting.code) == (Outcome.WAITING, "mailbox_refused")
    assert places(sara) == 1
    office.at_rcpt = "250 OK"
    with clock.frozen_at(waiting.due_at):
        assert ended(deed).outcome is Outcome.DONE
    assert len(office.letters) == 1


def test_a_letter_that_is_refused_at_its_end_is_known_not_to_have_arrived(mail, office, write, sara):
    office.at_data = "554 5.6.0 looks bad"
    failed = ended(write())
    assert (failed.outcome, failed.code, failed.facts["step"]) == (Outcome.FAILED, "mail_server_refused", "DATA")
    assert names() == [] and places(sara) == 0


def test_a_letter_that_is_put_off_at_its_end_goes_out_once_later(mail, office, write):
    office.at_data = "451 4.3.0 later"
    deed = write()
    assert ended(deed).outcome is Outcome.WAITING
    office.at_data = "250 OK"
    with clock.frozen_at(actions.get_deed(deed.id).due_at):
        assert ended(deed).outcome is Outcome.DONE
    assert len(office.letters) == 1


def test_a_server_that_hangs_up_after_the_letter_leaves_it_unknown_and_nothing_is_sent_twice(mail, office, write, sara):
    office.hangs_up = True
    deed = write()
    assert (ended(deed).outcome, ended(deed).code) == (Outcome.UNKNOWN, "went_quiet")
    with clock.frozen_at(NOON + 4 * HOUR):
        assert ended(deed).outcome is Outcome.UNKNOWN
    assert len(office.letters) == 1
    assert (MessageRow.objects.get().state, names(), places(sara)) == ("unknown", [], 1)


def test_a_person_decides_about_an_unknown_letter(mail, office, write, ali, sara):
    office.hangs_up = True
    one, two = write("1"), write("2")
    ended(one)
    office.hangs_up = False
    actions.say_what_became(one.id, Outcome.DONE, by=ali)
    assert names() == ["Email Sent"]
    actions.do_again(two.id, by=ali)
    assert ended(two).outcome is Outcome.DONE
    assert len(office.letters) == 3
    assert places(sara) == 2


def test_a_server_that_is_away_is_tried_again_and_given_up_at_last(write, sara, db):
    messaging.change_mail(mail_at(free_port()))
    at, deed = NOON, write()
    while (waiting := actions.get_deed(deed.id)).outcome is Outcome.WAITING:
        at = max(at, waiting.due_at)
        with clock.frozen_at(at):
            ended(deed)
    assert (waiting.outcome, waiting.code) == (Outcome.FAILED, "mail_server_away")
    assert places(sara) == 0


def test_a_password_that_the_server_refuses_sends_nothing_and_never_reaches_log_or_page(office, write, caplog, ali):
    messaging.change_mail(mail_at(office.port, username="avand", password="not the word"), by=ali)
    waiting = ended(write())
    assert (waiting.outcome, waiting.facts["step"]) == (Outcome.WAITING, "AUTH")
    (entry,) = audit.list_entries(deed="messaging.mail_changed")
    assert "not the word" not in caplog.text + str(waiting.facts) + str(entry.facts) + repr(messaging.find_mail())
    assert "not the word" not in MailRow.objects.get().password
    messaging.change_mail(mail_at(office.port, username="avand", password="open sesame"))
    with clock.frozen_at(waiting.due_at):
        assert ended(waiting).outcome is Outcome.DONE
    assert set(office.signed_in) == {"avand"}


def test_a_server_that_cannot_encrypt_is_not_trusted_with_a_letter(office, write):
    messaging.change_mail(mail_at(office.port, security=Security.STARTTLS))
    assert ended(write()).code == "mail_server_away"
    assert office.letters == []


def test_a_password_sealed_elsewhere_is_lost_not_misread(office, write, settings):
    messaging.change_mail(mail_at(office.port, username="avand", password="open sesame"))
    settings.SECRET_KEY = "another installation's secret, long enough"
    with pytest.raises(SecretLost):
        messaging.find_mail()


# Whom


@pytest.mark.parametrize(
    ("facts", "code"), [({"channel": "email", "text": {"fa": "  "}}, "nothing_to_say"), ({"person": "00000000000000ff"}, "not_found")]
)
def test_what_cannot_be_sent_says_why(mail, office, write, facts, code):
    assert ended(write(**facts)).code == code
    assert office.letters == []


def test_who_has_no_address_gets_nothing_and_is_not_counted(mail, office, write, noon):
    people.observe([event(user="reza")])
    assert ended(write(whom=key("reza"))).code == "no_address"
    assert places(key("reza")) == 0


def test_before_e_mail_is_set_up_nothing_is_sent(write):
    assert ended(write()).code == "channel_not_set_up"


def test_a_person_who_was_forgotten_gets_nothing(mail, office, write, sara):
    deed = write()
    actions.forget([contact.about(sara)])
    from hamsafar.ground.jobs import services as jobs

    jobs.run_due()
    assert office.letters == [] and actions.find_deed("send_message", deed.key) is None


def test_a_text_with_dots_and_long_lines_arrives_as_it_was_written(mail, office, write):
    text = ".\n..two\nQUIT\n" + "x" * 3000 + "\n.\n"
    assert ended(write(text={"fa": text})).outcome is Outcome.DONE
    assert text_of(office.only()).startswith(".\n..two\nQUIT\n" + "x" * 3000)


def test_nothing_in_a_subject_makes_another_header(mail, office, write):
    assert ended(write(subject={"fa": "سلام\r\nBcc: everybody@example.com"})).outcome is Outcome.DONE
    assert office.only()["Bcc"] is None
    assert office.only()["Subject"] == "سلام Bcc: everybody@example.com"


@pytest.mark.parametrize("is_modern", [True, False])
def test_an_address_beyond_ascii_needs_a_server_that_knows_such_addresses(write, noon, is_modern):
    people.observe([event(user="leila", email="لیلا@example.com")])
    with post_office(enable_SMTPUTF8=is_modern) as office:
        messaging.change_mail(mail_at(office.port))
        assert ended(write(whom=key("leila"))).outcome is (Outcome.DONE if is_modern else Outcome.FAILED)
        assert len(office.letters) == is_modern


@pytest.mark.parametrize(
    ("reply", "gone"),
    [
        ("550 5.1.1 x", True),
        ("550 5.1.10 x", True),
        ("550 5.2.1 x", True),
        ("551 moved", True),
        ("550 5.4.1 x", False),
        ("552 full", False),
    ],
)
def test_only_a_mailbox_that_is_gone_is_given_up(reply, gone):
    assert smtp.is_gone(reply) is gone
