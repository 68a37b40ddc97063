"""Cases over HTTP: what comes out, and for whom."""

import pytest
from django.test import Client

from hamsafar.act.cases import services as cases
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Role
from hamsafar.identify.people import services as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_key(ali):
    def make(role, *units):
        _, secret = organisation.create_key(name="a program", role=role, units=units, by=ali)
        return Client(headers={"Authorization": f"Bearer {secret}"})

    return make


def test_a_program_reads_the_list_and_one_case_with_its_steps(with_key, case):
    program = with_key(Role.ANALYST)
    listed = program.get("/api/v1/cases", {"state": "all_open"}).json()
    assert listed["total"] == 1 and listed["cases"][0]["score"] == 2.0
    whole = program.get(f"/api/v1/cases/{case.id}").json()
    assert [step["kind"] for step in whole["steps"]] == ["opened"] and whole["person"] == people.key_text(case.person)


def test_a_key_of_another_unit_sees_none_of_it(with_key, case):
    program = with_key(Role.AGENT, "parts")
    assert program.get("/api/v1/cases").json() == {"total": 0, "cases": []}
    assert program.get(f"/api/v1/cases/{case.id}").status_code == 404


def test_a_program_opens_a_case_once(with_key, sara, ali):
    program = with_key(Role.CX_LEAD)
    given = {"person": people.key_text(sara), "why": "Parcel lost", "words": "Where is it?", "unit": "tehran", "key": "crm-17"}
    first = program.post("/api/v1/cases/open", given, content_type="application/json")
    again = program.post("/api/v1/cases/open", given, content_type="application/json")
    assert first.status_code == 200 and first.json()["id"] == again.json()["id"]
    assert cases.get_case(first.json()["id"]).complaints == 1


def test_who_only_reads_opens_none(with_key, sara):
    given = {"person": people.key_text(sara), "why": "x", "key": "1"}
    assert with_key(Role.ANALYST).post("/api/v1/cases/open", given, content_type="application/json").status_code == 403
