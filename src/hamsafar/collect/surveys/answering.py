"""Keeping answers: one transaction for the answers, the state of the submission, the quotas and the events that tell of them."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from hamsafar.base import clock
from hamsafar.base.uploads import Upload
from hamsafar.collect.intake.services import Identifier, normal
from hamsafar.ground.jobs import services as jobs

from . import answers as a
from . import document as d
from . import errors, files, reading, telling
from .answers import EMPTY, Answer, FileNote
from .conditions import Known
from .files import Checked
from .models import AnswerRow, FileRow, NameRow, QuotaRow, SubmissionRow
from .sittings import Sitting, full_quotas, may_answer, resume_row, sitting_of
from .walking import walk

SETTLE = "surveys.settle"
SETTLE_AFTER = dt.timedelta(minutes=30)
SETTLE_EVERY = 300  # seconds; one job for all that were left half done in between


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a page or a program sends: which questions it showed, its fields, its files by question."""

    asked: Sequence[str]
    fields: Mapping[str, Sequence[str]]
    files: Mapping[str, Sequence[Upload]] = field(default_factory=dict)


def answer(sitting: Sitting, given: Given, *, at: dt.datetime | None = None) -> Sitting:
    """Keep the answers of one page. Raises WrongAnswers, NotOnTheWay, SurveyClosed … and then nothing was changed.

    Sent twice it changes nothing the second time. `at` is when it was said, where that was earlier.
    """
    if sitting.is_finished:
        return sitting
    may_answer(sitting.survey, at)
    found = read_page(sitting, given)
    kept: list[FileRow] = []
    try:
        with transaction.atomic():
            return _keep(sitting, found.answers, found.uploads, kept, at or clock.now())
    except BaseException:
        files.drop(row.id for row in kept)
        raise


def replay(
    sitting: Sitting, fields: Mapping[str, Sequence[str]], *, asked: Collection[str] | None = None, at: dt.datetime | None = None
) -> Sitting:  # fmt: skip
    """Keep what was said elsewhere (a kiosk without a net, an app's own stars), question by question along the way.

    It ends where something is needed that was not said, and at the first question that is not among `asked`. What cannot be taken is
    left out. Done again it changes nothing.
    """
    while not sitting.is_finished and (here := sitting.way.waiting) and (asked is None or here in asked):
        theirs = {name: values for name, values in fields.items() if name == f"a.{here}" or name.startswith(f"a.{here}.")}
        after = _first_taken(sitting, here, (theirs, {}), at)
        if after is None:
            return sitting
        sitting = after
    return sitting


def _first_taken(sitting: Sitting, here: str, tries: Iterable[Mapping[str, Sequence[str]]], at: dt.datetime | None) -> Sitting | None:
    for fields in tries:
        try:
            return answer(sitting, Given(asked=[here], fields=fields), at=at)
        except errors.WrongAnswers:
            continue
    return None


# Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    answers: Mapping[str, Answer]
    uploads: Mapping[str, Sequence[Checked]]


def read_page(sitting: Sitting, given: Given, *, anywhere: bool = False) -> Page:
    """What the fields say, question by question along the way: a later question may depend on an earlier one of the same page.

    `anywhere` also takes questions that do not lie on the way, for a trial of one question.
    """
    document, known, wrong = sitting.document, sitting.known, dict[str, str]()
    answers: dict[str, Answer] = {}
    uploads: dict[str, Sequence[Checked]] = {}
    asked = [question for question in document.questions if question.id in set(given.asked)]
    if len(asked) != len(set(given.asked)) or not asked:
        raise errors.NotOnTheWay
    for question in asked:
        if not anywhere and not _is_met(document, known, question, sitting):
            if document.layout == "one":
                raise errors.NotOnTheWay
            continue  # hidden by what was answered above it
        try:
            found = reading.read(question, given.fields, sitting.language)
            if isinstance(question, d.Files):
                uploads[question.id] = files.check(question, given.files.get(question.id, ()))
                found = _files(sitting, question, uploads[question.id])
            known = replace(known, answers={**known.answers, question.id: found})
            if not found.is_empty:
                reading.check(question, document, walk(document, known).known)
            answers[question.id] = found
        except errors.WrongAnswer as refusal:
            wrong[question.id] = refusal.sentence
            known = replace(known, answers={**known.answers, question.id: EMPTY})
    if wrong:
        raise errors.WrongAnswers(wrong=wrong)
    return Page(answers=answers, uploads=uploads)


