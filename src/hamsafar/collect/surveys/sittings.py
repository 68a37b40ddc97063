"""One going through a survey: begun by a link, an invitation, a widget or a kiosk; taken up again by its own link.

Nothing is kept before the first answer: until then a signed token in the page says what the submission will be.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db import connection

from hamsafar.base import clock
from hamsafar.base.ids import ordered_id
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.organisation import services as organisation

from . import answers as a
from . import document as d
from . import errors, tokens, ways
from .answers import Answer
from .conditions import Known
from .contracts import State
from .models import InvitationRow, NameRow, QuotaRow, SubmissionRow, SurveyRow, VersionRow
from .walking import Way, walk
from .ways import Ways

Found = TypeVar("Found")
INVITATION, SITTING = "i", "a"  # kinds of link tokens
LONGEST_HIDDEN = 300
MOST_HIDDEN = 45
ALWAYS_HIDDEN = ("src", "utm_source", "utm_medium", "utm_campaign")
CHANNEL_OF = {
    "link": "web", "qr": "store", "embed": "web", "email": "email", "sms": "sms", "widget": "web", "app": "app", "kiosk": "store",
    "phone": "phone", "chat": "chat", "telegram": "social",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A submission with its survey, as far as it has come. `row` is not kept in the database while `is_new`."""

    survey: SurveyRow
    document: d.Document
    row: SubmissionRow
    who: tuple[Identifier, ...]
    known: Known  # everything that was answered, also beside the way
    way: Way
    is_new: bool

    @property
    def language(self) -> str:
        return self.row.language

    @property
    def link_token(self) -> str:
        return tokens.link_token(SITTING, self.row.id)

    @property
    def is_finished(self) -> bool:
        return self.row.finished_at is not None

    def page_token(self, **more: Any) -> str:
        if not self.is_new:
            return tokens.page_token({"g": self.row.id.hex, "l": self.language, **more})
        row = self.row
        said = {
            "n": row.id.hex, "s": row.survey_id, "v": row.version_id, "w": row.way, "c": row.channel, "l": row.language, "u": row.unit,
            "h": row.about, "i": row.invitation_id.hex if row.invitation_id else "", "o": [list(each) for each in self.who],
            "x": row.is_test, "p": row.traits,
        }  # fmt: skip
        return tokens.page_token({**{name: value for name, value in said.items() if value}, **more})


# Beginning


def by_link(
    slug: str, *, query: Mapping[str, str], language: str = "", way: str = "link", pin_given: bool = False, is_test: bool = False
) -> Sitting:  # fmt: skip
    """The survey's own link. Raises NothingToAnswer, NotYetOpen, SurveyClosed, OnlyInvited, PinNeeded."""
    survey = find_survey(slug)
    may_begin(survey, pin_given=pin_given)
    document = document_of(survey.version)
    about = hidden_of(document, query)
    row = new_row(survey, id=ordered_id(), way=way, language=spoken(document, language), about=about, is_test=is_test)
    row.unit = unit_of(survey, query.get("unit", ""))
    return sitting_of(survey, row, who=(), answers={}, is_new=True)


def by_invitation(token: str, *, language: str = "", way: str = "") -> Sitting:
    """A personal or single-use link; goes on where it was left. Raises InvitationOver and the refusals of a closed survey."""
    invitation = InvitationRow.objects.select_related("survey__version").filter(id=tokens.read_link_token(INVITATION, token)).first()
    if invitation is None:
        raise errors.NothingToAnswer
    known = SubmissionRow.objects.filter(id=submission_of(invitation.id)).first()
    if known is not None:
        return resume_row(known, language=language)
    if invitation.withdrawn_at or (invitation.expires_at and invitation.expires_at <= clock.now()):
        raise errors.InvitationOver
    may_begin(invitation.survey, invited=True)
    return _invited(invitation, language, way)


def _invited(invitation: InvitationRow, language: str, way: str) -> Sitting:
    survey = invitation.survey
    document = document_of(survey.version)
    row = new_row(
        survey, id=submission_of(invitation.id), way=way or invitation.channel, about=dict(invitation.about), is_test=invitation.is_test,
        language=spoken(document, language or invitation.language),
    )  # fmt: skip
    row.invitation, row.person, row.traits = invitation, invitation.person, dict(invitation.traits)
    row.channel, row.entered_by = invitation.channel, invitation.entered_by
    row.unit = unit_of(survey, str(invitation.about.get("unit", "")))
    return sitting_of(survey, row, who=names_of(invitation), answers={}, is_new=True)


