"""What members are told: once, in their language, if they may and want to hear of it."""

import json

import pytest
from django.utils.translation import get_language

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs.models import JobRow
from hamsafar.ground.notices import kinds
from hamsafar.ground.notices import services as notices
from hamsafar.ground.notices.services import Notice, Telling, Words
from hamsafar.ground.organisation import services as organisation

pytestmark = pytest.mark.django_db


THERE = {7, 8}


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    notices.add_notice(Notice(key="cases.new", name="A new case", permission="cases.work", say=say))
    notices.add_notice(Notice(key="company.news", name="News", permission="comments.export", say=say, for_whole_company=True))


def say(about) -> Words | None:
    return Words(subject=f"case {about['case']} {get_language()}", text="text", button="Open") if about["case"] in THERE else None


def tell(*members, kind="cases.new", case=7) -> int:
    return notices.tell(kind, [member.id for member in members], about={"case": case}, path=f"/cases/{case}", key=str(case))


def letters() -> list[Telling]:
    """What would leave now."""
    queued = JobRow.objects.filter(name=notices.JOB).order_by("created_at", "id")
    return [letter for letter in (notices.ready(row.payload) for row in queued) if letter]


def told() -> list[tuple[str, str]]:
    return [(letter.email, letter.words.subject) for letter in letters()]


def test_a_member_is_told_once_in_their_own_language(bahar):
    bahar.language = "en"
    bahar.save()
    tell(bahar)
    tell(bahar)
    assert told() == [(bahar.email, "case 7 en")]
    assert letters()[0].path == "/cases/7" and letters()[0].language == "en"


def test_a_letter_says_what_is_so_when_it_leaves_and_the_queue_names_nobody(bahar):
    assert tell(bahar, case=8) == 1 and tell(bahar, case=9) == 1
    assert told() == [(bahar.email, "case 8 fa")], "of what is gone there is nothing to say"
    queue = " ".join(json.dumps(row.payload) for row in JobRow.objects.all())
    assert "subject" not in queue and bahar.email not in queue and bahar.name not in queue
    bahar.email, bahar.language = "bahar@new.example", "en"
    bahar.save()
    assert told() == [("bahar@new.example", "case 8 en")]


def test_who_may_not_see_it_or_has_left_is_told_nothing(bahar, dara, ali):
    assert tell(dara) == 0
    assert tell(bahar) == 1
    organisation.remove_member(bahar.id, by=ali)
    assert told() == [], "nor by what was queued before"
    assert tell(bahar, case=8) == 0


def test_who_does_not_want_it_is_left_alone_until_they_do(bahar):
    me = organisation.get_member(bahar.id)
    tell(bahar)
    notices.choose(me, [], by=bahar)
    assert tell(bahar, case=8) == 0 and told() == []
    notices.choose(me, ["cases.new"], by=bahar)
    assert tell(bahar, case=8) == 1 and len(told()) == 2


def test_what_concerns_the_whole_company_is_not_told_to_one_shop(ali, bahar, units):
    assert notices.who_may("company.news") == [ali.id]


def test_bahar_chooses_on_her_settings(client_of, bahar):
    page = client_of("bahar", language="en")
    shown = page.get("/account/notices").content.decode()
    assert "A new case" in shown and "News" not in shown and 'value="cases.new" checked' in shown
    page.post("/account/notices", {})
    assert tell(bahar) == 0
    assert 'value="cases.new" checked' not in page.get("/account/notices").content.decode()
    assert audit.count_entries(deed="notices.chosen") == 1


def test_nobody_chooses_what_they_may_not_hear_of(client_of, dara):
    client_of("dara").post("/account/notices", {"wanted": ["cases.new"]})
    assert tell(dara) == 0


def test_strangers_see_no_settings(client_of):
    assert client_of().get("/account/notices").status_code in (302, 401, 403, 404)
