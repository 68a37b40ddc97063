"""What is kept on the shelf: at once, as of when, and never more than there is."""

import datetime as dt

import msgspec
import pytest

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.shelf import keeping, tasks
from hamsafar.measure.shelf import services as shelf
from hamsafar.measure.shelf.contracts import KINDS
from hamsafar.measure.shelf.models import ShelfRow

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    unit: str = ""


@pytest.fixture
def computed() -> list[str]:
    return []


@pytest.fixture
def words(computed, db, event_store, monkeypatch):
    """A kind of figures that says what it was asked for."""

    def compute(asked: Asked, _tell: object) -> tuple[str, ...]:
        computed.append(asked.unit)
        if asked.unit == "broken":
            raise ValueError("no such unit")
        return (asked.unit, f"{len(computed)}")

    monkeypatch.setitem(KINDS, "tests.words", None)
    with clock.frozen_at(NOW):
        yield shelf.kind("tests.words", asked=Asked, found=tuple[str, ...], compute=compute, holds_words=True)


@pytest.fixture
def is_large(monkeypatch):
    monkeypatch.setattr("hamsafar.store.events.services.newest", lambda: 10**9)


def test_a_small_spine_answers_whoever_looks_first(words, computed):
    assert shelf.look(words, Asked(unit="tehran")).found == ("tehran", "1")
    assert shelf.look(words, Asked(unit="tehran")).found == ("tehran", "1")
    assert shelf.look(words, Asked(unit="shiraz")).found == ("shiraz", "2")
    assert computed == ["tehran", "shiraz"]


def test_a_large_one_is_asked_by_a_job_once_however_many_look(words, computed, is_large):
    for _ in range(3):
        kept = shelf.look(words, Asked())
        assert (kept.found, kept.as_of, kept.is_refreshing) == (None, None, True)
    jobs.run_due()
    kept = shelf.look(words, Asked())
    assert (kept.found, kept.as_of, kept.is_refreshing) == (("", "1"), NOW, False)
    assert len(computed) == 1


def test_what_is_old_is_shown_and_renewed_behind_the_page(words):
    shelf.look(words, Asked())
    with clock.frozen_at(NOW + dt.timedelta(minutes=2)):
        kept = shelf.look(words, Asked())
        assert (kept.found, kept.as_of, kept.is_refreshing) == (("", "1"), NOW, True)
        jobs.run_due()
        kept = shelf.look(words, Asked())
        assert (kept.found, kept.is_refreshing) == (("", "2"), False)


def test_what_took_long_is_renewed_less_often(words):
    shelf.look(words, Asked())
    ShelfRow.objects.update(seconds=30)
    with clock.frozen_at(NOW + dt.timedelta(minutes=9)):
        assert not shelf.look(words, Asked()).is_refreshing
    with clock.frozen_at(NOW + dt.timedelta(minutes=11)):
        assert shelf.look(words, Asked()).is_refreshing


def test_what_cannot_be_computed_says_so_and_is_tried_again(words, is_large):
    shelf.look(words, Asked(unit="broken"))
    for hours in range(2):  # both attempts
        with clock.frozen_at(NOW + dt.timedelta(hours=hours)):
            jobs.run_due()
    kept = shelf.look(words, Asked(unit="broken"))
    assert (kept.found, kept.is_refreshing) == (None, False)
    assert kept.trouble == "ValueError"
    with clock.frozen_at(NOW + dt.timedelta(hours=2)):
        assert shelf.look(words, Asked(unit="broken")).is_refreshing


def test_words_of_somebody_who_is_forgotten_go_even_while_they_are_computed(words, computed, monkeypatch):
    shelf.look(words, Asked(unit="negar"))
    row = ShelfRow.objects.get()
    assert shelf.empty() == 1
    keeping.compute(row)  # had begun before
    assert not ShelfRow.objects.exists()
    with clock.frozen_at(NOW + dt.timedelta(seconds=1)):
        keeping.begin(words, Asked(unit="negar"))
        keeping.compute(row)
    assert ShelfRow.objects.get().found is None


