"""A member of one unit sees a survey of the company: what was answered in their unit, and nothing else of it."""

import pytest

from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.models import SubmissionRow
from hamsafar.collect.surveys.tests.conftest import Person, told
from hamsafar.collect.surveys.tests.examples import question, survey
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import Grant, Role
from hamsafar.measure.metrics.tests.planting import plant

HERE, ELSEWHERE, NOWHERE = "پارکینگ تنگ است", "صف طولانی بود", "بسته دیر رسید"
SCORES = {"tehran": 9, "isfahan": 2, "": 5}


@pytest.fixture
def mona(units):
    """Runs the branch in Tehran."""
    grants = [Grant(role=Role.ANALYST, unit="tehran")]
    return organisation.create_member(email="mona@example.com", name="Mona", password="travel with me 1405", grants=grants)


@pytest.fixture
def everywhere(asked):
    """Answered in Tehran, in Isfahan, and by a letter that is of no unit."""
    found = asked(survey(question("nps", "likely", required=True), question("text", "why")))
    for (unit, score), words in zip(SCORES.items(), (HERE, ELSEWHERE, NOWHERE), strict=True):
        Person(f"/s/{found.slug}").send(likely=str(score)).send(why=words)
        SubmissionRow.objects.filter(unit="").update(unit=unit or "-")
    SubmissionRow.objects.filter(unit="-").update(unit="")
    surveys.settle()
    units = {str(row.id): row.unit for row in SubmissionRow.objects.all()}
    plant(
        {
            "source": event.source, "message_id": event.message_id, "name": event.name, "channel": event.channel,
            "timestamp": event.timestamp, "unit": units.get(event.message_id.partition(":")[0], ""), "person_key": number + 1,
            "properties": event.properties,
        }
        for number, event in enumerate(told())
    )  # fmt: skip
    return found


def response_in(unit: str) -> SubmissionRow:
    return SubmissionRow.objects.get(unit=unit)


def test_the_list_names_it_with_the_answers_of_their_unit(everywhere, client_of, mona, ali):
    def row(who: str) -> str:
        page = client_of(who, "en").get("/surveys").content.decode()
        return next(part for part in page.split("<tr") if f"/surveys/{everywhere.id}" in part)

    assert ">1<" in row("mona").replace("\n", "") and ">3<" not in row("mona")
    assert ">3<" in row("ali").replace("\n", "")


def test_results_responses_and_words_are_those_of_their_unit(everywhere, client_of, mona):
    client = client_of("mona", "en")
    assert client.get(f"/surveys/{everywhere.id}").headers["Location"].endswith("/results")
    results = client.get(f"/surveys/{everywhere.id}/results").content.decode()
    assert "asked beyond your units" in results
    responses = client.get(f"/surveys/{everywhere.id}/responses").content.decode()
    words = client.get(f"/surveys/{everywhere.id}/results/comments/why").content.decode()
    assert HERE in responses and HERE in words
    for page in (results, responses, words):
        assert ELSEWHERE not in page and NOWHERE not in page
    file = client.get(f"/surveys/{everywhere.id}/responses.csv")
    assert file.status_code == 200 and HERE in file.content.decode() and ELSEWHERE not in file.content.decode()


@pytest.mark.parametrize("unit", ["isfahan", ""])
def test_a_response_elsewhere_is_not_there_for_them(everywhere, client_of, mona, unit):
    client = client_of("mona")
    assert client.get(f"/surveys/{everywhere.id}/responses/{response_in('tehran').id}").status_code == 200
    assert client.get(f"/surveys/{everywhere.id}/responses/{response_in(unit).id}").status_code == 404


@pytest.mark.parametrize("path", ["ways", "versions", "invited", "build"])
def test_nothing_else_of_it_is_theirs(everywhere, client_of, mona, path):
    page = client_of("mona").get(f"/surveys/{everywhere.id}/{path}")
    assert page.status_code in (403, 404)
    assert f"/surveys/{everywhere.id}/{path}" not in client_of("mona").get(f"/surveys/{everywhere.id}/results").content.decode()


def test_a_draft_of_the_company_and_a_survey_beside_them_stay_unseen(asked, client_of, mona, kian):
    draft = surveys.create(survey(question("nps", "likely")))
    beside, above = asked(unit="isfahan"), asked(unit="retail")
    seen = {who: client_of(who).get("/surveys").content.decode() for who in ("mona", "kian")}
    assert f"/surveys/{above.id}" in seen["mona"] and f"/surveys/{above.id}" not in seen["kian"]
    for hidden in (draft, beside):
        assert f"/surveys/{hidden.id}" not in seen["mona"]
        assert client_of("mona").get(f"/surveys/{hidden.id}/results").status_code == 404
    assert client_of("kian").get(f"/surveys/{above.id}/results").status_code == 404


def test_what_a_unit_is_part_of(units):
    assert organisation.all_above(["tehran"]) == {"", "retail", "retail-iran"}
    assert organisation.all_above(["retail-iran", "tehran"]) == {"", "retail"}
    assert organisation.all_above([]) == frozenset()
