"""Segments: the list, one segment with whom it holds, the editor, and the count while somebody builds."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import NotAllowed, Refused
from hamsafar.base.ui.contracts import Column, Empty, Stat
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import computing, saving
from .choices import choices
from .contracts import Condition, Count, Segment
from .editor import condition_of, editor_of, is_button, read_editor
from .forms import NameForm
from .reading import written
from .saying import sentence

PAGE = 25


@require_GET
@allow("segments.see")
def segment_list(request: HttpRequest) -> HttpResponse:
    columns = (
        Column(key="name", label=_("Segment"), value=lambda row: row.name_in(reader().language), href=_address),
        Column(key="sentence", label=_("Who belongs to it"), value=lambda row: sentence(row.condition), only_wide=True),
        Column(key="counted", label=_("People"), kind="number"),
        Column(key="counted_at", label=_("Counted"), kind="ago", only_wide=True),
        Column(key="changed_at", label=_("Changed"), kind="ago", only_wide=True),
    )
    listing = read_listing(request, columns, keep=())
    found = saving.list_segments(search=listing.search)
    empty = Empty(
        title=_("No segments yet"),
        text=_("A segment is a group of customers by what is known of them and what happened to them."),
        href=reverse("segment-new") if can(request.user, "segments.change") else "",
        action=_("New segment"),
        icon="filter",
    )
    shown = found[listing.offset : listing.offset + listing.limit]
    table = listing.table(shown, total=len(found), empty=empty, placeholder=_("Search segments"))
    return render(
        request, "segments/segments.html", {"title": _("Segments"), "table": table, "may_change": can(request.user, "segments.change")}
    )


def _address(segment: Segment) -> str:
    return reverse("segment", args=[segment.id])


@require_GET
@allow("segments.see")
def segment(request: HttpRequest, segment_id: int) -> HttpResponse:
    found = saving.get_segment(segment_id)
    units = scope_here(request, "segments.see")
    count, trouble = _counted(found.condition, units)
    if count is not None and units is None:
        saving.note_count(found.id, count)
    may_see_people = can(request.user, "people.see")
    context = {
        "title": found.name_in(reader().language),
        "segment": found,
        "is_archived": saving.is_archived(found.id),
        "sentence": sentence(found.condition),
        "written": json.dumps(written(found.condition), ensure_ascii=False, indent=2),
        "stats": _stats(count) if count else [],
        "trouble": trouble,
        "may_change": _may_change(request),
        "may_see_people": may_see_people,
        "table": _people(request, found.condition) if may_see_people else None,
    }
    return render(request, "segments/segment.html", context)


def _counted(condition: Condition, units: tuple[str, ...] | None) -> tuple[Count | None, str]:
    try:
        return computing.count(condition, scope=Scope(units=units), limits=computing.PREVIEW), ""
    except Refused as refused:  # the page stands all the same, and says so
        return None, refused.sentence


def _stats(count: Count) -> list[Stat]:
    return [
        Stat(name=_("People"), value=count.people),
        Stat(
            name=_("Share of everyone"),
            value=count.share,
            kind="percent",
            decimals=1,
            sample=count.of,
            missing=_("Nobody is on the spine yet."),
        ),
    ]


def _people(request: HttpRequest, condition: Condition) -> Any:
    columns = (
        Column(key="name", label=_("Name"), value=lambda row: row["name"], href=lambda row: row["href"]),
        Column(key="email", label=_("E-mail"), kind="typed", only_wide=True),
        Column(key="phone", label=_("Phone"), kind="typed", only_wide=True),
        Column(key="last_seen", label=_("Last seen"), kind="ago"),
    )
    listing = read_listing(request, columns, keep=("unit",), limit=PAGE)
    scope = Scope(units=scope_of(request.user, "people.see"))
    keys = computing.sample(condition, scope=scope, limit=PAGE + 1, offset=listing.offset)
    cards = people.cards_of(list(keys[:PAGE]))
    names = people.display_names(list(cards), reader().language)
    seen = events.rollups_of(cards, scope=scope)
    rows = [_person(card, names[key], seen.get(key)) for key, card in cards.items()]
    empty = Empty(title=_("Nobody fits"), icon="people")
    return listing.table(rows, has_more=len(keys) > PAGE, empty=empty, searchable=False)


def _person(card: people.PersonCard, name: str, seen: events.PersonRollup | None) -> dict[str, Any]:
    """Last seen in the asker's units: elsewhere is not theirs to know."""
    address = reverse("customer", args=[people.key_text(card.person)])
    return {"name": name, "href": address, "email": card.email, "phone": card.phone, "last_seen": seen.last_at if seen else None}


