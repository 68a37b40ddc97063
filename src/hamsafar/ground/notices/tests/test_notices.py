"""What members are told: once, in their language, if they may and want to hear of it."""

import pytest
from django.utils.translation import get_language

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs.models import JobRow
from hamsafar.ground.notices import kinds
from hamsafar.ground.notices import services as notices
from hamsafar.ground.notices.services import Notice, Words
from hamsafar.ground.organisation import services as organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    notices.add_notice(Notice(key="cases.new", name="A new case", permission="cases.work"))
    notices.add_notice(Notice(key="company.news", name="News", permission="comments.export", for_whole_company=True))


def say() -> Words:
    return Words(subject=f"subject {get_language()}", text="text", button="Open")


def tell(*members, kind="cases.new", key="7") -> int:
    return notices.tell(kind, [member.id for member in members], say, path="/cases/7", key=key)


def told() -> list[tuple[str, str]]:
    return [(row.payload["email"], row.payload["subject"]) for row in JobRow.objects.filter(name=notices.JOB).order_by("created_at", "id")]


def test_a_member_is_told_once_in_their_own_language(bahar):
    bahar.language = "en"
    bahar.save()
    tell(bahar)
    tell(bahar)
    assert told() == [(bahar.email, "subject en")]


def test_who_may_not_see_it_or_has_left_is_told_nothing(bahar, dara, ali):
    assert tell(dara) == 0
    organisation.remove_member(bahar.id, by=ali)
    assert tell(bahar) == 0


def test_who_does_not_want_it_is_left_alone_until_they_do(bahar):
    me = organisation.get_member(bahar.id)
    notices.choose(me, [], by=bahar)
    assert tell(bahar) == 0 and not notices.still_wants("cases.new", bahar.id)
    notices.choose(me, ["cases.new"], by=bahar)
    assert tell(bahar) == 1


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
