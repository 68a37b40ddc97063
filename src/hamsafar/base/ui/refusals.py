"""A refusal dressed for whoever asked: a page, a fragment for htmx, or problem+json (RFC 9457) for programs."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused, SignInNeeded

HEADINGS: dict[int, Promise] = {
    HTTPStatus.NOT_FOUND: _("Nothing here"),
    HTTPStatus.FORBIDDEN: _("Not allowed"),
    HTTPStatus.TOO_MANY_REQUESTS: _("Please wait"),
}


TOO_LONG = "hamsafar.too_long"  # in a request's scope: its body was longer than so many bytes, and is not there


class BodyTooLong(Refused):
    code, status, message = "body_too_long", 413, _("This is larger than the {limit} MB that are taken here.")


class TooMuchSent(Refused):
    code, status = "too_much_sent", 413
    message = _("That was more than can be taken at once. Nothing was changed; please go back and send less.")


class TooManyFields(TooMuchSent):
    code, status = "too_many_fields", 400


TOO_MUCH = (TooManyFieldsSent, TooManyFilesSent, RequestDataTooBig)


def too_much(request: HttpRequest, what: Exception) -> Refused:
    """For a form that cannot be read; it counts as empty from here on, so that whoever says so can look at it."""
    request._mark_post_parse_error()  # type: ignore[attr-defined]
    request.GET = QueryDict()
    return TooMuchSent() if isinstance(what, RequestDataTooBig) else TooManyFields()


def read_form(request: HttpRequest) -> None:
    """For views that say themselves what cannot be, in a language that the form may name. Raises TooMuchSent."""
    try:
        _ = request.GET, request.POST
    except TOO_MUCH as what:
        raise too_much(request, what) from None


class FormMiddleware(CsrfViewMiddleware):
    """The check against foreign pages is the first to read a form."""

    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> HttpResponseBase | None:
        try:
            return super().process_view(request, callback, callback_args, callback_kwargs)
        except TOO_MUCH as what:
            return answer(request, too_much(request, what))


class LengthMiddleware:
    """Says so to whoever sent too much. Stands where the reader's language is known, and before anything looks at the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = getattr(request, "scope", {}).get(TOO_LONG)
        return answer(request, BodyTooLong(limit=most >> 20)) if most else self.get_response(request)


class RefusalMiddleware:
    """Turns `Refused` into an answer. Every other exception is a bug and goes on to the error log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, TOO_MUCH):
            exception = too_much(request, exception)
        return answer(request, exception) if isinstance(exception, Refused) else None


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    if wants_json(request):
        response = problem(refused)
    elif request.headers.get("HX-Request"):
        response = _fragment(request, refused)
    elif isinstance(refused, SignInNeeded):
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    else:
        heading = HEADINGS.get(refused.status, _("This cannot be done"))
        response = render(request, "ui/refused.html", {"refused": refused, "heading": heading}, status=refused.status)
    if "seconds" in refused.facts and refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(refused.facts["seconds"])
    return response


def wants_json(request: HttpRequest) -> bool:
    """Programs: whatever is under /api/, carries an API key, or asks for JSON and not for a page."""
    accept = request.headers.get("Accept", "")
    return (
        request.path.startswith("/api/")
        or "Bearer " in request.headers.get("Authorization", "")
        or ("json" in accept and "text/html" not in accept)
    )


def problem(refused: Refused) -> JsonResponse:
    """RFC 9457. `code` is for machines, `detail` for people in the language of the request."""
    body = {
        "type": f"urn:hamsafar:problem:{refused.code}",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "code": refused.code,
        "detail": refused.sentence,
    }
    response = JsonResponse(body, status=refused.status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False})
    response["Content-Language"] = translation.get_language() or ""
    if refused.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="hamsafar"'
    return response


def _fragment(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A toast (or the question to sign in again) beside the page, which stays as it is."""
    name = "ui/session_over.html" if isinstance(refused, SignInNeeded) else "ui/refused_toast.html"
    context = {"refused": refused, "sign_in": f"{settings.LOGIN_URL}?{urlencode({'next': request.headers.get('HX-Current-URL', '/')})}"}
    response = render(request, name, context, status=refused.status)
    response["HX-Retarget"], response["HX-Reswap"], response["HX-Reselect"], response["HX-Push-Url"] = (
        "#toasts",
        "beforeend",
        "unset",
        "false",
    )
    return response
