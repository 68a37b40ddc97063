"""Pages of the reports: key drivers, what changed and why, crosstabs, satisfaction and money."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.base.errors import NotAllowed, NotFound
from hamsafar.base.ui.contracts import Tab
from hamsafar.base.ui.period import Chosen, edges, period_of
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, can, scope_here
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.segments import services as segments
from hamsafar.store.events.services import Scope

from . import dimensions, exports, services, shown, words
from .contracts import Kept, Kind, Lack
from .errors import NotReadyYet
from .scores import SCORES, Score, get_score

NOTHING = 0.005  # what is shown as 0 % or less: then the bars say how the model made up its mind, and nothing about customers
ADDRESSES = {Kind.DRIVERS: "reports", Kind.CHANGES: "report-changes", Kind.CROSSTAB: "report-crosstab", Kind.MONEY: "report-money"}


@require_GET
@allow("reports.see")
def drivers(request: HttpRequest) -> HttpResponse:
    score, kept = _score(request), _kept(request, Kind.DRIVERS, "reports.see")
    context: dict[str, Any] = {**_page(request, Kind.DRIVERS, kept, score), "title": _("Key drivers")}
    if kept.report:
        topics, currency = words.topics(), organisation.company().currency
        parts = {"operational": kept.report.operational, "expressed": kept.report.expressed}
        context["parts"] = [
            {
                "key": key, "findings": part.findings, "lack": words.lack(part.lack),
                "name": _("What happened to customers") if key == "operational" else _("What customers name in their words"),
                "chart": shown.drivers_chart(key, part.findings, topics) if part.findings else None,
                "rows": shown.driver_rows(key, part.findings, currency, topics) if part.findings else [],
                "explains_nothing": part.findings is not None and part.findings.unseen < NOTHING,
                "sentence": shown.first_sentence(key, part.findings, topics) if part.findings else "",
            }
            for key, part in parts.items()
        ]  # fmt: skip
        context["report"] = kept.report
        context["comments"] = _comments(request)
    return render(request, "reports/drivers.html", context)


@require_GET
@allow("reports.see")
def changes(request: HttpRequest) -> HttpResponse:
    score, by = _score(request), request.GET.get("by", "topic")
    kept = _kept(request, Kind.CHANGES, "reports.see")
    context = {**_page(request, Kind.CHANGES, kept, score), "title": _("What changed, and why"), "ways": _change_ways(by), "by": by}
    if kept.report:
        report, topics = kept.report, words.topics()
        found = report.found
        context |= {
            "report": report, "lack": words.lack(report.lack), "way": words.way_name(by), "found": found,
            "sentence": shown.change_sentence(report, score, by, topics),
            "stats": [
                shown.stat(_("The period before"), report.before, score),
                shown.stat(_("This period"), report.now, score, change=found.change if found else None),
            ],
            "chart": shown.changes_chart(found, score, by, topics) if found else None,
            "rows": shown.change_rows(found, score, by, topics) if found else [],
            "whole": words.score_value(found.change.value, score, signed=True) if found else "",
            "comments": _comments(request) if by == "topic" else "", "without_topic": ("", words.OTHER_WORDS),
        }  # fmt: skip
    return render(request, "reports/changes.html", context)


@require_GET
@allow("reports.see")
def crosstab(request: HttpRequest) -> HttpResponse:
    score, (rows, columns) = _score(request), _sides(request)
    kept = _kept(request, Kind.CROSSTAB, "reports.see")
    context = {
        **_page(request, Kind.CROSSTAB, kept, score), "title": _("Crosstabs"), "rows_by": _sides_offered(request, rows),
        "columns_by": [("", _("nothing more"), not columns), *_sides_offered(request, columns)],
    }  # fmt: skip
    if kept.report:
        topics, report = words.topics(), kept.report
        context |= {
            "report": report, "lack": words.lack(report.lack), "way": words.way_name(rows), "has_columns": bool(columns),
            "heads": shown.crosstab_heads(report, columns, topics), "lines": shown.crosstab_rows(report, score, rows, topics),
            "chart": shown.crosstab_chart(report, score, rows, topics) if len(report.rows) > 1 else None,
            "has_overlap": "topic" in (rows, columns),
        }  # fmt: skip
    return render(request, "reports/crosstab.html", context)


@require_GET
@allow("reports.see")
def money(request: HttpRequest) -> HttpResponse:
    score, kept = _score(request), _kept(request, Kind.MONEY, "reports.see")
    context: dict[str, Any] = {**_page(request, Kind.MONEY, kept, score), "title": _("Satisfaction and money")}
    if kept.report:
        report = kept.report
        parts = {
            "year": (report.year, _("Paid in the year up to the end of the period")),
            "after": (report.after, _("Paid in the ninety days after an answer")),
        }
        context["parts"] = [
            {
                "key": key, "name": name, "found": found, "lack": words.lack(found.lack), "is_empty": found.lack is not Lack.NONE,
                "rows": shown.money_rows(found, score, report.currency), "chart": shown.money_chart(key, found, score, name),
                "sentences": shown.multiple_sentences(found, score),
            }
            for key, (found, name) in parts.items()
        ]  # fmt: skip
    return render(request, "reports/money.html", context)


@require_GET
@allow("reports.export")
def download(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in ADDRESSES:
        raise NotFound
    score, kept = _score(request), _kept(request, Kind(kind), "reports.export")
    if kept.report is None:
        raise NotReadyYet
    response = HttpResponse(exports.as_csv(kept.report, score), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}-{score.key}.csv"'
    return response


def _score(request: HttpRequest) -> Score:
    return get_score(request.GET.get("score", "nps"))


def _kept(request: HttpRequest, kind: Kind, permission: str) -> Kept[Any]:
    scope, asked = Scope(units=scope_here(request, permission)), _asked_period(period_of(request))
    score, almanac = _score(request).key, reader().almanac
    if kind is Kind.DRIVERS:
        return services.drivers(score, scope=scope, almanac=almanac, **asked)
    if kind is Kind.CHANGES:
        return services.changes(score, scope=scope, by=request.GET.get("by", "topic"), almanac=almanac, **asked)
    if kind is Kind.MONEY:
        return services.money(score, scope=scope, almanac=almanac, **asked)
    rows, columns = _sides(request)
    for by in (rows, columns):
        if not _may_compare(request, by, scope.units):
            raise NotAllowed
    return services.crosstab(score, scope=scope, rows=rows, columns=columns, almanac=almanac, **asked)


def _comments(request: HttpRequest) -> str:
    """Where the comments of this period and unit are read; a topic is put behind it."""
    if not can(request.user, "comments.see"):
        return ""
    kept = {name: request.GET[name] for name in ("unit", "period", "since", "until") if request.GET.get(name)}
    return f"{reverse('comments')}?{urlencode({**kept, 'topic': ''})}"


def _asked_period(chosen: Chosen) -> dict[str, str]:
    """The word, so that it moves with the days, or two days."""
    first, last = edges(chosen.period)
    return {"since": first.isoformat(), "until": last.isoformat()} if chosen.key == "custom" else {"period": chosen.key}


def _page(request: HttpRequest, kind: Kind, kept: Kept[Any], score: Score) -> dict[str, Any]:
    """What every report shows around itself."""
    chosen = period_of(request)
    may_export = can(request.user, "reports.export") and kept.report is not None
    return {
        "kept": kept, "score": score, "period": chosen, "reports": _tabs(request, kind),
        "scores": [(one.key, str(one.name), one.key == score.key) for one in SCORES.values()],
        "others": [(name, value) for name, value in request.GET.items() if name not in ("score", "by", "rows", "columns", "page")],
        "csv": f"{reverse('report-download', args=[kind.value])}?{request.GET.urlencode()}" if may_export else "",
    }  # fmt: skip


def _tabs(request: HttpRequest, current: Kind) -> list[Tab]:
    kept = {name: request.GET[name] for name in ("score", "unit", "period", "since", "until") if request.GET.get(name)}
    tail = f"?{urlencode(kept)}" if kept else ""
    names = {
        Kind.DRIVERS: _("Key drivers"), Kind.CHANGES: _("What changed"), Kind.CROSSTAB: _("Crosstabs"),
        Kind.MONEY: _("Satisfaction and money"),
    }  # fmt: skip
    return [Tab(name=names[kind], href=f"{reverse(ADDRESSES[kind])}{tail}", current=kind is current) for kind in shown.REPORTS]


def _change_ways(by: str) -> list[tuple[str, str, bool]]:
    return [(way, words.way_name(way), way == by) for way in ("topic", *dimensions.COLUMNS)]


def _sides(request: HttpRequest) -> tuple[str, str]:
    return request.GET.get("rows", "about") or "about", request.GET.get("columns", "")


def _sides_offered(request: HttpRequest, chosen: str) -> list[tuple[str, str, bool]]:
    units = scope_here(request, "reports.see")
    offered = [(way, words.way_name(way)) for way in words.WAYS if _may_compare(request, way, units)]
    if _may_compare(request, "segment:0", units):
        offered += [(f"segment:{one.id}", words.segment_name(one)) for one in segments.list_segments()]
    return [(way, name, way == chosen) for way, name in offered]


def _may_compare(request: HttpRequest, by: str, units: tuple[str, ...] | None) -> bool:
    """What customers say of themselves, and who is in a segment, is for those who may see customers."""
    if by.startswith("segment:"):
        return can(request.user, "segments.see") and metrics.may_break_down(request.user, "trait:segment", units)
    return not by.startswith("trait:") or metrics.may_break_down(request.user, by, units)
