"""Whoever answers or looks at reviews hears of those of their units that wait: once an hour, with what still waits then."""

import datetime as dt
import json

import pytest

from hamsafar.base import clock
from hamsafar.collect.reviews import deciding, noticing, services
from hamsafar.collect.reviews.contracts import Policy
from hamsafar.collect.reviews.models import ReviewRow
from hamsafar.ground.jobs.models import JobRow
from hamsafar.ground.notices import services as notices
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role

from .conftest import KETTLE, Nobody, send

TEN_PAST = dt.datetime(2026, 11, 3, 12, 10, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
OPEN = Policy(auto_from=1)


@pytest.fixture
def mona(units):
    """Runs the branch in Isfahan."""
    return organisation.create_member(
        email="mona@example.com", name="Mona", password="travel with me 1405", grants=[Grant(role=Role.STORE_STAFF, unit="isfahan")]
    )


@pytest.fixture
def review(ask):
    def write(stars: int, *, unit="tehran", at=TEN_PAST, **words) -> ReviewRow:
        with clock.frozen_at(at):
            asked = ask(f"order {ReviewRow.objects.count()}", products=(KETTLE,), unit=unit)
            send(asked, stars=str(stars), **words)
        return ReviewRow.objects.get(request=asked.id)

    return write


def gathered() -> list[JobRow]:
    return list(JobRow.objects.filter(name=noticing.WAITING).order_by("run_at"))


def letters(*, at=TEN_PAST + 50 * MINUTE) -> dict[str, notices.Words]:
    """The hour is over: what leaves, to whom."""
    with clock.frozen_at(at):
        for job in gathered():
            noticing.tell(job.payload["since"])
        found = [notices.ready(job.payload) for job in JobRow.objects.filter(name=notices.JOB)]
    told = [(letter.email.partition("@")[0], letter.words) for letter in found if letter]
    assert len(dict(told)) == len(told), "two letters for one member"
    return dict(told)


def english(*members) -> None:
    for member in members:
        member.language = "en"
        member.save()


def test_what_came_in_an_hour_is_one_letter_when_it_is_over(review, ali, bahar, dara):
    english(ali, bahar)
    review(1, text="در راه شکست")
    review(5, at=TEN_PAST + MINUTE)
    review(2, at=TEN_PAST + 2 * MINUTE)
    (job,) = gathered()
    assert job.run_at == TEN_PAST.replace(minute=0) + 60 * MINUTE
    found = letters()
    assert set(found) == {"ali", "bahar"}, "Dara may see them, and neither answers nor decides"
    assert found["bahar"].subject == "3 reviews wait for you"
    assert "2 have one or two stars and no answer." in found["bahar"].text and "3 wait to be looked at." in found["bahar"].text
    assert found["bahar"].text.index("★ کتری") < found["bahar"].text.index("★★★★★"), "the unhappiest first"
    assert "در راه شکست" in found["bahar"].text


def test_each_hears_of_their_own_units_only(review, ali, bahar, kian, mona):
    english(ali, bahar, kian, mona)
    services.change_policy(OPEN)
    review(1, unit="isfahan")
    review(1, unit="tehran")
    review(1, unit="")
    found = letters()
    assert set(found) == {"ali", "bahar", "mona"}, "nothing in it is of Kian's units"
    assert [found[who].subject for who in ("ali", "bahar", "mona")] == [
        "3 reviews wait for you", "2 reviews wait for you", "1 review waits for you",
    ]  # fmt: skip
    assert "looked at" not in found["mona"].text


def test_a_branch_is_not_told_of_what_only_others_may_let_through(review, mona):
    review(5, unit="isfahan")
    assert gathered() and letters() == {}


def test_a_happy_review_that_is_shown_is_no_news(review, ali):
    services.change_policy(OPEN)
    review(3)
    assert not gathered()


def test_what_was_seen_to_before_the_letter_left_is_not_told(review, ali):
    services.change_policy(OPEN)
    answered, declined = review(1), review(2)
    deciding.reply(answered.id, "پوزش می‌خواهیم.", by=ali)
    deciding.decline("review", declined.id, why="spam", by=ali)
    assert letters() == {}


def test_what_came_earlier_is_not_told_again_in_the_next_hour(review, ali):
    english(ali)
    review(1)
    assert letters()["ali"].subject == "1 review waits for you"
    JobRow.objects.all().delete()
    review(1, at=TEN_PAST + 60 * MINUTE)
    assert letters(at=TEN_PAST + 110 * MINUTE)["ali"].subject == "1 review waits for you"


def test_a_new_version_of_a_review_waits_too(review, ali, client_of):
    from django.test import Client

    from hamsafar.collect.reviews import tokens

    english(ali)
    services.change_policy(OPEN)
    row = review(5)
    assert not gathered()
    with clock.frozen_at(TEN_PAST + 120 * MINUTE):
        form = {f"stars.{row.product_id}": "4", f"text.{row.product_id}": "کمی صدا دارد", "change": str(row.product_id), "author": "سارا"}
        Client().post(f"/v/i/{tokens.link_token(row.request_id)}", form)
    assert "1 waits to be looked at." in letters(at=TEN_PAST + 170 * MINUTE)["ali"].text


def test_who_does_not_want_it_or_has_no_letter_box_is_left_alone(review, ali, monkeypatch):
    notices.choose(organisation.get_member(ali.id), ["cases.mine"], by=ali)
    review(1)
    assert letters() == {}
    monkeypatch.setattr(Nobody, "may_send", lambda _self: False)
    JobRow.objects.all().delete()
    review(1)
    assert not gathered()


def test_it_is_told_in_persian_and_no_job_holds_a_word_of_it(review, ali):
    review(2, text="پیچ آن شل بود", author="سارا")
    letter = letters()["ali"]
    assert letter.subject == "۱ نظر منتظر شماست" and "★★ کتری برقی آوا: “پیچ آن شل بود”" in letter.text
    queued = " ".join(json.dumps([row.key, row.payload], ensure_ascii=False) for row in JobRow.objects.all())
    assert not [word for word in ("پیچ", "سارا", "sara", ali.email) if word in queued]
