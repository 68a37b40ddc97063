"""Asking one customer by hand: an agent finds them, then reads the questions out on the phone, hands them a link in a chat, or sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hamsafar.base.errors import BadInput, NotFound
from hamsafar.base.ui.policy import POLICY
from hamsafar.base.ui.reader import reader
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation.services import allow

from . import editing, inviting, sittings
from .around import Someone
from .around import around as beyond
from .contracts import Invitation, SurveyRecord
from .models import InvitationRow
from .views import around, seen
from .words import WAYS

LEAST = 2  # letters of a search


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A button beside a customer that was found, or why there is none."""

    channel: str
    name: Any
    icon: str
    trouble: str


@require_http_methods(["GET", "HEAD", "POST"])
@allow("surveys.ask")
def page(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id, "surveys.ask")
    if request.method == "POST":
        return _ask(request, survey)
    words = request.GET.get("q", "").strip()[:200]
    found = beyond().find_people(words, member=request.user) if len(words) >= LEAST else ()
    context = {
        **around(request, survey, "ways"), "words": words, "is_searched": len(words) >= LEAST,
        "found": [(someone, *_offered(someone)) for someone in found], "made": _made(request, survey),
    }  # fmt: skip
    return render(request, "surveys/ways/phone.html", context)


def _offered(someone: Someone) -> tuple[Sequence[Offered], Sequence[str]]:
    """What can be done now, and why the rest cannot, each reason once."""
    ways = [Offered(channel=way.channel, name=WAYS[way.channel][0], icon=WAYS[way.channel][1], trouble=way.trouble)
            for way in beyond().ways_to(someone.person)]  # fmt: skip
    return [way for way in ways if not way.trouble], list(dict.fromkeys(way.trouble for way in ways if way.trouble))


def _ask(request: HttpRequest, survey: SurveyRecord) -> HttpResponse:
    someone = beyond().get_person(_person(request.POST.get("person", "")), member=request.user)
    channel = request.POST.get("channel", "phone")
    way = next((way for way in beyond().ways_to(someone.person) if way.channel == channel), None)
    if way is None or way.trouble:
        raise BadInput(reason=way.trouble if way else _("This customer cannot be reached by this channel."))
    return {"phone": _call, "chat": _hand_over}.get(channel, _send)(request, survey, someone, channel)


def _call(request: HttpRequest, survey: SurveyRecord, someone: Someone, channel: str) -> HttpResponse:
    by = request.user.audit_name  # type: ignore[union-attr]
    invitation = _invited(survey, someone, channel, key=f"phone:{uuid4()}", entered_by=by)
    audit.record("surveys.asked_by_phone", by=request.user, about=survey.slug)  # type: ignore[arg-type]
    return redirect("survey-conversation", survey.id, invitation.id)


def _hand_over(request: HttpRequest, survey: SurveyRecord, someone: Someone, channel: str) -> HttpResponse:
    """A link for this customer alone, to be put into the chat that is open beside this page."""
    invitation = _invited(survey, someone, channel, key=f"{_chats(request)}{uuid4()}")
    audit.record("surveys.asked_in_chat", by=request.user, about=survey.slug)  # type: ignore[arg-type]
    return redirect(f"{reverse('survey-phone', args=[survey.id])}?made={invitation.id}")


def _send(request: HttpRequest, survey: SurveyRecord, someone: Someone, channel: str) -> HttpResponse:
    trouble = beyond().send(survey.id, someone.person, channel, by=request.user, key=f"by-hand:{uuid4()}")
    if trouble:
        raise BadInput(reason=trouble)
    audit.record("surveys.asked_by_message", by=request.user, about=survey.slug, facts={"channel": channel})  # type: ignore[arg-type]
    messages.success(request, _("It is on its way to {name}.").format(name=someone.name))
    return redirect("survey-phone", survey.id)


def _invited(survey: SurveyRecord, someone: Someone, channel: str, *, key: str, entered_by: str = "") -> Invitation:
    invitation = inviting.invite(
        survey.id, identifier=someone.identifier, person=someone.person, channel=channel, key=key, entered_by=entered_by,
        language=reader().language if entered_by else "", traits=beyond().traits_of(someone.person, inviting.traits_wanted(survey.id)),
    )  # fmt: skip
    beyond().note_asked(someone.person, channel, key=key)
    return invitation


def _chats(request: HttpRequest) -> str:
    """How the keys of this member's links begin: nobody else is shown them."""
    return f"chat:{request.user.audit_id}:"  # type: ignore[union-attr]


def _made(request: HttpRequest, survey: SurveyRecord) -> str:
    """The link that was made a moment ago."""
    try:
        id = UUID(request.GET.get("made", ""))
    except ValueError:
        return ""
    row = InvitationRow.objects.filter(id=id, survey_id=survey.id, key__startswith=_chats(request)).first()
    return inviting.invitation_of(row, is_new=False).url if row else ""


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
    document = sittings.document_of(editing.get_row(survey.id).version)
    return sittings.spoken(document, row.language)
