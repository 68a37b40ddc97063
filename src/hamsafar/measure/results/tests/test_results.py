"""What the pages of results say, beside what was answered."""

import csv
import datetime as dt
import io
from random import Random
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow.parquet as pq
import pytest

from hamsafar.base import clock
from hamsafar.base.calendars import Period
from hamsafar.base.eventstore import QueryTooLarge
from hamsafar.collect.surveys import editing
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.surveys.services import Narrowing
from hamsafar.collect.surveys.tests.conftest import Person
from hamsafar.collect.surveys.tests.examples import EVERY, FIELDS, both, options, question, survey
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.results import asking, services
from hamsafar.measure.results.asking import Wanted
from hamsafar.store.events.services import Scope

ALL = Narrowing()


def answer(found, *, then="", **answers):
    """Somebody opens the link, gives the first answer, and the second if there is one."""
    someone = Person(f"/s/{found.slug}").send(**answers)
    return someone.send(why=then) if then else someone


def wanted(found, **more):
    return Wanted(survey=found.slug, scope=Scope(), **more)


def test_every_kind_of_answer_is_counted_under_its_question(every, tell):
    Person(f"/s/{every.slug}").send(FIELDS)
    tell()
    tally = services.tally_of(wanted(every))
    assert tally.scores["q_nps"] == {9.0: 1} and tally.scores["q_number"] == {42.0: 1}
    assert tally.choices["q_helpful"]["almost"].n == 1
    assert {id: found.places for id, found in tally.choices["q_ranking"].items()} == {"second": 1, "first": 2, "third": 3}
    assert tally.cells["q_matrix"] == {("shop", "good"): 1, ("courier", "fair"): 1}
    assert tally.days["q_date"] == {"2026-10-18": 1}
    assert tally.answers["q_address"] == 1 and not tally.texts["q_address"]  # that it was answered, not what


def test_counts_are_those_of_a_slow_count_over_many_answers(asked, tell):
    rng = Random(7)
    found = asked(survey(question("nps", "likely", required=True), question("choices", "what", options=options("a", "b", "c"))))
    given = [(rng.randint(0, 10), sorted(rng.sample(["a", "b", "c"], rng.randint(1, 3)))) for _ in range(12)]
    for score, chosen in given:
        Person(f"/s/{found.slug}").send(likely=str(score)).send({"a.what": chosen})
    tell()
    tally = services.tally_of(wanted(found))
    assert tally.scores["likely"] == {float(s): sum(one == s for one, _c in given) for s in {one for one, _c in given}}
    assert {id: each.n for id, each in tally.choices["what"].items()} == {
        id: sum(id in chosen for _s, chosen in given) for id in "abc" if any(id in chosen for _s, chosen in given)
    }
    measured = _nps(found)
    assert measured.value == pytest.approx(100 * sum((s >= 9) - (s <= 6) for s, _c in given) / len(given))
    assert measured.n == 12 and measured.low < measured.value < measured.high


def test_answers_that_are_gathered_once_are_counted_as_those_asked_for_each_time(every, tell, monkeypatch):
    Person(f"/s/{every.slug}").send(FIELDS)
    tell()
    plain = services.tally_of(wanted(every))
    with wanted(every).gathered() as answers:
        assert services.tally_of(answers) == plain
    monkeypatch.setattr(asking.events, "copied", _too_large)
    with wanted(every).gathered() as answers:
        assert services.tally_of(answers) == plain


def _too_large(*_args, **_params):
    raise QueryTooLarge


def _nps(found, **more):
    now = clock.now()
    asked = metrics.Asked(survey=found.slug, question="likely", **more)
    return metrics.measure_answers(
        "nps", asked, scope=Scope(), period=Period(since=now - dt.timedelta(days=2), until=now + dt.timedelta(days=1))
    )


def test_the_measure_of_one_survey_leaves_out_every_other(asked, tell):
    one, other = asked(), asked()
    answer(one, likely="10")
    answer(other, likely="0")
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=40)):
        tell()
    assert _nps(one).value == 100 and _nps(other).value == -100
    assert _nps(one, channel="store").value is None
    assert _nps(one, language="fa", version=1).n + _nps(one, language="en", version=1).n == 1


def test_progress_says_how_many_came_how_far(asked):
    found = asked()
    for _ in range(3):
        answer(found, likely="9", then="خوب")
    answer(found, likely="2")
    now = surveys.progress_of(found.id, ALL)
    assert (now.started, now.finished, now.left) == (4, 3, 0)  # the fourth may still be writing
    with clock.frozen_at(clock.now() + dt.timedelta(hours=1)):
        later = surveys.progress_of(found.id, ALL)
    assert later.left == 1 and later.left_after == {"likely": 1} and later.passed == {"likely": 4, "why": 3}
    assert later.median is not None and later.median >= dt.timedelta(0)
    assert [(group.key, group.started, group.finished) for group in later.groups["version"]] == [("1", 4, 3)]


def test_trials_count_nowhere(asked):
    found = asked()
    invited = surveys.invite(found.id, identifier=None, channel="email", key="trial", is_test=True)
    Person(urlsplit(invited.url).path).send(likely="1")
    assert surveys.progress_of(found.id, ALL).started == 0


