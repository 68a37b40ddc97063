"""What became of the answering of a survey: how many began and finished, where they left, how long it took; and single submissions."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from hamsafar.base import clock
from hamsafar.collect.intake.services import Identifier

from . import answers as a
from . import document as d
from . import errors, files
from .answers import Answer
from .contracts import Group, Narrowing, Progress, Response, Said, Shape, VersionRecord
from .models import AnswerRow, FileRow, SubmissionRow, VersionRow
from .saying import BUILT_IN, fill_with, said
from .telling import measured_as

STILL_THERE = dt.timedelta(minutes=30)  # whoever said something since may come back to the page
SLICE = 500
GROUPINGS = {"version": "version__number", "channel": "channel", "language": "language", "way": "way"}


def versions_of(survey_id: int) -> list[VersionRecord]:
    """The newest first."""
    counted = VersionRow.objects.filter(survey_id=survey_id).order_by("-number")
    finished = dict(
        SubmissionRow.objects.filter(survey_id=survey_id, is_test=False, finished_at__isnull=False)
        .values_list("version_id")
        .annotate(count=Count("id"))
    )
    return [
        VersionRecord(
            number=row.number, published_at=row.published_at, published_by=row.published_by, finished=finished.get(row.id, 0),
            document=d.read(row.document),
        )
        for row in counted
    ]  # fmt: skip


def progress_of(survey_id: int, wanted: Narrowing) -> Progress:
    rows = _narrowed(survey_id, wanted)
    done = rows.filter(finished_at__isnull=False)
    left = rows.filter(finished_at=None, last_at__lt=clock.now() - STILL_THERE)
    finished = done.count()
    return Progress(
        started=rows.count(),
        finished=finished,
        left=left.count(),
        median=_median(done, finished),
        passed=dict(_answers_of(rows).values_list("question").annotate(count=Count("id"))),
        left_after=_last_words(left, survey_id),
        groups={name: _groups(rows, field) for name, field in GROUPINGS.items()},
    )


def _narrowed(survey_id: int, wanted: Narrowing) -> QuerySet[SubmissionRow]:
    rows = SubmissionRow.objects.filter(survey_id=survey_id, is_test=False)
    rows = rows if wanted.units is None else rows.filter(unit__in=wanted.units)
    rows = rows.filter(started_at__gte=wanted.since) if wanted.since else rows
    rows = rows.filter(started_at__lt=wanted.until) if wanted.until else rows
    said_of = {"version__number": wanted.version, "channel": wanted.channel, "language": wanted.language}
    return rows.filter(**{name: value for name, value in said_of.items() if value})


def _answers_of(rows: QuerySet[SubmissionRow]) -> QuerySet[AnswerRow]:
    return AnswerRow.objects.filter(submission__in=rows).order_by()


def _median(done: QuerySet[SubmissionRow], count: int) -> dt.timedelta | None:
    """Of the time from the first page to the end. People who come back days later do not move it, as they would a mean."""
    if not count:
        return None
    took = done.annotate(took=F("finished_at") - F("started_at")).order_by("took").values_list("took", flat=True)
    middle = list(took[(count - 1) // 2 : count // 2 + 1])
    return sum(middle, dt.timedelta()) / len(middle)


def _last_words(left: QuerySet[SubmissionRow], survey_id: int) -> Mapping[str, int]:
    """After which question people left, by the order of the questions that they were asked."""
    places = {row.id: _places(d.read(row.document)) for row in VersionRow.objects.filter(survey_id=survey_id)}
    furthest: dict[UUID, tuple[int, str]] = {}
    for submission, version, question in _answers_of(left).values_list("submission_id", "submission__version_id", "question").iterator():
        here = (places[version].get(question, -1), question)
        furthest[submission] = max(furthest.get(submission, (-1, "")), here)
    return Counter(question for _place, question in furthest.values())


def _places(document: d.Document) -> Mapping[str, int]:
    return {question.id: index for index, question in enumerate(document.questions)}


def _groups(rows: QuerySet[SubmissionRow], field: str) -> tuple[Group, ...]:
    found = rows.order_by().values(field).annotate(started=Count("id"), finished=Count("id", filter=Q(finished_at__isnull=False)))
    groups = [Group(key=str(each[field]), started=each["started"], finished=each["finished"]) for each in found]
    return tuple(sorted(groups, key=lambda group: -group.started))


# Single submissions


def list_responses(survey_id: int, wanted: Narrowing, *, state: str = "", offset: int = 0, limit: int = 50) -> tuple[list[Response], int]:
    """The latest first. `state`: finished, unfinished, or "" for both."""
    rows = _narrowed(survey_id, wanted)
    if state:
        rows = rows.filter(finished_at__isnull=state == "unfinished")
    return _responses(rows.order_by("-last_at", "-id")[offset : offset + limit]), rows.count()


def walk_responses(survey_id: int, wanted: Narrowing) -> Iterator[Response]:
    """All of them in slices, the oldest first, for an export."""
    ids = list(_narrowed(survey_id, wanted).order_by("started_at", "id").values_list("id", flat=True))
    for start in range(0, len(ids), SLICE):
        yield from _responses(SubmissionRow.objects.filter(id__in=ids[start : start + SLICE]).order_by("started_at", "id"))


def get_response(survey_id: int, submission_id: UUID, *, units: Sequence[str] | None = None) -> Response:
    """Raises SurveyNotFound."""
    rows = SubmissionRow.objects.filter(survey_id=survey_id, id=submission_id)
    found = _responses(rows if units is None else rows.filter(unit__in=units))
    if not found:
        raise errors.SurveyNotFound
    return found[0]


def _responses(rows: QuerySet[SubmissionRow]) -> list[Response]:
    return [_response(row) for row in rows.select_related("version").prefetch_related("answers", "names")]


def _response(row: SubmissionRow) -> Response:
    return Response(
        id=row.id, version=row.version.number, way=row.way, channel=row.channel, language=row.language, unit=row.unit, person=row.person,
        names=tuple(Identifier(name.space, name.kind, name.value) for name in row.names.all()), started_at=row.started_at,
        last_at=row.last_at, finished_at=row.finished_at, end=row.end, entered_by=row.entered_by, is_test=row.is_test,
        about={str(name): str(value) for name, value in row.about.items()},
        answers={each.question: a.read(each.answer) for each in row.answers.all()},
    )  # fmt: skip


def said_in(document: d.Document, answers: Mapping[str, Answer], language: str) -> list[Said]:
    """What was said, question by question as they stand in the document; what was left out says nothing."""
    return [
        Said(
            question_id=question.id,
            question=question_in_words(question, language),
            kind=d.kind_of(question),
            words=said(question, answers[question.id], language),
            is_private=is_private(question),
            files=answers[question.id].files,
        )
        for question in document.questions
        if question.id in answers and not isinstance(question, d.Action)
    ]


def question_in_words(question: d.Question, language: str) -> str:
    """As somebody reads it of whom nothing is known."""
    return fill_with(question.text.said(language), lambda _what: "").strip() or question.id


def is_private(question: d.Question) -> bool:
    """Names somebody or reaches them: only for whoever may see people."""
    return isinstance(question, d.Contact | d.Address | d.Files) or (
        isinstance(question, d.OpenText) and question.form in ("email", "phone", "link", "digits")
    )


def shapes_of(versions: Sequence[VersionRecord], language: str) -> list[Shape]:
    """Every question that was ever asked, in the words of its newest version; what is no longer asked stands last."""
    found: dict[str, Shape] = {}
    for version in sorted(versions, key=lambda each: -each.number):
        for question in version.document.questions:
            if question.id not in found and not isinstance(question, d.Action):
                found[question.id] = shape_of(question, language, is_still_asked=version.number == versions[0].number)
    return list(found.values())


def shape_of(question: d.Question, language: str, *, is_still_asked: bool = True) -> Shape:
    lowest, highest = d.points_of(question) if isinstance(question, d.Scale) else (0, 0)
    return Shape(
        id=question.id, words=question_in_words(question, language), kind=d.kind_of(question), measured_as=measured_as(question),
        options=_option_names(question, language), rows=_names(getattr(question, "rows", ()), language),
        columns=_names(getattr(question, "columns", ()), language), lowest=lowest, highest=highest, is_private=is_private(question),
        low=getattr(question, "low", d.NOTHING).said(language), high=getattr(question, "high", d.NOTHING).said(language),
        is_still_asked=is_still_asked,
    )  # fmt: skip


def _names(options: Sequence[d.Option], language: str) -> Mapping[str, str]:
    return {each.id: each.text.said(language) or each.id for each in options}


def _option_names(question: d.Question, language: str) -> Mapping[str, str]:
    """What can be chosen, in the order in which it stands, with the answers that every survey says the same way."""
    fixed = {d.Helpful: ("yes", "almost", "no"), d.Consent: ("agreed",)}.get(type(question), ())
    extra = [name for name, has in ((d.OTHER, "has_other"), (d.NONE, "has_none")) if getattr(question, has, False)]
    return {**_names(getattr(question, "options", ()), language), **{id: BUILT_IN[id].said(language) for id in (*fixed, *extra)}}


def open_file(survey_id: int, submission_id: UUID, file_id: UUID) -> tuple[str, str, bytes]:
    """(name, type, content) of a file that came with an answer. Raises SurveyNotFound."""
    row = FileRow.objects.filter(id=file_id, submission_id=submission_id, submission__survey_id=survey_id).first()
    path = files.path_of(file_id)
    if row is None or not path.is_file():
        raise errors.SurveyNotFound
    return row.name, row.type, path.read_bytes()


def columns_of(versions: Sequence[VersionRecord]) -> list[str]:
    """The columns of an export that `cells_of` fills."""
    found: dict[str, None] = {}
    for version in sorted(versions, key=lambda each: -each.number):
        for question in version.document.questions:
            if not isinstance(question, d.Action):
                found |= dict.fromkeys(_columns(question))
    return list(found)


def _columns(question: d.Question) -> list[str]:
    if isinstance(question, d.Matrix):
        return [f"{question.id}.{row.id}" for row in question.rows]
    return [f"{question.id}.{part}" for part in question.parts] if isinstance(question, d.Contact | d.Address) else [question.id]


def cells_of(document: d.Document, answers: Mapping[str, Answer], language: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in document.questions:
        if question.id in answers and not isinstance(question, d.Action):
            found |= _cells(question, answers[question.id], language)
    return found


def _cells(question: d.Question, answer: Answer, language: str) -> Mapping[str, Any]:
    """Choices are their words, so that nobody has to know our ids; a day is as everybody's programs read it."""
    id = question.id
    if isinstance(question, d.Matrix):
        return {f"{id}.{row.id}": said(question, Answer(cells={row.id: answer.cells.get(row.id, ())}), language).partition(": ")[2]
                for row in question.rows}  # fmt: skip
    if isinstance(question, d.Contact | d.Address):
        return {f"{id}.{part}": answer.parts.get(part, "") for part in question.parts}
    if answer.score is not None:
        return {id: answer.score}
    return {id: answer.text if isinstance(question, d.Date) else said(question, answer, language)}
