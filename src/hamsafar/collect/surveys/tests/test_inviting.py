"""Invitations: one link, one person, one submission; the first question for an e-mail; offers for a widget."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.surveys import answering, errors, services, sittings, tokens
from hamsafar.collect.surveys.contracts import Claims
from hamsafar.collect.surveys.models import InvitationRow, SubmissionRow

from .conftest import answers_told, told
from .examples import both, options, question, survey

NEGAR = Identifier("", "email", "Negar@Example.com")


def invite(survey_id: int, key: str = "order:17", **more):
    said = {
        "identifier": NEGAR,
        "person": 17,
        "channel": "email",
        "language": "fa",
        "about": {"order_id": "A-17"},
        "traits": {"first_name": "نگار"},
    }
    return services.invite(survey_id, key=key, **{**said, **more})


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_the_same_key_is_the_same_invitation(short):
    first, second = invite(short.id), invite(short.id, about={"order_id": "another"})
    assert (first.id, first.token, first.is_new) == (second.id, second.token, True)
    assert not second.is_new
    assert second.about == {"order_id": "A-17"}
    assert invite(short.id, key="order:18").id != first.id


def test_a_personal_link_says_who_answered_and_what_it_is_about(short, person):
    negar = person(path_of(invite(short.id).url))
    negar.send(likely="2").send(why="")
    event = next(event for event in told() if event.name == "Survey Answered")
    assert event.identifiers == (Identifier("", "email", "negar@example.com"),)
    assert (event.anonymous_id, event.channel) == ("", "email")
    said = next(iter(answers_told().values()))
    assert (said["order_id"], said["way"]) == ("A-17", "email")


def test_a_customer_number_keeps_its_space(short, person):
    invitation = invite(short.id, identifier=Identifier("shop", "user_id", "17"))
    person(path_of(invitation.url)).send(likely="2").send(why="")
    event = next(event for event in told() if event.name == "Survey Answered")
    assert (event.space, event.user_id) == ("shop", "17")


def test_texts_greet_by_name(publish, person):
    asking = publish(
        survey({**question("nps", "likely"), "text": {"fa": "{trait:first_name|دوست} عزیز، چقدر؟", "en": "Dear {trait:first_name|friend}"}})
    )
    assert "نگار عزیز" in person(path_of(invite(asking.id).url)).page
    assert "دوست عزیز" in person(f"/s/{asking.slug}").page


def test_a_link_is_answered_once(short, person):
    url = path_of(invite(short.id).url)
    person(url).send(likely="9").send(why="")
    again = person(url)
    assert again.status == 409
    assert "پیش‌تر استفاده شده" in again.page
    assert SubmissionRow.objects.count() == 1


def test_the_link_goes_on_where_it_was_left(short, person):
    url = path_of(invite(short.id).url)
    person(url).send(likely="9")
    assert person(url).asked == ["why"]


def test_an_invitation_that_is_over_or_withdrawn_says_so(short, person, later):
    soon = invite(short.id, expires_at=clock.now() + dt.timedelta(days=3))
    with later(days=4):
        assert person(path_of(soon.url)).status == 410
    other = invite(short.id, key="other")
    services.withdraw(other.id)
    assert person(path_of(other.url)).status == 410


def test_a_survey_for_those_invited_is_closed_to_others(short, person):
    from hamsafar.collect.surveys import editing, ways

    editing.change_ways(short.id, ways.Ways(access="invited"), by=None)
    assert person(f"/s/{short.slug}").status == 403
    assert person(path_of(invite(short.id).url)).asked == ["likely"]


def test_who_is_invited_to_a_draft_or_a_closed_survey_is_refused(short):
    draft = services.create(survey(question("nps", "q")))
    with pytest.raises(errors.NotPublished):
        invite(draft.id)
    services.change_state(short.id, services.State.CLOSED, by=None)
    with pytest.raises(errors.SurveyClosed):
        invite(short.id)


def test_the_first_question_of_an_email_has_a_link_for_each_answer(short, person):
    first = services.first_question(invite(short.id), "en")
    assert (first.kind, first.language, len(first.choices)) == ("nps", "en", 11)
    assert [choice.score for choice in first.choices] == [float(n) for n in range(11)]
    assert first.choices[9].url.startswith("http://")
    fa = services.first_question(invite(short.id), "fa")
    assert fa.choices[9].label == "۹"


def test_fetching_a_link_of_an_email_answers_nothing_and_pressing_it_is_one_step_away(short, person):
    nine = services.first_question(invite(short.id), "fa").choices[9]
    negar = person(path_of(nine.url))
    assert 'value="9" checked' in negar.page
    assert "data-send-at-once" in negar.page
    assert not SubmissionRow.objects.exists()
    negar.send(likely="9")
    assert negar.asked == ["why"]


def test_choices_and_helpful_questions_can_be_pressed_in_an_email_and_long_ones_cannot(publish):
    helpful = publish(survey(question("helpful", "q")))
    assert [choice.label for choice in services.first_question(invite(helpful.id), "fa").choices] == ["بله", "تا حدی", "خیر"]
    choice = publish(survey(question("choice", "q", options=options("a", "b"))))
    assert parse_qs(urlsplit(services.first_question(invite(choice.id), "en").choices[1].url).query)["a.q"] == ["b"]
    text = publish(survey(question("text", "q")))
    assert services.first_question(invite(text.id), "en").choices == ()


def test_a_link_of_one_survey_opens_no_other(short, publish, person):
    token = invite(short.id).token
    for forged in (_other_sign(token, -2), _other_sign(token, 0), token + "A", token[:22], tokens.link_token("a", invite(short.id).id)):
        assert person(f"/s/i/{forged}").status == 404


def _other_sign(token, place):
    """The last sign of all carries two bits only, so a quarter of tokens would stay as they are."""
    signs = list(token)
    signs[place] = "B" if signs[place] == "A" else "A"
    return "".join(signs)


@given(st.text(max_size=60))
def test_no_made_up_token_is_read(token):
    with pytest.raises(errors.NothingToAnswer):
        tokens.read_link_token("i", token)


def test_an_offer_is_one_submission_however_often_it_is_sent(short):
    offer = services.offer(short.id, Claims(anonymous_id="v-1", user_id="17", space="shop", about={"page": "/cart"}))
    for _ in range(2):
        sitting, _said, _age = sittings.by_page(offer.token)
        answering.answer(sitting, answering.Given(asked=["likely"], fields={"a.likely": ["9"]}))
    assert SubmissionRow.objects.get().id == offer.submission_id
    sitting, _said, _age = sittings.by_page(offer.token)
    answering.answer(sitting, answering.Given(asked=["why"], fields={"a.why": ["x"]}))
    event = next(event for event in told() if event.name == "Survey Answered")
    assert (event.space, event.user_id, event.anonymous_id) == ("shop", "17", "v-1")
    assert next(iter(answers_told().values()))["page"] == "/cart"


def test_nothing_is_offered_of_a_survey_that_is_not_open(short):
    services.change_state(short.id, services.State.PAUSED, by=None)
    with pytest.raises(errors.SurveyClosed):
        services.offer(short.id, Claims(anonymous_id="v-1"))


def test_a_person_is_forgotten_with_their_submissions_and_files(short, publish, person, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hamsafar.collect.surveys import files

    filing = publish(survey(question("file", "photo"), question("text", "why")))
    negar = person(path_of(invite(filing.id).url))
    negar.send({"a.photo": SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n....", "image/png")})
    person(path_of(invite(short.id).url)).send(likely="9")
    other = person(f"/s/{short.slug}").send(likely="1")
    known = [Identifier("", "email", "negar@example.com")]
    kept = {path.name for path in files.folder().iterdir()}
    assert services.forget_files(known, []) == 1
    assert services.forget(known, []) > 0
    assert {path.name for path in files.folder().iterdir()} < kept
    assert SubmissionRow.objects.count() == 1
    assert not InvitationRow.objects.exists()
    assert other.open(other.address).asked == ["why"]


def test_whoever_names_themselves_in_an_answer_is_forgotten_too(publish, person):
    asking = publish(survey(question("contact", "who", identifies=True), question("text", "why")))
    person(f"/s/{asking.slug}").send({"a.who.phone": "0912 345 6789"})
    assert services.forget([Identifier("", "phone", "+989123456789")], []) > 0
    assert not SubmissionRow.objects.exists()
    assert both("x")["en"] == "x"


def test_whoever_has_more_names_than_a_question_takes_can_be_forgotten(db):
    """A device in a shop, a browser that forgets: one question of the database takes no thousand of them."""
    many = [Identifier("web", "anonymous_id", f"a{number}") for number in range(1_500)]
    assert services.forget(many, [1]) == services.forget_files(many, [1]) == 0
