"""Answers become events, in the transaction that keeps them.

An answer that can still be changed (the person may go back) is told when the survey is finished, or half an hour after the last word of
somebody who left it half done; from then on it stays as it is. So each answered question is exactly one event, SUBMISSION:QUESTION.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event, Identifier, normal

from . import answers as a
from . import document as d
from .answers import Answer
from .models import AnswerRow, SubmissionRow, SurveyRow
from .saying import said
from .walking import Way

SOURCE = "surveys"
SPACE = "surveys"  # of submissions by nobody in particular
_encode = msgspec.json.encode
# What these kinds hold names or reaches a person: the spine is told that they were answered, not what.
_PRIVATE = (d.Contact, d.Address, d.Files)
_PRIVATE_FORMS = ("email", "phone", "link", "digits")


def viewed(row: SubmissionRow, survey: SurveyRow, who: Sequence[Identifier], *, is_bot: bool = False) -> None:
    """That a survey was seen, once for each submission. The row need not be kept yet."""
    if not row.is_test:
        flags = ("bot",) if is_bot else ()
        intake.report_soon(_event(row, who, "Survey Viewed", f"{row.id}:viewed", row.started_at, _common(row, survey), flags=flags))


def tell(
    row: SubmissionRow, survey: SurveyRow, who: Sequence[Identifier], document: d.Document, way: Way, answers: Iterable[AnswerRow]
) -> None:  # fmt: skip
    """Report what lies on the way and is not told yet; a question that was left out is no event."""
    if row.is_test:
        return
    untold = {answer.question: answer for answer in answers if not answer.is_told}
    for step in way.steps:
        question, kept = document.find(step), untold.get(step)
        if question is None or kept is None:
            continue
        answer = a.read(kept.answer)
        if answer.is_empty or isinstance(question, d.Action):
            continue
        properties = {**_common(row, survey), **_answered(question, answer, row.language), **_beside(document, way, question)}
        everyone = [*who, *identifiers_in(question, answer)]
        intake.report(_event(row, everyone, "Survey Answered", f"{row.id}:{question.id}", kept.at, properties))
        _tell_agreement(row, survey, who, question, kept.at)


def _tell_agreement(row: SubmissionRow, survey: SurveyRow, who: Sequence[Identifier], question: d.Question, at: dt.datetime) -> None:
    """With a purpose it is a decision, for the ledger."""
    if isinstance(question, d.Consent) and question.purpose:
        decided = {
            "purpose": question.purpose,
            "channel": question.channel,
            "text_version": f"{survey.slug}/{row.version.number}/{question.id}",
            "wording": question.statement.said(row.language),
            "language": row.language,
            "evidence": f"survey:{row.id}",
        }
        intake.report(_event(row, who, "Consent Given", f"{row.id}:{question.id}:consent", at, decided))


def _common(row: SubmissionRow, survey: SurveyRow) -> dict[str, Any]:
    """What the link brought along comes first, so that it cannot stand in the place of ours."""
    name = (survey.name_fa if row.language == "fa" else survey.name_en) or survey.name_fa or survey.name_en or survey.slug
    ours = {
        "survey": name,
        "survey_id": survey.slug,
        "version": row.version.number,
        "submission_id": str(row.id),
        "language": row.language,
        "way": row.way,
    }
    more = {"invitation_id": str(row.invitation_id) if row.invitation_id else "", "entered_by": row.entered_by}
    return {**row.about, **ours, **{name: value for name, value in more.items() if value}}


def measured_as(question: d.Question) -> str:
    """The word under which measures find it; the wording of effort fixes its direction."""
    return f"ces_{question.wording}" if isinstance(question, d.Ces) else d.kind_of(question)


def _answered(question: d.Question, answer: Answer, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"question_id": question.id, "question": measured_as(question)}
    if isinstance(question, _PRIVATE):
        return found
    if answer.score is not None:
        found["score"] = int(answer.score) if answer.score.is_integer() else answer.score
    if answer.choices:
        found |= {"choices": list(answer.choices), "answer": said(question, answer, language)}
    if answer.cells:
        found |= {"cells": {row: list(columns) for row, columns in answer.cells.items()}}
    if answer.text and not (isinstance(question, d.OpenText) and question.form in _PRIVATE_FORMS):
        found["text"] = answer.text
    return found


def _beside(document: d.Document, way: Way, question: d.Question) -> Mapping[str, Any]:
    """A comment says what the score before it was, so that words and score can be read together."""
    if not isinstance(question, d.OpenText):
        return {}
    for step in reversed(way.steps[: way.steps.index(question.id)]):
        before, answer = document.find(step), way.known.answers.get(step)
        if isinstance(before, d.Scale) and answer is not None and answer.score is not None:
            return {"score_question": measured_as(before), "score_beside": int(answer.score)}
    return {}


def identifiers_in(question: d.Question, answer: Answer) -> tuple[Identifier, ...]:
    """E-mail and phone of a contact question that says who answers."""
    if not (isinstance(question, d.Contact) and question.identifies):
        return ()
    return tuple(normal(Identifier("", kind, answer.parts[kind])) for kind in ("email", "phone") if answer.parts.get(kind))


def _event(
    row: SubmissionRow, who: Sequence[Identifier], name: str, message_id: str, at: dt.datetime, properties: Mapping[str, Any],
    flags: tuple[str, ...] = (),
) -> Event:  # fmt: skip
    user = next((each for each in who if each.kind == "user_id"), None)
    visitor = next((each for each in who if each.kind == "anonymous_id"), None)
    others = dict.fromkeys(each for each in who if each.kind not in ("user_id", "anonymous_id"))
    return Event(
        source=SOURCE,
        message_id=message_id,
        name=name,
        channel=row.channel,
        direction="inbound",
        space=(user or visitor or Identifier(SPACE, "", "")).space,
        user_id=user.value if user else "",
        # Answers of nobody in particular belong together all the same.
        anonymous_id=visitor.value if visitor else "" if who else str(row.id),
        identifiers=tuple(others),
        unit=row.unit,
        timestamp=at,
        received_at=clock.now(),
        properties=_encode(properties).decode(),
        flags=flags,
    )
