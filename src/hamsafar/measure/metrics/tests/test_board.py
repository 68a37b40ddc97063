"""The board of all measures: as of when, refreshed behind the scenes."""

import datetime as dt

import pytest
from django.test import override_settings

from hamsafar.base import clock
from hamsafar.base.eventstore import QueryTooSlow
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.metrics import measuring
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.shelf.models import ShelfRow
from hamsafar.store.events.services import Scope

from .conftest import NOW, answers
from .planting import plant

pytestmark = pytest.mark.django_db(transaction=True)


def nps(board):
    return next(one for one in board.measurements if one.key == "nps")


def kept_boards():
    return ShelfRow.objects.filter(kind="metrics.board")


def test_a_board_has_all_seventeen_measures(world):
    board = metrics.board(scope=Scope(), period="last_30_days")
    assert len(board.measurements) == 17
    assert [metrics.get_metric(one.key).measure for one in board.measurements] == list(metrics.MEASURES)
    assert (board.as_of, board.is_refreshing, nps(board).n) == (NOW, False, 6)


def test_an_old_board_is_shown_with_its_time_and_renewed_behind_the_scenes(world):
    metrics.board(scope=Scope(), period="last_30_days")
    plant(answers([10]), first=500)
    with clock.frozen_at(NOW + dt.timedelta(minutes=10)):
        shown = metrics.board(scope=Scope(), period="last_30_days")
        assert (shown.as_of, shown.is_refreshing, nps(shown).n) == (NOW, True, 6)
        jobs.run_due()
        renewed = metrics.board(scope=Scope(), period="last_30_days")
    assert (renewed.as_of, renewed.is_refreshing, nps(renewed).n) == (NOW + dt.timedelta(minutes=10), False, 7)


def test_looking_often_queues_one_renewal(world):
    metrics.board(scope=Scope(), period="last_30_days")
    with clock.frozen_at(NOW + dt.timedelta(minutes=10)):
        for _ in range(5):
            metrics.board(scope=Scope(), period="last_30_days")
    assert len(jobs.list_jobs(name="shelf.refresh")) == 1


def test_a_warmed_board_is_what_home_then_shows(world):
    metrics.warm_boards()
    assert kept_boards().count() == 2
    assert nps(metrics.board(scope=Scope(), period="last_30_days")).n == 6
    assert kept_boards().count() == 2


def test_each_scope_has_its_own_board(world):
    whole, kish = metrics.board(scope=Scope()), metrics.board(scope=Scope(units=("parts-kish",)))
    assert (nps(whole).n, nps(kish).n) == (6, 2)
    assert nps(metrics.board(scope=Scope(units=("parts-kish",)))).n == 2


def test_a_new_target_shows_at_once(world, ali):
    metrics.board(scope=Scope())
    metrics.set_target("nps", 66, by=ali)
    assert nps(metrics.board(scope=Scope())).target == 66


def test_what_is_kept_equals_what_was_computed(world):
    first = metrics.board(scope=Scope(), period="last_30_days")
    assert metrics.board(scope=Scope(), period="last_30_days") == first


@override_settings(HOME_CURRENCY="IRR")
def test_at_night_boards_are_warmed_and_forgotten_ones_dropped(world):
    metrics.board(scope=Scope(), period="last_30_days")
    metrics.board(scope=Scope(units=("tehran",)), period="last_30_days")
    kept_boards().filter(asked__contains="tehran").update(looked_at=NOW - dt.timedelta(days=30))
    with clock.frozen_at(NOW + dt.timedelta(days=1)):
        jobs.enqueue("shelf.warm", {}, key="tonight")
        jobs.run_due()
        assert metrics.board(scope=Scope(), period="last_30_days").as_of == NOW + dt.timedelta(days=1)
    assert kept_boards().count() == 1


# A page never waits


@pytest.fixture
def large(monkeypatch):
    """A spine in which a first board takes long."""
    monkeypatch.setattr("hamsafar.store.events.services.newest", lambda: 10**9)


