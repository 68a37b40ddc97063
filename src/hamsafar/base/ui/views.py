"""Answers of last resort, in our own look."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import NotAllowed, NotFound, Refused

from .refusals import answer


class FormTooOld(Refused):
    code, status, message = (
        "form_too_old",
        403,
        _("This page was open for too long or came from elsewhere. Please reload it and try again."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, NotFound())


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, NotAllowed())


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return answer(request, FormTooOld())