def test_comments_are_found_however_they_are_spelled(asked, tell):
    found = asked()
    answer(found, likely="3", then="ارسال خيلي دير بود")  # with Arabic letters
    answer(found, likely="9", then="عالی")
    tell()
    comments, total = services.comments_of(wanted(found), "why", search="خیلی دیر")
    assert total == 1 and comments[0].score == 3 and comments[0].words.startswith("ارسال")
    assert services.comments_of(wanted(found), "why")[1] == 2


# Pages


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_page_shows_every_question_of_a_survey_of_every_kind(every, tell, client_of, ali, language):
    Person(f"/s/{every.slug}").send(FIELDS)
    tell()
    client = client_of("ali")
    client.cookies["django_language"] = language
    page = client.get(f"/surveys/{every.id}/results?period=last_30_days")
    assert page.status_code == 200
    text = page.content.decode()
    shapes = surveys.shapes_of(surveys.versions_of(every.id), language)
    assert len(shapes) == len(EVERY.questions) - 1  # words between questions are no question
    assert all(f'id="q-{shape.id}"' in text for shape in shapes)
    assert "نگار" not in text and "0912" not in text and "negar@example.com" not in text


def test_an_empty_survey_says_that_nobody_answered(asked, client_of, ali):
    found = asked()
    client = client_of("ali")
    client.cookies["django_language"] = "en"
    page = client.get(f"/surveys/{found.id}/results").content.decode()
    assert "Nobody answered in this period" in page and "%" not in page.partition("<main")[2].replace("%2", "")


def test_few_answers_are_said_to_be_few(asked, tell, client_of, ali):
    found = asked()
    answer(found, likely="9", then="خوب")
    tell()
    client = client_of("ali")
    client.cookies["django_language"] = "en"
    assert "Only 1 complete response" in client.get(f"/surveys/{found.id}/results?period=last_30_days").content.decode()


def test_kian_cannot_tell_that_the_survey_of_another_unit_exists(asked, client_of, kian):
    found = asked(unit="tehran")
    assert client_of("kian").get(f"/surveys/{found.id}/results").status_code == 404
    assert client_of("kian").get(f"/surveys/{found.id}/responses").status_code == 404
    assert client_of("kian").get(f"/surveys/{found.id}/responses/{uuid4()}").status_code == 404


def test_names_and_addresses_are_for_whoever_may_see_people(asked, client_of, ali, dara):
    found = asked(survey(question("contact", "who"), layout="all"), unit="tehran")
    Person(f"/s/{found.slug}").send({"a.who.name": "نگار رستمی"})
    (one,), _total = surveys.list_responses(found.id, ALL)
    address = f"/surveys/{found.id}/responses/{one.id}"
    assert "نگار رستمی" in client_of("ali").get(address).content.decode()
    assert "نگار رستمی" not in client_of("dara").get(address).content.decode()
    assert "نگار رستمی" not in client_of("dara").get(f"/surveys/{found.id}/responses?period=last_30_days").content.decode()


# Files


def test_no_answer_becomes_a_formula_of_a_spreadsheet(asked, client_of, ali):
    found = asked(survey(question("text", "why"), question("number", "how_many"), layout="all"))
    for words in ("=1+1", "+cmd", "-2", "@sum", "خوب"):
        Person(f"/s/{found.slug}").send(why=words, how_many="-3")
    got = client_of("ali").get(f"/surveys/{found.id}/responses.csv?period=last_30_days")
    assert got.status_code == 200 and got["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))
    assert sorted(row["answer.why"] for row in rows) == sorted(["'=1+1", "'+cmd", "'-2", "'@sum", "خوب"])
    assert {row["answer.how_many"] for row in rows} == {"-3"}  # a number is no formula


def test_csv_and_parquet_hold_the_same_answers_of_every_kind(every, client_of, ali):
    Person(f"/s/{every.slug}").send(FIELDS)
    client = client_of("ali")
    (line,) = csv.DictReader(io.StringIO(client.get(f"/surveys/{every.id}/responses.csv?period=last_30_days").content.decode("utf-8-sig")))
    (row,) = pq.read_table(io.BytesIO(client.get(f"/surveys/{every.id}/responses.parquet?period=last_30_days").content)).to_pylist()
    assert line["answer.q_nps"] == "9" and row["answer.q_nps"] == 9.0
    assert row["answer.q_date"] == line["answer.q_date"] == "2026-10-18"
    assert row["answer.q_matrix.shop"] == line["answer.q_matrix.shop"] != ""
    assert row["answer.q_contact.name"] == "نگار" and set(row) == set(line)


def test_bahar_may_not_take_the_answers_away(asked, client_of, bahar):
    found = asked(unit="tehran")
    assert client_of("bahar").get(f"/surveys/{found.id}/responses.csv").status_code == 403


def test_both_shapes_of_a_question_that_changed_are_told_apart_by_version(asked):
    found = asked(survey(question("nps", "likely"), question("text", "why")))
    editing.change_draft(found.id, survey(question("nps", "likely", text=both("Would you?"))))
    surveys.publish(found.id, by=None)
    shapes = {shape.id: shape for shape in surveys.shapes_of(surveys.versions_of(found.id), "en")}
    assert shapes["likely"].words == "Would you?" and not shapes["why"].is_still_asked and shapes["likely"].is_still_asked
