"""The first page: how we are doing, what changed, who needs us."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from hamsafar.act.cases import services as cases
from hamsafar.base import clock
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Stat
from hamsafar.base.ui.period import edges, period_of
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.services import Better, Board, Driver, Measurement, Unit, Verdict
from hamsafar.measure.metrics.services import Why as Lack
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.events.services import Scope

from . import changes
from .contracts import Need, Stage, Why
from .kept import NEEDS, STAGES, OfNow

CHANGES_SHOWN, REASONS_SHOWN, PARTS_SHOWN, CASES_SHOWN = 8, 3, 5, 5
STAGE_NAMES = {
    "discover": gettext_lazy("Discover"),
    "evaluate": gettext_lazy("Evaluate"),
    "basket": gettext_lazy("Basket"),
    "pay": gettext_lazy("Pay"),
    "buy": gettext_lazy("Buy"),
    "deliver": gettext_lazy("Deliver"),
}
LOPSIDED = 0.1
SMALL_PART = 0.01
# How a unit of measure is written: the component's kind and its decimals.
KINDS = {
    Unit.SHARE: ("percent", 1),
    Unit.POINTS: ("signed", 0),
    Unit.SCORE: ("number", 2),
    Unit.SECONDS: ("duration", 0),
    Unit.MONEY: ("money", 0),
}


@require_GET
@allow("home.see")
def home(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    scope = Scope(units=scope_here(request, "home.see"))
    first, last = edges(chosen.period)
    asked = {"since": first.isoformat(), "until": last.isoformat()} if chosen.key == "custom" else {"period": chosen.key}
    board = metrics.board_so_far(scope=scope, almanac=reader().almanac, **asked)
    changed = changes.list_changes(board.measurements, CHANGES_SHOWN)
    sees_people = can(request.user, "people.see")
    return render(
        request,
        "home/home.html",
        {
            "title": _("Home"),
            "board": board,
            "stats": [*(stat_of(one, reader().language) for one in board.measurements), *map(awaited_stat, metrics.awaited(board))],
            "changes": [_changed(one, board, request.user) for one in changed],
            "parts": [_part(one, board, request.user) for one in changes.in_part(changed, board.drivers or (), PARTS_SHOWN)],
            "sees_people": sees_people,
            "has_nothing": board.is_whole and all(one.value is None for one in board.measurements),
            **_stages(metrics.of_period(chosen, units=scope.units)),
            **(_needs(OfNow(units=scope.units)) if sees_people else {}),
            "cases": _cases(request.user, scope) if can(request.user, "cases.see") else None,
        },
    )


def _stages(asked: metrics.OfPeriod) -> dict[str, Any]:
    kept = shelf.look(STAGES, asked)
    return {
        "kept_stages": kept,
        "stages": [_shown_stage(stage) for stage in kept.found or ()],
        "stages_awaited": kept.found is None and not kept.trouble,
        "stage_names": STAGE_NAMES.values(),
    }


def _needs(asked: OfNow) -> dict[str, Any]:
    kept = shelf.look(NEEDS, asked)
    return {"kept_needs": kept, "needs": _shown_needs(kept.found or ())}


def _cases(actor: Any, scope: Scope) -> dict[str, Any]:
    """What is late and what falls due today; one's own first where one has any."""
    units = scope_of(actor, "cases.see") if scope.units is None else scope.units
    mine = cases.numbers(units, owner=actor.pk)
    counts = mine if mine["open"] else cases.numbers(units)
    owner = str(actor.pk) if mine["open"] else ""
    found = cases.list_cases(cases.Wanted(units=units, due="today", owner=owner), limit=CASES_SHOWN)
    names = people.display_names([case.person for case in found], reader().language)
    at = clock.now()
    rows = [(case, names[case.person], case.is_late(at)) for case in found]
    return {"rows": rows, "counts": counts, "owner": "me" if owner else ""}


def stat_of(one: Measurement, language: str) -> Stat:
    kind, decimals = KINDS[one.unit]
    return Stat(
        name=changes.name_of(one, language),
        value=one.value,
        kind=kind,
        decimals=decimals,
        currency=one.currency,
        **_doubt(one),
        sample=one.n,
        target=one.target,
        change=one.change.difference if one.change else None,
        better=one.better.value if one.change and one.change.verdict is not Verdict.UNCLEAR else "",
        trend=tuple(point.value for point in one.trend),
        missing=missing_sentence(one),
        href=f"/measures/{one.key}",
    )


def awaited_stat(metric: metrics.Metric) -> Stat:
    return Stat(name=metric.name_in(reader().language), value=None, missing=_("Being computed…"))


