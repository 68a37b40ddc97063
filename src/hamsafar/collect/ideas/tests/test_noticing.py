"""Whoever looks after the board hears of new ideas and of what waits, once an hour."""

import datetime as dt
from dataclasses import replace

import pytest

from hamsafar.base import clock
from hamsafar.collect.ideas import noticing
from hamsafar.collect.ideas import services as ideas
from hamsafar.ground.jobs.models import JobRow
from hamsafar.ground.notices import services as notices
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role

TEN_PAST = dt.datetime(2026, 11, 3, 12, 10, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def watched(board, ali, bahar):
    """It is ten past twelve; the board moderates what customers write."""
    ali.language = "en"
    ali.save()
    with clock.frozen_at(TEN_PAST):
        yield ideas.change_board(replace(board, moderate_ideas=True, moderate_comments=True))


def letters() -> dict[str, notices.Words]:
    for job in JobRow.objects.filter(name=noticing.NEW):
        noticing.tell(job.payload["since"])
    found = [notices.ready(job.payload) for job in JobRow.objects.filter(name=notices.JOB)]
    return {letter.email.partition("@")[0]: letter.words for letter in found if letter}


def test_new_ideas_of_an_hour_are_one_letter_for_who_looks_after_the_board(watched, sara, reza):
    ideas.post("ارسال شبانه", participant=sara.id)
    ideas.post("Dark mode", participant=reza.id)
    (job,) = JobRow.objects.filter(name=noticing.NEW)
    assert job.run_at == TEN_PAST.replace(minute=0) + HOUR
    found = letters()
    assert set(found) == {"ali"}, "Bahar sees the board and does not look after it"
    assert found["ali"].subject == "2 new ideas"
    assert "2 ideas and comments wait to be looked at." in found["ali"].text
    assert "“ارسال شبانه”" in found["ali"].text and "“Dark mode”" in found["ali"].text


def test_an_idea_that_looks_like_another_says_so(watched, sara, ali):
    ideas.change_board(replace(watched, moderate_ideas=False))
    with clock.frozen_at(TEN_PAST - 24 * HOUR):
        ideas.post("تخفیف برای دانشجوها", participant=None, by=ali)
    ideas.post("تخفیف دانشجویی", participant=sara.id)
    text = letters()["ali"].text
    assert "“تخفیف دانشجویی” looks like “تخفیف برای دانشجوها”" in text and "wait" not in text


def test_a_comment_that_waits_is_told_and_one_that_is_shown_is_not(watched, sara, reza, ali):
    with clock.frozen_at(TEN_PAST - 24 * HOUR):
        idea = ideas.post("ارسال شبانه", participant=None, by=ali)
    ideas.change_board(replace(watched, moderate_comments=False))
    ideas.comment(idea.id, "من هم", participant=reza.id)
    assert not JobRow.objects.filter(name=noticing.NEW)
    ideas.change_board(watched)
    ideas.comment(idea.id, "خیلی خوب است", participant=sara.id)
    assert letters()["ali"].subject == "1 comment on an idea waits"


def test_what_the_team_writes_or_has_seen_to_is_no_news(watched, sara, ali):
    ideas.post("از ما", participant=None, by=ali)
    assert not JobRow.objects.filter(name=noticing.NEW)
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    ideas.hide(idea.id, by=ali)
    assert letters() == {}


def test_who_may_not_hear_of_it_and_who_does_not_want_to_are_left_alone(watched, sara, ali, bahar, office):
    organisation.change_grants(bahar.pk, [Grant(role=Role.MARKETER, unit="retail")], by=ali)
    notices.choose(organisation.get_member(ali.id), [], by=ali)
    ideas.post("ارسال شبانه", participant=sara.id)
    assert letters() == {}, "the board is the whole company's"
    JobRow.objects.all().delete()
    office.is_set_up = False
    ideas.post("پرداخت قسطی", participant=sara.id)
    assert not JobRow.objects.filter(name=noticing.NEW)
