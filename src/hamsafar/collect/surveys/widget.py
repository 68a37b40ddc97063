"""What runs on other people's pages asks here: page after page of a survey, as pieces of HTML that are the same as on our own pages.

No cookie is read and none is set; what lets a visitor answer is the token of an offer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hamsafar.base import rate_limits
from hamsafar.base.errors import Refused
from hamsafar.base.ui.reader import reading, usual
from hamsafar.ground.organisation.services import public

from . import answering, errors, sittings
from .public import NEW_PER_ADDRESS, PER_ADDRESS, PER_SUBMISSION, end_of, given_in, language_of, page_context
from .sittings import Sitting

View = Callable[..., HttpResponse]


def for_other_sites(view: View) -> View:
    """Any page may ask; nothing that it gets depends on who is signed in."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204))
        try:
            return _open(view(request, *args, **kwargs))
        except Refused as refused:
            return _open(_refusal(request, refused))

    return require_http_methods(["POST", "OPTIONS"])(public(csrf_exempt(answered)))


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Access-Control-Max-Age"] = "86400"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "no-store"
    return response


def _refusal(request: HttpRequest, refused: Refused) -> JsonResponse:
    language = language_of(request)
    with reading(usual(language)):
        return JsonResponse({"code": refused.code, "sentence": refused.sentence, "language": language}, status=refused.status)


@for_other_sites
def page(request: HttpRequest) -> HttpResponse:
    """The first page of an offer, or what follows once `asked` was answered."""
    caller = rate_limits.caller(request)
    rate_limits.hit(f"survey:address:{caller}", PER_ADDRESS)
    sitting, said, _age = sittings.by_page(request.POST.get("page", ""))
    with reading(usual(sitting.language)):
        rate_limits.hit(f"survey:submission:{sitting.row.id}", PER_SUBMISSION)
        if "asked" not in request.POST:
            return _shown(request, sitting, at=request.POST.get("at", ""))
        if sitting.is_new:
            rate_limits.hit(f"survey:new:{sitting.row.survey_id}:{caller}", NEW_PER_ADDRESS)
        return _answered(request, sitting, at=said.get("at", ""))


def _answered(request: HttpRequest, sitting: Sitting, *, at: str) -> HttpResponse:
    if request.POST.get("website"):
        raise errors.LooksLikeARobot
    try:
        sitting = answering.answer(sitting, given_in(request))
    except errors.WrongAnswers as refused:
        return _shown(request, sitting, refused=refused, at=at)
    return _shown(request, sitting)


def _shown(request: HttpRequest, sitting: Sitting, *, refused: Refused | None = None, at: str = "") -> HttpResponse:
    ended = sitting.is_finished or (bool(sitting.way.end) and not at)
    if ended:
        html = render_to_string("surveys/end_part.html", {"end": end_of(sitting)})
    else:
        html = render_to_string(
            "surveys/form.html", {**page_context(request, sitting, refused=refused, at=at), "document": sitting.document}
        )
    return JsonResponse({"html": html, "ended": ended, "language": sitting.language, "submission": str(sitting.row.id)})
