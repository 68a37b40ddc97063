"""The tabs of one survey. A later floor that has a page about a survey adds its own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.base.ui.contracts import Tab
from hamsafar.ground.organisation.services import can, covers


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyTab:
    key: str
    name: str | Promise
    url_name: str  # of a view that takes the survey's id
    permission: str
    place: int  # smaller stands first
    is_cut: bool = False  # shows what their own units answered, so it is there also where the survey comes from a unit above


_tabs: dict[str, SurveyTab] = {}


def add_tab(tab: SurveyTab) -> None:
    """Called once, when a room is imported; again with the same key it takes the other's place."""
    _tabs[tab.key] = tab


for _tab in (
    SurveyTab(key="build", name=_("Build"), url_name="survey-build", permission="surveys.change", place=10),
    SurveyTab(key="ways", name=_("Ways to ask"), url_name="survey-ways", permission="surveys.see", place=20),
    SurveyTab(key="invited", name=_("Invited"), url_name="survey-invited-list", permission="surveys.see", place=40),
    SurveyTab(key="versions", name=_("Versions"), url_name="survey-versions", permission="surveys.see", place=80),
):
    add_tab(_tab)


def tabs_of(request: HttpRequest, survey_id: int, here: str, *, of_unit: str) -> list[Tab]:
    is_theirs = covers(request.user, of_unit, "surveys.see")
    shown: Callable[[SurveyTab], bool] = lambda tab: can(request.user, tab.permission) and (is_theirs or tab.is_cut)  # noqa: E731 (typed)
    found = sorted(filter(shown, _tabs.values()), key=lambda tab: tab.place)
    return [Tab(name=str(tab.name), href=reverse(tab.url_name, args=[survey_id]), current=tab.key == here) for tab in found]


def usual_tab(request: HttpRequest, survey_id: int, *keys: str) -> str:
    """The address of the first of these tabs that they may see."""
    found = next(tab for key in keys if (tab := _tabs.get(key)) and can(request.user, tab.permission))
    return reverse(found.url_name, args=[survey_id])