def look_ahead(sitting: Sitting, given: Given) -> Known:
    """What would be known if this page were sent now; what cannot be taken yet is taken as left out."""
    known = sitting.known
    for question in sitting.document.questions:
        if question.id in given.asked and not isinstance(question, d.Files):
            try:
                found = reading.read(question, given.fields, sitting.language)
            except errors.WrongAnswer:
                found = EMPTY
            known = replace(known, answers={**known.answers, question.id: found})
    return known


def _is_met(document: d.Document, known: Known, question: d.Question, sitting: Sitting) -> bool:
    is_told = question.id in told_questions(sitting)
    return not is_told and question.id in walk(document, known, full=full_quotas(sitting.survey.id, document)).steps


def told_questions(sitting: Sitting) -> frozenset[str]:
    """Answers that the spine has; they can be read but no longer be changed."""
    if sitting.is_new:
        return frozenset()
    return frozenset(row.question for row in sitting.row.answers.all() if row.is_told)


def _files(sitting: Sitting, question: d.Files, new: Sequence[Checked]) -> Answer:
    before = sitting.known.answers.get(question.id, EMPTY)
    if not new and before.files:
        return before
    if not new and question.required:
        raise errors.AnswerMissing
    return Answer(files=tuple(FileNote(id="", name=file.name, type=file.type, size=len(file.content)) for file in new))


# Keeping


def _keep(
    sitting: Sitting, answers: Mapping[str, Answer], uploads: Mapping[str, Sequence[Checked]], made: list[FileRow], at: dt.datetime
) -> Sitting:  # fmt: skip
    row = _held(sitting)
    before = {} if row is sitting.row else {each.question: each for each in AnswerRow.objects.filter(submission=row)}
    if row.finished_at:  # sent twice at the same moment
        return _now(sitting, row, before)
    for question, found in answers.items():
        old = before.get(question)
        if old is None or not old.is_told:
            noted = _note_files(row, question, found, uploads.get(question, ()), made, at)
            before[question] = _write(row, question, noted, at, old)
    who = _name(row, sitting, answers)
    row.last_at, row.language = at, sitting.language
    now = replace(_now(sitting, row, before), who=who)
    after = _finish(now, before, at) if now.way.end else _leave_open(now, before)
    AnswerRow.objects.bulk_create([each for each in before.values() if each.id is None])
    return after


def _now(sitting: Sitting, row: SubmissionRow, kept: Mapping[str, AnswerRow]) -> Sitting:
    found = {question: a.read(each.answer) for question, each in kept.items()}
    return sitting_of(row.survey, row, who=sitting.who, answers=found, is_new=False)


def _write(row: SubmissionRow, question: str, found: Answer, at: dt.datetime, old: AnswerRow | None) -> AnswerRow:
    """A new one is kept with the others, once it is known whether it was told."""
    text = a.write(found)
    if old is None:
        return AnswerRow(submission=row, question=question, answer=text, at=at)
    if old.answer != text:
        old.answer, old.at = text, at
        old.save(update_fields=["answer", "at"])
    return old


def _held(sitting: Sitting) -> SubmissionRow:
    """The row, made now if this is its first answer, and locked."""
    if sitting.is_new and _is_inserted(sitting.row):
        NameRow.objects.bulk_create([NameRow(submission_id=sitting.row.id, **normal(each)._asdict()) for each in sitting.who])
        return sitting.row
    locked = SubmissionRow.objects.select_for_update(of=("self",)).select_related("survey", "version", "invitation")
    return locked.get(id=sitting.row.id)


def _is_inserted(new: SubmissionRow) -> bool:
    """False where the same page was sent before, or at this very moment by another thread."""
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _note_files(
    row: SubmissionRow, question: str, found: Answer, uploads: Sequence[Checked], kept: list[FileRow], at: dt.datetime
) -> Answer:  # fmt: skip
    """New files take the place of those that came before."""
    if not uploads:
        return found
    for old in FileRow.objects.filter(submission=row, question=question):
        old.delete()  # its bytes are swept at night, in case this does not commit
    notes = []
    for file in uploads:
        note = FileRow(id=uuid4(), submission=row, question=question, name=file.name, type=file.type, size=len(file.content), at=at)
        kept.append(note)
        files.keep(note.id, file.content)
        note.save(force_insert=True)
        notes.append(FileNote(id=note.id.hex, name=note.name, type=note.type, size=note.size))
    return Answer(files=tuple(notes))


