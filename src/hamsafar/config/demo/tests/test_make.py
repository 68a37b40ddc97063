"""Making a world goes through the doors: units, log-ins, sources, events; again changes nothing."""

import datetime as dt

import pytest

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.contracts import Outcome, Receipt
from hamsafar.config import demo
from hamsafar.config.demo import making
from hamsafar.ground.organisation import services as organisation

NOW = dt.datetime(2026, 11, 21, 15, tzinfo=dt.UTC)
SIZE = 60


@pytest.fixture
def kept(monkeypatch, tmp_path, settings):
    """The spine's promise in a dictionary: exactly once by source and message id."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    spine = {}

    def record_all(events):
        batch = list(events)
        if not batch:
            return
        outcomes = []
        for event in batch:
            known = spine.setdefault((event.source, event.message_id), event)
            outcomes.append(Outcome.ACCEPTED if known is event else Outcome.DUPLICATE if known == event else Outcome.QUARANTINED)
        yield batch, Receipt(outcomes=tuple(outcomes))

    monkeypatch.setattr(intake, "record_all", record_all)
    monkeypatch.setattr(making, "data_folder", lambda: tmp_path)
    return spine


def _make(at=NOW, **wishes):
    with clock.frozen_at(at):
        return demo.make(**{"size": SIZE, "seed": 3, **wishes})


@pytest.mark.django_db
def test_a_world_has_units_sources_and_a_log_in_for_each_role(kept):
    _make()
    assert {unit.code for unit in organisation.list_units()} == {"dibano", "online", "valiasr", "chaharbagh"}
    assert organisation.get_unit("valiasr").parent == "dibano"
    assert {grant.role for member in organisation.list_members() for grant in member.grants} == set(organisation.Role)
    assert {"site", "android", "till-valiasr", "erp"} <= {source.slug for source in intake.list_sources()}


@pytest.mark.django_db
def test_making_it_twice_changes_nothing(kept):
    first = _make()
    before = dict(kept)
    again = _make()
    assert first.new == first.events == len(before)
    assert (again.new, again.events) == (0, first.events)
    assert kept == before


@pytest.mark.django_db
def test_a_week_later_the_same_world_lives_on(kept):
    first = _make()
    later = _make(NOW + dt.timedelta(days=7))
    assert later.start == first.start
    assert later.new > 0
    assert later.events == len(kept)
    assert max(event.received_at for event in kept.values()) > NOW


@pytest.mark.django_db
def test_a_making_that_was_cut_short_is_completed(kept, monkeypatch):
    whole = _make()
    everything = dict(kept)
    making._note_file().write_text(making._note_file().read_text().replace(NOW.isoformat(), ""))
    for name in list(kept)[::3]:
        del kept[name]
    assert _make(NOW).new == whole.events - whole.events * 2 // 3
    assert kept == everything


@pytest.mark.django_db
def test_another_world_in_the_same_folder_is_refused(kept):
    _make()
    with pytest.raises(demo.OtherWorld):
        _make(seed=4)
    with pytest.raises(demo.OtherWorld):
        _make(truths=demo.truths.Truths())


@pytest.mark.django_db
def test_what_is_not_said_is_as_in_the_world_that_is_here(kept):
    _make(truths=demo.truths.load().without("arman-gateway"))
    assert _make(seed=None, size=None, truths=None).new == 0


@pytest.mark.django_db
def test_progress_is_told_with_the_day(kept):
    told = []
    _make(say=lambda done, total, note: told.append((done, total, note)))
    done, total, note = told[-1]
    assert 0 < done <= total
    assert dt.date.fromisoformat(note)
