"""The pages of those who answer: by link, by invitation, going on later. They need no script, no cookie and no sign-in.

A form carries a signed token that says which submission it belongs to; that token, and no cookie, is what a foreign page cannot make.
"""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import rate_limits
from hamsafar.base.errors import Refused
from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui.policy import POLICY
from hamsafar.base.ui.reader import reader, reading, usual
from hamsafar.base.ui.refusals import read_form
from hamsafar.collect.intake import services as intake
from hamsafar.ground.organisation.services import public

from . import answering, colours, errors, files, showing, sittings, telling, tokens, ways
from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .answering import Given
from .models import PictureRow
from .saying import fill
from .sittings import Sitting

READ_SECONDS = 0.7  # nobody reads and answers a page faster
PER_ADDRESS = rate_limits.Limit(tries=600, seconds=60)  # a whole office, or a mobile network, may share one address
NEW_PER_ADDRESS = rate_limits.Limit(tries=300, seconds=600)
PER_SUBMISSION = rate_limits.Limit(tries=120, seconds=60)
PINS = rate_limits.Limit(tries=10, seconds=600)
LANGUAGES = (("fa", "فارسی"), ("en", "English"))
PIN_SECONDS = 24 * 3600

View = Callable[..., HttpResponse]


def for_everyone(view: View) -> View:
    """In the language of whoever answers, and with a clear page where something cannot be."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            read_form(request)
            return view(request, *args, **kwargs)
        except Refused as refused:
            return _trouble(request, refused)

    return public(csrf_exempt(xframe_options_exempt(answered)))


# Pages


@require_GET
@for_everyone
def link(request: HttpRequest, slug: str) -> HttpResponse:
    pin_given = _pin_given(request, slug)
    way = "embed" if request.GET.get("embed") else "qr" if request.GET.get("qr") else "link"
    try:
        sitting = sittings.by_link(slug, query=request.GET.dict(), language=request.GET.get("lang", ""), way=way, pin_given=pin_given)
    except errors.PinNeeded:
        return _ask_pin(request, slug)
    return _first(request, sitting)


@require_GET
@for_everyone
def invited(request: HttpRequest, token: str) -> HttpResponse:
    sitting = sittings.by_invitation(token, language=request.GET.get("lang", ""))
    if sitting.is_finished:
        return _in_language(sitting.language, lambda: _trouble(request, errors.AlreadyAnswered(), sitting))
    return _first(request, sitting) if sitting.is_new else _page(request, sitting)


@require_GET
@for_everyone
def going(request: HttpRequest, token: str) -> HttpResponse:
    sitting = sittings.by_sitting_link(token, language=request.GET.get("lang", ""))
    if not sitting.is_finished:
        with reading(usual(sitting.language)):
            sittings.may_answer(sitting.survey)
    return _page(request, sitting)


@require_http_methods(["GET", "HEAD", "POST"])
@for_everyone
def answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":  # a page that was sent back has this address; a phone that put it aside asks for it again
        raise errors.PageTooOld
    caller = rate_limits.caller(request)
    rate_limits.hit(f"survey:address:{caller}", PER_ADDRESS)
    sitting, said, age = sittings.by_page(request.POST.get("page", ""))
    with reading(usual(sitting.language)):
        if sitting.is_new and not sitting.row.invitation_id:
            rate_limits.hit(f"survey:new:{sitting.row.survey_id}:{caller}", NEW_PER_ADDRESS)
        rate_limits.hit(f"survey:submission:{sitting.row.id}", PER_SUBMISSION)
        return _answered(request, sitting, said, age)


def _answered(request: HttpRequest, sitting: Sitting, said: Mapping[str, Any], age: float) -> HttpResponse:
    if request.headers.get("X-Look"):
        return _look_again(request, sitting)
    try:
        if request.POST.get("website"):
            raise errors.LooksLikeARobot
        if age < READ_SECONDS:
            raise errors.TooFastToRead
        sitting = answering.answer(sitting, given_in(request))
    except (errors.WrongAnswers, errors.TooFastToRead) as refused:
        return _page(request, sitting, refused=refused, at=said.get("at", ""))
    except errors.NotOnTheWay as refused:
        if sitting.is_new:
            raise
        return _page(request, sitting, notice=refused.sentence, status=refused.status)
    return _see_other(_sitting_address(sitting, framed=_is_framed(request)))


def given_in(request: HttpRequest) -> Given:
    fields = {name: request.POST.getlist(name) for name in request.POST if name.startswith("a.")}
    uploads = {name.removeprefix("a."): request.FILES.getlist(name) for name in request.FILES if name.startswith("a.")}
    asked = [each for each in request.POST.get("asked", "").split(",") if each]
    return Given(asked=asked, fields=fields, files=uploads)  # type: ignore[arg-type]


def _see_other(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address, "Cache-Control": "no-store"})


def _first(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The beginning: nothing is kept yet but that it was seen."""
    telling.viewed(sitting.row, sitting.survey, sitting.who, is_bot=intake.is_bot(request.headers.get("User-Agent", "")))
    welcome = sitting.document.welcome
    if welcome and not request.GET.get("begin") and not any(name.startswith("a.") for name in request.GET):
        start = f"{request.path}?{_query(request, begin='1', lang=sitting.language)}"
        said = _said(sitting, title=welcome.title, text=welcome.text, label=welcome.label)
        return _render(request, "surveys/welcome.html", sitting, {"welcome": said, "start": start})
    prefilled = {name: request.GET.getlist(name) for name in request.GET if name.startswith("a.")}
    return _page(request, sitting, prefilled=prefilled)


