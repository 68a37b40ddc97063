"""The builder: every change is sent as it is made, kept as the draft's next state, and shown in the preview beside it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import BadInput, Refused
from hamsafar.base.ui.policy import POLICY
from hamsafar.base.ui.reader import reader, reading, usual
from hamsafar.ground.organisation.services import allow

from . import answering, building, checking, colours, editing, errors, panels, public, showing, tokens
from . import answers as a
from . import document as d
from .answers import Answer
from .conditions import Known
from .models import SubmissionRow, SurveyRow
from .sittings import Sitting
from .views import around, seen
from .walking import walk

FIRST = "start"


@require_GET
@allow("surveys.change")
def build(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = seen(request, survey_id, "surveys.change")
    document = editing.draft_of(survey_id)
    part = _part(document, request.GET.get("part", "") or _first_part(document))
    context = {**around(request, survey, "build"), **_panes(survey_id, document, part)}
    if request.headers.get("HX-Target") == "editor":
        response = render(request, "surveys/build/opened.html", context)
        response["HX-Trigger-After-Swap"] = json.dumps({"survey-shown": {"part": part}})
        return response
    response = render(request, "surveys/build/page.html", context)
    # The preview beside the editor is a page of ours in a frame.
    response["Content-Security-Policy"] = POLICY + "; frame-src 'self'"
    return response


def _first_part(document: d.Document) -> str:
    return f"question:{document.questions[0].id}" if document.questions else FIRST


def _part(document: d.Document, part: str) -> str:
    """The part that was asked for, or where one lands when it is no longer there."""
    kind, _colon, key = part.partition(":")
    exists = {"question": document.find, "end": document.find_end}.get(kind)
    if exists is not None and exists(key) is None:
        return _first_part(document)
    return part if kind in ("start", "question", "end", "hidden", "variables", "quotas", "look") else FIRST


def _panes(survey_id: int, document: d.Document, part: str) -> dict[str, Any]:
    language = reader().language
    findings = checking.check(document)
    row = editing.get_row(survey_id)
    can_undo, can_redo = editing.can_step(row)
    return {
        "document": document, "part": part, "part_kind": part.partition(":")[0], "seen": row.draft_number,
        "outline": panels.outline(document, language, findings, part),
        "ends": [(end.id, end.title.said(language) or end.id, part == f"end:{end.id}") for end in document.ends],
        "kinds": panels.KINDS, "findings": findings, "errors": [each for each in findings if each.is_error],
        "can_undo": can_undo, "can_redo": can_redo, "editor": _editor(document, part, language),
        "languages": [(code, name) for code, name in public.LANGUAGES if code in document.languages],
        "every_language": public.LANGUAGES, "saved_at": row.changed_at,
        "shown_language": language if language in document.languages else document.language,
    }  # fmt: skip


def _editor(document: d.Document, part: str, language: str) -> dict[str, Any]:
    kind, _colon, key = part.partition(":")
    if kind == "question":
        return _question_editor(document, key, language)
    everything = len(document.questions)
    found: dict[str, Any] = {"template": f"surveys/build/{kind}.html", "insertable": panels.insertable(document, everything, language)}
    if kind == "end":
        found["end"] = document.find_end(key)
    if kind == "variables":
        found["variables"] = [
            (variable, [(step, panels.when_rows(document, step.when, f"variables.{n}.steps.{m}.when", everything, language))
                        for m, step in enumerate(variable.steps)])
            for n, variable in enumerate(document.variables)
        ]  # fmt: skip
    if kind == "quotas":
        found["quotas"] = [
            (quota, panels.when_rows(document, quota.when, f"quotas.{n}.when", everything, language))
            for n, quota in enumerate(document.quotas)
        ]
        found["targets"] = [(end.id, end.title.said(language) or end.id) for end in document.ends]
    if kind == "look":
        found["palette"] = colours.palette(document.theme.colour, dark=document.theme.look == "dark")
    return found


def _question_editor(document: d.Document, key: str, language: str) -> dict[str, Any]:
    question = document.find(key)
    assert question is not None
    index = [each.id for each in document.questions].index(key)
    return {
        "template": "surveys/build/question.html",
        "question": question,
        "kind": panels.BY_KEY[d.kind_of(question)],
        "number": index + 1,
        "fields": panels.fields_of(question),
        "part_names": panels.PART_NAMES.get(d.kind_of(question), ()),
        "can_be_required": d.kind_of(question) in panels.CAN_BE_REQUIRED,
        "show_if": panels.when_rows(document, question.show_if, "show_if", index, language),
        "jumps": [
            (jump, panels.when_rows(document, jump.when, f"jumps.{n}.when", index + 1, language)) for n, jump in enumerate(question.jumps)
        ],
        "checks": [
            (demand, panels.when_rows(document, demand.must, f"checks.{n}.must", index + 1, language))
            for n, demand in enumerate(question.checks)
        ],
        "targets": panels.targets(document, index, language),
        "insertable": panels.insertable(document, index, language),
        "is_first": index == 0,
    }


# Changes


@require_POST
@allow("surveys.change")
def change(request: HttpRequest, survey_id: int) -> HttpResponse:
    """One part's fields, and perhaps a deed. Answered with the panes that changed."""
    survey = seen(request, survey_id, "surveys.change")
    before = editing.draft_of(survey_id)
    part, do = request.POST.get("part", ""), request.POST.get("do", "")
    form = {name: request.POST.getlist(name) for name in request.POST if name not in _OURS}
    after = building.apply(before, part, form, do)
    editing.change_draft(survey_id, after, seen=_number(request.POST.get("seen", "")))
    return _changed(request, survey.id, after, _next_part(before, after, part, do), is_structural=bool(do))


