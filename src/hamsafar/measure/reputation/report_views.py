"""The report: share of voice, feeling, reach, by network and over time; and what stood out, for htmx."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Series
from hamsafar.base.ui.period import period_of
from hamsafar.collect.mentions import services as mentions
from hamsafar.ground.organisation.services import allow, scope_here, scope_of
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.shelf import services as shelf
from hamsafar.store.events.services import Scope

from . import shown, spiking
from .kept import REPORT, Report
from .reporting import Network, Stretch, Voice
from .spiking import Spike
from .views import tabs

SEE = "mentions.see"


@require_GET
@allow(SEE)
def report(request: HttpRequest) -> HttpResponse:
    chosen = period_of(request)
    kept = shelf.look(REPORT, metrics.of_period(chosen, units=scope_here(request, SEE)))
    context = {
        "title": _("What is said elsewhere"), "tabs": tabs(request, "mentions-report"), "period_name": chosen.name, "kept": kept,
        "is_awaited": kept.found is None and not kept.trouble, **(_shown(kept.found) if kept.found else {}),
    }  # fmt: skip
    return render(request, "reputation/report.html", context)


def _shown(found: Report) -> dict[str, Any]:
    labels = [formats.bucket(one.begins, found.bucket) for one in found.stretches]
    names = shown.brand_names()
    return {
        "stats": shown.stats(found.us), "voices": [_voice(one, names) for one in found.voices], "has_competitors": len(names) > 1,
        "share_chart": _shares(found.voices, names) if len(found.voices) > 1 else None,
        "networks": [_network(one) for one in found.networks], "trend": _trend(found.stretches, labels) if found.voices else None,
        "feeling": _feeling(found.stretches, labels) if any(one.score for one in found.stretches) else None,
    }  # fmt: skip


def _voice(one: Voice, names: Mapping[str, str]) -> dict[str, Any]:
    own = one.brand == mentions.OWN
    wanted = {"brand": one.brand, "side": "all"}
    return {
        "voice": one,
        "name": names.get(one.brand, one.brand),
        "is_own": own,
        "href": f"{reverse('mentions')}?{urlencode(wanted)}",
    }


def _network(one: Network) -> dict[str, Any]:
    return {"network": one, "href": f"{reverse('mentions')}?{urlencode({'network': one.network})}" if one.network else ""}


def _shares(voices: Sequence[Voice], names: Mapping[str, str]) -> Chart:
    series = Series(
        name=_("Share of voice"), values=[one.share.value for one in voices], low=[one.share.low for one in voices],
        high=[one.share.high for one in voices],
    )  # fmt: skip
    return Chart(
        key="share-of-voice", title=_("Share of voice"), labels=[names.get(one.brand, one.brand) for one in voices], series=[series],
        shape="ranked", kind="percent", decimals=1, label_head=_("Brand"),
    )  # fmt: skip


def _trend(stretches: Sequence[Stretch], labels: list[str]) -> Chart:
    series = [
        Series(name=_("About us"), values=[one.own for one in stretches]),
        Series(name=_("About competitors"), values=[one.others for one in stretches]),
    ]
    return Chart(
        key="mentions-trend", title=_("How much is said"), labels=labels, series=series, shape="stacked", label_head=_("When"), height="low"
    )


def _feeling(stretches: Sequence[Stretch], labels: list[str]) -> Chart:
    found = [one.score for one in stretches]
    series = Series(
        name=_("Mean feeling, -1 to 1"), values=[one.value if one else None for one in found],
        low=[one.low if one else None for one in found], high=[one.high if one else None for one in found],
    )  # fmt: skip
    return Chart(
        key="mentions-feeling",
        title=_("How it feels, about us"),
        labels=labels,
        series=[series],
        decimals=2,
        label_head=_("When"),
        height="low",
    )


@require_GET
@allow(SEE)
def alerts(request: HttpRequest) -> HttpResponse:
    scope = Scope(units=scope_of(request.user, SEE))
    return render(request, "reputation/_alerts.html", {"spikes": [_spike(one) for one in spiking.recent(scope=scope)]})


def _spike(one: Spike) -> dict[str, Any]:
    day = {"period": "custom", "since": one.day.isoformat(), "until": one.day.isoformat()}
    more = {"feeling": "-1"} if one.signal is spiking.Signal.UNHAPPY else {}
    return {"spike": one, "signal": one.signal.value, "href": f"{reverse('mentions')}?{urlencode({**day, **more})}"}
