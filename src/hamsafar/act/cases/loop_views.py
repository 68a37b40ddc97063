"""How closing the loop goes, and the board of root causes."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.base.errors import Refused
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Stat
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.base.ui.sparks import spark
from hamsafar.ground.organisation.services import allow, can, scope_here
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.shelf import services as shelf
from hamsafar.science.intervals import Estimate

from . import causes, looping
from .board import Board, Line
from .board import board as read_board
from .kept import COMPARISON, LOOP, OfYear

INDENT = "\u2003"


@require_GET
@allow("cases.see")
def cause_board(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    units = scope_here(request, "cases.see")
    found = read_board(chosen.period, reader().almanac, units=units)
    language = reader().language
    tree = [(cause, cause.name_in(language), INDENT * cause.depth) for cause in causes.list_causes(archived=True)]
    context = {
        "title": _("Root causes"),
        "board": found,
        "stats": _sums(found),
        "lines": [_shown(line) for line in found.lines],
        "tree": tree,
        "period_name": chosen.name,
        "may_change": can(request.user, "cases.change"),
    }
    return render(request, "cases/causes.html", context)


def _sums(found: Board) -> list[Stat]:
    unnamed = next((line for line in found.lines if line.cause is None), None)
    share = 1 - (unnamed.share.value if unnamed else 0.0)
    low, high = (1 - (unnamed.share.high or 0), 1 - (unnamed.share.low or 0)) if unnamed else (None, None)
    return [
        Stat(name=_("Cases"), value=found.cases),
        Stat(name=_("Customers"), value=found.customers),
        Stat(name=_("With a named cause"), value=share, kind="percent", low=low, high=high, sample=found.cases),
    ]


def _shown(line: Line) -> dict[str, Any]:
    cause = line.cause
    query = urlencode({"cause": cause.id}) if cause else ""
    return {
        "line": line,
        "name": cause.name_in(reader().language) if cause else _("Not named yet"),
        "indent": INDENT * cause.depth if cause else "",
        "depth": cause.depth if cause else 0,
        "team": cause.team if cause else "",
        "href": f"{reverse('cases')}?{query}" if cause else "",
        "trend": spark(line.trend),
        "trend_words": _(", ").join(formats.number(value) for value in line.trend),
    }


@require_GET
@allow("cases.see")
def loop(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    units = scope_here(request, "cases.see")
    context: dict[str, Any] = {"title": _("Closing the loop"), "period_name": chosen.name, "soon": looping.SOON, "later": looping.LATER}
    try:
        counted = shelf.look(LOOP, metrics.of_period(chosen, units=units))
        compared = shelf.look(COMPARISON, OfYear(units=units))
    except Refused as why:  # the event store is slow or away: the page stands, and says so
        return render(request, "cases/loop.html", {**context, "trouble": why.sentence})
    context |= {
        "counted": counted, "stats": _stats(counted.found.loop) if counted.found else None, "compared": compared,
        "comparison": compared.found,
        "is_awaited": any(kept.found is None and not kept.trouble for kept in (counted, compared)),
    }  # fmt: skip
    if compared.found and compared.found.effect:  # in points, as differences of shares are told
        context["points"] = {name: 100 * getattr(compared.found.effect, name) for name in ("value", "low", "high")}
    return render(request, "cases/loop.html", context)


def _stats(found: looping.Loop) -> list[Stat]:
    no_due = _("No case fell due in this time.")
    no_contact = _("Nobody was contacted in this time.")
    return [
        Stat(name=_("Cases opened"), value=found.opened),
        Stat(name=_("Closed in time"), kind="percent", **_estimate(found.in_time), missing=no_due),
        Stat(name=_("Contacted within a day"), kind="percent", **_estimate(found.within_a_day), missing=_("No case is a day old yet.")),
        Stat(name=_("Hours to the first contact, median"), decimals=1, better="low", **_estimate(found.median_hours), missing=no_contact),
        Stat(name=_("Hours to the first contact, mean"), decimals=1, better="low", **_estimate(found.hours), missing=no_contact),
        Stat(name=_("Won back"), kind="percent", **_estimate(found.recovered), missing=_("Nobody has answered again yet.")),
    ]


def _estimate(one: Estimate | None) -> dict[str, Any]:
    return {"value": None} if one is None else {"value": one.value, "low": one.low, "high": one.high, "sample": one.n}
