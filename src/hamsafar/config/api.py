"""The HTTP API of the installation: one description (OpenAPI 3.1) over the routers of the rooms."""

from importlib.metadata import version
from inspect import getclosurevars, isfunction
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from hamsafar.act.cases.api import router as cases
from hamsafar.base.errors import BadInput, Refused, SignInNeeded
from hamsafar.base.ui.refusals import answer
from hamsafar.base.ui.views import FormTooOld
from hamsafar.ground.organisation.services import allow, public
from hamsafar.measure.metrics.api import router as metrics
from hamsafar.show.board.api import router as ideas

PREFIX = "/api/v1/"
SAFE = ("GET", "HEAD", "OPTIONS")


class KeyOrSession(HttpBearer):
    """An API key as `Authorization: Bearer hk_…`, or the session of a signed-in member. The gate has already found out who it is."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.user.is_authenticated:
            raise SignInNeeded
        if not getattr(request, "carries_key", False) and request.method not in SAFE and check_csrf(request):
            raise FormTooOld
        return request.user

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002
        return request.user


api = NinjaAPI(
    title="Hamsafar", version=version("hamsafar"), urls_namespace="api", auth=KeyOrSession(), openapi_url=None, docs_url=None,
    description="Errors are problem+json (RFC 9457) with a `code`. Times are UTC.",
)  # fmt: skip
api.add_router("/metrics", metrics)
api.add_router("/cases", cases)
api.add_router("/ideas", ideas)


@api.exception_handler(Refused)
def refused(request: HttpRequest, exception: Refused) -> HttpResponse:
    return answer(request, exception)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    parts = (f"{'.'.join(str(place) for place in error['loc'][1:])}: {error['msg']}" for error in exception.errors)
    return answer(request, BadInput(reason="; ".join(parts)[:500]))


@api.exception_handler(HttpError)
def misread(request: HttpRequest, exception: HttpError) -> HttpResponse:
    return answer(request, BadInput(reason=str(exception)[:500]))


@public
def description(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """What the API can do; it tells nothing about this installation."""
    return JsonResponse(api.get_openapi_schema(path_prefix=PREFIX))


def _guarded(pattern: URLPattern) -> URLPattern:
    """The gate asks the view of an address for its permission; ninja hides the operations, which declare it, in a closure.

    Guarding the whole address also tells who has not signed in so before it tells which methods there are.
    """
    operations = getattr(getclosurevars(pattern.callback).nonlocals.get("self"), "operations", ())
    declared = {getattr(operation.view_func, "permission", "") for operation in operations}
    if len(declared) == 1:
        pattern.callback = allow(declared.pop())(pattern.callback)
    return pattern


_patterns, *_names = api.urls
# Ninja's own start page is left out: it is no function and shows nothing.
urls = ([_guarded(pattern) for pattern in _patterns if isfunction(pattern.callback)], *_names)
