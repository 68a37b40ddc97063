"""The Sources pages: who sends, how to begin, whether it works."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import clock
from hamsafar.base.ui.contracts import Column, Empty, Stat, Tab
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, can, scope_of

from . import services as intake
from .contracts import Activity, Source, SourceKind
from .examples import WAYS
from .forms import KIND_NAMES, ChangeForm, SourceForm

QUIET_AFTER = dt.timedelta(days=1)
COLUMNS = (
    Column(key="name", label=gettext_lazy("Name"), href=lambda row: reverse("source", args=[row["slug"]])),
    Column(key="state", label=gettext_lazy("State"), kind="chip"),
    Column(key="kind", label=gettext_lazy("Kind"), only_wide=True),
    Column(key="unit", label=gettext_lazy("Unit"), only_wide=True),
    Column(key="today", label=gettext_lazy("Events today"), kind="number"),
    Column(key="dropped", label=gettext_lazy("Not kept today"), kind="number"),
    Column(key="last_at", label=gettext_lazy("Last event"), kind="ago"),
)


@require_GET
@allow("sources.see")
def sources(request: HttpRequest) -> HttpResponse:
    found, activity = intake.list_sources(units=scope_of(request.user, "sources.see")), intake.activity()
    listing = read_listing(request, COLUMNS, key="sources")
    rows = [_row(source, activity.get(source.slug, Activity())) for source in found if listing.search.lower() in source.name.lower()]
    empty = Empty(
        title=_("No sources yet"),
        text=_("A source is a site, an app or a server that sends events. Make one, paste one line, and see its first event arrive."),
        href=reverse("new-source") if can(request.user, "sources.change") else "",
        action=_("New source"),
        icon="source",
    )
    table = listing.table(rows[listing.offset : listing.offset + listing.limit], total=len(rows), empty=empty)
    return render(
        request, "intake/sources.html", {"title": _("Sources"), "table": table, "may_change": can(request.user, "sources.change")}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow("sources.change")
def new_source(request: HttpRequest) -> HttpResponse:
    form = SourceForm(request.POST or None, units=scope_of(request.user, "sources.change"))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind = SourceKind(given.pop("kind"))
        made = intake.create_source(given.pop("name"), kind=kind, **given, by=_me(request))
        return redirect("source", made.slug)
    context = {"title": _("New source"), "form": form, "back": reverse("sources"), "verb": _("Create")}
    return render(request, "intake/form.html", context, status=422 if request.method == "POST" else 200)


@require_GET
@allow("sources.see")
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = _seen(request, slug)
    activity = intake.activity().get(slug, Activity())
    way = request.GET.get("with", "")
    way = way if way in WAYS else "browser" if found.kind is SourceKind.WEBSITE else "curl"
    _name, about, example = WAYS[way]
    context = {
        "title": found.name,
        "source": found,
        "activity": activity,
        "stats": _stats(activity),
        "state": _state(found, activity),
        "tabs": [Tab(name=str(name), href=f"?with={key}", current=key == way) for key, (name, _about, _make) in WAYS.items()],
        "about": about,
        "example": example(found.live_key, settings.PUBLIC_URL),
        "may_change": can(request.user, "sources.change"),
        "unit": _unit_name(found.unit),
        "sends": found.kind is not SourceKind.FILE,
    }
    return render(request, "intake/source.html", context)


@require_GET
@allow("sources.see")
def first_event(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the page that turns green by itself."""
    found = _seen(request, slug)
    return render(request, "intake/_first.html", {"source": found, "activity": intake.activity().get(slug, Activity())})


@require_http_methods(["GET", "HEAD", "POST"])
@allow("sources.change")
def change(request: HttpRequest, slug: str) -> HttpResponse:
    found = _changeable(request, slug)
    units = scope_of(request.user, "sources.change")
    form = ChangeForm(request.POST or None, initial=ChangeForm.values_of(found), units=units)
    if request.method == "POST" and form.is_valid():
        intake.change_source(slug, by=_me(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("source", slug)
    context = {"title": found.name, "form": form, "back": reverse("source", args=[slug]), "verb": _("Save")}
    return render(request, "intake/form.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@allow("sources.change")
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    found = _changeable(request, slug)
    intake.change_source(slug, is_paused=not found.is_paused, by=_me(request))
    messages.success(
        request, _("The source takes events again.") if found.is_paused else _("The source is paused; its senders are told so.")
    )
    return redirect("source", slug)


@require_POST
@allow("sources.change")
def add_key(request: HttpRequest, slug: str) -> HttpResponse:
    _changeable(request, slug)
    intake.add_key(slug, by=_me(request))
    messages.success(request, _("The new key works already. Revoke the old one once no page uses it."))
    return redirect("source", slug)


@require_POST
@allow("sources.change")
def revoke_key(request: HttpRequest, slug: str) -> HttpResponse:
    _changeable(request, slug)
    intake.revoke_key(slug, request.POST.get("key", ""), by=_me(request))
    messages.success(request, _("The key was revoked; it no longer lets anything in."))
    return redirect("source", slug)


def _seen(request: HttpRequest, slug: str) -> Source:
    return intake.get_source(slug, units=scope_of(request.user, "sources.see"))


def _changeable(request: HttpRequest, slug: str) -> Source:
    return intake.get_source(slug, units=scope_of(request.user, "sources.change"))


def _me(request: HttpRequest) -> Any:
    return request.user


def _row(source: Source, activity: Activity) -> dict[str, Any]:
    return {
        "slug": source.slug,
        "name": source.name,
        "state": _state(source, activity),
        "kind": KIND_NAMES[source.kind],
        "unit": _unit_name(source.unit),
        "today": activity.today,
        "dropped": activity.dropped_today,
        "last_at": activity.last_at,
    }


def _state(source: Source, activity: Activity) -> tuple[str, str]:
    if source.is_paused:
        return _("paused"), "wait"
    if source.kind is SourceKind.FILE:  # files come when somebody brings one
        return _("from files"), ""
    if activity.last_at is None:
        return _("waiting for the first event"), "info"
    if clock.now() - activity.last_at > QUIET_AFTER:
        return _("quiet"), "wait"
    return _("receiving"), "good"


def _stats(activity: Activity) -> list[Stat]:
    since = (clock.now() - activity.last_at).total_seconds() if activity.last_at else None
    return [
        Stat(name=_("Events today"), value=activity.today, kind="number"),
        Stat(name=_("Not kept today"), value=activity.dropped_today, kind="number", href=reverse("events-not-kept")),
        Stat(name=_("Since the last event"), value=since, kind="duration", missing=_("None has come yet.")),
    ]


def _unit_name(code: str) -> str:
    if not code:
        return _("The whole company")
    unit = organisation.find_unit(code)
    return unit.name_in(reader().language) if unit else code
