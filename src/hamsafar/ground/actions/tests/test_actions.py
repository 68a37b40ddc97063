"""Deeds: asked for once, done at most once, with an outcome that is true whatever breaks in between."""

import datetime as dt
from collections.abc import Iterator
from uuid import uuid4

import msgspec
import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy, override

from hamsafar.base import clock
from hamsafar.base.errors import NotFound, Refused
from hamsafar.ground.actions import doing, registry
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.contracts import Action, Outcome
from hamsafar.ground.actions.models import DeedRow
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 10, 18, 12, 0, tzinfo=dt.UTC)


class Letter(msgspec.Struct):
    to: str
    text: str = ""


class MailboxFull(Refused):
    code, status, message = "test_mailbox_full", 422, gettext_lazy("This cannot be done.")


class Post:
    """An outside world that remembers what arrived, and breaks where a test wants it to."""

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.ended: list[tuple[str, Outcome]] = []
        self.before: Exception | None = None
        self.after: BaseException | None = None

    def send(self, letter: Letter, doing) -> dict[str, str]:
        if self.before is not None:
            raise self.before
        doing.go_out()
        self.arrived.append(letter.to)
        if self.after is not None:
            raise self.after
        return {"to": letter.to}

    def settled(self, deed) -> None:
        self.ended.append((deed.key, deed.outcome))


@pytest.fixture
def post(monkeypatch) -> Iterator[Post]:
    monkeypatch.setattr(registry, "_actions", {})
    monkeypatch.setattr(registry, "_discovered", True)
    world = Post()
    actions.register(Action(key="write", name_en="Write", name_fa="نوشتن", input=Letter, do=world.send, settled=world.settled))
    yield world


def _ended(deed) -> Outcome:
    jobs.run_due()
    return actions.outcome(deed.id)


def test_what_was_asked_for_is_done_once_and_written_down(post):
    deed = actions.ask_for("write", {"to": "sara"}, key="welcome:1")
    assert deed.outcome is Outcome.WAITING
    assert _ended(deed) is Outcome.DONE
    assert post.arrived == ["sara"]
    assert actions.get_deed(deed.id).facts == {"to": "sara"}
    assert post.ended == [("welcome:1", Outcome.DONE)]


def test_asking_twice_under_one_key_is_asking_once(post):
    first = actions.ask_for("write", {"to": "sara"}, key="same")
    again = actions.ask_for("write", {"to": "reza"}, key="same")
    jobs.run_due()
    assert first.id == again.id
    assert actions.ask_for("write", {"to": "sara"}, key="same").outcome is Outcome.DONE
    jobs.run_due()
    assert post.arrived == ["sara"]


def test_what_was_rolled_back_was_never_asked_for(post):
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.ask_for("write", {"to": "sara"}, key="x")
        raise RuntimeError
    jobs.run_due()
    assert post.arrived == [] and actions.find_deed("write", "x") is None


def test_a_deed_for_later_waits(post):
    with clock.frozen_at(NOON):
        deed = actions.ask_for("write", {"to": "sara"}, key="x", at=NOON + dt.timedelta(hours=2))
        assert _ended(deed) is Outcome.WAITING
    with clock.frozen_at(NOON + dt.timedelta(hours=2)):
        assert _ended(deed) is Outcome.DONE


@pytest.mark.parametrize("input", [{}, {"to": 5}, {"to": "sara", "text": None}])
def test_input_that_the_action_cannot_read_is_refused_when_asked(post, input):
    with pytest.raises(actions.BadActionInput):
        actions.ask_for("write", input, key="x")
    assert DeedRow.objects.count() == 0


def test_an_action_nobody_knows_cannot_be_asked_for(post):
    with pytest.raises(actions.NoSuchAction):
        actions.ask_for("unheard of", {}, key="x")


def test_nothing_that_reaches_a_customer_is_queued_without_the_gates_pass(post):
    actions.register(Action(key="call", name_en="Call", name_fa="تماس", input=Letter, do=post.send, needs_gate=True))
    with pytest.raises(actions.NeedsPass):
        actions.ask_for("call", {"to": "sara"}, key="x")
    assert _ended(actions.ask_for("call", {"to": "sara"}, key="x", pass_token="signed")) is Outcome.DONE


def test_our_own_rules_refuse_and_the_reason_is_kept_for_both_languages(post):
    post.before = actions.NoSuchAction(action="write")
    deed = actions.ask_for("write", {"to": "sara"}, key="x")
    assert _ended(deed) is Outcome.REFUSED
    ended = actions.get_deed(deed.id)
    with override("en"):
        assert actions.sentence_of(ended.code, ended.facts) == "There is no action called write."
    with override("fa"):
        assert "write" in actions.sentence_of(ended.code, ended.facts) and "کنش" in actions.sentence_of(ended.code, ended.facts)


def test_what_is_known_not_to_have_happened_failed(post):
    post.before = actions.NotDone(MailboxFull())
    deed = actions.ask_for("write", {"to": "sara"}, key="x")
    assert _ended(deed) is Outcome.FAILED
    assert actions.get_deed(deed.id).code == "test_mailbox_full"


