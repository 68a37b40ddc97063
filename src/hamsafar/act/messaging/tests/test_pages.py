"""Settings, E-mail; and the list of messages."""

import pytest

from hamsafar.act.messaging import services as messaging
from hamsafar.act.messaging.models import MailRow
from hamsafar.act.messaging.services import Security
from hamsafar.base import rate_limits
from hamsafar.ground.audit import services as audit

from .conftest import ended, mail_at
from .post_office import free_port, html_of

FORM = {
    "from_name": "Avand",
    "from_email": "hello@avand.example",
    "host": "smtp.avand.example",
    "port": "۵۸۷",
    "security": "starttls",
    "username": "avand",
    "password": "open sesame",
    "colour": "#123abc",
    "follow_opens": "on",
}


@pytest.fixture(autouse=True)
def _no_limits():
    rate_limits.forget_all()


def test_ali_sets_e_mail_up_and_the_password_is_never_shown_again(client_of, ali):
    client = client_of("ali")
    assert client.post("/settings/mail", FORM).status_code == 302
    known = messaging.find_mail()
    assert (known.host, known.port, known.security, known.password) == ("smtp.avand.example", 587, Security.STARTTLS, "open sesame")
    assert known.follow_opens and not known.follow_clicks
    page = client.get("/settings/mail")
    assert "open sesame" not in page.content.decode() and MailRow.objects.get().password not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_an_empty_password_leaves_the_kept_one_and_no_user_name_forgets_it(client_of, ali):
    client = client_of("ali")
    client.post("/settings/mail", FORM)
    client.post("/settings/mail", FORM | {"password": "", "from_name": "Avand shop"})
    assert (messaging.find_mail().password, messaging.find_mail().from_name) == ("open sesame", "Avand shop")
    assert "password" not in audit.list_entries(deed="messaging.mail_changed")[0].facts
    client.post("/settings/mail", FORM | {"password": "", "username": ""})
    assert messaging.find_mail().password == ""


@pytest.mark.parametrize(
    "wrong", [{"host": "no such host"}, {"host": "x\r\ny"}, {"port": "0"}, {"from_email": "nobody"}, {"colour": "red"}, {"security": "x"}]
)
def test_settings_that_make_no_sense_are_refused(client_of, ali, wrong):
    assert client_of("ali").post("/settings/mail", FORM | wrong).status_code == 422
    assert messaging.find_mail() is None


@pytest.mark.parametrize(("who", "status"), [("bahar", 403), ("dara", 403)])
def test_only_an_owner_sets_e_mail_up(client_of, bahar, dara, who, status):
    assert client_of(who).get("/settings/mail").status_code == status
    assert client_of(who).post("/settings/mail", FORM).status_code == status
    assert client_of(who).post("/settings/mail/test").status_code == status


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_button_sends_a_letter_to_oneself_and_tells_what_the_server_said(client_of, ali, mail, office, language):
    page = client_of("ali", language=language).post("/settings/mail/test", follow=True).content.decode()
    assert "250 OK queued as 17" in page or "OK queued as 17" in page
    assert office.only()["To"] == "ali@example.com"
    assert f'lang="{language}"' in html_of(office.only())


@pytest.mark.parametrize(
    ("trouble", "words"),
    [({"at_rcpt": "550 5.1.1 who?"}, "who?"), ({"at_data": "554 no"}, "554 no"), ({"hangs_up": True}, "It may have arrived")],
)
def test_the_button_tells_what_went_wrong(client_of, ali, mail, office, trouble, words):
    for name, value in trouble.items():
        setattr(office, name, value)
    assert words in client_of("ali", language="en").post("/settings/mail/test", follow=True).content.decode()


def test_the_button_tells_that_the_server_is_away(client_of, ali, db):
    messaging.change_mail(mail_at(free_port()))
    page = client_of("ali", language="en").post("/settings/mail/test", follow=True).content.decode()
    assert "cannot be reached" in page


def test_the_list_tells_what_was_sent_and_what_became_of_it(client_of, ali, mail, office, write):
    ended(write("1", subject={"fa": "سلام <b>"}))
    office.at_rcpt = "550 5.7.1 no"
    ended(write("2", subject={"fa": "خداحافظ"}))
    client = client_of("ali", language="en")
    page = client.get("/messages?period=this_year").content.decode()
    assert "سلام &lt;b&gt;" in page and "خداحافظ" in page and "سارا" in page
    assert "خداحافظ" not in client.get("/messages?state=sent&period=this_year").content.decode()


def test_the_actions_page_names_the_customer(client_of, ali, mail, office, write):
    ended(write())
    page = client_of("ali", language="en").get("/actions?period=this_year").content.decode()
    assert "Send a message" in page and "سارا" in page
    deed = messaging.list_messages()[0]
    assert "سارا" in client_of("ali").get(f"/actions/{deed.id}").content.decode()


def test_bahar_does_not_see_messages_to_everybody(client_of, bahar):
    assert client_of("bahar").get("/messages").status_code == 403
