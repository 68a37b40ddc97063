"""Pages of surveys for the team: the list, a new one, and what stands around each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import BadInput
from hamsafar.base.ui.contracts import Choice, Column, Empty, Tab
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, can, covers, scope_of

from . import editing, starters
from .contracts import State, SurveyRecord
from .tabs import tabs_of, usual_tab

STATES = {
    State.DRAFT: (gettext_lazy("draft"), "wait"),
    State.LIVE: (gettext_lazy("open for answers"), "good"),
    State.PAUSED: (gettext_lazy("paused"), "wait"),
    State.CLOSED: (gettext_lazy("closed"), ""),
}


def name_of(survey: SurveyRecord) -> str:
    return survey.name_in(reader().language)


def state_of(survey: SurveyRecord) -> tuple[Any, str]:
    return STATES[survey.state]


def unit_name(code: str) -> str:
    if not code:
        return _("The whole company")
    unit = organisation.find_unit(code)
    return unit.name_in(reader().language) if unit else code


COLUMNS = (
    Column(key="name", label=gettext_lazy("Survey"), href=lambda row: reverse("survey", args=[row.id]), value=name_of),
    Column(key="state", label=gettext_lazy("State"), kind="chip", value=state_of),
    Column(key="finished", label=gettext_lazy("Complete answers"), kind="number"),
    Column(key="version", label=gettext_lazy("Version"), kind="number", only_wide=True),
    Column(key="unit", label=gettext_lazy("Unit"), value=lambda row: unit_name(row.unit), only_wide=True),
    Column(key="changed_at", label=gettext_lazy("Changed"), kind="ago", only_wide=True),
)


def seen(request: HttpRequest, survey_id: int, permission: str = "surveys.see") -> SurveyRecord:
    """The survey, if it belongs to a unit where they may do this. Raises SurveyNotFound."""
    return editing.get_survey(survey_id, units=scope_of(request.user, permission))


@require_GET
@allow("surveys.see")
def surveys(request: HttpRequest) -> HttpResponse:
    filters = [Choice(key="state", label=_("Any state"), options=[(str(state), str(name)) for state, (name, _tone) in STATES.items()])]
    listing = read_listing(request, COLUMNS, filters=filters, key="surveys")
    state = State(listing.filters["state"]) if listing.filters["state"] else None
    units = scope_of(request.user, "surveys.see")
    found = editing.list_surveys(state, units=units, search=listing.search)
    if units is not None:
        found += editing.list_from_above(units, state, search=listing.search)
        found.sort(key=lambda each: each.changed_at, reverse=True)
    may_change = can(request.user, "surveys.change")
    empty = Empty(
        title=_("No surveys yet"),
        text=_("Begin with a template, change its words, and ask by link, e-mail, on your site or in the shop."),
        href=reverse("survey-new") if may_change else "",
        action=_("New survey"),
        icon="form",
    )
    shown = found[listing.offset : listing.offset + listing.limit]
    table = listing.table(shown, total=len(found), empty=empty, placeholder=_("Search by name"))
    return render(request, "surveys/list.html", {"title": _("Surveys"), "table": table, "may_change": may_change})


@require_http_methods(["GET", "HEAD", "POST"])
@allow("surveys.change")
def new(request: HttpRequest) -> HttpResponse:
    units = [pair for pair in organisation.unit_choices(unit_name("")) if covers(request.user, pair[0], "surveys.change")]
    if request.method == "POST":
        starter, unit = starters.find(request.POST.get("starter", "")), request.POST.get("unit", "")
        if starter is None or not covers(request.user, unit, "surveys.change"):
            raise BadInput(reason=_("Please choose a template and a unit of yours."))
        made = editing.create(starter.document, unit=unit, by=_me(request))
        return redirect("survey-build", made.id)
    shown = [
        {
            "key": each.key,
            "icon": each.icon,
            "name": each.name.said(reader().language),
            "about": each.about.said(reader().language),
            "count": len(each.document.questions),
        }
        for each in starters.starters()
    ]
    return render(request, "surveys/new.html", {"title": _("New survey"), "starters": shown, "units": units})


@require_GET
@allow("surveys.see")
def survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """To where there is something to do."""
    units = scope_of(request.user, "surveys.see")
    found = editing.get_answered(survey_id, units=units)
    if units is not None and found.unit not in units:
        return redirect(usual_tab(request, survey_id, "results"))
    order = ("build", "results", "versions") if found.state is State.DRAFT else ("results", "versions")
    return redirect(usual_tab(request, survey_id, *order))


def around(request: HttpRequest, survey: SurveyRecord, here: str) -> dict[str, Any]:
    """What every page of a survey shows: its name, its state, its tabs."""
    name, tone = state_of(survey)
    tabs: list[Tab] = tabs_of(request, survey.id, here, of_unit=survey.unit)
    return {
        "title": name_of(survey),
        "survey": survey,
        "state": name,
        "tone": tone,
        "tabs": tabs,
        "may_change": may_change(request, survey),
        "is_from_above": not covers(request.user, survey.unit, "surveys.see"),
        "is_open": survey.state is State.LIVE,
        "is_closed": survey.state is State.CLOSED,
    }


def may_change(request: HttpRequest, survey: SurveyRecord) -> bool:
    return covers(request.user, survey.unit, "surveys.change")


@require_POST
@allow("surveys.change")
def change_state(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    try:
        state = State(request.POST.get("state", ""))
    except ValueError:
        raise BadInput(reason=_("There is no such state.")) from None
    editing.change_state(survey_id, state, by=_me(request))
    said = {State.LIVE: _("The survey is open for answers."), State.PAUSED: _("The survey is paused; its links say so.")}
    messages.success(request, said.get(state, _("The survey is closed. Its answers stay.")))
    return redirect("survey", survey_id)


@require_POST
@allow("surveys.change")
def copy(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    made = editing.copy(survey_id, by=_me(request))
    messages.success(request, _("This is the copy."))
    return redirect("survey-build", made.id)


@require_POST
@allow("surveys.change")
def delete(request: HttpRequest, survey_id: int) -> HttpResponse:
    seen(request, survey_id, "surveys.change")
    editing.delete(survey_id, by=_me(request))
    messages.success(request, _("The survey was deleted."))
    return redirect("surveys")


def _me(request: HttpRequest) -> Any:
    return request.user