def test_a_reason_to_wait_with_a_time_costs_no_attempt(post):
    with clock.frozen_at(NOON):
        post.before = actions.NotYet(MailboxFull(), at=NOON + dt.timedelta(hours=9))
        deed = actions.ask_for("write", {"to": "sara"}, key="x")
        assert _ended(deed) is Outcome.WAITING
        assert _ended(deed) is Outcome.WAITING
    waiting = actions.get_deed(deed.id)
    assert (waiting.due_at, waiting.attempts, waiting.code) == (NOON + dt.timedelta(hours=9), 0, "test_mailbox_full")
    post.before = None
    with clock.frozen_at(NOON + dt.timedelta(hours=9)):
        assert _ended(deed) is Outcome.DONE


@pytest.mark.parametrize("trouble", [actions.NotYet(MailboxFull()), ConnectionError("customer 0912 refused")])
def test_what_does_not_work_is_tried_again_after_growing_pauses_and_then_given_up(post, trouble):
    post.before = trouble
    at, tries = NOON, 0
    with clock.frozen_at(at):
        deed = actions.ask_for("write", {"to": "sara"}, key="x")
    while actions.outcome(deed.id) is Outcome.WAITING:
        with clock.frozen_at(at):
            jobs.run_due()
        tries, at = tries + 1, actions.get_deed(deed.id).due_at
    assert tries == doing.MOST_ATTEMPTS
    assert at - NOON > dt.timedelta(hours=8)
    assert "0912" not in str(actions.get_deed(deed.id).facts), "the text of a foreign error may hold a customer's data"


def test_whatever_breaks_after_it_went_out_is_unknown_and_never_tried_again(post):
    post.after = ConnectionError()
    deed = actions.ask_for("write", {"to": "sara"}, key="x")
    assert _ended(deed) is Outcome.UNKNOWN
    with clock.frozen_at(clock.now() + dt.timedelta(days=2)):
        assert _ended(deed) is Outcome.UNKNOWN
    assert post.arrived == ["sara"]
    assert post.ended == [("x", Outcome.UNKNOWN)]


def test_a_worker_that_dies_after_it_went_out_leaves_an_unknown_deed(post):
    post.after = KeyboardInterrupt()
    with clock.frozen_at(NOON):
        deed = actions.ask_for("write", {"to": "sara"}, key="x")
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due()
        assert actions.outcome(deed.id) is Outcome.OUT
    with clock.frozen_at(NOON + dt.timedelta(minutes=5)):  # its lease is over, another worker takes it up
        assert _ended(deed) is Outcome.UNKNOWN
    assert post.arrived == ["sara"]


def test_a_worker_that_dies_before_it_went_out_is_simply_followed_by_another(post):
    post.before = KeyboardInterrupt()  # type: ignore[assignment]
    with clock.frozen_at(NOON):
        deed = actions.ask_for("write", {"to": "sara"}, key="x")
        with pytest.raises(KeyboardInterrupt):
            jobs.run_due()
        assert actions.outcome(deed.id) is Outcome.DOING
    post.before = None
    with clock.frozen_at(NOON + dt.timedelta(minutes=5)):
        assert _ended(deed) is Outcome.DONE
    assert post.arrived == ["sara"]


def test_a_deed_that_kills_its_worker_every_time_is_given_up(post):
    post.before = KeyboardInterrupt()  # type: ignore[assignment]
    with clock.frozen_at(NOON):
        deed = actions.ask_for("write", {"to": "sara"}, key="x")
    for minutes in range(0, 60, 5):
        with clock.frozen_at(NOON + dt.timedelta(minutes=minutes)):
            try:
                jobs.run_due()
            except KeyboardInterrupt:
                continue
    assert actions.outcome(deed.id) is Outcome.FAILED


def test_a_worker_that_was_thought_dead_may_not_go_out_after_another_took_the_deed(post):
    deed = actions.ask_for("write", {"to": "sara"}, key="x")

    def slow(letter, attempt):
        with transaction.atomic():
            doing._taken(deed.id)  # meanwhile, another worker
        attempt.go_out()
        post.arrived.append(letter.to)

    registry._actions["write"] = Action(key="write", name_en="", name_fa="", input=Letter, do=slow)
    jobs.run_due()
    assert post.arrived == []


def test_who_was_thought_dead_while_out_still_says_what_became_of_it(post):
    deed = actions.ask_for("write", {"to": "sara"}, key="x")

    def slow(letter, attempt):
        attempt.go_out()
        doing.do(deed.id)  # meanwhile another worker takes it for dead
        assert actions.outcome(deed.id) is Outcome.UNKNOWN
        post.arrived.append(letter.to)

    registry._actions["write"] = Action(key="write", name_en="", name_fa="", input=Letter, do=slow)
    assert _ended(deed) is Outcome.DONE
    assert post.arrived == ["sara"]


# What only writes our own rows


