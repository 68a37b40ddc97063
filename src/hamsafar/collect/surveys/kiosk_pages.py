"""What a device in a shop fetches: its page, all that it needs to ask without a net, and where it brings the answers.

The device's address is its key. Nobody is signed in on it and no cookie is set.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from msgspec import Meta

from hamsafar.base import clock, rate_limits
from hamsafar.base.errors import BadInput
from hamsafar.base.ui.reader import reading, usual
from hamsafar.ground.organisation.services import public

from . import document as d
from . import errors, kiosks, showing, sittings
from .kiosks import Brought
from .models import KioskRow
from .public import LANGUAGES, for_everyone

SYNCS = rate_limits.Limit(tries=120, seconds=60)
MOST_AT_ONCE = 25
SEEN_EVERY = 300  # seconds


class Entry(msgspec.Struct, frozen=True):
    """As a device sends it; checked part by part while it is read."""

    id: UUID
    version: Annotated[int, Meta(ge=1, le=2**31)]
    language: Annotated[str, Meta(max_length=2)]
    asked: Annotated[list[str], Meta(max_length=d.MOST_QUESTIONS)]
    fields: Annotated[dict[str, list[str]], Meta(max_length=2000)]
    ago: float
    took: float = 0.0


class Parcel(msgspec.Struct, frozen=True):
    entries: list[Entry]


_parcel = msgspec.json.Decoder(Parcel)


@require_GET
@for_everyone
def page(request: HttpRequest, token: str) -> HttpResponse:
    kiosk = kiosks.by_token(token)
    document = _document(kiosk)
    context = {
        "title": document.title.said(document.language), "theme": document.theme, "pack": reverse("survey-kiosk-pack", args=[token]),
        "sync": reverse("survey-kiosk-sync", args=[token]), "manifest": reverse("survey-kiosk-manifest", args=[token]),
    }  # fmt: skip
    with reading(usual(document.language)):
        response = render(request, "surveys/kiosk.html", context)
    response["Cache-Control"], response["X-Frame-Options"] = "no-cache", "DENY"
    return response


@require_GET
@public
def manifest(_request: HttpRequest, token: str) -> HttpResponse:
    """Lets the page be put on the start screen, where it opens without the browser around it."""
    kiosk = kiosks.by_token(token)
    address = reverse("survey-kiosk", args=[token])
    said = {"name": kiosk.name, "short_name": kiosk.name[:12], "start_url": address, "scope": address, "display": "fullscreen"}
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@require_GET
@public
def pack(_request: HttpRequest, token: str) -> JsonResponse:
    """All that is needed to ask without a net: every question drawn in every language, and the rules between them."""
    kiosk = kiosks.by_token(token)
    survey, document = kiosk.survey, _document(kiosk)
    _note_seen(kiosk)
    try:
        sittings.may_answer(survey)
        closed = False
    except (errors.SurveyClosed, errors.NotYetOpen):
        closed = True
    said = {
        "version": survey.version_id, "idle": kiosk.idle_seconds, "back": document.can_go_back, "closed": closed,
        "rules": msgspec.to_builtins(_rules(document)), "languages": [_spoken(document, code) for code in document.languages],
    }  # fmt: skip
    return JsonResponse(said, headers={"Cache-Control": "no-cache"})


def _document(kiosk: KioskRow) -> d.Document:
    return sittings.document_of(kiosk.survey.version)


def _asked(document: d.Document) -> list[d.Question]:
    """A device takes no files, and shows no doors to the rest of the web."""
    return [question for question in document.questions if not isinstance(question, d.Files)]


def _rules(document: d.Document) -> dict[str, Any]:
    facts = ("id", "required", "show_if", "jumps", "checks", "options", "rows", "columns", "parts", "needed", "shuffle", "fewest", "most")
    return {
        "questions": [
            {"kind": d.kind_of(each), **{name: getattr(each, name) for name in facts if hasattr(each, name)}} for each in _asked(document)
        ],
        "ends": [end.id for end in document.ends],
        "variables": document.variables,
    }


def _spoken(document: d.Document, code: str) -> dict[str, Any]:
    with reading(usual(code)):
        return {
            "code": code,
            "name": dict(LANGUAGES)[code],
            "title": document.title.said(code),
            "welcome": _welcome(document, code),
            "questions": {shown.id: _drawn(shown) for shown in showing.unfilled(document, _asked(document), code)},
            "ends": {end.id: {"title": end.title.said(code) or _("Thank you!"), "text": end.text.said(code)} for end in document.ends},
            "checks": {each.id: [check.message.said(code) for check in each.checks] for each in document.questions if each.checks},
            "words": {
                "begin": _("Begin"), "next": _("Next"), "back": _("Back"), "send": _("Send"), "here": _("Are you still there?"),
                "stay": _("Go on"), "leave": _("Start again"), "closed": str(errors.SurveyClosed().sentence),
                "missing": str(errors.AnswerMissing().sentence), "wrong": str(errors.WrongAnswer().sentence),
                "email": str(errors.NotAnEmail().sentence), "phone": str(errors.NotAPhone().sentence),
                "row": str(errors.RowMissing().sentence), "agree": str(errors.AgreementMissing().sentence),
                "other": str(errors.OtherMissing().sentence),
            },
        }  # fmt: skip


def _welcome(document: d.Document, code: str) -> dict[str, str]:
    welcome = document.welcome or d.Welcome()
    return {name: getattr(welcome, name).said(code) for name in ("title", "text", "label")}


def _drawn(shown: showing.Shown) -> str:
    return render_to_string("surveys/question.html", {"question": shown})


# Bringing the answers


@csrf_exempt
@require_POST
@public
def sync(request: HttpRequest, token: str) -> JsonResponse:
    """Each entry is kept once, however often it is brought. What is refused is refused for good; the device forgets it then."""
    kiosk = kiosks.by_token(token)
    rate_limits.hit(f"survey:kiosk:{kiosk.id}", SYNCS)  # tokens that somebody makes up are not counted one by one
    try:
        entries: Sequence[Entry] = _parcel.decode(request.body).entries
    except (msgspec.ValidationError, msgspec.DecodeError, RecursionError):
        raise BadInput(reason=_("What the device sent cannot be read.")) from None
    if len(entries) > MOST_AT_ONCE:
        raise BadInput(reason=_("What the device sent cannot be read."))
    _note_seen(kiosk)
    results: Mapping[str, str] = {str(entry.id): kiosks.take(kiosk, _brought(entry)) for entry in entries}
    return JsonResponse({"results": results}, headers={"Cache-Control": "no-store"})


def _brought(entry: Entry) -> Brought:
    return Brought(
        id=entry.id, version=entry.version, language=entry.language, asked=entry.asked, fields=entry.fields, ago=entry.ago, took=entry.took
    )


def _note_seen(kiosk: KioskRow) -> None:
    at = clock.now()
    if kiosk.seen_at is None or (at - kiosk.seen_at).total_seconds() >= SEEN_EVERY:
        KioskRow.objects.filter(id=kiosk.id).update(seen_at=at)
