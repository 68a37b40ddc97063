"""Versions that are kept, invitations and what became of them, and what may be done with a survey as a whole."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from django.utils import translation

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys import editing, services
from hamsafar.collect.surveys.contracts import State
from hamsafar.collect.surveys.history import changes
from hamsafar.collect.surveys.reporting import versions_of

from .examples import SHORT, both, question, survey


@pytest.fixture
def english(client_of):
    def enter(who: str):
        client = client_of(who)
        client.cookies["django_language"] = "en"
        return client

    return enter


def republish(id: int, document: d.Document) -> None:
    editing.change_draft(id, document)
    services.publish(id, by=None)


def test_each_version_says_what_it_changed(short):
    republish(short.id, survey(question("nps", "likely", required=True, text=both("Would you?")), question("csat", "happy")))
    newest, first = versions_of(short.id)
    with translation.override("en"):
        assert changes(first, newest, "en") == ["New: “About happy?”", "Gone: “About why?”", "Changed: “Would you?”"]
        assert changes(None, first, "en") == ["The first version, with 2 questions."]


def test_an_earlier_version_comes_back_as_the_draft_and_undo_takes_it_away(short, english, ali):
    republish(short.id, survey(question("csat", "happy")))
    answer = english("ali").post(f"/surveys/{short.id}/versions/back", {"version": "1"})
    assert answer.status_code == 302
    assert [each.id for each in editing.draft_of(short.id).questions] == ["likely", "why"]
    assert services.get_survey(short.id).version == 2  # what is asked changes only when it is published
    editing.step(short.id, -1)
    assert [each.id for each in editing.draft_of(short.id).questions] == ["happy"]


def invite(survey, key: str, **more):
    return services.invite(survey.id, identifier=Identifier("", "email", f"{key}@example.com"), channel="email", key=key, **more)


def test_the_list_says_what_became_of_each_invitation(short, person, english, ali):
    done, begun, gone = invite(short, "done"), invite(short, "begun"), invite(short, "gone")
    invite(short, "late", expires_at=clock.now() + dt.timedelta(hours=1))
    person(urlsplit(done.url).path).send(likely="9").send(why="خوب")
    person(urlsplit(begun.url).path).send(likely="2")
    services.withdraw(gone.id)
    with clock.frozen_at(clock.now() + dt.timedelta(hours=2)):
        found = {state: english("ali").get(f"/surveys/{short.id}/invited?state={state}").content.decode() for state in STATES}
    names = ("done", "begun", "gone", "late")
    assert {state: [name for name in names if f"{name}@example.com" in page] for state, page in found.items()} == STATES


STATES = {"finished": ["done"], "begun": ["begun"], "withdrawn": ["gone"], "expired": ["late"], "waiting": []}


def test_dara_sees_how_many_were_invited_and_not_who(publish, english, dara, units):
    found = publish(unit="tehran")
    invite(found, "negar")
    page = english("dara").get(f"/surveys/{found.id}/invited").content.decode()
    assert "an e-mail address" in page and "negar@example.com" not in page
    assert "negar" not in english("dara").get(f"/surveys/{found.id}/invited?q=negar").content.decode().partition("<tbody")[2]


def test_withdrawn_invitations_lead_nowhere(short, person, english, ali):
    one = invite(short, "negar")
    english("ali").post(f"/surveys/{short.id}/invited/withdraw", {"picked": [str(one.id)]})
    assert person(urlsplit(one.url).path).status == 410


def test_a_paused_survey_opens_again_and_a_copy_begins_without_answers(short, person, english, ali):
    client = english("ali")
    client.post(f"/surveys/{short.id}/state", {"state": "paused"})
    assert person(f"/s/{short.slug}").status == 403
    client.post(f"/surveys/{short.id}/state", {"state": "live"})
    person(f"/s/{short.slug}").send(likely="9").send(why="خوب")
    client.post(f"/surveys/{short.id}/copy")
    copy = next(each for each in services.list_surveys() if each.id != short.id)
    assert copy.state is State.DRAFT and copy.finished == 0 and copy.name_en.endswith("(copy)")


def test_viewers_land_on_results_and_whoever_builds_on_the_draft(publish, english, ali, dara, units):
    draft, live = services.create(SHORT, unit="tehran"), publish(unit="tehran")
    assert english("ali").get(f"/surveys/{draft.id}")["Location"].endswith("/build")
    assert english("dara").get(f"/surveys/{live.id}")["Location"].endswith("/results")


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("page", ["versions", "invited"])
def test_pages_stand_in_both_languages(short, client_of, ali, page, language):
    client = client_of("ali")
    client.cookies["django_language"] = language
    assert client.get(f"/surveys/{short.id}/{page}").status_code == 200
