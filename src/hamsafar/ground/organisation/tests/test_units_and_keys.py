"""The tree of units, the company's habits, and API keys."""

from dataclasses import replace

import pytest

from hamsafar.base.calendars import MONDAY, SATURDAY, Calendar
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import errors
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Role, UnitKind, WeekStart


def test_the_tree_is_listed_from_the_top(units):
    assert [(unit.code, unit.depth) for unit in organisation.list_units()] == [
        ("parts", 0),
        ("parts-kish", 1),
        ("retail", 0),
        ("retail-iran", 1),
        ("isfahan", 2),
        ("tehran", 2),
    ]


@pytest.mark.parametrize("code", ["", "t", "Tehran", "تهران", "1st", "a b", "x" * 41, "a\x00b", "a/b"])
def test_a_code_that_would_not_survive_an_event_is_refused(units, code):
    with pytest.raises(errors.BadCode):
        organisation.add_unit(code=code, kind=UnitKind.BRANCH, name_fa="x", name_en="x")


def test_a_code_belongs_to_one_unit(units):
    with pytest.raises(errors.CodeTaken):
        organisation.add_unit(code="tehran", kind=UnitKind.BRANCH, name_fa="x", name_en="x")


def test_a_unit_cannot_stand_below_itself(ali):
    with pytest.raises(errors.UnitInsideItself):
        organisation.move_unit("retail", below="tehran", by=ali)


def test_a_unit_is_archived_only_after_what_stands_below_it(ali):
    with pytest.raises(errors.UnitHasBranches):
        organisation.archive_unit("parts", by=ali)
    organisation.archive_unit("parts-kish", by=ali)
    organisation.archive_unit("parts", by=ali)
    assert "parts" not in [unit.code for unit in organisation.list_units()]
    organisation.restore_unit("parts", by=ali)
    assert "parts" in [unit.code for unit in organisation.list_units()]


def test_history_of_an_archived_branch_stays_visible_to_those_above(ali, bahar):
    organisation.archive_unit("isfahan", by=ali)
    assert "isfahan" in organisation.scope_of(bahar)


def test_a_branch_has_the_time_of_the_nearest_unit_above_that_says_one(ali):
    organisation.change_unit("retail-iran", name_fa="ایران", name_en="Iran", time_zone="Asia/Dubai", week_start="monday", by=ali)
    almanac = organisation.almanac_of("tehran")
    assert (almanac.zone, almanac.first_weekday) == ("Asia/Dubai", MONDAY)
    assert (organisation.almanac_of("parts").zone, organisation.almanac_of().first_weekday) == ("Asia/Tehran", SATURDAY)


def test_the_companys_habits_are_kept_and_noted(ali):
    new = replace(organisation.company(), name="آوند", calendar=Calendar.GREGORIAN, week_start=WeekStart.MONDAY)
    assert organisation.change_company(new, by=ali) == new
    assert audit.list_entries()[0].facts["name"] == ["", "آوند"]
    with pytest.raises(errors.UnknownZone):
        organisation.change_company(replace(new, time_zone="Mars/Olympus"), by=ali)


def test_a_keys_secret_is_not_kept(ali):
    from hamsafar.ground.organisation.models import ApiKeyRow

    key, secret = organisation.create_key(name="report", role=Role.ANALYST, units=("tehran",), by=ali)
    assert secret not in str(ApiKeyRow.objects.values().get())
    assert key.prefix == secret[:10]


def test_a_key_sees_its_own_units_only(ali):
    _key, secret = organisation.create_key(name="report", role=Role.ANALYST, units=("tehran",), by=ali)
    actor = organisation.find_key_actor(secret)
    assert organisation.scope_of(actor) == ("tehran",)
    assert organisation.can(actor, "measures.export")
    assert not organisation.can(actor, "keys.change")


def test_a_revoked_key_opens_nothing(ali):
    key, secret = organisation.create_key(name="report", role=Role.VIEWER, units=(), by=ali)
    organisation.revoke_key(key.id, by=ali)
    assert organisation.find_key_actor(secret) is None
    assert organisation.list_keys() == ()
    with pytest.raises(NotFound):
        organisation.revoke_key(key.id, by=ali)


def test_a_key_for_a_unit_that_does_not_exist_is_not_made(ali):
    with pytest.raises(NotFound):
        organisation.create_key(name="report", role=Role.VIEWER, units=("atlantis",), by=ali)
    assert organisation.list_keys() == ()
