"""Letters that are taken instead of sent, and a company that sends none any more."""

import pytest

from hamsafar.act.messaging import services as messaging
from hamsafar.ground.actions.services import NotYet
from hamsafar.ground.audit import services as audit

from .conftest import mail_at
from .post_office import free_port

pytestmark = pytest.mark.django_db


def test_letters_are_taken_for_as_long_as_it_is_said_and_reach_no_server():
    messaging.change_mail(mail_at(free_port()))  # where nobody listens
    taken = []
    with messaging.taken_by(lambda letter: taken.append(letter["To"]) or "2.0.0 taken"):
        messaging.send_code("sara@example.com", "123456", language="fa")
    assert taken == ["sara@example.com"]
    with pytest.raises(NotYet):
        messaging.send_code("sara@example.com", "123456", language="fa")
    assert len(taken) == 1


def test_a_company_whose_mail_is_forgotten_sends_nothing(mail):
    assert "email" in messaging.channels()
    messaging.forget_mail()
    assert messaging.find_mail() is None and "email" not in messaging.channels()
    messaging.forget_mail()
    assert [entry.deed for entry in audit.list_entries(search="mail")].count("messaging.mail_forgotten") == 1
