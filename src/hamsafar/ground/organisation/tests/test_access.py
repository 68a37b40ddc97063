"""Who may do what, and where."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from hamsafar.base.errors import NotAllowed, NotFound, SignInNeeded
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role


def test_ali_sees_everything(ali):
    assert organisation.scope_of(ali) is None
    assert organisation.can(ali, "members.change")


def test_bahar_sees_her_unit_and_all_below_and_nothing_beside(bahar):
    assert set(organisation.scope_of(bahar)) == {"retail", "retail-iran", "tehran", "isfahan"}
    assert not organisation.covers(bahar, "parts-kish")
    assert not organisation.covers(bahar, "")


def test_a_permission_counts_only_where_its_role_is_held(units):
    member = organisation.create_member(
        email="sara@example.com",
        name="Sara",
        password=None,
        grants=[Grant(role=Role.VIEWER, unit="retail"), Grant(role=Role.ANALYST, unit="tehran")],
    )
    assert organisation.can(member, "people.export")
    assert organisation.scope_of(member, "people.export") == ("tehran",)
    assert "isfahan" in organisation.scope_of(member)


@pytest.mark.parametrize("page", ["/settings/audit", "/settings/jobs", "/settings/privacy"])
def test_what_belongs_to_the_whole_company_is_not_for_the_lead_of_one_unit(client_of, ali, bahar, page):
    """The audit log and the queue speak of every unit; cancelling a job there would stop the work of others."""
    organisation.change_grants(bahar.pk, [Grant(role=Role.CX_LEAD, unit="tehran")], by=ali)
    assert client_of("bahar").get(page).status_code == 403
    assert page not in client_of("bahar").get("/settings/units").content.decode()
    organisation.change_grants(bahar.pk, [Grant(role=Role.CX_LEAD, unit="")], by=ali)
    assert client_of("bahar").get(page).status_code == 200


def test_a_stranger_sees_nothing(stranger):
    assert organisation.scope_of(stranger) == ()


@pytest.mark.parametrize(("who", "refusal"), [("dara", NotAllowed), ("stranger", NotFound)])
def test_a_view_refuses_whoever_lacks_the_permission(who, refusal, request):
    @organisation.allow("members.change")
    def view(request):
        return HttpResponse("in")

    asked = RequestFactory().get("/")
    asked.user = request.getfixturevalue(who)
    with pytest.raises(refusal):
        view(asked)


def test_a_view_asks_the_signed_out_to_sign_in(db):
    from django.contrib.auth.models import AnonymousUser

    @organisation.allow("home.see")
    def view(request):
        return HttpResponse("in")

    asked = RequestFactory().get("/")
    asked.user = AnonymousUser()
    with pytest.raises(SignInNeeded):
        view(asked)


def test_a_permission_that_is_not_in_the_table_cannot_be_used():
    with pytest.raises(LookupError):
        organisation.allow("fly.to_the_moon")


def test_a_moved_unit_takes_its_branches_along(ali, bahar):
    organisation.move_unit("tehran", below="parts", by=ali)
    assert "tehran" not in organisation.scope_of(bahar)
    assert organisation.units_below("parts") == ("parts", "parts-kish", "tehran")
