"""Replies leave once, with an honest outcome; a person's word that it was answered elsewhere can be taken back."""

from dataclasses import replace

import pytest

from hamsafar.base.outward import BadAddress
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.mentions import errors
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.connectors.webhook import signing
from hamsafar.collect.mentions.services import About, Stand
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs

from .conftest import item, told


@pytest.fixture
def said(place, board):
    """A mention at a place that takes replies."""
    here = place(reply_url=f"{board.address}/reply")
    mentions.take(here, [item(id="r-1", url="https://x.example/1")])
    event = told()[0][0]
    return here, About(source=event.source, message_id=event.message_id, unit="tehran")


def kept(about):
    return mentions.kept_of([about.name])[about.name]


def answered():
    return [(event.name, props) for event, props in told() if event.name.startswith("Mention ") and event.source == "hamsafar"]


def test_a_reply_is_posted_signed_and_told_to_the_spine(said, board, bahar):
    here, about = said
    assert mentions.reply(about, " پوزش می‌خواهیم ", by=bahar).stand is Stand.WAITING
    jobs.run_due()
    call = board.only()
    assert {name: call.json[name] for name in ("id", "url", "network", "text", "by")} == {
        "id": "r-1", "url": "https://x.example/1", "network": "myket", "text": "پوزش می‌خواهیم", "by": "Bahar",
    }  # fmt: skip
    signing.check(call.headers[signing.HEADER], call.body.encode(), here.facts["secret"])
    assert call.headers["Idempotency-Key"] == call.json["reply"]
    assert [one.stand for one in kept(about).answers] == [Stand.DONE]
    assert answered() == [("Mention Answered", {"mention": f"{about.source}/{about.message_id}", "how": "reply"})]


def test_the_answer_stands_on_the_timeline_of_whoever_wrote_it(said, bahar):
    about = replace(said[1], person=7, who=Identifier("", "email", "sara@example.com"))
    mentions.mark_answered(about, by=bahar)
    mentions.take_back(about, by=bahar)
    own = [event for event, _ in told() if event.source == "hamsafar"]
    assert [(event.name, event.identifiers) for event in own] == [
        ("Mention Answered", (about.who,)), ("Mention Reopened", (about.who,)),
    ]  # fmt: skip


def test_nobody_replies_twice_while_one_stands(said, board, bahar, ali):
    _here, about = said
    mentions.reply(about, "یک", by=bahar)
    with pytest.raises(errors.AlreadyAnswered):
        mentions.reply(about, "دو", by=ali)
    jobs.run_due()
    with pytest.raises(errors.AlreadyAnswered):
        mentions.mark_answered(about, by=ali)
    assert len(board.calls) == 1


def test_what_the_other_side_refuses_has_failed_and_may_be_tried_again(said, board, bahar):
    _here, about = said
    board.status = 403
    mentions.reply(about, "یک", by=bahar)
    jobs.run_due()
    (first,) = kept(about).answers
    assert first.stand is Stand.FAILED and "403" in first.why.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))
    assert not answered()
    board.status = 200
    mentions.reply(about, "دو", by=bahar)
    jobs.run_due()
    assert [one.stand for one in kept(about).answers] == [Stand.FAILED, Stand.DONE]


@pytest.mark.parametrize("trouble", ["hangs_up", "status"])
def test_when_nobody_can_tell_a_person_decides(said, board, bahar, ali, trouble):
    _here, about = said
    setattr(board, trouble, True if trouble == "hangs_up" else 500)
    answer = mentions.reply(about, "یک", by=bahar)
    jobs.run_due()
    assert kept(about).answers[0].stand is Stand.UNKNOWN
    with pytest.raises(errors.AlreadyAnswered):
        mentions.reply(about, "دو", by=bahar)
    actions.say_what_became(answer.deed, actions.Outcome.DONE, by=ali)
    assert kept(about).answers[0].stand is Stand.DONE and len(answered()) == 1


def test_a_place_that_is_away_is_called_again_later(said, board, bahar, settings):
    _here, about = said
    settings.REACHABLE_NETWORKS = ()
    answer = mentions.reply(about, "یک", by=bahar)
    jobs.run_due()
    assert actions.get_deed(answer.deed).outcome is actions.Outcome.REFUSED
    assert kept(about).answers[0].stand is Stand.REFUSED and not board.calls


def test_a_place_without_an_address_for_replies_takes_none(place, bahar):
    mentions.take(place(), [item(id="1")])
    event = told()[0][0]
    about = About(source=event.source, message_id=event.message_id)
    assert not kept(about).can_reply
    with pytest.raises(errors.CannotReply):
        mentions.reply(about, "سلام", by=bahar)
    with pytest.raises(errors.NoWords):
        mentions.reply(about, "  ", by=bahar)


def test_answered_elsewhere_can_be_taken_back_and_said_again(place, bahar):
    about = About(source="social", message_id="m-9", unit="tehran")  # came in by another way than ours
    mentions.mark_answered(about, by=bahar)
    mentions.take_back(about, by=bahar)
    with pytest.raises(errors.NothingToTakeBack):
        mentions.take_back(about, by=bahar)
    mentions.mark_answered(about, by=bahar)
    assert [name for name, _ in answered()] == ["Mention Answered", "Mention Reopened", "Mention Answered"]
    ids = [event.message_id for event, _ in told()]
    assert len(ids) == len(set(ids))


def test_a_reply_that_has_left_cannot_be_taken_back(said, board, bahar):
    _here, about = said
    mentions.reply(about, "یک", by=bahar)
    jobs.run_due()
    with pytest.raises(errors.NothingToTakeBack):
        mentions.take_back(about, by=bahar)


def test_an_address_for_replies_has_to_be_one(place):
    with pytest.raises(BadAddress):
        place(reply_url="javascript:alert(1)")
