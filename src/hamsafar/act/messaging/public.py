"""What a letter's links lead to. Anybody may fetch these, and programs do: a GET never changes what a customer allowed."""

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hamsafar.base import rate_limits
from hamsafar.base.errors import Refused
from hamsafar.base.ui.reader import reading, usual
from hamsafar.decide.contact import services as contact
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import public

from . import following, tokens, wishes
from .errors import LinkOver
from .models import MessageRow

_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
PER_ADDRESS = rate_limits.Limit(tries=300, seconds=60)
View = Callable[..., HttpResponse]


def for_everyone(view: View) -> View:
    """The signed token is what a foreign page cannot make, so no cookie is asked for."""

    @wraps(view)
    def answered(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            rate_limits.hit(f"message:{rate_limits.caller(request)}", PER_ADDRESS)
            return _never_kept(view(request, tokens.read(token), **kwargs))
        except Refused as refused:
            with reading(usual(organisation.company().language)):
                page = {"title": _("This cannot be done"), "sentence": refused.sentence, "company": organisation.company().name}
                return render(request, "messaging/trouble.html", page, status=refused.status)

    return public(csrf_exempt(answered))


def _never_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@for_everyone
def opened(request: HttpRequest, message: UUID) -> HttpResponse:
    _note(request, message, following.OPEN)
    return HttpResponse(_PIXEL, content_type="image/gif")


@require_safe
@for_everyone
def trap(request: HttpRequest, message: UUID) -> HttpResponse:
    """A link that nobody sees: whoever follows it is a program."""
    _note(request, message, following.TRAP)
    return HttpResponse(status=204)


@require_safe
@for_everyone
def link(request: HttpRequest, message: UUID, number: int) -> HttpResponse:
    row = MessageRow.objects.filter(id=message).first()
    if row is None or number >= len(row.links):
        raise LinkOver
    _note(request, message, following.CLICK, link=number)
    return redirect(row.links[number])


def _note(request: HttpRequest, message: UUID, kind: str, *, link: int = 0) -> None:
    place = tokens.place_of(request.META.get("REMOTE_ADDR", ""), message)
    following.note(message, kind, agent=request.headers.get("User-Agent", ""), method=request.method or "", place=place, link=link)


# What the customer allows


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def unsubscribe(request: HttpRequest, message: UUID) -> HttpResponse:
    """The address of the List-Unsubscribe header. RFC 8058: a POST takes effect at once, without a page; a GET only asks."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        wishes.unsubscribe(message, evidence="one click in the mail program")
        return HttpResponse(status=200)
    row = wishes.message_of(message)
    with reading(usual(row.language)):
        if request.method != "POST":
            return _page(request, row, "messaging/unsubscribe.html")
        wishes.unsubscribe(message, evidence="unsubscribe page")
        return _page(request, row, "messaging/unsubscribe.html", is_done=True)


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def preferences(request: HttpRequest, message: UUID) -> HttpResponse:
    row = wishes.message_of(message)
    with reading(usual(_language(request, row))):
        if request.method != "POST":
            return _page(request, row, "messaging/preferences.html", is_saved="saved" in request.GET)
        if request.POST.get("leave"):
            wishes.leave_everything(message)
        else:
            wishes.change(message, request.POST.getlist("allow"), language=_language(request, row))
        address = reverse("message-preferences", args=[tokens.token_of(message)])
        return HttpResponse(status=303, headers={"Location": f"{address}?saved=1&lang={_language(request, row)}"})


def _language(request: HttpRequest, row: MessageRow) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in ("fa", "en") else row.language


def _page(request: HttpRequest, row: MessageRow, template: str, **more: Any) -> HttpResponse:
    language = _language(request, row)
    all_wishes = wishes.wishes_of(row.person, language)
    groups = [
        (wishes.wording(purpose, language), _name(purpose, language), [one for one in all_wishes if one.purpose == purpose])
        for purpose in wishes.EVERYTHING
    ]
    token = tokens.token_of(row.id)
    context = {
        "title": _("What we may send you"),
        "company": organisation.company().name or _("The company"),
        "groups": groups,
        "purpose": _name(row.purpose, language),
        "channel": "" if row.channel == "email" else wishes.label(row.channel, language),
        "here": reverse("message-preferences", args=[token]),
        "leave": reverse("message-unsubscribe", args=[token]),
        "language": language,
        "other": "en" if language == "fa" else "fa",
        **more,
    }
    return render(request, template, context)


def _name(purpose: str, language: str) -> str:
    english, persian = contact.PURPOSES.get(purpose, (purpose, purpose))
    return persian if language == "fa" else english
