"""Owners hear of their cases: when one becomes theirs, and when it falls due unclosed."""

import datetime as dt
import json

import pytest

from hamsafar.act.cases import noticing
from hamsafar.act.cases import services as cases
from hamsafar.act.cases.models import CaseRow
from hamsafar.act.messaging.tests.post_office import text_of
from hamsafar.base import clock
from hamsafar.config import people_feed
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.jobs.models import JobRow
from hamsafar.ground.notices import services as notices
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.models import Member
from hamsafar.identify.people import services as people
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events

from .conftest import heard, told

MINUTE = dt.timedelta(minutes=1)


def subjects(office) -> list[tuple[str, str]]:
    return [(letter["To"], letter["Subject"]) for letter in office.letters]


def test_who_gets_a_case_is_told_by_a_letter_that_leads_to_it(mail, office, sara, bahar, ali, detractors):
    heard(told(sara, score=2.0, words="بسته پاره بود"))
    jobs.run_due()
    row = CaseRow.objects.get()
    owner = organisation.get_member(row.owner_id)
    ((to, subject),) = subjects(office)
    assert to == owner.email and row.why in subject
    letter = text_of(office.only())
    assert f"/cases/{row.id}" in letter and "بسته پاره بود" in letter


def test_whoever_takes_a_case_themselves_is_not_told(mail, office, case, ali, bahar):
    jobs.run_due()
    office.letters.clear()
    other = ali if CaseRow.objects.get().owner_id == bahar.id else bahar
    cases.assign(case.id, other.id, by=other)
    jobs.run_due()
    assert subjects(office) == []
    cases.assign(case.id, (bahar if other is ali else ali).id, by=other)
    jobs.run_due()
    assert len(subjects(office)) == 1


def test_a_case_that_falls_due_unclosed_is_told_once(mail, office, case):
    jobs.run_due()
    office.letters.clear()
    due = CaseRow.objects.get().due_at
    with clock.frozen_at(due - MINUTE):
        jobs.run_due()
        assert subjects(office) == []
    for late in (MINUTE, 2 * MINUTE):
        with clock.frozen_at(due + late):
            jobs.run_due()
    assert len(subjects(office)) == 1


def test_a_closed_case_is_never_late(mail, office, case, bahar):
    jobs.run_due()
    office.letters.clear()
    cases.close(case.id, cases.Ending.NOTHING, by=bahar)
    with clock.frozen_at(CaseRow.objects.get().due_at + MINUTE):
        jobs.run_due()
    assert subjects(office) == []


def test_without_e_mail_nobody_is_told_and_nothing_waits(sara, bahar, ali, detractors):
    heard(told(sara, score=2.0))
    assert CaseRow.objects.count() == 1
    assert not jobs.list_jobs(name=notices.JOB)


def everything_queued() -> str:
    return " ".join(json.dumps([row.key, row.payload, row.note, row.error], ensure_ascii=False) for row in JobRow.objects.all())


@pytest.mark.usefixtures("mail")
def test_no_job_holds_what_they_said_who_they_are_or_where_the_owner_is_written_to(sara, bahar, ali, detractors):
    heard(told(sara, score=2.0, words="بسته پاره بود"))
    with clock.frozen_at(CaseRow.objects.get().due_at + MINUTE):
        for job in jobs.list_jobs(name=noticing.JOB):
            noticing.fell_due(job.payload["case"])
    assert len(jobs.list_jobs(name=notices.JOB)) == 2, "or there is nothing to look at"
    for secret in ("پاره", "سارا", "sara", ali.email, bahar.email, ali.name, bahar.name):
        assert secret not in everything_queued()


@pytest.mark.usefixtures("mail")
@pytest.mark.parametrize("change", ["closed", "given away", "put off"])
def test_what_is_not_so_any_more_is_not_written(change, office, case, ali, bahar):
    jobs.run_due()
    office.letters.clear()
    row = CaseRow.objects.get()
    other = ali if row.owner_id == bahar.id else bahar
    with clock.frozen_at(row.due_at + MINUTE):
        noticing.fell_due(row.id)
        if change == "closed":
            cases.close(row.id, cases.Ending.NOTHING, by=bahar)
        elif change == "given away":
            cases.assign(row.id, other.id, by=other)
        else:
            CaseRow.objects.update(due_at=row.due_at + dt.timedelta(hours=1))
        jobs.run_due()
    before = ali if other is bahar else bahar
    assert before.email not in [to for to, _subject in subjects(office)]


@pytest.mark.usefixtures("mail", "event_store")
def test_no_letter_carries_the_words_of_somebody_who_was_erased_before_it_left(office, sara, bahar, ali, detractors):
    people.wire(people_feed.wiring())
    events.start()
    try:
        heard(told(sara, score=2.0, words="بسته پاره بود"))
        assert jobs.list_jobs(name=notices.JOB)
        erasure.erase(sara, by=None)
    finally:
        events.stop()
        people.wire(None)
    jobs.run_due()
    assert subjects(office) == []


@pytest.mark.usefixtures("mail")
def test_who_has_muted_it_in_the_meantime_gets_no_letter(office, case):
    row = CaseRow.objects.get()
    owner = organisation.get_member(row.owner_id)
    notices.choose(owner, ["cases.late"], by=Member.objects.get(id=owner.id))
    jobs.run_due()
    assert subjects(office) == []
