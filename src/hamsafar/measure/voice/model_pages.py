"""How well we read: the model in use judged on comments that it never learnt from, and every model that was tried."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Column, Empty, Series, Stat
from hamsafar.base.ui.listing import read_listing
from hamsafar.ground.organisation.services import allow, can
from hamsafar.science.intervals import wilson

from . import learning, words
from .contracts import Judgement, Language, ModelKind, ModelState, TrainedModel
from .services import learn_soon
from .table import FEELINGS
from .views import tabs

KINDS = {ModelKind.FIRST_DAY: gettext_lazy("Of the first day"), ModelKind.OWN: gettext_lazy("Learnt from your comments")}
STATES = {
    ModelState.IN_USE: (gettext_lazy("In use"), "good"),
    ModelState.RETIRED: (gettext_lazy("Replaced"), ""),
    ModelState.REJECTED: (gettext_lazy("Not better, left out"), "wait"),
}


@require_GET
@allow("comments.see")
def models(request: HttpRequest) -> HttpResponse:
    every = learning.list_models()
    present = next((one for one in every if one.state is ModelState.IN_USE), None)
    judged = present.judgement if present else None
    context = {
        "title": _("How well we read"),
        "tabs": tabs(request, "comment-models"),
        "present": present,
        "kind": KINDS[present.kind] if present else "",
        "judged": judged,
        "stats": _stats(judged) if judged else [],
        "sureness": _sureness(judged) if judged and len(judged.sureness) > 1 else None,
        "confusion": _confusion(judged) if judged else [],
        "feelings": [words.FEELINGS[one] for one in FEELINGS],
        "languages": _languages(judged) if judged else [],
        "material": learning.material(),
        "table": _history(request, every),
        "may_learn": can(request.user, "models.change"),
    }
    return render(request, "voice/models.html", context)


def _stats(judged: Judgement) -> list[Stat]:
    right = wilson(judged.accuracy * judged.n, judged.n)
    return [
        Stat(name=_("Read rightly"), value=right.value, kind="percent", decimals=1, low=right.low, high=right.high, sample=judged.n),
        Stat(name=_("Balanced over the three feelings (macro-F1)"), value=judged.macro_f1, decimals=2, sample=judged.n),
        *(_found(judged, at) for at in range(len(FEELINGS))),
        Stat(
            name=_("Distance between sure and right"), value=judged.calibration, kind="percent", decimals=1, better="low", sample=judged.n
        ),
    ]


def _found(judged: Judgement, at: int) -> Stat:
    row = judged.confusion[at]
    name = _("Found of those who are: {feeling}").format(feeling=words.FEELINGS[FEELINGS[at]])
    if not sum(row):
        return Stat(name=name, value=None, missing=_("None among the comments kept aside."))
    found = wilson(row[at], sum(row))
    return Stat(name=name, value=found.value, kind="percent", low=found.low, high=found.high, sample=sum(row))


def _sureness(judged: Judgement) -> Chart:
    right = [wilson(share * n, n) for _sure, share, n in judged.sureness]
    return Chart(
        key="sureness",
        title=_("When it says so sure, how often is it right?"),
        labels=[f"{formats.percent(sure)} ({formats.number(n)})" for sure, _share, n in judged.sureness],
        series=(
            Series(
                name=_("Was right"),
                values=[one.value for one in right],
                low=[one.low if one.low is not None else one.value for one in right],
                high=[one.high if one.high is not None else one.value for one in right],
            ),
            Series(name=_("Was sure"), values=[sure for sure, _share, _n in judged.sureness]),
        ),
        kind="percent",
        label_head=_("Sure (comments)"),
    )


def _confusion(judged: Judgement) -> list[dict[str, Any]]:
    """A line for each feeling as people gave it; cells are what the model said."""
    return [
        {
            "name": words.FEELINGS[FEELINGS[at]],
            "cells": [{"n": n, "share": n / max(1, sum(row)), "is_right": at == other} for other, n in enumerate(row)],
            "n": sum(row),
        }
        for at, row in enumerate(judged.confusion)
    ]


def _languages(judged: Judgement) -> list[dict[str, Any]]:
    every = sorted(judged.by_language.items(), key=lambda one: -one[1][0])
    return [{"name": words.LANGUAGES[Language(code)], "n": n, "right": wilson(share * n, n)} for code, (n, share) in every]


def _history(request: HttpRequest, every: list[TrainedModel]) -> Any:
    columns = (
        Column(key="id", label=_("Model"), kind="number"),
        Column(key="kind", label=_("Kind"), only_wide=True),
        Column(key="trained_at", label=_("Trained"), kind="moment"),
        Column(key="learnt_from", label=_("Your comments in it"), kind="number"),
        Column(key="accuracy", label=_("Read rightly"), kind="percent", decimals=1),
        Column(key="f1", label=_("Macro-F1"), kind="number", decimals=2),
        Column(key="n", label=_("Judged on"), kind="number", only_wide=True),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="why", label=_("Why")),
    )
    listing = read_listing(request, columns, keep=(), limit=200)
    rows = [_model(one) for one in every[:200]]
    empty = Empty(title=_("No model yet"), text=_("The first one is made when the first comment arrives; it takes a minute."), icon="gauge")
    return listing.table(rows, total=len(rows), empty=empty, searchable=False)


def _model(one: TrainedModel) -> dict[str, Any]:
    judged, state = one.judgement, STATES[one.state]
    return {
        "id": one.id, "kind": KINDS[one.kind], "trained_at": one.trained_at, "learnt_from": one.learnt_from,
        "accuracy": judged.accuracy if judged else None, "f1": judged.macro_f1 if judged else None, "n": judged.n if judged else None,
        "state": (str(state[0]), state[1]), "why": _why(one),
    }  # fmt: skip


def _why(one: TrainedModel) -> str:
    old, judged = one.facts.get("old"), one.judgement
    if one.kind is ModelKind.FIRST_DAY or not old or not judged:
        return _("Learnt from comments that we wrote ourselves, so that it works from the first day.")
    said = _("{new} against {old} of the one before (macro-F1) on {n} comments that neither had learnt from; by chance alone: {chance}.")
    return said.format(
        new=formats.number(judged.macro_f1, 3), old=formats.number(old["macro_f1"], 3), n=formats.number(judged.n),
        chance=formats.percent(one.facts.get("chance", 1.0), 1),
    )  # fmt: skip


@require_POST
@allow("models.change")
def learn(request: HttpRequest) -> HttpResponse:
    learn_soon(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("It is learning now; that takes some minutes. What comes of it will stand here."))
    return redirect("comment-models")