_OURS = ("part", "do", "seen", "csrfmiddlewaretoken")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadInput(reason=_("The page is out of date. Please reload it."))
    return int(text)


def _next_part(before: d.Document, after: d.Document, part: str, do: str) -> str:
    """After something new was made, that is what one wants to see."""
    old, new = ({*(q.id for q in doc.questions), *(e.id for e in doc.ends)} for doc in (before, after))
    made = new - old
    if made and do.startswith(("add-question", "double", "rename", "add-end")):
        kind = "end" if do.startswith("add-end") else "question"
        return f"{kind}:{next(iter(made))}"
    if do == "remove" and part.startswith("question:"):
        ids = [question.id for question in before.questions]
        index = ids.index(part.partition(":")[2])
        left = [question.id for question in after.questions]
        return f"question:{left[min(index, len(left) - 1)]}" if left else FIRST
    return part


def _changed(request: HttpRequest, survey_id: int, document: d.Document, part: str, *, is_structural: bool) -> HttpResponse:
    part = _part(document, part) if not part.startswith("outline") else _part(document, request.POST.get("open", "") or FIRST)
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('survey-build', args=[survey_id])}?part={part}")
    survey = seen(request, survey_id, "surveys.change")
    context = {**around(request, survey, "build"), **_panes(survey_id, document, part), "is_structural": is_structural}
    response = render(request, "surveys/build/changed.html", context)
    if not is_structural:
        response["HX-Reswap"] = "none"  # what is being typed into stays as it is; the other panes come beside it
    response["HX-Trigger-After-Settle"] = json.dumps({"survey-changed": {"part": part}})
    return response


