"""The side bar: which pages stand in it, in which group, and who sees them. The only place that lists them."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hamsafar.base.ui.contracts import NavGroup, NavLink, PeriodLink, UnitLink
from hamsafar.base.ui.period import NAMES, Chosen, edges
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation import services as organisation

PALETTE = "/palette"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    name: str | Promise
    path: str
    icon: str
    permission: str
    key: str  # g, then this letter


# Group by group, as they stand in the side bar. An entry whose address does not exist is not shown.
NAVIGATION: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry(name=_("Home"), path="/", icon="home", permission="home.see", key="h"),
            Entry(name=_("Customers"), path="/customers", icon="people", permission="people.see", key="c"),
        ),
    ),
    (
        _("Understand"),
        (
            Entry(name=_("Measures"), path="/measures", icon="chart", permission="measures.see", key="m"),
            Entry(name=_("Comments"), path="/comments", icon="voice", permission="comments.see", key="v"),
            Entry(name=_("Research"), path="/research", icon="book", permission="research.see", key="x"),
            Entry(name=_("Reports"), path="/reports", icon="table", permission="reports.see", key="r"),
            Entry(name=_("Segments"), path="/segments", icon="filter", permission="segments.see", key="g"),
            Entry(name=_("Events"), path="/events", icon="pulse", permission="events.see", key="e"),
        ),
    ),
    (
        _("Listen"),
        (
            Entry(name=_("Surveys"), path="/surveys", icon="form", permission="surveys.see", key="y"),
            Entry(name=_("Ideas"), path="/ideas", icon="idea", permission="ideas.see", key="d"),
            Entry(name=_("Mentions"), path="/mentions", icon="social", permission="mentions.see", key="n"),
            Entry(name=_("Reviews"), path="/reviews", icon="star", permission="reviews.see", key="b"),
            Entry(name=_("Word of mouth"), path="/referrals", icon="people", permission="referrals.see", key="u"),
        ),
    ),
    (
        _("Act"),
        (
            Entry(name=_("Automatic asking"), path="/asking", icon="play", permission="asking.see", key="k"),
            Entry(name=_("Cases"), path="/cases", icon="flag", permission="cases.see", key="o"),
            Entry(name=_("Messages"), path="/messages", icon="mail", permission="messages.see", key="l"),
            Entry(name=_("Actions"), path="/actions", icon="bolt", permission="actions.see", key="a"),
        ),
    ),
    (
        _("Foundation"),
        (
            Entry(name=_("Sources"), path="/sources", icon="source", permission="sources.see", key="s"),
            Entry(name=_("Imports"), path="/imports", icon="upload", permission="imports.see", key="i"),
            Entry(name=_("Who is who"), path="/duplicates", icon="merge", permission="people.merge", key="w"),
            Entry(name=_("Settings"), path="/settings", icon="gear", permission="units.see", key="t"),
        ),
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the page around a page shows. Nothing is looked up before the template asks."""
    return {"shell": Shell(request)}


class Shell:
    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    palette = PALETTE

    @cached_property
    def groups(self) -> list[NavGroup]:
        groups = [
            NavGroup(name=str(name), links=[self._link(entry) for entry in entries if self._is_shown(entry)])
            for name, entries in NAVIGATION
        ]
        best = max((link.href for group in groups for link in group.links if self._is_here(link.href)), key=len, default="")
        return [replace(group, links=[replace(link, current=link.href == best) for link in group.links]) for group in groups if group.links]

    @cached_property
    def company(self) -> str:
        return organisation.company().name

    @cached_property
    def has_palette(self) -> bool:
        return exists(PALETTE) and organisation.can(self.request.user, "palette.use")

    # Pickers stand in the top bar of pages that ask for the unit or the period (organisation.scope_here, ui.period_of).

    @cached_property
    def unit_choices(self) -> list[UnitLink]:
        chosen: organisation.ChosenUnit | None = getattr(self.request, "chosen_unit", None)
        if chosen is None or len(chosen.offered) < 2:
            return []
        language = reader().language
        every = UnitLink(name=_t("All units"), href=self._address(unit="*"), depth=0, current=not chosen.code)
        top = min(unit.depth for unit in chosen.offered)
        return [every] + [
            UnitLink(
                name=unit.name_in(language),
                href=self._address(unit=unit.code),
                depth=min(3, unit.depth - top),
                current=unit.code == chosen.code,
            )
            for unit in chosen.offered
        ]

    @cached_property
    def unit_name(self) -> str:
        return next((choice.name for choice in self.unit_choices if choice.current), "")

    @cached_property
    def _period(self) -> Chosen | None:
        return getattr(self.request, "chosen_period", None)

    @cached_property
    def period_choices(self) -> list[PeriodLink]:
        if self._period is None:
            return []
        return [PeriodLink(name=str(name), href=self._address(period=key), current=key == self._period.key) for key, name in NAMES.items()]

    @cached_property
    def period_name(self) -> str:
        return self._period.name if self._period else ""

    @cached_property
    def period_since(self) -> object:
        return edges(self._period.period)[0] if self._period else None

    @cached_property
    def period_until(self) -> object:
        return edges(self._period.period)[1] if self._period else None

    @cached_property
    def kept(self) -> list[tuple[str, str]]:
        """Parts of the address that a change of the period keeps."""
        return [(name, value) for name, value in self.request.GET.items() if name not in ("period", "since", "until", "page")]

    def _address(self, **changes: str) -> str:
        gone = {"page", *changes, *(("since", "until") if "period" in changes else ())}
        parts = {name: value for name, value in self.request.GET.items() if name not in gone} | changes
        return f"{self.request.path}?{urlencode(parts)}"

    def _link(self, entry: Entry) -> NavLink:
        return NavLink(name=str(entry.name), href=entry.path, icon=entry.icon, key=entry.key)

    def _is_shown(self, entry: Entry) -> bool:
        return exists(entry.path) and organisation.can(self.request.user, entry.permission)

    def _is_here(self, path: str) -> bool:
        return self.request.path == path or (path != "/" and self.request.path.startswith(f"{path}/"))


@lru_cache(maxsize=64)
def exists(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