# Building


@require_http_methods(["GET", "POST"])
@allow("segments.change")
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@allow("segments.change")
def edit(request: HttpRequest, segment_id: int) -> HttpResponse:
    _check_may_change(request)
    return _edit(request, saving.get_segment(segment_id))


def _may_change(request: HttpRequest) -> bool:
    """Whoever works for one unit makes segments of their own; rules of the whole company go by those that there are."""
    return can(request.user, "segments.change") and scope_of(request.user, "segments.change") is None


def _check_may_change(request: HttpRequest) -> None:
    if not _may_change(request):
        raise NotAllowed


def _edit(request: HttpRequest, known: Segment | None) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name_fa": known.name_fa, "name_en": known.name_en} if known else None)
    editor = read_editor(request.POST) if request.method == "POST" else editor_of(known.condition if known else None)
    if known is None and request.method == "GET":
        editor.is_everyone = False  # a group of everyone is no group
    status = 200
    if request.method == "POST" and not is_button(request.POST):
        keeps = known is not None and "deep" in request.POST and "replace" not in request.POST
        condition = known.condition if keeps and known else condition_of(editor)
        saved = _saved(request, form, condition, known) if condition is not None and form.is_valid() else None
        if saved is not None:
            return redirect("segment", segment_id=saved.id)
        status = 422
    if known and "deep" in request.POST:
        editor.deep = known.condition
    context = {
        "title": known.name_in(reader().language) if known else _("New segment"),
        "form": form,
        "editor": editor,
        "sentence": sentence(known.condition) if known and editor.deep else "",
        "back": reverse("segment", args=[known.id]) if known else reverse("segments"),
    }
    return render(request, "segments/edit.html", context, status=status)


def _saved(request: HttpRequest, form: NameForm, condition: Condition, known: Segment | None) -> Segment | None:
    by: Any = request.user
    try:
        saved = saving.save(condition, **form.cleaned_data, segment_id=known.id if known else None, by=by)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None
    messages.success(request, _("Saved."))
    return saved


@require_POST
@allow("segments.see")
def editor(request: HttpRequest) -> HttpResponse:
    """The editor alone, after one of its buttons or choices: for any page that has it."""
    prefix = _prefix(request)
    return render(request, "segments/_editor.html", {"editor": read_editor(request.POST, prefix=prefix), "choices": choices(request.user)})


@require_POST
@allow("segments.see")
def count(request: HttpRequest) -> HttpResponse:
    shown = read_editor(request.POST, prefix=_prefix(request))
    condition = condition_of(shown)
    if condition is None:
        return render(request, "segments/_count.html", {"trouble": _("Fill in every condition to see how many people it is.")})
    found, trouble = _counted(condition, scope_of(request.user, "segments.see"))
    return render(request, "segments/_count.html", {"count": found, "trouble": trouble, "sentence": sentence(condition)})


def _prefix(request: HttpRequest) -> str:
    """The name that the editor's fields begin with."""
    named = next((name.partition(".")[0] for name in request.POST if name.endswith((".who", ".act"))), "segment")
    return named if named.isidentifier() else "segment"


@require_POST
@allow("segments.change")
def archive(request: HttpRequest, segment_id: int) -> HttpResponse:
    _check_may_change(request)
    saving.archive(segment_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The segment was archived. It can be restored at any time."))
    return redirect("segments")


@require_POST
@allow("segments.change")
def restore(request: HttpRequest, segment_id: int) -> HttpResponse:
    _check_may_change(request)
    saving.restore(segment_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The segment was restored."))
    return redirect("segment", segment_id=segment_id)
