"""The measures: the catalogue with its figures, and one measure with its trend, breakdown, target, formula and source."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base.errors import NotFound
from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui.contracts import Stat, Tab
from hamsafar.base.ui.period import Chosen, edges, period_of
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.store.events.services import Scope

from . import services, shown
from .api import TYPES
from .asking import read_by
from .contracts import Measurement, Metric, Unit
from .discretion import COMMON_PROPERTIES, check_may_break_down, may_break_down
from .errors import NoSuchFormat


@require_GET
@allow("measures.see")
def measures(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    board = services.board_so_far(scope=Scope(units=scope_here(request, "measures.see")), almanac=reader().almanac, **asked_of(chosen))
    rows = [*shown.board_rows(board.measurements), *shown.awaited_rows(services.awaited(board))]
    return render(
        request,
        "metrics/measures.html",
        {"title": _("Measures"), "board": board, "rows": rows, "address": _kept(request)},
    )


@require_GET
@allow("measures.see")
def one_measure(request: HttpRequest, key: str) -> HttpResponse:
    metric = services.get_metric(key)
    if metric.is_forecast:
        return _forecast(request, metric)
    chosen, by = period_of(request), request.GET.get("by", "")
    found = _found(request, metric, chosen, by, "measures.see")
    way = shown.way_name(_said_in_full(by))
    return render(
        request,
        "metrics/measure.html",
        {
            **_about(request, metric), "found": found, "stat": shown.stat_of(found),
            "by": by, "way": way, "ways": _ways(by), "rows": shown.group_rows(found),
            "may_type": may_break_down(request.user, "trait:any", scope_here(request, "measures.see")),
            "groups": shown.groups_chart(found, way) if found.slices else None, "missing": shown.missing_sentence(found),
            "chart": shown.trend_chart(found) if any(p.n for p in found.trend) else None,
            "target_form": TargetForm(metric=metric, value=found.target),
            "may_set_target": can(request.user, "targets.change") and _may_set_here(request),
        },
    )  # fmt: skip


def _forecast(request: HttpRequest, metric: Metric) -> HttpResponse:
    """Models take seconds to fit: the page shows the last forecast, or that one is being made."""
    chosen, units = period_of(request), scope_here(request, "measures.see")
    known = services.forecast_so_far(metric.key, scope=Scope(units=units), almanac=reader().almanac, **asked_of(chosen))
    found = known.measurement
    waiting = Stat(name=shown_name(metric), value=None, missing=known.trouble or _("Being computed…"))
    facts = {"story": _story(found), "stat": shown.stat_of(found)} if found else {"stat": waiting}
    return render(request, "metrics/forecast.html", {**_about(request, metric), "known": known, "found": found, "period": chosen, **facts})


def _about(request: HttpRequest, metric: Metric) -> dict[str, Any]:
    """What every page of one measure says."""
    return {
        "title": shown_name(metric), "metric": metric, "formula": metric.formula_in(reader().language),
        "variants": _variants(request, metric),
        "downloads": _downloads(request, metric) if can(request.user, "measures.export") else [],
    }  # fmt: skip


@require_GET
@allow("measures.export")
def download(request: HttpRequest, key: str, format: str) -> HttpResponse:
    if format not in TYPES:
        raise NoSuchFormat(given=format[:40])
    found = _found(request, services.get_metric(key), period_of(request), request.GET.get("by", ""), "measures.export")
    content_type, write = TYPES[format]
    response = HttpResponse(write([found]), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.key}.{format}"'
    return response


@require_POST
@allow("targets.change")
def change_target(request: HttpRequest, key: str) -> HttpResponse:
    metric, unit = services.get_metric(key), _unit_of_target(request)
    if not organisation.covers(request.user, unit, "targets.change"):
        raise NotFound
    form = TargetForm(request.POST, metric=metric)
    if not form.is_valid():
        return render(request, "metrics/target.html", {"title": shown_name(metric), "metric": metric, "target_form": form}, status=422)
    services.set_target(key, form.value(), unit=unit, by=request.user)  # type: ignore[arg-type]
    return redirect(f"{reverse('measure', args=[key])}{_kept(request)}")


class TargetForm(forms.Form):
    """A target as people write it: a percentage for a share, minutes for a time, digits of either script. Empty removes it."""

    target = forms.CharField(max_length=30, required=False)

    def __init__(self, *args: Any, metric: Metric, value: float | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"target": _plain(value, metric)}, **kwargs)
        self.metric = metric
        self.fields["target"].label = _LABELS[metric.unit]
        self.fields["target"].widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean_target(self) -> str:
        text = ascii_digits(self.cleaned_data["target"]).replace(",", "").replace("٪", "").replace("%", "").replace("−", "-").strip()
        try:
            number = float(text) if text else 0.0
        except ValueError:
            raise forms.ValidationError(_("Write a number.")) from None
        lowest, highest = self.metric.scale or (float("-inf"), 1e15)
        if text and not lowest <= number * _FACTORS.get(self.metric.unit, 1) <= highest:
            raise forms.ValidationError(_("This is not on the scale of this measure."))
        return text

    def value(self) -> float | None:
        text = self.cleaned_data["target"]
        return float(text) * _FACTORS.get(self.metric.unit, 1) if text else None


_FACTORS = {Unit.SHARE: 0.01, Unit.SECONDS: 60}
_LABELS = {
    Unit.SHARE: gettext_lazy("Target, in percent"),
    Unit.SECONDS: gettext_lazy("Target, in minutes"),
    Unit.POINTS: gettext_lazy("Target, in points"),
    Unit.SCORE: gettext_lazy("Target"),
    Unit.MONEY: gettext_lazy("Target"),
}


def asked_of(chosen: Chosen) -> dict[str, str]:
    """A period of the page as the board is asked for it: the word, so that it moves with the days, or two days."""
    first, last = edges(chosen.period)
    return {"since": first.isoformat(), "until": last.isoformat()} if chosen.key == "custom" else {"period": chosen.key}


def shown_name(metric: Metric) -> str:
    return metric.name_in(reader().language)


def _found(request: HttpRequest, metric: Metric, chosen: Chosen, by: str, permission: str) -> Measurement:
    units = scope_here(request, permission)
    check_may_break_down(request.user, by, units)
    return services.measure(metric.key, scope=Scope(units=units), period=chosen.period, by=by, almanac=reader().almanac)


def _plain(value: float | None, metric: Metric) -> str:
    return "" if value is None else f"{value / _FACTORS.get(metric.unit, 1):.10g}"


def _may_set_here(request: HttpRequest) -> bool:
    return organisation.covers(request.user, _unit_of_target(request), "targets.change")


def _unit_of_target(request: HttpRequest) -> str:
    """The unit that is chosen at the top of the page; for those who see one unit only, that one."""
    chosen = organisation.chosen_unit(request).code
    scope = scope_of(request.user, "targets.change")
    return chosen or (scope[0] if scope else "")


def _ways(by: str) -> list[tuple[str, str, bool]]:
    known = [(key, str(name), key == by) for key, name in shown.WAYS.items()]
    known += [(f"property:{name}", str(label), by in (name, f"property:{name}")) for name, label in COMMON_PROPERTIES.items()]
    if by and not any(chosen for _key, _name, chosen in known):
        known.append((by, read_by(by).name, True))
    return known


def _said_in_full(by: str) -> str:
    """A bare word is a property."""
    asked = read_by(by)
    return f"{asked.way}:{asked.name}" if asked.name else asked.way


def _variants(request: HttpRequest, metric: Metric) -> list[Tab]:
    found = services.variants_of(metric.measure)
    if len(found) < 2:
        return []
    return [
        Tab(name=shown_name(one), href=f"{reverse('measure', args=[one.key])}{_kept(request)}", current=one.key == metric.key)
        for one in found
    ]


def _downloads(request: HttpRequest, metric: Metric) -> list[tuple[str, str]]:
    return [(name.upper(), f"{reverse('measure-download', args=[metric.key, name])}{_kept(request, 'by')}") for name in TYPES]


def _kept(request: HttpRequest, *more: str) -> str:
    parts = {name: request.GET[name] for name in ("unit", "period", "since", "until", *more) if request.GET.get(name)}
    return f"?{urlencode(parts)}" if parts else ""


def _story(found: Measurement) -> dict[str, Any] | None:
    """How the forecast came about and how good an earlier one was."""
    if found.forecast is None:
        return None
    test = found.forecast.back_test
    bias = None if test is None or test.bias is None else test.bias
    return {"forecast": found.forecast, "test": test, "bias": bias}