@pytest.fixture
def tagging(post):
    def tag(letter, attempt):
        audit.record("test.tagged", about=letter.to)
        if letter.text == "break":
            raise ZeroDivisionError
        if letter.text == "refuse":
            raise MailboxFull

    actions.register(Action(key="tag", name_en="Tag", name_fa="برچسب", input=Letter, do=tag, is_outside=False))


@pytest.mark.parametrize(
    ("text", "outcome", "written"), [("", Outcome.DONE, 1), ("refuse", Outcome.REFUSED, 0), ("break", Outcome.WAITING, 0)]
)
def test_what_stays_inside_is_done_and_written_down_in_one(tagging, text, outcome, written):
    deed = actions.ask_for("tag", {"to": "sara", "text": text}, key="x")
    assert _ended(deed) is outcome
    assert audit.count_entries(deed="test.tagged") == written


def test_what_breaks_inside_is_given_up_in_the_end(tagging):
    at = NOON
    with clock.frozen_at(at):
        deed = actions.ask_for("tag", {"to": "sara", "text": "break"}, key="x")
    while actions.outcome(deed.id) is Outcome.WAITING:
        with clock.frozen_at(at):
            jobs.run_due()
        at = actions.get_deed(deed.id).due_at
    assert actions.get_deed(deed.id).attempts == doing.MOST_ATTEMPTS


# What only a person can decide


@pytest.fixture
def unknown(post):
    post.after = ConnectionError()
    deed = actions.ask_for("write", {"to": "sara"}, key="x")
    jobs.run_due()
    post.after = None
    return deed


def test_a_person_says_that_it_was_done(post, unknown, ali):
    ended = actions.say_what_became(unknown.id, Outcome.DONE, by=ali)
    assert (ended.outcome, ended.settled_by) == (Outcome.DONE, "Ali")
    assert post.ended[-1] == ("x", Outcome.DONE)
    assert audit.count_entries(deed="actions.decided") == 1
    with pytest.raises(actions.NotUnknown):
        actions.do_again(unknown.id, by=ali)


def test_only_a_person_has_an_unknown_deed_done_again(post, unknown, ali):
    actions.do_again(unknown.id, by=ali)
    assert _ended(unknown) is Outcome.DONE
    assert post.arrived == ["sara", "sara"]
    assert audit.count_entries(deed="actions.done_again") == 1


def test_an_answer_that_comes_after_a_person_has_decided_changes_nothing(post, ali):
    deed = actions.ask_for("write", {"to": "sara"}, key="x")

    def slow(letter, attempt):
        attempt.go_out()
        doing.do(deed.id)
        actions.say_what_became(deed.id, Outcome.FAILED, by=ali)

    registry._actions["write"] = Action(key="write", name_en="", name_fa="", input=Letter, do=slow)
    assert _ended(deed) is Outcome.FAILED


def test_what_a_member_asks_for_stands_in_the_audit_log_and_what_a_rule_asks_for_does_not(post, ali):
    actions.ask_for("write", {"to": "sara"}, key="1", by=ali)
    actions.ask_for("write", {"to": "sara"}, key="2")
    assert audit.count_entries(deed="actions.asked") == 1


# Lists, forgetting


def test_deeds_are_listed_newest_first_and_by_outcome_and_person(post):
    with clock.frozen_at(NOON):
        actions.ask_for("write", {"to": "a"}, key="1", about="person:aa")
        jobs.run_due()
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        actions.ask_for("write", {"to": "b"}, key="2", about="person:bb")
    assert [deed.key for deed in actions.list_deeds()] == ["2", "1"]
    assert [deed.key for deed in actions.list_deeds(outcome="done")] == ["1"]
    assert [deed.key for deed in actions.list_deeds(about="person:bb")] == ["2"]
    assert [deed.key for deed in actions.list_deeds(since=NOON + dt.timedelta(minutes=1))] == ["2"]
    assert actions.count_deeds(action="write") == 2
    assert actions.counts()[Outcome.DONE] == 1


def test_what_waits_for_somebody_who_is_forgotten_is_not_done(post):
    deed = actions.ask_for("write", {"to": "sara"}, key="x", about="person:aa")
    assert actions.forget(["person:aa", "person:bb"]) == 1
    jobs.run_due()
    assert post.arrived == []
    with pytest.raises(NotFound):
        actions.get_deed(deed.id)


def test_old_deeds_are_forgotten_and_those_that_wait_are_not(post):
    with clock.frozen_at(NOON):
        actions.ask_for("write", {"to": "sara"}, key="old")
        jobs.run_due()
        actions.ask_for("write", {"to": "sara"}, key="waiting", at=NOON + dt.timedelta(days=900))
    assert actions.prune(before=NOON + dt.timedelta(days=400)) == 1
    assert [deed.key for deed in actions.list_deeds()] == ["waiting"]


def test_two_different_actions_may_not_share_a_name(post):
    with pytest.raises(ValueError, match="two actions"):
        actions.register(Action(key="write", name_en="", name_fa="", input=Letter, do=lambda letter, attempt: None))


def test_a_deed_nobody_knows_is_not_there():
    with pytest.raises(NotFound):
        actions.get_deed(uuid4())