def names_of(invitation: InvitationRow) -> tuple[Identifier, ...]:
    return (Identifier(invitation.space, invitation.kind, invitation.value),) if invitation.kind else ()


def submission_of(invitation_id: UUID) -> UUID:
    """One invitation, one submission, however often its link is opened."""
    return uuid5(invitation_id, "submission")


def new_row(
    survey: SurveyRow, *, id: UUID, way: str, language: str, about: Mapping[str, Any] | None = None, is_test: bool = False
) -> SubmissionRow:  # fmt: skip
    at = clock.now()
    row = SubmissionRow(id=id, way=way, channel=CHANNEL_OF.get(way, "other"), language=language, about=dict(about or {}), is_test=is_test)
    row.survey, row.version, row.unit, row.started_at, row.last_at = survey, survey.version, survey.unit, at, at
    return row


# Taking up again


def by_page(token: str) -> tuple[Sitting, dict[str, Any], float]:
    """What a form brings back: the sitting, what its page said, and the seconds since. Raises PageTooOld."""
    said, age = tokens.read_page_token(token)
    return _of_page(said), said, age


def _of_page(said: Mapping[str, Any]) -> Sitting:
    id = UUID(hex=said.get("g") or said.get("n") or "0" * 32)
    # Most pages are sent by people who begin: asking whether there is a row costs a tenth of asking for it with all that hangs on it.
    if SubmissionRow.objects.filter(id=id).exists():
        return resume_row(_rows().get(id=id), language=said.get("l", ""))
    if "g" in said:
        raise errors.NothingToAnswer
    if "s" not in said:  # of a preview, or of a PIN that was typed: signed by us too, and no page of a survey
        raise errors.PageTooOld
    return from_claims(id, said)


def from_claims(id: UUID, said: Mapping[str, Any]) -> Sitting:
    """A submission that a token of ours describes and that nobody has begun yet. It keeps the version whose words were read."""
    survey = _find(BY_ID, said["s"])
    version = survey.version if survey and survey.version_id == said["v"] else version_of(said["v"])
    if survey is None or version is None:
        raise errors.NothingToAnswer
    row = new_row(survey, id=id, way=said["w"], language=said["l"], about=said.get("h"), is_test=bool(said.get("x")))
    row.version, row.channel, row.unit, row.traits = version, said["c"], said.get("u", ""), dict(said.get("p", {}))
    if said.get("i"):
        row.invitation = InvitationRow.objects.filter(id=UUID(hex=said["i"])).first()
        if row.invitation is None:
            raise errors.NothingToAnswer
        row.traits, row.person, row.entered_by = dict(row.invitation.traits), row.invitation.person, row.invitation.entered_by
    who = tuple(Identifier(*each) for each in said.get("o", ()))
    return sitting_of(survey, row, who=who, answers={}, is_new=True)


def find_kept(id: UUID) -> Sitting | None:
    """One that has begun already."""
    kept = _rows().filter(id=id).first()
    return resume_row(kept) if kept else None


def by_sitting_link(token: str, *, language: str = "") -> Sitting:
    kept = _rows().filter(id=tokens.read_link_token(SITTING, token)).first()
    if kept is None:
        raise errors.NothingToAnswer
    return resume_row(kept, language=language)


def resume_row(row: SubmissionRow, *, language: str = "") -> Sitting:
    answers = {each.question: a.read(each.answer) for each in row.answers.all()}
    who = tuple(Identifier(each.space, each.kind, each.value) for each in NameRow.objects.filter(submission=row))
    if language in document_of(row.version).languages:
        row.language = language
    return sitting_of(row.survey, row, who=who, answers=answers, is_new=False)


def _rows() -> Any:
    wide = SubmissionRow.objects.select_related("survey", "version", "invitation").prefetch_related("answers")
    return wide.defer("survey__draft", "version__document")


def sitting_of(survey: SurveyRow, row: SubmissionRow, *, who: Sequence[Identifier], answers: Mapping[str, Answer], is_new: bool) -> Sitting:
    document = document_of(row.version)
    known = Known(
        answers=answers, traits={name: str(value) for name, value in row.traits.items()},
        hidden={name: str(value) for name, value in row.about.items()}, language=row.language, channel=row.channel,
    )  # fmt: skip
    full = frozenset() if row.finished_at else full_quotas(survey.id, document)
    way = walk(document, known, full=full)
    if row.finished_at:
        way = replace(way, waiting=None, end=row.end)
    return Sitting(survey=survey, document=document, row=row, who=tuple(who), known=known, way=way, is_new=is_new)