def first_jobs():
    return [job.state.value for job in jobs.list_jobs(name="shelf.refresh")]


def test_the_first_look_at_a_board_answers_at_once_and_a_job_fills_it(world, large):
    first = metrics.board_so_far(scope=Scope())
    assert (first.measurements, first.of, first.is_whole, first.is_refreshing) == ((), 17, False, True)
    assert first.period == metrics.read_period(almanac=metrics.almanac_for("", ""))
    assert [metrics.get_metric(one.key).measure for one in metrics.awaited(first)] == list(metrics.MEASURES)
    jobs.run_due()
    then = metrics.board_so_far(scope=Scope())
    assert (then.is_whole, nps(then).n, metrics.awaited(then)) == (True, 6, ())


def test_many_who_look_at_once_are_answered_by_one_job(world, large):
    for _ in range(5):
        metrics.board_so_far(scope=Scope())
    metrics.board_so_far(scope=Scope(units=("tehran",)))
    assert len(first_jobs()) == 2


def test_a_first_board_is_shown_measure_by_measure(world, large, monkeypatch):
    monkeypatch.setattr("hamsafar.measure.shelf.keeping.SHOW_EVERY", 0)
    seen = []
    compute = measuring.compute

    def slowly(*args, **kwargs):
        seen.append(len(metrics.board_so_far(scope=Scope()).measurements))
        return compute(*args, **kwargs)

    metrics.board_so_far(scope=Scope())
    monkeypatch.setattr(measuring, "compute", slowly)
    jobs.run_due()
    assert seen[0] == 0
    assert set(seen) >= {1, 8, 16}


def test_a_first_board_that_failed_says_so_and_is_tried_again_for_whoever_looks_later(world, large, monkeypatch):
    def too_slow(*_args, **_kwargs):
        raise QueryTooSlow(seconds="30")

    with monkeypatch.context() as broken:
        broken.setattr(measuring, "compute", too_slow)
        metrics.board_so_far(scope=Scope())
        jobs.run_due()
        failed = metrics.board_so_far(scope=Scope())
    assert not failed.is_whole and not failed.is_refreshing
    assert "30" in failed.trouble
    with clock.frozen_at(NOW + dt.timedelta(minutes=2)):
        again = metrics.board_so_far(scope=Scope())
        assert (again.is_refreshing, again.trouble) == (True, "")
        jobs.run_due()
        assert nps(metrics.board_so_far(scope=Scope())).n == 6


def test_a_board_renewed_every_night_is_forgotten_when_nobody_looks(world):
    metrics.board(scope=Scope(), period="last_30_days")
    for day, left in ((1, 1), (13, 1), (15, 0)):
        with clock.frozen_at(NOW + dt.timedelta(days=day)):
            jobs.enqueue("shelf.warm", {}, key=f"night {day}")
            jobs.run_due()
        assert kept_boards().count() == left


def test_programs_wait_for_a_first_board(world, large):
    assert nps(metrics.board(scope=Scope())).n == 6
    metrics.board_so_far(scope=Scope(units=("tehran",)))
    assert nps(metrics.board(scope=Scope(units=("tehran",)))).n == 4


def test_a_board_over_a_copy_says_what_each_measure_says_of_itself(world):
    period = metrics.read_period("last_30_days", almanac=metrics.almanac_for("", ""))
    for shown in metrics.board(scope=Scope(), period="last_30_days").measurements:
        alone = metrics.measure(shown.key, scope=Scope(), period=period)
        assert (shown.value, shown.n, shown.trend, shown.previous) == (alone.value, alone.n, alone.trend, alone.previous)


def test_a_forecast_is_made_by_a_job_too(world, large):
    first = metrics.forecast_so_far("clv_forecast", scope=Scope())
    assert (first.measurement, first.is_refreshing) == (None, True)
    jobs.run_due()
    made = metrics.forecast_so_far("clv_forecast", scope=Scope())
    assert made.measurement.why is metrics.Why.TOO_FEW
    assert made.measurement.n == 2
    assert len(first_jobs()) == 1
