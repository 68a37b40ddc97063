"""Where a change comes from: the group that changed otherwise than the rest is named, chance and people are not."""

import datetime as dt

import pytest

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.metrics import services as metrics
from hamsafar.store.events.services import Scope

from .conftest import NOW, event
from .planting import plant

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE, SINCE = 40, 5  # days ago


def told(happy, unhappy, *, days_ago, first=1, **props):
    """Answers of as many customers, each once."""
    unit = props.pop("unit", "tehran")
    scores = [5] * happy + [1] * unhappy
    return [
        event("Survey Answered", days_ago, person, unit=unit, question="csat", score=score, **props)
        for person, score in enumerate(scores, first)
    ]


def drivers(**scope):
    return metrics.explained_board(scope=Scope(**scope)).drivers


def named(**scope):
    return {(one.key, one.by, one.group) for one in drivers(**scope)}


@pytest.fixture
def one_team_got_worse(event_store, now):
    """The desk fell from 80 to 20 of a hundred; the phone stayed at 160 of two hundred."""
    plant(
        [
            *told(80, 20, days_ago=BEFORE, team="desk"), *told(160, 40, days_ago=BEFORE, team="phone", first=200),
            *told(20, 80, days_ago=SINCE, team="desk"), *told(160, 40, days_ago=SINCE, team="phone", first=200),
        ]
    )  # fmt: skip


def test_the_group_that_changed_is_named_with_its_part_and_its_numbers(one_team_got_worse):
    (desk,) = [one for one in drivers() if one.key == "csat"]
    assert (desk.by, desk.group, desk.verdict) == ("property:team", "desk", metrics.Verdict.WORSE)
    assert (desk.previous, desk.value, desk.previous_n, desk.n, desk.people) == (0.8, 0.2, 100, 100, 100)
    assert desk.rate == pytest.approx(-0.2)  # a third of all answers, 60 points less
    assert (desk.mix, desk.contribution) == (0, pytest.approx(-0.2))
    assert desk.low < desk.contribution < desk.high < 0
    assert desk.p < 1e-9


def test_what_stayed_while_the_rest_moved_is_not_a_cause(one_team_got_worse):
    assert not any(group == "phone" for _, _, group in named())


def test_nobody_is_named_where_all_changed_alike(event_store, now):
    for days, happy in ((BEFORE, 80), (SINCE, 30)):
        plant([*told(happy, 100 - happy, days_ago=days, team="desk"), *told(happy, 100 - happy, days_ago=days, team="phone", first=200)],
              first=days * 1000)  # fmt: skip
    board = metrics.explained_board(scope=Scope())
    assert next(one for one in board.measurements if one.key == "csat").change.verdict is metrics.Verdict.WORSE
    assert board.drivers == ()


def test_more_of_an_unhappy_group_is_named_as_such(event_store, now):
    plant([*told(190, 10, days_ago=BEFORE, team="phone"), *told(10, 40, days_ago=BEFORE, team="desk", first=500)])
    plant([*told(190, 10, days_ago=SINCE, team="phone"), *told(40, 160, days_ago=SINCE, team="desk", first=500)], first=5000)
    (desk,) = [one for one in drivers() if one.group == "desk"]
    assert abs(desk.mix) > 10 * abs(desk.rate)
    assert (desk.previous_n, desk.n, desk.verdict) == (50, 200, metrics.Verdict.WORSE)


def test_a_group_of_few_customers_is_never_named(event_store, now):
    """Sixty answers of one customer would point at that customer."""
    for days, happy in ((BEFORE, 60), (SINCE, 0)):
        loud = [event("Survey Answered", days, 7, question="csat", score=5 if n < happy else 1, club="gold") for n in range(60)]
        plant([*loud, *told(100, 0, days_ago=days, club="none", first=100)], first=days * 1000)
    assert ("csat", "property:club", "gold") not in named()


def test_who_works_here_is_not_named(event_store, now):
    for days, happy in ((BEFORE, 90), (SINCE, 10)):
        plant([*told(happy, 100 - happy, days_ago=days, agent="Bahar"), *told(90, 10, days_ago=days, agent="Dara", first=200)],
              first=days * 1000)  # fmt: skip
    assert named() == set()


def test_names_that_come_and_go_explain_nothing(event_store, now):
    """Each mailing has a name of its own: all that are new are new."""
    for days, happy in ((BEFORE, 90), (SINCE, 60)):
        for wave, first in (("w", 1), ("x", 200)):
            plant(told(happy, 100 - happy, days_ago=days, wave=f"{wave}{days}", first=first), first=days * 1000 + first)
    assert named() == set()


def test_a_channel_a_unit_and_a_trait_are_tried_too(event_store, now):
    said = {"type": "identify", "name": "Profile Identified", "timestamp": NOW - dt.timedelta(days=300)}
    plant([{**said, "person_key": person, "traits": '{"city": "%s"}' % ("یزد" if person < 200 else "قم")} for person in range(1, 300)])
    for days, happy in ((BEFORE, 90), (SINCE, 10)):
        plant([*told(happy, 100 - happy, days_ago=days, unit="kish"), *told(90, 10, days_ago=days, first=200)], first=1000 + days * 1000)
    # The unit and the city hold the very same answers: one of the names is enough.
    assert named() == {("csat", "unit", "kish")}


def test_a_scope_is_explained_by_what_is_in_it(one_team_got_worse):
    plant([*told(90, 10, days_ago=BEFORE, unit="kish", team="till"), *told(5, 95, days_ago=SINCE, unit="kish", team="till")], first=9000)
    assert {group for _, _, group in named(units=("tehran",))} == {"desk"}
    assert {"desk", "kish"} <= {group for _, _, group in named()}


def test_a_page_gets_its_causes_later_and_keeps_them_for_an_hour(one_team_got_worse):
    first = metrics.board_so_far(scope=Scope())
    assert first.is_whole and first.drivers is None and first.is_refreshing
    jobs.run_due()
    explained = metrics.board_so_far(scope=Scope())
    assert {one.group for one in explained.drivers} == {"desk"}
    assert not explained.is_refreshing
    plant(told(100, 0, days_ago=1, team="desk", first=700), first=9000)
    for minutes, looked_for in ((10, NOW), (70, NOW + dt.timedelta(minutes=70))):
        with clock.frozen_at(NOW + dt.timedelta(minutes=minutes)):
            metrics.board_so_far(scope=Scope())
            jobs.run_due()
            assert metrics.board_so_far(scope=Scope()).explained_at == looked_for