def _name(row: SubmissionRow, sitting: Sitting, answers: Mapping[str, Answer]) -> tuple[Identifier, ...]:
    """Whoever says who they are is remembered with the submission, so that they can be forgotten with it."""
    who = sitting.who
    for question_id, found in answers.items():
        question = sitting.document.find(question_id)
        for each in telling.identifiers_in(question, found) if question else ():
            NameRow.objects.get_or_create(submission=row, **each._asdict())
            who = (*who, each)
    return who


def _leave_open(sitting: Sitting, kept: Mapping[str, AnswerRow]) -> Sitting:
    """Half done: what can no longer be changed is told at once, the rest when nothing more comes."""
    row = sitting.row
    row.waits_to_be_told = sitting.document.can_go_back
    row.save(update_fields=["last_at", "language", "waits_to_be_told"])
    if not row.waits_to_be_told:
        _tell(sitting, kept)
    elif not row.is_test:
        due = int((row.last_at + SETTLE_AFTER).timestamp()) // SETTLE_EVERY * SETTLE_EVERY + SETTLE_EVERY
        moment = dt.datetime.fromtimestamp(due, dt.UTC)
        jobs.enqueue(SETTLE, {}, key=moment.isoformat(), run_at=moment)
    return sitting


def _finish(sitting: Sitting, kept: Mapping[str, AnswerRow], at: dt.datetime) -> Sitting:
    row, end = sitting.row, sitting.way.end or ""
    if not row.is_test:
        end = _count(sitting) or end
        with connection.cursor() as cursor:
            cursor.execute("update survey set finished = finished + 1 where id = %s", [row.survey_id])
    row.finished_at, row.end, row.waits_to_be_told = at, end, False
    row.save(update_fields=["last_at", "language", "finished_at", "end", "waits_to_be_told"])
    _tell(sitting, kept)
    return replace(sitting, way=replace(sitting.way, waiting=None, end=end))


def _count(sitting: Sitting) -> str:
    """Count into the quotas. The end of one that somebody else filled in the meantime, or ""."""
    limits = {quota.id: quota for quota in sitting.document.quotas}
    for quota_id in sitting.way.quotas:
        QuotaRow.objects.get_or_create(survey_id=sitting.row.survey_id, quota=quota_id)
        counted = QuotaRow.objects.filter(survey_id=sitting.row.survey_id, quota=quota_id, count__lt=limits[quota_id].most)
        if not counted.update(count=F("count") + 1):
            return limits[quota_id].end
    return ""


def _tell(sitting: Sitting, kept: Mapping[str, AnswerRow]) -> None:
    """Once told, an answer stays as it is, also one that was left out."""
    untold = [each for each in kept.values() if not each.is_told and each.question in sitting.way.steps]
    telling.tell(sitting.row, sitting.survey, sitting.who, sitting.document, sitting.way, untold)
    for each in untold:
        each.is_told = True
    AnswerRow.objects.filter(id__in=[each.id for each in untold if each.id]).update(is_told=True)


def settle(*, most: int = 200) -> int:
    """Tell what was left half done half an hour ago. One short transaction each; how many there were."""
    before = clock.now() - SETTLE_AFTER
    waiting = SubmissionRow.objects.filter(waits_to_be_told=True, last_at__lte=before).order_by("last_at")
    ids = list(waiting.values_list("id", flat=True)[:most])
    for id in ids:
        with transaction.atomic():
            _settle(id, before)
    return len(ids)


def _settle(id: UUID, before: dt.datetime) -> None:
    row = SubmissionRow.objects.select_for_update(of=("self",)).select_related("survey", "version", "invitation").get(id=id)
    if not row.waits_to_be_told or row.last_at > before:
        return
    _tell(resume_row(row), {each.question: each for each in AnswerRow.objects.filter(submission=row)})
    row.waits_to_be_told = False
    row.save(update_fields=["waits_to_be_told"])