def _doubt(one: Measurement) -> dict[str, float | None]:
    """Half a width where the interval is about symmetric; both ends where it is not, or where the scale cuts it, as for a share of 0."""
    if one.value is None or one.low is None or one.high is None:
        return {}
    below, above = one.value - one.low, one.high - one.value
    is_cut = one.low in metrics.get_metric(one.key).bounds or one.high in metrics.get_metric(one.key).bounds
    if not is_cut and abs(above - below) <= LOPSIDED * (above + below):
        return {"interval": (above + below) / 2}
    return {"low": one.low, "high": one.high}


def missing_sentence(one: Measurement) -> str:
    """Why there is no value, and what would give one."""
    if one.value is not None:
        return ""
    events = _(", ").join(one.missing)
    if one.why is Lack.NO_EVENTS:
        return ngettext("Needs the event %(events)s.", "Needs the events %(events)s.", len(one.missing)) % {"events": events}
    if one.why is Lack.NOT_SETTLED:
        return _("The outcome of the latest cases is not certain yet.")
    if one.why is Lack.TOO_FEW:
        return _("Too few cases to say anything.")
    return _("Nothing of this kind in this period.")


def _changed(one: Measurement, board: Board, actor: object) -> dict[str, Any]:
    assert one.change is not None and one.value is not None and one.previous is not None
    kind, decimals = KINDS[one.unit]

    def write(value: float, *, signed: bool = False) -> str:
        return formats.by_kind(value, kind, decimals, one.currency, signed=signed)

    return {
        "name": changes.name_of(one, reader().language),
        "href": f"/measures/{one.key}",
        "before": write(one.previous),
        "now": write(one.value),
        "difference": write(one.change.difference, signed=True),
        "low": write(one.change.low, signed=True),
        "high": write(one.change.high, signed=True),
        "tone": "bad" if one.change.verdict is Verdict.WORSE else "good",
        "rose": one.change.difference > 0,
        "better_high": one.better is Better.HIGH,
        "n": one.n,
        "reasons": [_reason_of(driver, board, actor) for driver in changes.reasons_of(one, board.drivers or ())[:REASONS_SHOWN]],
    }


def _reason_of(driver: Driver, board: Board, actor: object) -> dict[str, Any]:
    """One group in the change of a measure, with a way to the whole breakdown for whoever may see it."""
    metric = metrics.get_metric(driver.key)
    kind, decimals = KINDS[metric.unit]

    def write(value: float | None, *, signed: bool = False) -> str:
        # A part of a rate may be far smaller than the rate.
        finer = int(signed and metric.unit is Unit.SHARE and abs(driver.contribution) < SMALL_PART)
        return "" if value is None else formats.by_kind(value, kind, decimals + finer, board.currency, signed=signed)

    may_look = metrics.may_break_down(actor, driver.by, board.units)
    return {
        "way": metrics.way_name(driver.by), "group": metrics.group_name(driver.group, driver.by),
        "href": f"/measures/{driver.key}?{urlencode({'by': driver.by})}" if may_look else "",
        "before": write(driver.previous), "now": write(driver.value), "part": write(driver.contribution, signed=True),
        "low": write(driver.low, signed=True), "high": write(driver.high, signed=True), "n": driver.n, "previous_n": driver.previous_n,
        "tone": "bad" if driver.verdict is Verdict.WORSE else "good", "is_mix": abs(driver.mix) > abs(driver.rate),
    }  # fmt: skip


def _part(driver: Driver, board: Board, actor: object) -> dict[str, Any]:
    name = metrics.get_metric(driver.key).name_in(reader().language)
    return {"name": name, **_reason_of(driver, board, actor)}


def _shown_stage(stage: Stage) -> dict[str, Any]:
    return {"name": STAGE_NAMES[stage.key], "people": stage.people, "share": stage.share, "is_weakest": stage.is_weakest}


def _shown_needs(found: tuple[Need, ...]) -> list[dict[str, Any]]:
    names = people.display_names([need.person for need in found], reader().language)
    return [
        {
            "name": names[need.person],
            "address": people.key_text(need.person),
            "reason": _reason(need),
            "words": need.words,
            "since": need.since,
            "tone": "wait" if need.why is Why.WAITING else "bad",
            "chip": {Why.LATE_PROMISE: _("late promise"), Why.WAITING: _("waiting"), Why.UNHAPPY: _("unhappy")}[need.why],
        }
        for need in found
    ]


def _reason(need: Need) -> str:
    if need.why is Why.LATE_PROMISE:
        return _("We promised, and the time is past")
    if need.why is Why.WAITING:
        return _("Waits for our answer")
    top = formats.number(10 if need.question == "nps" else 5)
    return _("Gave %(score)s of %(top)s, and has not heard from us since") % {"score": formats.number(need.score or 0), "top": top}
