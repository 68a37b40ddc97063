"""A survey by e-mail: its first question is answered inside the letter."""

import html as escaping
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.models import InvitationRow
from hamsafar.collect.surveys.tests.examples import both, question, survey
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Outcome
from hamsafar.identify.people import services as people

from .conftest import asked, ended, told
from .post_office import html_of, text_of


@pytest.fixture
def nps(db):
    document = survey(question("nps", "likely", low=both("Not at all"), high=both("Very"), required=True), question("text", "why"))
    made = surveys.create(document)
    return surveys.publish(made.id, by=None)


@pytest.fixture
def ask(sara, nps):
    def make(name: str = "1", **facts):
        given = {"person": people.key_text(sara), "survey": nps.id, "channel": "email"}
        return asked("ask_survey", name, given | facts, sara)

    return make


def links_of(page: str) -> dict[str, str]:
    """Of each number of the scale where it leads."""
    return {label: escaping.unescape(url) for url, label in re.findall(r'href="([^"]+)"[^>]*>([\d۰-۹]+(?: ★)?)</a>', page)}


def test_a_letter_carries_the_first_question_with_an_answer_behind_each_number(mail, office, ask):
    assert ended(ask(about={"order_id": "88213"})).outcome is Outcome.DONE
    page = html_of(office.only())
    assert "About likely?" in page and "Not at all (ف)" in page
    assert list(links_of(page)) == [*list("۰۱۲۳۴۵۶۷۸۹"), "۱۰"]
    assert surveys.find_invitation(InvitationRow.objects.get().id).about == {"order_id": "88213"}


def test_a_number_in_the_letter_opens_the_survey_with_that_answer(mail, office, ask):
    ended(ask())
    followed = Client().get(urlsplit(links_of(html_of(office.only()))["۹"]).path)
    assert followed.status_code == 302
    parts = urlsplit(followed["Location"])
    assert parse_qs(parts.query)["a.likely"] == ["9"]
    page = Client().get(f"{parts.path}?{parts.query}").content.decode()
    assert re.search(r'value="9"[^>]*checked', page)


def test_the_spine_is_told_that_a_survey_was_sent(mail, office, ask, nps):
    deed = ask(campaign="after delivery")
    ended(deed)
    sent, by_survey = told()
    facts = json.loads(by_survey.properties)
    assert [sent.name, by_survey.name] == ["Email Sent", "Survey Sent"]
    assert (facts["survey_id"], facts["invitation_id"]) == (nps.slug, str(InvitationRow.objects.get().id))
    assert facts["campaign"] == "after delivery"
    assert "/s/i/" not in sent.properties + by_survey.properties, "a link is a key to its answers"


def test_own_words_go_above_the_question_and_usual_ones_where_there_are_none(mail, office, ask):
    ended(ask("1", subject={"fa": "سفارش شما"}, text={"fa": "سفارشتان رسید؟"}))
    ended(ask("2"))
    own, usual = office.letters
    assert own["Subject"] == "سفارش شما" and "سفارشتان رسید؟" in text_of(own)
    assert usual["Subject"] == "How was it (ف)" and "یک اشاره کافی است" in text_of(usual)


def test_a_letter_that_is_tried_again_asks_by_the_same_invitation(mail, office, ask):
    office.at_data = "451 later"
    deed = ask()
    ended(deed)
    office.at_data = "250 OK"
    from hamsafar.base import clock

    with clock.frozen_at(actions.get_deed(deed.id).due_at):
        assert ended(deed).outcome is Outcome.DONE
    assert InvitationRow.objects.count() == 1


def test_a_survey_that_was_closed_meanwhile_is_not_sent(mail, office, ask, nps):
    deed = ask()
    surveys.change_state(nps.id, surveys.State.CLOSED, by=None)
    refused = ended(deed)
    assert refused.outcome is Outcome.REFUSED and refused.code
    assert office.letters == []
