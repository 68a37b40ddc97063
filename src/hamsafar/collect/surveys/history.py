"""Pages on what a survey was and whom it asked: its versions, and its invitations with what became of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base import clock
from hamsafar.base.errors import BadInput
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import BulkAction, Choice, Column, Empty, Stat
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation.services import allow, can
from hamsafar.science.intervals import wilson

from . import document as d
from . import editing, reporting
from .contracts import VersionRecord
from .errors import SurveyNotFound
from .models import InvitationRow
from .views import around, may_change, seen

STATES = {
    "finished": (gettext_lazy("finished"), "good"),
    "begun": (gettext_lazy("begun"), "wait"),
    "waiting": (gettext_lazy("not begun"), ""),
    "expired": (gettext_lazy("expired"), "bad"),
    "withdrawn": (gettext_lazy("withdrawn"), "bad"),
}
_FITTING = {
    "finished": Q(submission__finished_at__isnull=False),
    "begun": Q(submission__isnull=False, submission__finished_at=None),
    "withdrawn": Q(submission=None, withdrawn_at__isnull=False),
}
PAGE = 50


# Versions


@require_GET
@allow("surveys.see")
def versions(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id)
    found = reporting.versions_of(survey_id)
    older: Sequence[VersionRecord | None] = [*found[1:], None]
    rows = [
        {"version": version, "changes": changes(before, version, reader().language), "is_asked": version.number == survey.version}
        for version, before in zip(found, older, strict=True)
    ]
    return render(request, "surveys/versions.html", {**around(request, survey, "versions"), "rows": rows})


def changes(before: VersionRecord | None, after: VersionRecord, language: str) -> list[str]:
    """What a version changed, in sentences."""
    if before is None:
        count = len(after.document.questions)
        said = ngettext("The first version, with %(n)s question.", "The first version, with %(n)s questions.", count)
        return [said % {"n": formats.number(count)}]
    old, new = ({question.id: question for question in version.document.questions} for version in (before, after))
    told = [(_("New: “%(words)s”"), new[id]) for id in new if id not in old]
    told += [(_("Gone: “%(words)s”"), old[id]) for id in old if id not in new]
    told += [(_("Changed: “%(words)s”"), new[id]) for id in new if id in old and new[id] != old[id]]
    said_all = [sentence % {"words": reporting.question_in_words(question, language)} for sentence, question in told]
    if [id for id in new if id in old] != [id for id in old if id in new]:
        said_all.append(_("The questions stand in another order."))
    if _around_questions(before.document) != _around_questions(after.document):
        said_all.append(_("Other parts: title, look, endings, variables or quotas."))
    return said_all or [_("Nothing that people see.")]


def _around_questions(document: d.Document) -> dict[str, Any]:
    return {name: value for name, value in d.plain(document).items() if name != "questions"}


@require_POST
@allow("surveys.change")
def bring_back(request: HttpRequest, survey_id: int) -> HttpResponse:
    """An earlier version becomes the draft; the draft that was there is one step back."""
    seen(request, survey_id, "surveys.change")
    wanted = request.POST.get("version", "")
    found = next((each for each in reporting.versions_of(survey_id) if str(each.number) == wanted), None)
    if found is None:
        raise BadInput(reason=_("There is no such version."))
    editing.change_draft(survey_id, found.document)
    said = _("Version %(n)s is the draft now. Publish it when it is right; undo brings the former draft back.")
    messages.success(request, said % {"n": formats.number(found.number)})
    return redirect("survey-build", survey_id)


# Whom it asked


@require_GET
@allow("surveys.see")
def invited(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey, may_see_people = seen(request, survey_id), can(request.user, "people.see")
    columns = (
        Column(key="who", label=_("To whom"), kind="typed") if may_see_people else Column(key="kind", label=_("To whom")),
        Column(key="state", label=_("What became of it"), kind="chip", href=lambda row: row["href"]),
        Column(key="channel", label=_("Channel"), only_wide=True),
        Column(key="created_at", label=_("Invited"), kind="ago"),
        Column(key="expires_at", label=_("Valid until"), kind="moment", only_wide=True),
    )
    filters = [
        Choice(key="state", label=_("Whatever became of it"), options=[(key, str(name)) for key, (name, _tone) in STATES.items()]),
        Choice(key="channel", label=_("Any channel"), options=[(code, channel_name(code)) for code in vocabulary.CHANNELS]),
    ]
    listing = read_listing(request, columns, key="invited", filters=filters, keep=("unit",), limit=PAGE)
    everyone = InvitationRow.objects.filter(survey_id=survey_id, is_test=False).select_related("submission")
    rows = _narrowed(everyone, listing.filters["state"], listing.filters["channel"], listing.search if may_see_people else "")
    shown = [_invited_row(row) for row in rows.order_by("-created_at", "id")[listing.offset : listing.offset + PAGE]]
    empty = Empty(
        title=_("Nobody was invited yet"), text=_("Invitations by e-mail, SMS, rules and single-use links appear here."), icon="mail"
    )  # fmt: skip
    ask = _("Withdraw these invitations? Their links stop working; what was answered stays.")
    withdraws = [BulkAction(label=_("Withdraw"), href=reverse("survey-withdraw", args=[survey_id]), question=ask)]
    table = listing.table(
        shown, total=rows.count(), empty=empty, searchable=may_see_people, placeholder=_("Search by e-mail, phone or id"),
        row_id=lambda row: row["id"], bulk=withdraws if may_change(request, survey) else (),
    )  # fmt: skip
    return render(request, "surveys/invited.html", {**around(request, survey, "invited"), "table": table, "stats": _stats(everyone)})


def channel_name(code: str) -> str:
    english, persian = vocabulary.CHANNELS.get(code, (code, code))
    return persian if reader().language == "fa" else english


def _narrowed(rows: QuerySet[InvitationRow], state: str, channel: str, search: str) -> QuerySet[InvitationRow]:
    now = clock.now()
    still = Q(submission=None, withdrawn_at=None)
    fitting = {**_FITTING, "expired": still & Q(expires_at__lte=now), "waiting": still & (Q(expires_at=None) | Q(expires_at__gt=now))}
    rows = rows.filter(fitting[state]) if state in fitting else rows
    rows = rows.filter(channel=channel) if channel else rows
    return rows.filter(value__icontains=search) if search else rows


def _invited_row(row: InvitationRow) -> dict[str, Any]:
    submission = getattr(row, "submission", None)
    state = state_of(row)
    name, tone = STATES[state]
    return {
        "id": row.id, "who": row.value or _("whoever holds the link"), "kind": _KINDS.get(row.kind, _KINDS[""]), "state": (name, tone),
        "href": reverse("survey-response", args=[row.survey_id, submission.id]) if submission else "", "channel": channel_name(row.channel),
        "created_at": row.created_at, "expires_at": row.expires_at,
    }  # fmt: skip


_KINDS = {
    "email": gettext_lazy("an e-mail address"), "phone": gettext_lazy("a phone number"), "user_id": gettext_lazy("a customer"),
    "anonymous_id": gettext_lazy("a visitor"), "": gettext_lazy("whoever holds the link"),
}  # fmt: skip


def state_of(row: InvitationRow) -> str:
    submission = getattr(row, "submission", None)
    if submission is not None:
        return "finished" if submission.finished_at else "begun"
    if row.withdrawn_at:
        return "withdrawn"
    return "expired" if row.expires_at and row.expires_at <= clock.now() else "waiting"


def _stats(rows: QuerySet[InvitationRow]) -> list[Stat]:
    count, finished = rows.count(), rows.filter(_FITTING["finished"]).count()
    share = wilson(finished, count) if count else None
    return [
        Stat(name=_("Invited"), value=count),
        Stat(
            name=_("Response rate"), kind="percent", decimals=1, value=share.value if share else None, low=share.low if share else None,
            high=share.high if share else None, sample=count, missing=_("Nobody was invited yet"),
        ),
        Stat(name=_("Begun and not finished"), value=rows.filter(_FITTING["begun"]).count()),
    ]  # fmt: skip


@require_POST
@allow("surveys.change")
def withdraw(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id, "surveys.change")
    picked = [_uuid(text) for text in request.POST.getlist("picked")[:1000]]
    count = InvitationRow.objects.filter(survey_id=survey_id, id__in=picked, withdrawn_at=None).update(withdrawn_at=clock.now())
    user: Any = request.user
    audit.record("surveys.invitations_withdrawn", by=user, about=survey.slug, facts={"count": count})
    said = ngettext("%(n)s invitation was withdrawn.", "%(n)s invitations were withdrawn.", count)
    messages.success(request, said % {"n": formats.number(count)})
    return redirect("survey-invited-list", survey_id)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise SurveyNotFound from None