def test_figures_without_words_stay_when_somebody_is_forgotten(words):
    figures = shelf.kind("tests.words", asked=Asked, found=tuple[str, ...], compute=words.compute)
    shelf.look(figures, Asked())
    assert shelf.empty() == 0
    assert ShelfRow.objects.count() == 1


def test_what_an_earlier_version_wrote_in_another_form_is_computed_anew(words):
    shelf.look(words, Asked())
    ShelfRow.objects.update(found=b'{"people": 3}')
    assert shelf.look(words, Asked()).found is None
    with clock.frozen_at(NOW + dt.timedelta(minutes=2)):
        shelf.look(words, Asked())
        jobs.run_due()
        assert shelf.look(words, Asked()).found == ("", "2")


@pytest.fixture
def in_parts(db, event_store, monkeypatch, is_large):
    """Figures that say after each part what everybody who looks sees by then."""
    seen = list[tuple[tuple[int, ...] | None, bool]]()

    def compute(asked: Asked, tell: shelf.Tell[tuple[int, ...]]) -> tuple[int, ...]:
        for done in (1, 2, 3):
            tell(tuple(range(done)), done, 3)
            kept = shelf.look(KINDS["tests.parts"], asked)
            seen.append((kept.found, kept.is_refreshing))
            if asked.unit == "forgotten":
                shelf.empty()
        return (0, 1, 2)

    monkeypatch.setattr(keeping, "SHOW_EVERY", -1)
    monkeypatch.setitem(KINDS, "tests.parts", None)
    with clock.frozen_at(NOW):
        yield shelf.kind("tests.parts", asked=Asked, found=tuple[int, ...], compute=compute, holds_words=True), seen


def test_the_first_figures_are_shown_part_by_part(in_parts):
    figures, seen = in_parts
    assert shelf.look(figures, Asked()).found is None
    jobs.run_due()
    assert seen == [((0,), True), ((0, 1), True), ((0, 1, 2), True)]
    assert shelf.look(figures, Asked()).as_of == NOW


def test_whoever_sees_all_is_never_shown_a_part(in_parts):
    figures, seen = in_parts
    shelf.renew(figures, Asked())
    seen.clear()
    with clock.frozen_at(NOW + dt.timedelta(minutes=2)):
        shelf.look(figures, Asked())
        jobs.run_due()
    assert {found for found, _ in seen} == {(0, 1, 2)}


def test_a_part_of_what_was_forgotten_meanwhile_is_not_written_again(in_parts):
    figures, seen = in_parts
    shelf.renew(figures, Asked(unit="forgotten"))
    assert [found for found, _ in seen] == [(0,), None, None]


def test_a_program_waits_for_the_whole_and_takes_it_from_then_on(in_parts):
    figures, seen = in_parts
    shelf.look(figures, Asked())
    assert shelf.get(figures, Asked()).found == (0, 1, 2)
    assert shelf.get(figures, Asked()).found == (0, 1, 2)
    assert len(seen) == 3


def test_what_no_longer_stands_is_renewed_whatever_its_age(words, computed, monkeypatch):
    moving = shelf.kind(
        "tests.words", asked=Asked, found=tuple[str, ...], compute=words.compute, stands=lambda _asked, _found: clock.now() == NOW
    )
    shelf.get(moving, Asked())
    assert not shelf.look(moving, Asked()).is_refreshing
    with clock.frozen_at(NOW + dt.timedelta(seconds=1)):
        assert shelf.look(moving, Asked()).is_refreshing
        assert shelf.get(moving, Asked()).found == ("", "2")


def test_what_nobody_looks_at_is_forgotten_at_night_and_the_rest_is_computed(words, computed):
    shelf.look(words, Asked(unit="tehran"))
    shelf.look(words, Asked(unit="shiraz"))
    ShelfRow.objects.filter(asked__contains="shiraz").update(looked_at=NOW - dt.timedelta(days=20))
    tasks.warm({}, type("Run", (), {"report": lambda *_: None})())
    assert computed == ["tehran", "shiraz", "tehran"]
    assert ShelfRow.objects.count() == 1