def _page(
    request: HttpRequest, sitting: Sitting, *, refused: Refused | None = None, notice: str = "", status: int = 200,
    prefilled: Mapping[str, list[str]] | None = None, at: str = "",
) -> HttpResponse:  # fmt: skip
    """The question that is due (or an earlier one), or how it ended."""
    if (sitting.way.end and not (at or request.GET.get("at"))) or sitting.is_finished:
        return _end(request, sitting)
    context = {
        **page_context(request, sitting, refused=refused, prefilled=prefilled, at=at or request.GET.get("at", "")),
        "notice": notice, "send_at_once": bool(prefilled) and request.GET.get("send") == "1",
    }  # fmt: skip
    return _render(request, "surveys/page.html", sitting, context, status=refused.status if refused else status)


def page_context(
    request: HttpRequest, sitting: Sitting, *, refused: Refused | None = None, prefilled: Mapping[str, list[str]] | None = None,
    at: str = "",
) -> dict[str, Any]:  # fmt: skip
    """What the form of a page is drawn from."""
    given = {name: request.POST.getlist(name) for name in request.POST if name.startswith("a.")} if refused else prefilled or None
    wrong = refused.facts.get("wrong", {}) if refused else {}
    told = answering.told_questions(sitting)
    page = showing.page_of(
        sitting.document, sitting.known, sitting.way, seed=sitting.row.id, at=at, given=given, wrong=wrong, told=told
    )  # fmt: skip
    here = page.questions[0].id if page.questions else ""
    return {
        "page": page, "token": sitting.page_token(at=here),
        "action": reverse("survey-answer") + ("?embed=1" if _is_framed(request) else ""),
        "problem": refused.sentence if refused else "",
        "back": _sitting_address(sitting, framed=_is_framed(request), at=page.back) if page.back else "",
    }  # fmt: skip


