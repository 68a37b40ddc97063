"""How the board is set up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hamsafar.act.messaging import services as messaging
from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.ui.reader import reader
from hamsafar.collect.ideas import services as ideas
from hamsafar.ground.organisation.services import allow, can

from .forms import BoardForm, StatusForm, TagForm, board_initial, names_in
from .tabs import tabs


@require_http_methods(["GET", "POST"])
@allow("ideas.change")
def setup(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.POST or None, initial=board_initial(ideas.board()))
    if request.method == "POST" and form.is_valid():
        ideas.change_board(form.board(), by=_by(request))
        messages.success(request, _("Saved."))
        return redirect("board-setup")
    language = reader().language
    every = ideas.list_statuses(archived=True)
    statuses = [(one, one.name_in(language), str(ideas.KINDS[one.kind]), ideas.TONES[one.kind]) for one in every]
    context = {
        "title": _("Idea board"), "tabs": tabs(request, "board-setup"), "form": form, "board": ideas.board(),
        "address": ideas.public_address("ideas-board"), "statuses": statuses,
        "tags": [(one, one.name_in(language)) for one in ideas.list_tags()], "blocked": ideas.list_blocked(),
        "has_mail": "email" in messaging.channels(), "may_set_mail": can(request.user, "mail.change"),
        "sees_people": can(request.user, "people.see"),
    }  # fmt: skip
    return render(request, "board/setup.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow("ideas.change")
def status(request: HttpRequest, status_id: int | None = None) -> HttpResponse:
    known = ideas.get_status(status_id) if status_id else None
    initial: dict[str, Any] = {**_names(known), "kind": known.kind.value, "on_roadmap": known.on_roadmap} if known else {}
    form = StatusForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            found = form.cleaned_data
            ideas.save_status(
                name=names_in(form), kind=ideas.Kind(found["kind"]), on_roadmap=found["on_roadmap"], status_id=status_id, by=_by(request)
            )
            return redirect("board-setup")
        except ideas.NeedsName as refused:
            form.add_error("name_fa", refused.sentence)
    title = known.name_in(reader().language) if known else _("New status")
    return render(request, "board/edit.html", {"title": title, "form": form}, status=422 if form.errors else 200)


@require_POST
@allow("ideas.change")
def status_move(request: HttpRequest, status_id: int) -> HttpResponse:
    ideas.move_status(status_id, up=request.POST.get("to") == "up")
    return redirect("board-setup")


@require_POST
@allow("ideas.change")
def status_archive(request: HttpRequest, status_id: int) -> HttpResponse:
    deed = ideas.restore_status if request.POST.get("restore") else ideas.archive_status
    try:
        deed(status_id, by=_by(request))
    except NotFound:
        raise
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("board-setup")


@require_http_methods(["GET", "POST"])
@allow("ideas.change")
def tag(request: HttpRequest, tag_id: int | None = None) -> HttpResponse:
    known = next((one for one in ideas.list_tags() if one.id == tag_id), None)
    if tag_id and known is None:
        raise NotFound
    form = TagForm(request.POST or None, initial={**_names(known), "is_public": known.is_public if known else True})
    if request.method == "POST" and form.is_valid():
        try:
            ideas.save_tag(name=names_in(form), is_public=form.cleaned_data["is_public"], tag_id=tag_id, by=_by(request))
            return redirect("board-setup")
        except ideas.NeedsName as refused:
            form.add_error("name_fa", refused.sentence)
    title = known.name_in(reader().language) if known else _("New tag")
    return render(request, "board/edit.html", {"title": title, "form": form}, status=422 if form.errors else 200)


@require_POST
@allow("ideas.change")
def tag_drop(request: HttpRequest, tag_id: int) -> HttpResponse:
    ideas.drop_tag(tag_id, by=_by(request))
    messages.success(request, _("The tag was removed."))
    return redirect("board-setup")


@require_POST
@allow("ideas.manage")
def unblock(request: HttpRequest, participant_id: UUID) -> HttpResponse:
    ideas.unblock(participant_id, by=_by(request))
    messages.success(request, _("They can use the board again."))
    return redirect("board-setup" if can(request.user, "ideas.change") else "board")


def _names(known: Any) -> dict[str, str]:
    return {f"name_{language}": known.name.get(language, "") if known else "" for language in ("fa", "en")}


def _by(request: HttpRequest) -> Any:
    return request.user
