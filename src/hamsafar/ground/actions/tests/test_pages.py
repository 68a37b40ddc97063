"""The page of what was done, and the decision that only a person can take."""

import msgspec
import pytest

from hamsafar.ground.actions import registry
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.contracts import Action, Named, Outcome
from hamsafar.ground.jobs import services as jobs

pytestmark = pytest.mark.django_db


class Letter(msgspec.Struct):
    to: str


def _send(letter, attempt):
    attempt.go_out()
    if letter.to == "nobody knows":
        raise ConnectionError


@pytest.fixture(autouse=True)
def writing(monkeypatch):
    monkeypatch.setattr(registry, "_actions", {})
    monkeypatch.setattr(registry, "_discovered", True)
    monkeypatch.setattr(actions, "_namers", {"person": lambda ids, language: {one: Named("سارا <3", f"/people/{one}") for one in ids}})
    actions.register(Action(key="write", name_en="Write a letter", name_fa="نوشتن نامه", input=Letter, do=_send))


@pytest.fixture
def unknown():
    deed = actions.ask_for("write", {"to": "nobody knows"}, key="x", about="person:aa")
    jobs.run_due()
    return deed


@pytest.mark.parametrize(("language", "name"), [("fa", "نوشتن نامه"), ("en", "Write a letter")])
def test_the_page_tells_what_was_done_for_whom_and_what_became_of_it(client_of, ali, unknown, language, name):
    page = client_of("ali", language=language).get("/actions").content.decode()
    assert name in page and f"/actions/{unknown.id}" in page
    assert "سارا &lt;3" in page and "/people/aa" in page
    assert "outcome=unknown" in page, "it says that somebody has to decide"


def test_the_list_is_narrowed_by_outcome_and_time(client_of, ali, unknown):
    client = client_of("ali", language="en")
    assert str(unknown.id) in client.get("/actions?outcome=unknown").content.decode()
    assert str(unknown.id) not in client.get("/actions?outcome=done").content.decode()
    assert str(unknown.id) in client.get("/actions?outcome=nonsense&action=nonsense").content.decode()
    assert str(unknown.id) not in client.get("/actions?period=last_month").content.decode()


def test_an_unknown_deed_is_decided_by_a_person(client_of, ali, unknown):
    client = client_of("ali", language="en")
    assert "Nobody can tell" in client.get(f"/actions/{unknown.id}").content.decode()
    assert client.post(f"/actions/{unknown.id}/decide", {"became": "done"}).status_code == 302
    assert actions.outcome(unknown.id) is Outcome.DONE
    page = client.post(f"/actions/{unknown.id}/decide", {"became": "again"}, follow=True).content.decode()
    assert "nothing to decide" in page
    assert actions.outcome(unknown.id) is Outcome.DONE


def test_a_decision_that_makes_no_sense_changes_nothing(client_of, ali, unknown):
    assert client_of("ali").post(f"/actions/{unknown.id}/decide", {"became": "waiting"}).status_code == 422
    assert actions.outcome(unknown.id) is Outcome.UNKNOWN


@pytest.mark.parametrize("who", ["bahar", "dara"])
def test_bahar_and_dara_do_not_see_what_was_done_for_everybody(client_of, bahar, dara, unknown, who):
    assert client_of(who).get("/actions").status_code == 403
    assert client_of(who).post(f"/actions/{unknown.id}/decide", {"became": "done"}).status_code == 403


def test_the_page_takes_few_queries_however_many_deeds(client_of, ali, django_assert_max_num_queries):
    for n in range(30):
        actions.ask_for("write", {"to": "sara"}, key=str(n), about=f"person:{n}")
    client = client_of("ali")
    client.get("/actions")
    with django_assert_max_num_queries(14):
        client.get("/actions")
