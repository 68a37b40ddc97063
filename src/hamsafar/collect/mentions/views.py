"""Places where we listen, their files and secrets, and the brands that we listen for."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import NotAllowed, NotFound, Refused
from hamsafar.base.ui.contracts import Column, Empty, Tab
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.ground.actions import services as actions
from hamsafar.ground.organisation.services import allow, can, scope_of

from . import brands, files, places, words
from .connectors import Takes
from .connectors.known import CONNECTORS, get_connector
from .connectors.webhook import signing
from .contracts import Brand, Place
from .files import File
from .forms import BrandForm, PlaceForm, RolesForm, brand_initial, place_initial

SEE, CHANGE = "mentions.see", "mentions.change"


def tabs(request: HttpRequest, here: str) -> list[Tab]:
    """Of all pages about mentions; those of later floors are known by the names of their addresses."""
    every = (
        ("mentions", _("What is said"), SEE), ("mentions-report", _("Report"), SEE), ("mention-places", _("Where we listen"), CHANGE),
        ("mention-brands", _("Brands"), CHANGE),
    )  # fmt: skip
    mine = [(url, name) for url, name, right in every if can(request.user, right) and (url != "mention-brands" or _is_for_all(request))]
    return [Tab(name=name, href=reverse(url), current=url == here) for url, name in mine]


def _is_for_all(request: HttpRequest) -> bool:
    return scope_of(request.user, CHANGE) is None


# Places


@require_GET
@allow(CHANGE)
def place_list(request: HttpRequest) -> HttpResponse:
    found = places.list_places(units=scope_of(request.user, CHANGE))
    columns = (
        Column(key="name", label=_("Where"), href=lambda row: reverse("mention-place", args=[row.id])),
        Column(key="connector", label=_("How"), value=lambda row: get_connector(row.connector).name),
        Column(key="network", label=_("Network"), only_wide=True),
        Column(key="taken", label=_("Found"), kind="number"),
        Column(key="state", label=_("State"), kind="chip", value=_state),
        Column(key="heard_at", label=_("Last heard"), kind="ago", only_wide=True),
    )
    empty = Empty(
        title=_("Nowhere do we listen yet"),
        text=_("Name a feed, let another system call, or upload a file: what is said about you elsewhere then appears here."),
        icon="social",
    )
    context = {
        "title": _("Where we listen"), "tabs": tabs(request, "mention-places"),
        "table": read_listing(request, columns).table(found, total=len(found), empty=empty, searchable=False),
        "connectors": list(CONNECTORS.values()),
    }  # fmt: skip
    return render(request, "mentions/places.html", context)


def _state(place: Place) -> tuple[str, str]:
    if place.trouble:
        return _("trouble"), "bad"
    if not place.is_on:
        return _("paused"), "wait"
    return (_("listening"), "good") if get_connector(place.connector).takes is not Takes.FILE else (_("by file"), "")


@require_http_methods(["GET", "POST"])
@allow(CHANGE)
def place_new(request: HttpRequest) -> HttpResponse:
    connector = request.GET.get("by", "")
    if connector not in CONNECTORS:
        raise NotFound
    units = scope_of(request.user, CHANGE)
    form = PlaceForm(request.POST or None, connector=connector, units=units, initial={"is_on": True, "minutes": 30})
    if request.method == "POST" and form.is_valid():
        try:
            place = places.add_place(connector=connector, by=request.user, **form.said())  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("We listen there from now on."))
            return redirect("mention-place", place.id)
    how = get_connector(connector)
    context = {"title": how.name, "form": form, "about": how.about, "place": None}
    return render(request, "mentions/place.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@allow(CHANGE)
def place_page(request: HttpRequest, place_id: int) -> HttpResponse:
    place = _place(request, place_id)
    form = PlaceForm(request.POST or None, connector=place.connector, units=scope_of(request.user, CHANGE), initial=place_initial(place))
    if request.method == "POST" and form.is_valid():
        places.change_place(place.id, by=request.user, **form.said())  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
        return redirect("mention-place", place.id)
    how = get_connector(place.connector)
    context = {
        "title": place.name, "form": form, "place": place, "about": how.about, "state": _state(place), "trouble": places.sentence_of(place),
        "takes": how.takes.value, "files": [_file_line(file) for file in files.list_files(place.id)] if how.takes is Takes.FILE else [],
        "hook": settings.PUBLIC_URL + reverse("mention-hook", args=[place.slug]) if how.takes is Takes.CALLS else "",
        "secret": place.facts["secret"] if how.takes is Takes.CALLS else "", "header": signing.HEADER,
    }  # fmt: skip
    return render(request, "mentions/place.html", context, status=422 if form.errors else 200)


def _place(request: HttpRequest, place_id: int) -> Place:
    return places.get_place(place_id, units=scope_of(request.user, CHANGE))


@require_POST
@allow(CHANGE)
def place_look(request: HttpRequest, place_id: int) -> HttpResponse:
    places.look_now(_place(request, place_id).id)
    messages.success(request, _("We look now. What is new appears within a minute."))
    return redirect("mention-place", place_id)


@require_POST
@allow(CHANGE)
def place_secret(request: HttpRequest, place_id: int) -> HttpResponse:
    places.new_secret(_place(request, place_id).id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The old secret is worth nothing any more. Give the new one to the system that calls."))
    return redirect("mention-place", place_id)


@require_POST
@allow(CHANGE)
def place_archive(request: HttpRequest, place_id: int) -> HttpResponse:
    places.archive_place(_place(request, place_id).id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("We do not listen there any more. What was found stays."))
    return redirect("mention-places")


# Files


@require_POST
@allow(CHANGE)
def file_upload(request: HttpRequest, place_id: int) -> HttpResponse:
    place = _place(request, place_id)
    sent = request.FILES.get("file")
    if sent is None or get_connector(place.connector).takes is not Takes.FILE:
        messages.error(request, _("Choose a file."))
        return redirect("mention-place", place.id)
    try:
        file = files.upload(place.id, sent.chunks(), name=sent.name or "", by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("mention-place", place.id)
    return redirect("mention-file", place.id, file.id)


@require_http_methods(["GET", "POST"])
@allow(CHANGE)
def file_page(request: HttpRequest, place_id: int, file_id: UUID) -> HttpResponse:
    place = _place(request, place_id)
    file = files.get_file(file_id, place_id=place.id)
    if file.state != files.READY:
        return redirect("mention-place", place.id)
    columns, rows = files.head(file)
    form = RolesForm(request.POST or None, columns=columns, roles=file.roles)
    if request.method == "POST" and form.is_valid():
        try:
            files.start(file.id, form.said(), place_id=place.id, by=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The file is being read."))
            return redirect("mention-place", place.id)
    context = {"title": file.name, "place": place, "form": form, "columns": columns, "rows": rows}
    return render(request, "mentions/file.html", context, status=422 if form.errors else 200)


def _file_line(file: File) -> dict[str, Any]:
    name, tone = words.FILE_STATES[file.state]
    counts = [(str(label), file.counts.get(key, 0)) for key, label in words.COUNTS.items() if file.counts.get(key)]
    whys = [(str(label), file.counts[key]) for key, label in words.UNREADABLE.items() if file.counts.get(key)]
    trouble = actions.sentence_of(file.trouble, {}) if file.trouble else ""
    href = reverse("mention-file", args=[file.place, file.id]) if file.state == files.READY else ""
    return {"file": file, "state": str(name), "tone": tone, "counts": counts, "whys": whys, "href": href, "trouble": trouble}


# Brands


@require_GET
@allow(CHANGE)
def brand_list(request: HttpRequest) -> HttpResponse:
    _check_whole_company(request)
    language = reader().language
    shown = [(brand, brand.name_in(language)) for brand in brands.list_brands()]
    context = {"title": _("Brands"), "tabs": tabs(request, "mention-brands"), "brands": shown}
    return render(request, "mentions/brands.html", context)


@require_http_methods(["GET", "POST"])
@allow(CHANGE)
def brand_new(request: HttpRequest) -> HttpResponse:
    _check_whole_company(request)
    return _edit_brand(request, None)


@require_http_methods(["GET", "POST"])
@allow(CHANGE)
def brand_page(request: HttpRequest, key: str) -> HttpResponse:
    _check_whole_company(request)
    return _edit_brand(request, brands.get_brand(key))


def _check_whole_company(request: HttpRequest) -> None:
    """Brands are those of the company: whoever looks after the places of one unit leaves them alone."""
    if not _is_for_all(request):
        raise NotAllowed


def _edit_brand(request: HttpRequest, known: Brand | None) -> HttpResponse:
    form = BrandForm(request.POST or None, initial=brand_initial(known) if known else None)
    if request.method == "POST" and form.is_valid():
        brands.save_brand(key=known.key if known else "", by=request.user, **form.said())  # type: ignore[arg-type]
        messages.success(request, _("Saved. What comes from now on is told apart by these words."))
        return redirect("mention-brands")
    title = known.name_in(reader().language) if known else _("New competitor")
    return render(request, "mentions/brand.html", {"title": title, "form": form, "brand": known}, status=422 if form.errors else 200)


@require_POST
@allow(CHANGE)
def brand_drop(request: HttpRequest, key: str) -> HttpResponse:
    _check_whole_company(request)
    brands.drop_brand(key, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("We do not listen for it any more."))
    return redirect("mention-brands")
