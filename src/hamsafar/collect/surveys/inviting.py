"""Invitations: links of one person, single-use links, and what an e-mail or a widget shows of a survey."""

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from hamsafar.base import clock
from hamsafar.base.ids import ordered_id
from hamsafar.base.numbers import dress_digits
from hamsafar.collect.intake.services import Identifier, normal

from . import document as d
from . import errors, tokens
from .colours import readable_on
from .contracts import Claims, FirstChoice, FirstQuestion, Invitation, Offer
from .document import points_of
from .editing import get_row
from .models import InvitationRow, SubmissionRow
from .saying import ALMOST, NO, YES, fill
from .sittings import INVITATION, Sitting, by_invitation, document_of, may_answer, new_row, sitting_of, submission_of, unit_of

MOST_CHOICES = 11


def traits_wanted(survey_id: int) -> frozenset[str]:
    """What an invitation should bring along of whom it is for: what the published version speaks of, and nothing else."""
    survey = get_row(survey_id)
    return d.traits_in(document_of(survey.version)) if survey.version_id else frozenset()


def invite(
    survey_id: int, *, identifier: Identifier | None, person: int | None = None, channel: str, language: str = "",
    about: Mapping[str, str] | None = None, traits: Mapping[str, str] | None = None, expires_at: dt.datetime | None = None, key: str,
    entered_by: str = "", is_test: bool = False,
) -> Invitation:  # fmt: skip
    """One link for one person (or, without an identifier, for whoever holds it). The same key gives the same invitation, whatever else
    is said the second time. Raises SurveyNotFound, NotPublished, SurveyClosed."""
    survey = get_row(survey_id)
    if survey.version is None:
        raise errors.NotPublished
    known = InvitationRow.objects.filter(survey=survey, key=key).first()
    if known is not None:
        return invitation_of(known, is_new=False)
    may_answer(survey)
    named = normal(identifier) if identifier else Identifier("", "", "")
    row = InvitationRow(
        id=uuid4(),
        survey=survey,
        key=key,
        space=named.space,
        kind=named.kind,
        value=named.value,
        person="" if person is None else str(person),
        channel=channel,
        language=language if language in d.LANGUAGES else "",
        about=_texts(about),
        traits=_texts(traits),
        entered_by=entered_by,
        is_test=is_test,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return invitation_of(InvitationRow.objects.get(survey=survey, key=key), is_new=False)
    return invitation_of(row, is_new=True)


def _texts(given: Mapping[str, str] | None) -> dict[str, str]:
    return {str(name): str(value)[:1000].replace("\0", "") for name, value in (given or {}).items()}


def invitation_of(row: InvitationRow, *, is_new: bool) -> Invitation:
    answered = None if is_new else SubmissionRow.objects.filter(id=submission_of(row.id)).values_list("finished_at", flat=True).first()
    token = tokens.link_token(INVITATION, row.id)
    return Invitation(
        id=row.id, token=token, url=_address("survey-invited", token), survey_id=row.survey_id, channel=row.channel, language=row.language,
        about=row.about, traits=row.traits, created_at=row.created_at, expires_at=row.expires_at, is_new=is_new, answered_at=answered,
    )  # fmt: skip


def find_invitation(invitation_id: UUID) -> Invitation | None:
    row = InvitationRow.objects.filter(id=invitation_id).first()
    return invitation_of(row, is_new=False) if row else None


def withdraw(invitation_id: UUID) -> None:
    """The link stops working; what was answered stays."""
    InvitationRow.objects.filter(id=invitation_id, withdrawn_at=None).update(withdrawn_at=clock.now())


def _address(name: str, *args: object, **query: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}" + (f"?{urlencode(query)}" if query else "")


def first_question(invitation: Invitation, language: str = "") -> FirstQuestion:
    """The first question of an invitation, each answer a link, for an e-mail. The page that a link opens has the answer chosen already
    and sends it by itself once a person looks at it: programs that fetch the links of an e-mail answer nothing."""
    sitting = by_invitation(invitation.token, language=language or invitation.language)
    language = sitting.language
    waiting = sitting.document.find(sitting.way.waiting or "")
    on = readable_on(sitting.document.theme.colour)
    common = {
        "language": language, "url": _address("survey-invited", invitation.token, lang=language),
        "colour": sitting.document.theme.colour, "on_colour": on,
    }  # fmt: skip
    if waiting is None:
        return FirstQuestion(text=sitting.document.title.said(language), help="", kind="", low="", high="", choices=(), **common)
    low, high = (getattr(waiting, name, d.NOTHING).said(language) for name in ("low", "high"))
    return FirstQuestion(
        text=_filled(waiting.text, sitting), help=_filled(waiting.help, sitting), kind=d.kind_of(waiting), low=low, high=high,
        choices=tuple(_choices(waiting, sitting, invitation.token)), **common,
    )  # fmt: skip


def _filled(text: d.Text, sitting: Sitting) -> str:
    return fill(text.said(sitting.language), sitting.document, sitting.way.known, sitting.language)


def _choices(question: d.Question, sitting: Sitting, token: str) -> list[FirstChoice]:
    offered = one_press(question, sitting.language)
    return [
        FirstChoice(
            label=label, score=score,
            url=_address("survey-invited", token, **{"lang": sitting.language, f"a.{question.id}": value, "send": "1"}),
        )
        for value, label, score in offered
    ]  # fmt: skip


def one_press(question: d.Question, language: str) -> list[tuple[str, str, float | None]]:
    """(value, label, score) of each answer that one press can give; none where a question needs more than that."""
    if isinstance(question, d.Scale):
        lowest, highest = points_of(question)
        return [(str(n), dress_digits(str(n), language), float(n)) for n in range(lowest, highest + 1)]
    if isinstance(question, d.Helpful):
        return [(value, text.said(language), None) for value, text in (("yes", YES), ("almost", ALMOST), ("no", NO))]
    if isinstance(question, d.Choice) and not question.has_other and len(question.options) <= MOST_CHOICES:
        return [(option.id, option.text.said(language), None) for option in question.options]
    return []


def offer(survey_id: int, claims: Claims, *, way: str = "widget") -> Offer:
    """A survey for a visitor of a site or an app. Raises SurveyNotFound, SurveyClosed, NotYetOpen. Whether this visitor should be asked
    at all is decided before, elsewhere."""
    survey = get_row(survey_id)
    may_answer(survey)
    document = d.read(survey.version.document) if survey.version else None
    if document is None:
        raise errors.NotPublished
    language = claims.language if claims.language in document.languages else document.language
    row = new_row(survey, id=ordered_id(), way=way, language=language, about=_texts(claims.about))
    row.traits, row.unit = _texts(claims.traits), unit_of(survey, claims.unit)
    who = [Identifier(claims.space, "anonymous_id", claims.anonymous_id)] if claims.anonymous_id else []
    who += [Identifier(claims.space, "user_id", claims.user_id)] if claims.user_id else []
    sitting = sitting_of(survey, row, who=who, answers={}, is_new=True)
    return Offer(
        survey_id=survey.id, submission_id=row.id, token=sitting.page_token(), url=_address("survey-widget-page"), language=language,
    )  # fmt: skip
