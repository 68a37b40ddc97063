"""How people come in, change and leave."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import errors, members
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role

GOOD = "a word nobody guesses"


def deeds() -> list[str]:
    return [entry.deed for entry in audit.list_entries()]


def test_the_first_member_owns_the_installation_and_there_is_no_second_first(db):
    owner = organisation.create_owner(email="Ali@Example.com", name="Ali", password=GOOD)
    assert organisation.can(owner, "members.change")
    assert deeds() == ["organisation.set_up"]
    with pytest.raises(errors.AlreadySetUp):
        organisation.create_owner(email="kian@example.com", name="Kian", password=GOOD)


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "ali@example.com"])
def test_a_guessable_password_is_refused_and_nobody_is_made(db, password):
    with pytest.raises(ValidationError):
        organisation.create_owner(email="ali@example.com", name="Ali", password=password)
    assert organisation.nobody_yet()


def test_whoever_is_invited_joins_with_the_role_of_the_invitation(ali):
    _invitation, token = organisation.invite(email="sara@example.com", grant=Grant(role=Role.ANALYST, unit="tehran"), by=ali)
    sara = organisation.accept_invitation(token, name="Sara", password=GOOD)
    assert organisation.scope_of(sara) == ("tehran",)
    assert organisation.list_invitations() == ()
    with pytest.raises(errors.InvitationOver):
        organisation.accept_invitation(token, name="Somebody else", password=GOOD)


def test_an_invitation_ends_by_time_and_by_being_withdrawn(ali):
    grant = Grant(role=Role.VIEWER, unit="")
    _one, late = organisation.invite(email="late@example.com", grant=grant, by=ali)
    taken_back, token = organisation.invite(email="gone@example.com", grant=grant, by=ali)
    organisation.withdraw_invitation(taken_back.id, by=ali)
    assert organisation.find_invitation(token) is None
    with clock.frozen_at(clock.now() + dt.timedelta(days=8)):
        assert organisation.find_invitation(late) is None


def test_who_did_not_come_in_time_is_listed_until_invited_again_or_taken_off(ali, client_of):
    grant = Grant(role=Role.VIEWER, unit="tehran")
    for email in ("late@example.com", "late@example.com", "gone@example.com", "came@example.com"):
        organisation.invite(email=email, grant=grant, by=ali)
    organisation.create_member(email="came@example.com", name="Sara", password=GOOD, grants=[grant])
    assert organisation.list_lapsed_invitations() == ()
    with clock.frozen_at(clock.now() + dt.timedelta(days=8)):
        gone, late = organisation.list_lapsed_invitations()
        assert (gone.email, late.email) == ("gone@example.com", "late@example.com")
        page = client_of("ali", language="en").get("/settings/members").content.decode()
        assert "/settings/members/invite?email=late%40example.com&amp;role=viewer&amp;unit=tehran" in page
        organisation.withdraw_invitation(gone.id, by=ali)
        organisation.invite(email="late@example.com", grant=grant, by=ali)
        assert organisation.list_lapsed_invitations() == ()


def test_inviting_again_begins_with_what_was_chosen(ali, client_of):
    page = client_of("ali").get("/settings/members/invite?email=late%40example.com&role=viewer&unit=tehran").content.decode()
    assert 'value="late@example.com"' in page and '<option value="viewer" selected>' in page and '<option value="tehran" selected>' in page


def test_a_refused_password_does_not_use_the_invitation_up(ali):
    _invitation, token = organisation.invite(email="sara@example.com", grant=Grant(role=Role.AGENT, unit=""), by=ali)
    with pytest.raises(ValidationError):
        organisation.accept_invitation(token, name="Sara", password="short")
    assert organisation.find_invitation(token) is not None


def test_a_member_is_not_invited_twice(ali, bahar):
    with pytest.raises(errors.AlreadyMember):
        organisation.invite(email="BAHAR@example.com", grant=Grant(role=Role.VIEWER, unit=""), by=ali)


def test_somebody_who_was_removed_and_comes_back_is_the_same_person(ali, bahar):
    organisation.remove_member(bahar.pk, by=ali)
    _invitation, token = organisation.invite(email="bahar@example.com", grant=Grant(role=Role.VIEWER, unit="tehran"), by=ali)
    back = organisation.accept_invitation(token, name="Bahar", password=GOOD)
    assert back.pk == bahar.pk
    assert back.grants == (Grant(role=Role.VIEWER, unit="tehran"),)


def test_a_second_link_lets_nobody_in_again_who_was_removed(ali):
    grant = Grant(role=Role.ANALYST, unit="")
    _first, lost = organisation.invite(email="sara@example.com", grant=grant, by=ali)
    _second, token = organisation.invite(email="sara@example.com", grant=grant, by=ali)
    sara = organisation.accept_invitation(token, name="Sara", password=GOOD)
    assert organisation.list_invitations() == ()
    organisation.remove_member(sara.pk, by=ali)
    with pytest.raises(errors.InvitationOver):
        organisation.accept_invitation(lost, name="Sara", password=GOOD)


def test_the_last_owner_stays(ali, bahar):
    with pytest.raises(errors.LastOwner):
        organisation.remove_member(ali.pk, by=ali)
    with pytest.raises(errors.LastOwner):
        organisation.change_grants(ali.pk, [Grant(role=Role.VIEWER, unit="")], by=ali)
    organisation.change_grants(bahar.pk, [Grant(role=Role.OWNER, unit="")], by=ali)
    organisation.remove_member(ali.pk, by=bahar)
    assert [member.name for member in organisation.list_members()] == ["Bahar"]


def test_an_owner_owns_everything_or_nothing(ali, bahar):
    with pytest.raises(errors.OwnerIsForAll):
        organisation.change_grants(bahar.pk, [Grant(role=Role.OWNER, unit="tehran")], by=ali)
    assert organisation.get_member(bahar.pk).grants == (Grant(role=Role.AGENT, unit="retail"),)


def test_a_change_of_roles_says_in_the_log_what_was_and_what_is(ali, bahar):
    organisation.change_grants(bahar.pk, [Grant(role=Role.CX_LEAD, unit="tehran")], by=ali)
    entry = audit.list_entries()[0]
    assert (entry.by_name, entry.about) == ("Ali", f"member:{bahar.pk}")
    assert entry.facts == {"name": "Bahar", "from": ["agent@retail"], "to": ["cx_lead@tehran"]}


def test_a_password_link_works_once_and_not_after_signing_in(ali, bahar):
    token = members.new_password_token(bahar.pk, by=ali)
    assert members.find_by_password_token(token).pk == bahar.pk
    organisation.change_password(bahar, GOOD)
    assert members.find_by_password_token(token) is None


@pytest.mark.parametrize("token", ["", "-", "1", "x-y", "99999999999999999999-abc", "1-", "۱-abc"])
def test_a_made_up_password_link_opens_nothing(db, token):
    assert members.find_by_password_token(token) is None


def test_a_role_in_a_unit_that_does_not_exist_is_refused(ali):
    with pytest.raises(NotFound):
        organisation.invite(email="x@example.com", grant=Grant(role=Role.AGENT, unit="atlantis"), by=ali)
