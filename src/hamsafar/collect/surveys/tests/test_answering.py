"""Answering by link, page after page, without a script: what is kept, what is told, what changes nothing."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from hamsafar.base import clock
from hamsafar.collect.surveys import answering, services, tokens
from hamsafar.collect.surveys import answers as a
from hamsafar.collect.surveys.models import AnswerRow, SubmissionRow, SurveyRow

from .conftest import answers_told, told
from .examples import EVERY, FIELDS, SHORT, both, question, survey, when


def kept() -> dict[str, a.Answer]:
    return {row.question: a.read(row.answer) for row in AnswerRow.objects.all()}


def test_somebody_answers_by_link_to_the_end(short, person):
    negar = person(f"/s/{short.slug}")
    assert negar.asked == ["likely"]
    negar.send(likely="9")
    assert negar.asked == ["why"]
    negar.send(why="سریع رسید")
    assert negar.has_ended
    assert kept() == {"likely": a.Answer(score=9), "why": a.Answer(text="سریع رسید")}
    assert services.get_survey(short.id).finished == 1


def test_each_answer_is_one_event_told_when_the_survey_is_finished(short, person):
    negar = person(f"/s/{short.slug}").send(likely="3")
    assert answers_told() == {}
    negar.send(why="دیر رسید")
    submission = str(SubmissionRow.objects.get().id)
    answered = answers_told()
    assert list(answered) == [f"{submission}:likely", f"{submission}:why"]
    first, second = answered.values()
    assert (first["question"], first["score"], first["question_id"], first["version"]) == ("nps", 3, "likely", 1)
    assert (second["text"], second["score_question"], second["score_beside"]) == ("دیر رسید", "nps", 3)
    assert [event.name for event in told()].count("Survey Viewed") == 1


def test_no_cookie_is_set_and_no_script_is_needed(short, person):
    negar = person(f"/s/{short.slug}").send(likely="9")
    assert not negar.client.cookies
    assert "style=" not in negar.page


def test_whoever_goes_back_may_change_an_answer(short, person):
    negar = person(f"/s/{short.slug}").send(likely="2")
    back = negar.page.split('class="back" href="')[1].split('"')[0].replace("&amp;", "&")
    negar.open(back)
    assert 'value="2" checked' in negar.page
    negar.send(likely="10").send(why="")
    assert negar.has_ended
    assert [said["score"] for said in answers_told().values()] == [10]


def test_what_is_left_half_done_is_kept_and_told_after_half_an_hour(short, person, later):
    negar = person(f"/s/{short.slug}").send(likely="9")
    resume = negar.answer.redirect_chain
    assert resume == []  # the page stands under its own address
    assert services.settle() == 0
    with later(minutes=31):
        assert services.settle() == 1
        assert [said["score"] for said in answers_told().values()] == [9]
        assert services.settle() == 0


def test_whoever_comes_back_after_that_goes_on_and_what_was_told_stays(short, person, later):
    negar = person(f"/s/{short.slug}").send(likely="9")
    with later(minutes=31):
        services.settle()
        negar.open(negar.address)
        assert negar.asked == ["why"]
        assert 'class="back"' not in negar.page
        negar.send(why="ممنون")
        assert negar.has_ended
    assert [said.get("score", said.get("text")) for said in answers_told().values()] == [9, "ممنون"]


def test_the_same_page_sent_twice_counts_once(short, person):
    negar = person(f"/s/{short.slug}").send(likely="9")
    first = negar.fields
    negar.send(why="خوب")
    twice = negar.client.post("/s/-/answer", {**first, "a.why": "خوب"})
    assert twice.status_code == 303
    assert len(answers_told()) == 2
    assert services.get_survey(short.id).finished == 1


def test_another_answer_after_the_end_changes_nothing(short, person):
    negar = person(f"/s/{short.slug}").send(likely="9")
    page = negar.fields
    negar.send(why="خوب")
    negar.client.post("/s/-/answer", {**page, "a.why": "بد"})
    assert kept()["why"].text == "خوب"


@pytest.mark.parametrize("value", ["11", "-1", "nine", "۱۲", "9.5", "", "9" * 5000])
def test_a_hostile_score_gets_a_clear_page_and_changes_nothing(short, person, value):
    negar = person(f"/s/{short.slug}").send(likely=value)
    assert negar.status == 422
    assert "is-wrong" in negar.page
    assert not SubmissionRow.objects.exists()


def test_persian_digits_are_digits(short, person):
    person(f"/s/{short.slug}").send(likely="۱۰")
    assert kept()["likely"].score == 10


def test_a_question_that_is_not_asked_here_changes_nothing(short, person):
    negar = person(f"/s/{short.slug}")
    answer = negar.client.post("/s/-/answer", {**negar.fields, "asked": "why", "a.why": "x"})
    assert answer.status_code == 409
    assert not SubmissionRow.objects.exists()
    strange = negar.client.post("/s/-/answer", {**negar.fields, "asked": "nothing"})
    assert strange.status_code == 409


@pytest.mark.parametrize("page", ["", "made-up", "eyJ9:1tX:abc", "x" * 40_000, "\x00"])
def test_a_page_that_we_did_not_make_is_refused_in_the_readers_language(short, page):
    answer = Client(headers={"accept-language": "en-GB"}).post("/s/-/answer", {"page": page, "asked": "likely", "a.likely": "9"})
    assert answer.status_code == 409
    assert "open for too long" in answer.content.decode()
    assert answer["Content-Language"] == "en"
    assert not SubmissionRow.objects.exists()


def test_a_page_from_the_day_before_yesterday_is_too_old(short, person, later):
    negar = person(f"/s/{short.slug}")
    with later(days=2):
        assert negar.send(likely="9").status == 409


def test_what_comes_after_the_survey_was_closed_is_refused(short, person):
    negar = person(f"/s/{short.slug}").send(likely="9")
    services.change_state(short.id, services.State.CLOSED, by=None)
    assert negar.send(why="x").status == 410
    assert "why" not in kept()
    late = person(f"/s/{short.slug}")
    assert late.status == 410 and "این نظرسنجی باز نیست" in late.page


def test_unknown_links_say_so(db, person):
    for address in ("/s/nothing-here", "/s/i/AAAA", "/s/a/" + "A" * 38):
        negar = person(address)
        assert negar.status == 404
        assert "به نظرسنجی‌ای نمی‌رسد" in negar.page


def test_a_draft_cannot_be_answered(db, person):
    made = services.create(SHORT)
    assert person(f"/s/{made.slug}").status == 404


def test_a_robot_that_fills_in_what_nobody_sees_changes_nothing(short, person):
    negar = person(f"/s/{short.slug}").send({"website": "https://spam.example"}, likely="9")
    assert negar.status == 422
    assert not SubmissionRow.objects.exists()


def test_faster_than_one_can_read_is_asked_to_press_again_and_keeps_what_was_chosen(short, person, later, monkeypatch):
    monkeypatch.setattr("hamsafar.collect.surveys.public.READ_SECONDS", 5)
    with later(seconds=0):  # the clock stands still, however slow the machine is
        negar = person(f"/s/{short.slug}").send(likely="9")
    assert negar.status == 422
    assert 'value="9" checked' in negar.page
    assert not SubmissionRow.objects.exists()


def test_a_page_of_this_very_moment_is_not_from_the_future(short, person):
    """The moment in a page is kept in whole milliseconds; read back it must not lie ahead by a rounding."""
    for moment in range(0, 5000, 7):
        with clock.frozen_at(dt.datetime(2026, 10, 18, 9, 0, 1, moment * 199 % 1_000_000, tzinfo=dt.UTC)):
            assert tokens.read_page_token(tokens.page_token({}))[1] >= 0


def test_too_many_from_one_address_wait(short, person, monkeypatch):
    from hamsafar.base.rate_limits import Limit

    monkeypatch.setattr("hamsafar.collect.surveys.public.NEW_PER_ADDRESS", Limit(tries=2, seconds=600))
    assert [person(f"/s/{short.slug}").send(likely="9").status for _ in range(3)] == [200, 200, 429]
    assert SubmissionRow.objects.count() == 2


def test_whoever_may_choose_among_ipv6_addresses_is_one_caller_and_a_neighbour_another(short, person, monkeypatch):
    from hamsafar.base.rate_limits import Limit

    monkeypatch.setattr("hamsafar.collect.surveys.public.PER_ADDRESS", Limit(tries=2, seconds=60))
    negar = person(f"/s/{short.slug}")

    def sends(address: str) -> int:
        return negar.client.post("/s/-/answer", negar.fields, REMOTE_ADDR=address).status_code

    assert [sends(f"2001:db8::{number}") == 429 for number in (1, 2, 3)] == [False, False, True]
    assert sends("2001:db8:0:1::1") != 429


def test_every_kind_of_question_is_answered_on_one_page(publish, person):
    every = publish(EVERY)
    negar = person(f"/s/{every.slug}")
    assert len(negar.asked) == len(EVERY.questions)
    negar.send(FIELDS)
    assert negar.has_ended, negar.page
    found = kept()
    assert found["q_choice"] == a.Answer(choices=("other",), text="بنفش")
    assert found["q_choices"].choices == ("speed", "care")
    assert found["q_matrix"].cells == {"shop": ("good",), "courier": ("fair",)}
    assert found["q_ranking"].choices == ("second", "first", "third")
    assert found["q_date"].text == "2026-10-18"
    assert found["q_number"].score == 42
    assert found["q_action"].is_empty


def test_contacts_do_not_stand_in_events_but_say_who_it_was(publish, person):
    every = publish(EVERY)
    person(f"/s/{every.slug}").send(FIELDS)
    contact = next(event for event in told() if event.message_id.endswith(":q_contact"))
    assert "6789" not in contact.properties
    assert [(each.kind, each.value) for each in contact.identifiers] == [("phone", "+989123456789")]
    mail = next(event for event in told() if event.message_id.endswith(":q_email"))
    assert "negar@" not in mail.properties


def test_an_agreement_becomes_a_decision(publish, person):
    every = publish(EVERY)
    person(f"/s/{every.slug}").send(FIELDS)
    given = next(event for event in told() if event.name == "Consent Given")
    assert '"purpose":"marketing"' in given.properties
    assert f'"text_version":"{every.slug}/1/q_consent"' in given.properties


def test_answers_keep_the_version_that_they_answered(short, person):
    negar = person(f"/s/{short.slug}").send(likely="9")
    from hamsafar.collect.surveys import editing

    editing.change_draft(short.id, survey(question("nps", "likely"), question("text", "instead")))
    services.publish(short.id, by=None)
    assert person(f"/s/{short.slug}").send(likely="1").asked == ["instead"]
    negar.open(negar.address)
    assert negar.asked == ["why"]
    negar.send(why="x")
    assert {said["version"] for said in answers_told().values()} == {1}


def test_a_survey_that_knows_no_way_back_tells_at_once(publish, person):
    straight = publish(survey(question("nps", "likely"), question("text", "why"), can_go_back=False))
    person(f"/s/{straight.slug}").send(likely="4")
    assert [said["score"] for said in answers_told().values()] == [4]


def test_the_way_follows_the_answers(publish, person):
    branching = publish(
        survey(
            question("nps", "likely", jumps=[{"to": "praise", "when": when("answer:likely", "at_least", 9)}]),
            question("text", "sorry", jumps=[{"to": "thanks"}]),
            question("text", "praise"),
        )
    )
    assert person(f"/s/{branching.slug}").send(likely="10").asked == ["praise"]
    assert person(f"/s/{branching.slug}").send(likely="2").asked == ["sorry"]


def test_an_answer_that_the_way_no_longer_meets_is_not_told(publish, person):
    why = question("text", "why", show_if=when("answer:likely", "at_most", 6))
    hiding = publish(survey(question("nps", "likely"), why, question("text", "last")))
    negar = person(f"/s/{hiding.slug}").send(likely="2").send(why="گران")
    first = negar.address.split("?")[0]
    negar.open(f"{first}?at=likely").send(likely="10")
    assert negar.asked == ["last"]
    negar.send(last="")
    assert [key.split(":")[1] for key in answers_told()] == ["likely"]


def test_what_the_link_brings_along_goes_with_the_answers_and_into_texts(publish, person):
    words = {"fa": "سفارش {hidden:order_id|شما}", "en": "Order {hidden:order_id|of yours}"}
    asking = publish(survey({**question("nps", "likely"), "text": words}, hidden=[{"id": "order_id"}]))
    negar = person(f"/s/{asking.slug}?order_id=A-17&survey_id=forged&evil=1&lang=en")
    assert "Order A-17" in negar.page
    negar.send(likely="9")
    said = next(iter(answers_told().values()))
    assert (said["order_id"], said["survey_id"]) == ("A-17", asking.slug)
    assert "evil" not in said
    assert "Order of yours" in person(f"/s/{asking.slug}?lang=en").page


def test_what_is_brought_along_is_only_text(publish, person):
    asking = publish(survey({**question("nps", "likely"), "text": both("{hidden:name}")}, hidden=[{"id": "name"}]))
    assert "<script>" not in person(f"/s/{asking.slug}?name=<script>alert(1)</script>").page


def test_a_survey_closes_when_it_has_enough(publish, person):
    from hamsafar.collect.surveys import editing, ways

    few = publish()
    editing.change_ways(few.id, ways.Ways(most=1), by=None)
    person(f"/s/{few.slug}").send(likely="9").send(why="")
    assert person(f"/s/{few.slug}").status == 410


def test_a_full_quota_leads_to_its_end(publish, person):
    quota = publish(
        survey(
            question("choice", "city", options=[{"id": "tehran", "text": both("Tehran")}, {"id": "qom", "text": both("Qom")}]),
            question("text", "why"),
            ends=[{"id": "thanks", "title": both("Thank you")}, {"id": "enough", "title": both("We have enough")}],
            quotas=[{"id": "in_tehran", "when": when("answer:city", "is", "tehran"), "most": 1, "end": "enough"}],
        )
    )
    early = person(f"/s/{quota.slug}?lang=en").send(city="tehran")
    person(f"/s/{quota.slug}?lang=en").send(city="tehran").send(why="")
    assert "We have enough" in person(f"/s/{quota.slug}?lang=en").send(city="tehran").page
    assert person(f"/s/{quota.slug}?lang=en").send(city="qom").asked == ["why"]
    assert "We have enough" in early.send(why="").page or early.has_ended


def test_a_pin_opens_the_survey(publish, person):
    from hamsafar.collect.surveys import editing, ways

    closed = publish()
    editing.change_ways(closed.id, ways.Ways(access="pin", pin="2580"), by=None)
    negar = person(f"/s/{closed.slug}")
    assert negar.asked == []
    wrong = negar.client.post(f"/s/-/pin/{closed.slug}", {"pin": "1111"})
    assert wrong.status_code == 422
    right = negar.client.post(f"/s/-/pin/{closed.slug}", {"pin": "2580"})
    assert negar.open(right["Location"]).asked == ["likely"]
    assert negar.send(likely="9").asked == ["why"]


def test_the_token_of_a_pin_is_no_page_of_the_survey(publish, person):
    from hamsafar.collect.surveys import editing, ways

    closed = publish()
    editing.change_ways(closed.id, ways.Ways(access="pin", pin="2580"), by=None)
    client = person(f"/s/{closed.slug}").client
    opened = client.post(f"/s/-/pin/{closed.slug}", {"pin": "2580"})["Location"]
    token = parse_qs(urlsplit(opened).query)["k"][0]
    assert client.post("/s/-/answer?lang=en", {"page": token, "asked": "likely", "a.likely": "9"}).status_code == 409
    assert client.post(reverse("survey-widget-page"), {"page": token}).status_code == 409


def test_a_pin_cannot_be_tried_out_from_many_addresses_of_one_line(publish, person):
    from hamsafar.base import rate_limits
    from hamsafar.collect.surveys import editing, ways

    rate_limits.forget_all()
    closed = publish()
    editing.change_ways(closed.id, ways.Ways(access="pin", pin="2580"), by=None)
    guess = person(f"/s/{closed.slug}").client.post
    codes = [guess(f"/s/-/pin/{closed.slug}", {"pin": "1111"}, REMOTE_ADDR=f"2001:db8::{number:x}").status_code for number in range(11)]
    assert codes == [422] * 10 + [429]


def test_a_page_with_everything_asks_again_for_what_is_missing(publish, person):
    both_on_one = publish(
        survey(question("nps", "likely"), question("text", "why", required=True, show_if=when("answer:likely", "at_most", 6)), layout="all")
    )
    negar = person(f"/s/{both_on_one.slug}")
    assert negar.asked == ["likely"]
    negar.send(likely="2")
    assert negar.asked == ["likely", "why"] or negar.asked == ["why"]
    assert not negar.has_ended


def test_the_page_tells_its_script_what_to_show_next(publish, person):
    why = question("text", "why", show_if=when("answer:likely", "at_most", 6))
    both_on_one = publish(survey(question("nps", "likely"), why, layout="all"))
    negar = person(f"/s/{both_on_one.slug}")
    fresh = negar.client.post("/s/-/answer", {**negar.fields, "a.likely": "3"}, headers={"X-Look": "1"}).content.decode()
    assert 'data-question="why"' in fresh
    assert not SubmissionRow.objects.exists()


def test_few_questions_are_put_to_the_database(short, person, django_assert_max_num_queries):
    negar = person(f"/s/{short.slug}").send(likely="9")
    page = {**negar.fields, "a.why": "خوب"}
    with django_assert_max_num_queries(24):
        negar.client.post("/s/-/answer", page)
    with django_assert_max_num_queries(14):
        negar.client.get(f"/s/{short.slug}")


def test_nothing_is_told_of_a_trial(short):
    from hamsafar.collect.surveys import sittings

    sitting = sittings.by_link(short.slug, query={}, is_test=True)
    done = answering.answer(sitting, answering.Given(asked=["likely"], fields={"a.likely": ["9"]}))
    answering.answer(done, answering.Given(asked=["why"], fields={"a.why": ["x"]}))
    assert answers_told() == {}
    assert SurveyRow.objects.get().finished == 0


def test_a_page_that_is_asked_for_again_without_what_was_sent_says_what_to_do(short):
    """A phone puts a page aside that was sent back with a mistake, and later asks for its address."""
    answer = Client().get("/s/-/answer?lang=en")
    assert answer.status_code == 409 and "Please open the link again" in answer.content.decode()


def test_an_answer_larger_than_can_be_taken_gets_a_page_and_changes_nothing(short, person):
    negar = person(f"/s/{short.slug}?lang=fa").send(likely="9")
    answer = negar.client.post("/s/-/answer?lang=fa", {**negar.fields, "a.why": "خ" * 1_500_000})
    assert answer.status_code == 413 and "بیش از آن" in answer.content.decode()
    assert list(kept()) == ["likely"]


def test_more_fields_than_a_page_can_have_are_refused_on_sites_too(short):
    fields = {f"f{n}": "1" for n in range(1200)}
    answer = Client().post("/s/-/widget", fields, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (400, "too_many_fields")
