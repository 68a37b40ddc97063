"""Answers of last resort, in our own look."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import NotAllowed, NotFound, Refused

from .refusals import answer, wants_json


class FormTooOld(Refused):
    code, status, message = (
        "form_too_old",
        403,
        _("This page was open for too long or came from elsewhere. Please reload it and try again."),
    )


class Unreadable(Refused):
    code, status, message = "unreadable", 400, _("This request could not be read.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, Unreadable())


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, NotAllowed())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, NotFound())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return answer(request, FormTooOld())


def trouble(request: HttpRequest) -> HttpResponse:
    """A bug. This page asks neither store, because one of them may be what is broken."""
    if wants_json(request):
        body = {"type": "urn:hamsafar:problem:trouble", "title": "Internal Server Error", "status": 500, "code": "trouble"}
        return JsonResponse(body, status=500, content_type="application/problem+json")
    language = translation.get_language() or "fa"
    context = {"language": language, "direction": "rtl" if language == "fa" else "ltr"}
    return HttpResponse(render_to_string("ui/trouble.html", context), status=500)
