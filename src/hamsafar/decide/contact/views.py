"""Settings, Contact rules: how often, when and with whose permission; try them on somebody; what they said lately."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamsafar.base import clock
from hamsafar.base.calendars import day_of
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, can, check, scope_of, settings_tabs
from hamsafar.identify.people import services as people

from . import services as contact
from .forms import BudgetForms, RulesForm, TryForm, channel_name, initial_of, purpose_name
from .words import SAID

DAYS = 30


@require_http_methods(["GET", "POST"])
@allow("contact.see")
def rules(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        check(request.user, "contact.change")
    form = RulesForm(request.POST or None, initial=initial_of(contact.policy()))
    budgets = BudgetForms(request.POST or None, prefix="budgets", initial=_lines(contact.policy()))
    if request.method == "POST" and all([form.is_valid(), budgets.is_valid()]):
        contact.change_policy(form.policy(budgets.budgets()), by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Saved. What has been queued already is looked at again before it is sent."))
        return redirect("settings-contact")
    return render(
        request, "contact/rules.html", _context(request, form, budgets), status=422 if form.errors or budgets.total_error_count() else 200
    )


def _lines(rules: contact.Policy) -> list[dict[str, Any]]:
    return [
        {"contacts": each.contacts, "days": each.days, "channel": each.channel, "purpose": each.purpose} for each in rules.budgets
    ]  # fmt: skip


def _context(request: HttpRequest, form: RulesForm, budgets: Any) -> dict[str, Any]:
    may_change = can(request.user, "contact.change")
    for one in (form, *budgets):
        for field in one.fields.values():
            field.disabled = not may_change
    may_try = can(request.user, "people.see")
    trying = TryForm(request.GET if request.GET.get("who") else None)
    return {
        "title": _("Contact rules"),
        "tabs": settings_tabs(request, "contact"),
        "form": form,
        "budgets": budgets,
        "may_change": may_change,
        "trying": trying if may_try else None,
        "tried": _tried(request, trying) if may_try and trying.is_bound and trying.is_valid() else None,
        "said": _said_lately(),
    }


def _tried(request: HttpRequest, form: TryForm) -> dict[str, Any]:
    given = form.cleaned_data
    found = people.search(given["who"], limit=1, units=scope_of(request.user, "people.see"))
    if not found:
        return {"name": ""}
    person = found[0].person
    refusal = contact.look(person, purpose=given["try_purpose"], channel=given["try_channel"])
    zone = contact.zone_of(person)
    return {
        "name": people.display_name(person, reader().language),
        "address": people.key_text(person),
        "refusal": refusal,
        "sentences": _sentences(refusal) if refusal else [],
        "zone": zone.key,
        "clock": formats.digits(f"{clock.now().astimezone(zone):%H:%M}"),
    }


def _sentences(refusal: contact.Refusal) -> list[str]:
    each = (contact.Refusal(reason=reason, retry_at=None, facts=refusal.facts) for reason in refusal.all_reasons)
    return [contact.refused(one).sentence for one in each]


def _said_lately() -> list[dict[str, Any]]:
    """For each purpose and channel, how often the answer was what."""
    language = reader().language
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _day, purpose, channel, said, count in contact.tallies(day_of(clock.now()) - dt.timedelta(days=DAYS)):
        counts[purpose, channel][said] += count
    return [
        {
            "purpose": purpose_name(purpose, language),
            "channel": channel_name(channel, language),
            "allowed": found.get("allowed", 0),
            "refused": [(SAID[said], count) for said, count in sorted(found.items(), key=lambda pair: -pair[1]) if said in SAID],
        }
        for (purpose, channel), found in sorted(counts.items())
    ]
