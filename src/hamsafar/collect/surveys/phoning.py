"""Asking on the phone: an agent finds the person, reads the questions out, and writes down what is said."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from hamsafar.base.errors import BadInput, NotFound
from hamsafar.base.ui.policy import POLICY
from hamsafar.base.ui.reader import reader
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation.services import allow

from . import editing, inviting, sittings
from .around import Someone
from .around import around as beyond
from .contracts import SurveyRecord
from .models import InvitationRow
from .views import around, seen

LEAST = 2  # letters of a search


@require_http_methods(["GET", "HEAD", "POST"])
@allow("surveys.ask")
def page(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id, "surveys.ask")
    if request.method == "POST":
        return _begin(request, survey)
    words = request.GET.get("q", "").strip()[:200]
    found = beyond().find_people(words, member=request.user) if len(words) >= LEAST else ()
    offered = [(someone, beyond().may_call(someone.person)) for someone in found]
    context = {**around(request, survey, "ways"), "words": words, "found": offered, "is_searched": len(words) >= LEAST}
    return render(request, "surveys/ways/phone.html", context)


def _begin(request: HttpRequest, survey: SurveyRecord) -> HttpResponse:
    someone = beyond().get_person(_person(request.POST.get("person", "")), member=request.user)
    key = f"phone:{uuid4()}"
    if trouble := beyond().may_call(someone.person):
        raise BadInput(reason=trouble)
    invitation = inviting.invite(
        survey.id, identifier=someone.identifier, person=someone.person, channel="phone", language=reader().language, key=key,
        entered_by=request.user.audit_name,  # type: ignore[union-attr]
    )  # fmt: skip
    beyond().note_call(someone.person, key=key)
    audit.record("surveys.asked_by_phone", by=request.user, about=survey.slug)  # type: ignore[arg-type]
    return redirect("survey-conversation", survey.id, invitation.id)


def _person(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise NotFound
    return int(text)


@require_GET
@allow("surveys.ask")
def conversation(request: HttpRequest, survey_id: int, invitation_id: UUID) -> HttpResponse:
    """The questions in a frame, beside who is asked. Only whoever began it enters the answers."""
    survey = seen(request, survey_id, "surveys.ask")
    row = InvitationRow.objects.filter(id=invitation_id, survey_id=survey_id).first()
    if row is None or not row.entered_by or row.entered_by != request.user.audit_name:  # type: ignore[union-attr]
        raise NotFound
    someone = _someone(request, row)
    invitation = inviting.invitation_of(row, is_new=False)
    context = {
        **around(request, survey, "ways"), "someone": someone, "is_done": invitation.answered_at is not None,
        "frame": f"{reverse('survey-invited', args=[invitation.token])}?embed=1&lang={_language(survey, row)}",
    }  # fmt: skip
    response = render(request, "surveys/ways/conversation.html", context)
    response["Content-Security-Policy"] = POLICY + "; frame-src 'self'"
    return response


def _someone(request: HttpRequest, row: InvitationRow) -> Someone | None:
    try:
        return beyond().get_person(int(row.person), member=request.user) if row.person else None
    except NotFound:  # forgotten, or handed to another unit in the meantime
        return None


def _language(survey: SurveyRecord, row: InvitationRow) -> str:
    document = sittings.document_of(editing.get_row(survey.id).version_id or 0)
    return sittings.spoken(document, row.language)
