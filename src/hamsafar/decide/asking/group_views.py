"""The page "Ask a group" of a survey: whom, in which words, how many that comes to, and what became of those who were asked before."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from hamsafar.base.errors import Refused
from hamsafar.base.ui.contracts import Column, Empty
from hamsafar.base.ui.listing import read_listing
from hamsafar.collect.surveys import services as surveys
from hamsafar.ground.organisation.services import allow, scope_of
from hamsafar.measure.segments import services as segments

from . import rounds, watching
from . import rules as ruling
from . import tabs as _tabs  # noqa: F401 - puts this page beside the others of a survey
from .contracts import Rule, Tally
from .forms import RoundForm

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@allow("asking.change")
def page(request: HttpRequest, survey_id: int) -> HttpResponse:
    survey = _seen(request, survey_id)
    sent = request.POST if request.method == "POST" else None
    form, editor = RoundForm(sent), segments.read_editor(sent) if sent else segments.editor_of(segments.Everyone())
    problem = ""
    if sent is not None and not segments.is_button(sent):
        condition = segments.condition_of(editor)
        if form.is_valid() and condition is not None:
            try:
                return _begun(request, form.round(survey.id, condition=condition))
            except Refused as refused:
                problem = refused.sentence
        else:
            problem = _("Please look at the marked fields.")
    context = {
        **surveys.around(request, survey, "group"), "form": form, "editor": editor, "problem": problem,
        "table": _earlier(request, survey),
    }  # fmt: skip
    return render(request, "asking/group.html", context, status=422 if problem else 200)


def _seen(request: HttpRequest, survey_id: int) -> surveys.SurveyRecord:
    return surveys.get_survey(survey_id, units=scope_of(request.user, "surveys.see"))


def _begun(request: HttpRequest, wanted: Rule) -> HttpResponse:
    by: Any = request.user
    made = rounds.begin(wanted, by=by)
    messages.success(request, _("They are being asked. This page tells what becomes of it."))
    return redirect("asking-rule", rule_id=made.id)


@require_POST
@allow("asking.change")
def outlook(request: HttpRequest, survey_id: int) -> HttpResponse:
    """How many it comes to, while the form is filled in."""
    survey, form = _seen(request, survey_id), RoundForm(request.POST)
    form.is_valid()
    condition = segments.condition_of(segments.read_editor(request.POST, act=False))
    if condition is None or not form.chosen_channels:
        return render(request, "asking/_reached.html", {"trouble": _("Fill in every condition.")})
    wanted = Rule(survey=survey.id, condition=condition, channels=form.chosen_channels, share=form.chosen_share)
    try:
        # Who is in the share is drawn anew for each round, so only about how many it will be can be said.
        found = rounds.look(wanted)
        return render(request, "asking/_reached.html", {"reached": found, "is_for_all": wanted.share >= 1})
    except Refused as refused:
        return render(request, "asking/_reached.html", {"trouble": refused.sentence})


def _earlier(request: HttpRequest, survey: surveys.SurveyRecord) -> Any:
    columns = (
        Column(key="when", label=_("Asked on"), kind="moment", href=lambda row: reverse("asking-rule", args=[row["id"]])),
        Column(key="whom", label=_("Whom")),
        Column(key="by", label=_("Made by"), only_wide=True),
        Column(key="waiting", label=_("Waiting"), kind="number", only_wide=True),
        Column(key="asked", label=pgettext("a person", "Asked"), kind="number"),
        Column(key="arrived", label=_("Arrived"), kind="number"),
        Column(key="refused", label=_("Not asked"), kind="number"),
    )
    listing = read_listing(request, columns, limit=PAGE)
    found = [rule for rule in ruling.list_rules(survey=survey.id) if rule.is_round]
    shown = found[listing.offset : listing.offset + listing.limit]
    tallies = watching.tallies_of([rule.id for rule in shown])
    rows = [_line(rule, tallies[rule.id]) for rule in shown]
    empty = Empty(title=_("No group was asked yet"), text=_("Each time stands here, with what became of it."), icon="people")
    return listing.table(rows, total=len(found), empty=empty, searchable=False)


def _line(rule: Rule, tally: Tally) -> dict[str, Any]:
    return {
        "id": rule.id, "when": rule.made_at, "whom": segments.sentence(rule.condition), "by": rule.made_by, "waiting": tally.waiting,
        "asked": tally.asked, "arrived": tally.arrived, "refused": sum(tally.refused.values()),
    }  # fmt: skip
