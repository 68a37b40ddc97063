"""Targets of the company and of units."""

import pytest

from hamsafar.base.calendars import named
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.errors import TargetOffScale
from hamsafar.store.events.services import Scope

from .conftest import NOW


def target_in(units=None):
    return metrics.measure("nps", scope=Scope(units=units), period=named("last_30_days", NOW)).target


def test_a_unit_without_a_target_has_the_companys(world, ali):
    assert target_in() == 40
    metrics.set_target("nps", 55, by=ali)
    metrics.set_target("nps", 70, unit="tehran", by=ali)
    assert target_in() == 55
    assert target_in(("tehran",)) == 70
    assert target_in(("isfahan",)) == 55
    assert [(one.unit, one.value, one.set_by) for one in metrics.targets(key="nps")] == [("", 55, ali.name), ("tehran", 70, ali.name)]


def test_a_target_can_be_taken_back(world, ali):
    metrics.set_target("nps", 55, by=ali)
    assert metrics.set_target("nps", None, by=ali) is None
    assert target_in() == 40


def test_a_target_off_the_scale_or_for_an_unknown_unit_is_refused(world, ali):
    with pytest.raises(TargetOffScale):
        metrics.set_target("csat", 85, by=ali)  # a share, not a percentage
    with pytest.raises(NotFound):
        metrics.set_target("nps", 50, unit="atlantis", by=ali)
    assert metrics.targets() == ()


def test_a_changed_target_is_in_the_audit_log_once(world, ali):
    metrics.set_target("nps", 55, by=ali)
    metrics.set_target("nps", 55, by=ali)
    (entry,) = audit.list_entries(deed="metrics.target_changed")
    assert (entry.about, entry.facts) == ("nps", {"unit": "", "before": None, "now": 55})


def test_whether_a_target_is_met_depends_on_the_direction(world, ali):
    metrics.set_target("complaint_rate", 0.5, by=ali)
    found = metrics.measure("complaint_rate", scope=Scope(), period=named("last_30_days", NOW))
    assert found.value == pytest.approx(1 / 3)
    assert found.meets_target is True
