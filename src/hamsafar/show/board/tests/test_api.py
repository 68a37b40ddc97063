"""Ideas over HTTP: what comes out, and for whom."""

import pytest
from django.test import Client

from hamsafar.collect.ideas import services as ideas
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Role

from .test_pages import house, idea, reza  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
JSON = "application/json"


@pytest.fixture
def with_key(ali):
    def make(role, *units):
        _, secret = organisation.create_key(name="a program", role=role, units=units, by=ali)
        return Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})

    return make


def test_a_program_reads_the_board(with_key, idea):  # noqa: F811
    program = with_key(Role.ANALYST)
    listed = program.get("/api/v1/ideas", {"search": "شبانه", "sort": "votes"}).json()
    assert (listed["total"], listed["ideas"][0]["id"], listed["ideas"][0]["votes"]) == (1, idea.id, 1)
    assert program.get(f"/api/v1/ideas/{idea.id}").json()["kind"] == "open"
    assert program.get("/api/v1/ideas", {"kind": "done"}).json() == {"total": 0, "ideas": []}
    assert program.get("/api/v1/ideas/99999").status_code == 404


def test_a_program_brings_what_a_customer_said_elsewhere(with_key, idea, reza):  # noqa: F811
    program = with_key(Role.CX_LEAD)
    made = program.post("/api/v1/ideas/new", {"title": "تحویل در محل کار", "person": reza}, content_type=JSON)
    assert (made.status_code, made.json()["votes"], made.json()["by_team"]) == (200, 1, False)
    for _ in range(2):
        voted = program.post(f"/api/v1/ideas/{idea.id}/votes", {"person": reza}, content_type=JSON)
        assert (voted.status_code, voted.json()["votes"]) == (200, 2)
    assert program.post(f"/api/v1/ideas/{idea.id}/votes", {"person": "0" * 16}, content_type=JSON).status_code == 404


def test_who_only_reads_brings_nothing(with_key, idea, reza):  # noqa: F811
    given = {"title": "x", "person": reza}
    assert with_key(Role.ANALYST).post("/api/v1/ideas/new", given, content_type=JSON).status_code == 403
    assert ideas.get_idea(idea.id).votes == 1
