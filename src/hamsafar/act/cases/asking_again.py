"""Did it help? The customer is asked once more, and the next answer says whether they are won back."""

import datetime as dt

from django.db import transaction

from hamsafar.base import clock
from hamsafar.collect.surveys import services as surveys
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Deed, Outcome
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people

from . import contacting, opening, steps, working
from .contracts import Ending, Told
from .errors import NoSurveyChosen, NoWayToThem
from .models import CaseRow, StepRow
from .policy import policy

AGAIN = "case-again:"  # how the keys of our deeds begin
PATIENCE = dt.timedelta(days=30)  # how long it waits for the contact rules
COUNTS_FOR = dt.timedelta(days=90)  # an answer later than this says something about something else
# From where on an answer is no longer unhappy: passive or promoter, satisfied, easy.
HAPPY_FROM = {"nps": 7.0, "csat": 4.0, "ces_agreement": 5.0, "rating": 4.0}
HAPPY_UPTO = {"ces_effort": 3.0}


def is_happy(asked: str, score: float) -> bool | None:
    """None where the question has no scale that we know."""
    if asked in HAPPY_UPTO:
        return score <= HAPPY_UPTO[asked]
    return score >= HAPPY_FROM[asked] if asked in HAPPY_FROM else None


@transaction.atomic
def ask_again(case_id: int, *, by: audit.Actor | None = None, units: working.Units = None) -> contact.Refusal | None:
    """Queue the survey with the gate's pass. Raises NoSurveyChosen, NoWayToThem; a refusal is the gate's."""
    row = working.locked(case_id, units)
    survey = policy().survey
    if survey is None or not is_live(survey):
        raise NoSurveyChosen
    person = people.person_of(row.person)
    ways = contacting.ways_to(person)
    if not ways:
        raise NoWayToThem
    number = StepRow.objects.filter(case=row, kind="asking").count() + 1
    key = f"{AGAIN}{row.id}:{number}"
    answer = contact.decide(person, purpose=contact.SURVEYS, channel=ways[0], key=key)
    if isinstance(answer, contact.Refusal):
        return answer
    given = {
        "person": people.key_text(person), "survey": survey, "channel": answer.channel, "about": {"case_id": str(row.id)},
        "campaign": f"case:{row.id}",
    }  # fmt: skip
    deed = actions.ask_for("ask_survey", given, key=key, about=contact.about(person), by=by, at=answer.at, pass_token=answer.token)
    steps.put(row, "asking", by=by, facts={"deed": str(deed.id), "channel": answer.channel})
    return None


def is_live(survey: int) -> bool:
    try:
        return surveys.get_survey(survey).state is surveys.State.LIVE
    except surveys.SurveyNotFound:
        return False


def ask_when_allowed(case_id: int) -> None:
    """By the queue, after it was fixed: later again where the contact rules say later, and then not at all, which the case says."""
    row = CaseRow.objects.filter(id=case_id).first()
    if row is None or row.asked_at is not None or row.answered_at is not None or _is_under_way(row):
        return
    if row.fixed_at is None and row.ending != Ending.SOLVED:  # reopened meanwhile
        return
    with transaction.atomic():
        try:
            refusal = ask_again(case_id)
        except (NoSurveyChosen, NoWayToThem) as why:
            steps.put(row, "not_asked", facts={"code": why.code})
            return
        if refusal is not None:
            _later(row, refusal)


def _is_under_way(row: CaseRow) -> bool:
    last = StepRow.objects.filter(case=row, kind__in=("asking", "not_asked")).order_by("-id").first()
    return last is not None and last.kind == "asking"


def _later(row: CaseRow, refusal: contact.Refusal) -> None:
    begun = row.closed_at or row.fixed_at or clock.now()
    if refusal.retry_at is not None and refusal.retry_at <= begun + PATIENCE:
        jobs.enqueue(working.ASK_AGAIN, {"case": row.id}, key=f"{row.id}:{refusal.retry_at.isoformat()}", run_at=refusal.retry_at)
    else:
        why = contact.refused(refusal)
        steps.put(row, "not_asked", facts={"code": why.code, "why": actions.plain(why.facts)})


def survey_over(deed: Deed) -> None:
    """In the transaction that writes whether the survey went out."""
    row, step = contacting.step_of_deed(deed, "asking")
    if row is None or step is None:  # forgotten
        return
    if deed.outcome is Outcome.DONE:
        steps.put(row, "asked", at=deed.ended_at, asked_at=deed.ended_at)
    else:
        steps.put(row, "not_asked", facts={"outcome": deed.outcome.value, "code": deed.code, "why": dict(deed.facts)})


def answered(told: Told) -> bool:
    """Somebody with a case has been in touch with us and now answers the same question again. True where their case goes on with it."""
    if told.score is None:
        return False
    happy = is_happy(told.asked, told.score)
    if happy is None:
        return False
    with transaction.atomic():
        row = _waiting_for(told)
        return _note_answer(row, told, happy=happy) if row is not None else False


def _waiting_for(told: Told) -> CaseRow | None:
    rows = CaseRow.objects.select_for_update().filter(
        person__in=opening.keys_of(told.person), answered_at=None, contacted_at__lt=told.at, contacted_at__gte=told.at - COUNTS_FOR
    )
    about = str(told.facts.get("case_id") or "")
    asked_for = rows.filter(id=int(about)).first() if about.isascii() and about.isdecimal() and len(about) < 18 else None
    return asked_for or rows.filter(asked=told.asked).order_by("-id").first()


def _note_answer(row: CaseRow, told: Told, *, happy: bool) -> bool:
    facts = {"asked": told.asked, "score": told.score, "happy": happy}
    steps.put(row, "answered", facts=facts, words=told.words, answered_at=told.at, answer=told.score, recovered=happy)
    if happy:
        if row.asked_at is not None and row.closed_at is None and row.cause_id is not None:
            working.close(row.id, Ending.SOLVED, by=None)
        return True
    if row.closed_at is None:
        return False  # rules give it to the open case
    others = CaseRow.objects.filter(person__in=opening.keys_of(row.person), closed_at=None)
    if others.exists():
        return False
    working.begin_again(row, by=None)
    row.answered_at = None  # the next answer counts for what is done now
    row.save(update_fields=["answered_at"])
    return False  # the open case takes the answer in, where a rule says so


actions.when_over(AGAIN, survey_over)