def full_quotas(survey_id: int, document: d.Document) -> frozenset[str]:
    if not document.quotas:
        return frozenset()
    counts = dict(QuotaRow.objects.filter(survey_id=survey_id).values_list("quota", "count"))
    return frozenset(quota.id for quota in document.quotas if counts.get(quota.id, 0) >= quota.most)


# Whether one may


def may_begin(survey: SurveyRow, *, invited: bool = False, pin_given: bool = False) -> None:
    found = may_answer(survey)
    if invited:
        return
    if found.access == "invited":
        raise errors.OnlyInvited
    if found.access == "pin" and not pin_given:
        raise errors.PinNeeded


def may_answer(survey: SurveyRow, at: dt.datetime | None = None) -> Ways:
    """Raises NothingToAnswer, NotYetOpen, SurveyPaused or SurveyClosed. `at` is when an answer was given that arrives late."""
    if survey.version_id is None or survey.state == State.DRAFT:
        raise errors.NothingToAnswer
    was_live = survey.state == State.LIVE or (at is not None and at < survey.changed_at)
    found, at = ways.read(survey.ways), at or clock.now()
    if found.opens_at and at < found.opens_at:
        raise errors.NotYetOpen
    is_over = (found.closes_at is not None and at >= found.closes_at) or (found.most and survey.finished >= found.most)
    if is_over or (not was_live and survey.state != State.PAUSED):
        raise errors.SurveyClosed
    if not was_live:
        raise errors.SurveyPaused
    return found


def find_survey(slug: str) -> SurveyRow:
    survey = _find(BY_SLUG, slug)
    if survey is None or survey.version is None:
        raise errors.NothingToAnswer
    return survey


# Without the draft. Asked twice for each answer, so written once: putting a question together takes Django longer than SQLite the answer.
_COLUMNS = ", ".join(field.column for field in SurveyRow._meta.concrete_fields if field.name != "draft")
BY_SLUG = f"select {_COLUMNS} from survey where slug = %s"  # noqa: S608 - the columns are the model's
BY_ID = f"select {_COLUMNS} from survey where id = %s"  # noqa: S608


def _find(question: str, value: Any) -> SurveyRow | None:
    found = next(iter(SurveyRow.objects.raw(question, [value])), None)
    if found is not None and found.version_id:
        found.version = version_of(found.version_id)
    return found


def document_of(version: VersionRow | None) -> d.Document:
    if version is None:
        raise errors.NothingToAnswer
    return _remember(_documents, version.id, lambda: _read(version.document))


def version_of(version_id: int) -> VersionRow | None:
    return _remember(_versions, version_id, lambda: VersionRow.objects.defer("document").filter(id=version_id).first())


# What was published is never changed. Its number may be given out again if its publication is rolled back, so nothing is
# remembered inside of a transaction.
MOST_REMEMBERED = 256
_versions: dict[int, VersionRow] = {}
_documents: dict[int, d.Document] = {}
_read = lru_cache(maxsize=MOST_REMEMBERED)(d.read)  # many surveys are copies


def _remember(kept: dict[int, Found], number: int, read: Callable[[], Found]) -> Found:
    found = kept.get(number) or read()
    if found and not connection.in_atomic_block:
        if len(kept) >= MOST_REMEMBERED:
            kept.clear()
        kept[number] = found
    return found


def spoken(document: d.Document, language: str) -> str:
    return language if language in document.languages else document.language


def hidden_of(document: d.Document, query: Mapping[str, str]) -> dict[str, str]:
    """What a link or a site brings along, of what the survey has asked for."""
    names = [*(field.id for field in document.hidden), *ALWAYS_HIDDEN][:MOST_HIDDEN]
    found = {name: "".join(sign for sign in query.get(name, "") if sign.isprintable())[:LONGEST_HIDDEN] for name in names}
    return {name: value for name, value in found.items() if value}


def unit_of(survey: SurveyRow, wanted: str) -> str:
    """A link of a branch counts for that branch, if the survey reaches it."""
    if not wanted or wanted == survey.unit:
        return survey.unit
    reached = organisation.units_below(survey.unit) if survey.unit else tuple(unit.code for unit in organisation.list_units())
    return wanted if wanted in reached else survey.unit
