"""What runs on other people's pages asks here: page after page of a survey, as pieces of HTML that are the same as on our own pages.

No cookie is read and none is set; what lets a visitor answer is the token of an offer.
"""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from hamsafar.base import rate_limits
from hamsafar.base.errors import Refused
from hamsafar.base.ui.policy import POLICY, View, any_site, refused_piece
from hamsafar.base.ui.reader import reading, usual
from hamsafar.collect.intake import services as intake
from hamsafar.ground.organisation.services import public

from . import answering, errors, offering, sittings, telling
from . import public as public_pages
from .public import NEW_PER_ADDRESS, PER_ADDRESS, PER_SUBMISSION, end_of, given_in, language_of, page_context
from .sittings import Sitting


def for_other_sites(*methods: str) -> Callable[[View], View]:
    return lambda view: public(any_site(view, methods, _refusal))


def _refusal(request: HttpRequest, refused: Refused) -> JsonResponse:
    language = language_of(request)
    with reading(usual(language)):
        return refused_piece(refused, language)


# What a site's script asks


@for_other_sites("GET")
def rules(request: HttpRequest, key: str) -> HttpResponse:
    """Which surveys may show themselves on this site, and when. The same for every visitor, so it may be kept for a minute."""
    source = offering.source_of(key, request.headers.get("Origin", ""))
    return JsonResponse({"surveys": offering.shown_on(source)}, headers={"Cache-Control": "public, max-age=60"})


@for_other_sites("POST")
def offer(request: HttpRequest) -> HttpResponse:
    """One survey for one visitor, who is about to see it."""
    caller = rate_limits.caller(request)
    rate_limits.hit(f"survey:address:{caller}", PER_ADDRESS)
    rate_limits.hit(f"survey:offer:{caller}", NEW_PER_ADDRESS)
    made = offering.offer_to(_asked(request), request.headers.get("Origin", ""))
    return JsonResponse({"page": made.token, "language": made.language, "submission": str(made.submission_id)})


@for_other_sites("POST")
def rate(request: HttpRequest) -> HttpResponse:
    """A rating from an app's own stars. The same id is the same rating."""
    caller = rate_limits.caller(request)
    rate_limits.hit(f"survey:address:{caller}", PER_ADDRESS)
    rate_limits.hit(f"survey:rate:{caller}", NEW_PER_ADDRESS)
    said = request.POST
    sitting = offering.rate(
        _asked(request), request.headers.get("Origin", ""), id=_uuid(said.get("id", "")), score=said.get("score", ""),
        comment=said.get("comment", ""),
    )  # fmt: skip
    return JsonResponse({"submission": str(sitting.row.id), "ended": sitting.is_finished})


def _asked(request: HttpRequest) -> offering.Asked:
    said = {name: request.POST.get(name, "")[: offering.MOST_WORDS] for name in ("survey", "language", "url", "trigger")}
    ids = {name: _id(request.POST.get(name, "")) for name in ("anonymous_id", "user_id")}
    about = {name.removeprefix("about."): request.POST[name] for name in request.POST if name.startswith("about.")}
    return offering.Asked(key=request.POST.get("key", "")[:100], about=about, **said, **ids)


def _id(text: str) -> str:
    """As the tracking API takes it; a longer one is nobody's."""
    text = "".join(sign for sign in text.strip() if sign.isprintable())
    return text if len(text) <= offering.MOST_WORDS else ""


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise errors.NotOffered from None


@require_GET
@public
@xframe_options_exempt
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty frame in which a site shows a survey; its script fetches the pages. Nobody is signed in there and nothing is kept."""
    row = sittings.find_survey(slug)
    document = sittings.document_of(row.version)
    language = sittings.spoken(document, request.GET.get("lang", ""))
    with reading(usual(language)):
        context = {
            "title": document.title.said(language),
            "theme": document.theme,
            "framed": True,
            "address": reverse("survey-widget-page"),
        }
        response = render(request, "surveys/frame.html", context)
    response["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
    response["Cache-Control"] = "public, max-age=300"
    return response


# Page after page


@for_other_sites("POST")
def page(request: HttpRequest) -> HttpResponse:
    """The first page of an offer, or what follows once `asked` was answered."""
    caller = rate_limits.caller(request)
    rate_limits.hit(f"survey:address:{caller}", PER_ADDRESS)
    sitting, said, age = sittings.by_page(request.POST.get("page", ""))
    with reading(usual(sitting.language)):
        rate_limits.hit(f"survey:submission:{sitting.row.id}", PER_SUBMISSION)
        if "asked" not in request.POST:
            return _opened(request, sitting)
        if sitting.is_new:
            rate_limits.hit(f"survey:new:{sitting.row.survey_id}:{caller}", NEW_PER_ADDRESS)
        return _answered(request, sitting, at=said.get("at", ""), age=age)


def _opened(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    if sitting.is_new:
        telling.viewed(sitting.row, sitting.survey, sitting.who, is_bot=intake.is_bot(request.headers.get("User-Agent", "")))
    return _shown(request, sitting, at=request.POST.get("at", ""))


def _answered(request: HttpRequest, sitting: Sitting, *, at: str, age: float) -> HttpResponse:
    if request.POST.get("website"):
        raise errors.LooksLikeARobot
    if age < public_pages.READ_SECONDS:
        return _shown(request, sitting, refused=errors.TooFastToRead(), at=at)
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