@require_POST
@allow("surveys.change")
def step(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Undo or redo."""
    seen(request, survey_id, "surveys.change")
    editing.step(survey_id, -1 if request.POST.get("by") == "-1" else 1)
    return _changed(request, survey_id, editing.draft_of(survey_id), request.POST.get("part", ""), is_structural=True)


@require_POST
@allow("surveys.change")
def add_picture(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    file = request.FILES.get("picture")
    if file is None:
        raise errors.BadPicture(limit=2)
    id = editing.add_picture(survey_id, file)
    part, way, index = (request.POST.get(name, "") for name in ("part", "way", "index"))
    before = editing.draft_of(survey_id)
    after = building.apply(before, part, {}, f"picture:{way}:{index or 0}:{id}")
    editing.change_draft(survey_id, after)
    return _changed(request, survey_id, after, part, is_structural=True)


@require_POST
@allow("surveys.change")
def publish(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    user: Any = request.user
    editing.publish(survey_id, by=user)
    return redirect("survey-build", survey_id)


# The preview: the same pages as those who answer see, made from the draft; nothing is kept


@require_http_methods(["GET", "POST"])
@csrf_exempt  # nothing is changed, and the frame has no cookie to prove itself with
@xframe_options_sameorigin
@allow("surveys.change")
def preview(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    row = editing.get_row(survey_id)
    document = d.read(row.draft)
    language = request.GET.get("lang", "") if request.GET.get("lang", "") in document.languages else document.language
    part = request.GET.get("part", "")
    with reading(usual(language)):
        try:
            response = _previewed(request, row, document, language, part)
        except Refused as refused:
            response = render(
                request,
                "surveys/trouble.html",
                {"title": document.title.said(language), "theme": document.theme, "sentence": refused.sentence},
            )
    response["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response["Cache-Control"] = "no-store"
    return response


def _previewed(request: HttpRequest, row: SurveyRow, document: d.Document, language: str, part: str) -> HttpResponse:
    if request.method == "POST":
        return _tried(request, row, document, language)
    kind, _colon, key = part.partition(":")
    sitting = _trial(row, document, language, {}, uuid4())
    if kind == "question" and document.find(key):
        return _show(request, sitting, only=key)
    if kind == "end" and document.find_end(key):
        return _show(request, replace(sitting, way=replace(sitting.way, waiting=None, end=key)))
    if kind == "start" and document.welcome and not request.GET.get("begin"):
        welcome = document.welcome
        start = f"?lang={language}&begin=1"
        context = {
            "document": document, "theme": document.theme, "title": document.title.said(language), "start": start,
            "welcome": {name: getattr(welcome, name).said(language) for name in ("title", "text", "label")},
        }  # fmt: skip
        return render(request, "surveys/welcome.html", context)
    return _show(request, sitting)


def _tried(request: HttpRequest, row: SurveyRow, document: d.Document, language: str) -> HttpResponse:
    """One page further, with everything that was answered so far carried by the page itself."""
    said, _age = tokens.read_page_token(request.POST.get("page", ""))
    if "n" not in said:
        raise errors.PageTooOld
    answers = {id: a.read(text) for id, text in said.get("a", {}).items()}
    sitting = _trial(row, document, language, answers, UUID(hex=said["n"]))
    given = public.given_in(request)
    if request.headers.get("X-Look"):
        known = answering.look_ahead(sitting, given)
        return render(
            request,
            "surveys/questions.html",
            {"page": showing.page_of(document, known, sitting.way, seed=sitting.row.id, given=given.fields)},
        )
    try:
        found = answering.read_page(sitting, given, anywhere=True)
    except errors.WrongAnswers as refused:
        return _show(request, sitting, only=given.asked[0] if document.layout == "one" else "", refused=refused)
    return _show(request, _trial(row, document, language, {**answers, **found.answers}, sitting.row.id))


def _trial(row: SurveyRow, document: d.Document, language: str, answers: Mapping[str, Answer], id: UUID) -> Sitting:
    submission = SubmissionRow(id=id, survey=row, way="link", channel="web", language=language, is_test=True)
    known = Known(answers=answers, language=language, channel="web")
    return Sitting(
        survey=row, document=document, row=submission, who=(), known=known, way=walk(document, known), is_new=True
    )  # fmt: skip


def _show(request: HttpRequest, sitting: Sitting, *, only: str = "", refused: Refused | None = None) -> HttpResponse:
    document, language = sitting.document, sitting.language
    common = {"document": document, "theme": document.theme, "title": document.title.said(language)}
    if not document.questions or (sitting.way.end and not only):
        return render(request, "surveys/end.html", {**common, "end": public.end_of(sitting)})
    way = sitting.way
    if only and only not in way.steps:  # shown by itself, wherever it stands
        way = replace(way, steps=(*way.steps, only))
    given = {name: request.POST.getlist(name) for name in request.POST if name.startswith("a.")} if refused else None
    page = showing.page_of(
        document, sitting.known, way, seed=sitting.row.id, at=only, given=given, wrong=refused.facts["wrong"] if refused else {},
        all_on_one=False if only else None,
    )  # fmt: skip
    token = tokens.page_token({"n": sitting.row.id.hex, "a": {id: a.write(each) for id, each in sitting.known.answers.items()}})
    context = {
        **common, "page": page, "token": token, "action": f"?lang={language}", "problem": refused.sentence if refused else "",
    }  # fmt: skip
    return render(request, "surveys/page.html", context)
