"""The board of all measures: as of when, refreshed behind the scenes."""

import datetime as dt

import pytest
from django.test import override_settings

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.models import BoardRow
from hamsafar.store.events.services import Scope

from .conftest import NOW, answers
from .planting import plant

pytestmark = pytest.mark.django_db(transaction=True)


def nps(board):
    return next(one for one in board.measurements if one.key == "nps")


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
    assert len(jobs.list_jobs(name="metrics.refresh_board")) == 1


def test_a_warmed_board_is_what_home_then_shows(world):
    metrics.warm_boards()
    assert BoardRow.objects.count() == 2
    assert nps(metrics.board(scope=Scope(), period="last_30_days")).n == 6
    assert BoardRow.objects.count() == 2


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
    BoardRow.objects.create(fingerprint="old", asked="{}", board=b"", as_of=NOW, seconds=1, looked_at=NOW - dt.timedelta(days=30))
    with clock.frozen_at(NOW + dt.timedelta(days=1)):
        jobs.enqueue("metrics.warm_boards", {}, key="tonight")
        jobs.run_due()
        assert metrics.board(scope=Scope(), period="last_30_days").as_of == NOW + dt.timedelta(days=1)
    assert BoardRow.objects.count() == 1