def _look_again(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Which questions there are now, while somebody fills in a page with all of them; nothing is kept."""
    given = given_in(request)
    known = answering.look_ahead(sitting, given)
    page = showing.page_of(sitting.document, known, sitting.way, seed=sitting.row.id, given=given.fields)
    return render(request, "surveys/questions.html", {"page": page})


def _end(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    return _render(request, "surveys/end.html", sitting, {"end": end_of(sitting)})


def end_of(sitting: Sitting) -> dict[str, str]:
    end = sitting.document.find_end(sitting.way.end or "") or sitting.document.ends[0]
    said = _said(sitting, title=end.title, text=end.text, label=end.label)
    with reading(usual(sitting.language)):
        return {**said, "title": said["title"] or _("Thank you!"), "link": end.link}


def _said(sitting: Sitting, **texts: Any) -> dict[str, str]:
    return {name: fill(text.said(sitting.language), sitting.document, sitting.way.known, sitting.language) for name, text in texts.items()}


def _render(request: HttpRequest, name: str, sitting: Sitting, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    framed = _is_framed(request)
    language = sitting.language
    shown = {
        "document": sitting.document, "theme": sitting.document.theme, "title": _said(sitting, title=sitting.document.title)["title"],
        "languages": _languages(request, sitting), "framed": framed, **context,
    }  # fmt: skip
    with reading(usual(language)):
        response = render(request, name, shown, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    allow_frames(response, _framers(sitting) if framed else ())
    return response


def _framers(sitting: Sitting) -> tuple[str, ...]:
    """What an agent enters is a frame on a page of ours; else whom the survey names."""
    return ("'self'",) if sitting.row.entered_by else ways.read(sitting.survey.ways).framed_by


def allow_frames(response: HttpResponse, origins: tuple[str, ...]) -> None:
    """Sites that a survey names may show it in a frame; without them nobody may."""
    ancestors = " ".join(origins) or "'none'"
    response["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    if origins:
        response.headers.pop("X-Frame-Options", None)
    else:
        response["X-Frame-Options"] = "DENY"


def _languages(request: HttpRequest, sitting: Sitting) -> list[tuple[str, str, str]]:
    """The other languages that are offered, each with its link. None while a form is sent back: it could not be found again."""
    if request.method != "GET":
        return []
    return [
        (code, name, f"{request.path}?{_query(request, lang=code)}")
        for code, name in LANGUAGES
        if code in sitting.document.languages and code != sitting.language
    ]


def _query(request: HttpRequest, **changes: str) -> str:
    found = QueryDict(mutable=True)
    for name in request.GET:
        if name not in changes:
            found.setlist(name, request.GET.getlist(name))
    found.update(changes)
    return found.urlencode()


def _is_framed(request: HttpRequest) -> bool:
    return bool(request.GET.get("embed"))


def _sitting_address(sitting: Sitting, *, framed: bool, at: str = "") -> str:
    query = {"lang": sitting.language, **({"at": at} if at else {}), **({"embed": "1"} if framed else {})}
    return f"{reverse('survey-sitting', args=[sitting.link_token])}?{urlencode(query)}"


# A PIN before the first page


@require_POST
@for_everyone
def open_with_pin(request: HttpRequest, slug: str) -> HttpResponse:
    rate_limits.hit(f"survey:pin:{slug}:{rate_limits.caller(request)}", PINS)
    survey = sittings.find_survey(slug)
    if not tokens.same(ascii_digits(request.POST.get("pin", "").strip()), ways.read(survey.ways).pin):
        return _ask_pin(request, slug, problem=errors.WrongPin())
    query = _query(request, k=tokens.page_token({"pin": survey.id}))
    return _see_other(f"{reverse('survey-link', args=[slug])}?{query}")


def _pin_given(request: HttpRequest, slug: str) -> bool:
    if "k" not in request.GET:
        return False
    said, _age = tokens.read_page_token(request.GET["k"], oldest=PIN_SECONDS)
    return bool(said.get("pin") == sittings.find_survey(slug).id)


def _ask_pin(request: HttpRequest, slug: str, *, problem: Refused | None = None) -> HttpResponse:
    survey = sittings.find_survey(slug)
    document = sittings.document_of(survey.version)
    language = request.GET.get("lang", "") if request.GET.get("lang", "") in document.languages else document.language
    with reading(usual(language)):
        context = {
            "title": document.title.said(language), "theme": document.theme, "problem": problem.sentence if problem else "",
            "action": f"{reverse('survey-pin', args=[slug])}?{_query(request)}",
        }  # fmt: skip
        return render(request, "surveys/pin.html", context, status=problem.status if problem else 200)


# What cannot be


NOT_OPEN = (errors.SurveyClosed, errors.NotYetOpen, errors.OnlyInvited, errors.InvitationOver)


def _heading(refused: Refused) -> str:
    """Whoever came in vain did nothing wrong."""
    if isinstance(refused, errors.AlreadyAnswered):
        return _("Thank you")
    return _("This survey is not open") if isinstance(refused, NOT_OPEN) else _("This did not work")


def _trouble(request: HttpRequest, refused: Refused, sitting: Sitting | None = None) -> HttpResponse:
    language = sitting.language if sitting else language_of(request)
    with reading(usual(language)):
        context = {
            "title": sitting.document.title.said(language) if sitting else _("Survey"),
            "theme": sitting.document.theme if sitting else None,
            "heading": _heading(refused),
            "sentence": refused.sentence,
        }  # fmt: skip
        response = render(request, "surveys/trouble.html", context, status=refused.status)
    response["Content-Language"], response["X-Frame-Options"], response["Cache-Control"] = language, "DENY", "no-store"
    if _is_framed(request):
        allow_frames(response, ("*",))  # nothing can be done on this page; an empty frame would say nothing at all
    if "seconds" in refused.facts:
        response["Retry-After"] = str(refused.facts["seconds"])
    return response


def language_of(request: HttpRequest) -> str:
    """What they chose, else what they were just reading, else the first of their browser's that we speak, else the company's."""
    asked = request.GET.get("lang", "") or _language_of_page(request.POST.get("page", ""))
    if asked in dict(LANGUAGES):
        return asked
    spoken = (part.strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(","))
    return next((code for code in spoken if code in dict(LANGUAGES)), reader().language or settings.LANGUAGE_CODE)


def _language_of_page(token: str) -> str:
    try:
        return str(tokens.read_page_token(token, oldest=10**9)[0].get("l", ""))
    except Refused:
        return ""


def _in_language(language: str, write: Callable[[], HttpResponse]) -> HttpResponse:
    with reading(usual(language)):
        return write()


# What pages fetch

KEPT_LONG = "public, max-age=31536000, immutable"


@require_GET
@public
def theme(_request: HttpRequest, colour: str) -> HttpResponse:
    """The brand's colour as CSS variables, with enough contrast in a light and in a dark look."""
    if not re.fullmatch("[0-9a-f]{6}", colour):
        raise errors.NothingToAnswer
    light, dark = colours.palette(f"#{colour}", dark=False), colours.palette(f"#{colour}", dark=True)
    names = ("brand", "on_brand", "ink", "sign", "soft", "on_soft")
    lines = [f"--{name.replace('_', '-')}:light-dark({getattr(light, name)},{getattr(dark, name)})" for name in names]
    return HttpResponse(f":root,:host{{{';'.join(lines)}}}", content_type="text/css; charset=utf-8", headers={"Cache-Control": KEPT_LONG})


@require_http_methods(["GET", "HEAD"])
@public
def picture(_request: HttpRequest, picture_id: str) -> HttpResponse:
    """A logo or an option's picture. Its type is what its bytes said when it came."""
    row = PictureRow.objects.filter(id=UUID(hex=picture_id)).first() if re.fullmatch("[0-9a-f]{32}", picture_id) else None
    path = files.path_of(row.id) if row else None
    if row is None or path is None or not path.is_file():
        raise errors.NothingToAnswer
    headers = {"Cache-Control": KEPT_LONG, "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(path.read_bytes(), content_type=row.type, headers=headers)
