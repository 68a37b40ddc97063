"""The consent card of a customer's page: what counts now, everything that was ever decided, and a way to write down more."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hamsafar.base.errors import NotFound
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, can, check, scope_of
from hamsafar.identify.people import services as people

from . import services as consent
from .contracts import Choice
from .forms import LANGUAGES, DecisionForm, channel_names
from .words import PURPOSES, purpose_name


@require_http_methods(["GET", "POST"])
@allow("consent.see")
def card(request: HttpRequest, address: str) -> HttpResponse:
    if request.method == "POST":
        return _write_down(request, address)
    person = _person(request, address, "consent.see")
    return render(request, "consent/_card.html", _context(request, person))


def _write_down(request: HttpRequest, address: str) -> HttpResponse:
    check(request.user, "consent.change")
    person = _person(request, address, "consent.change")
    form = DecisionForm(request.POST, language=reader().language)
    if not form.is_valid():
        messages.error(request, _("Say for what, and how the customer told you."))
        return redirect("customer", address=address)
    said = form.cleaned_data
    consent.decide(
        person,
        purpose=said["purpose"],
        channel=said["channel"],
        choice=Choice(said["choice"]),
        evidence=said["evidence"],
        text_version=said["text_version"],
        language=reader().language if said["text_version"] else "",
        by=request.user,  # type: ignore[arg-type]
    )
    messages.success(request, _("Written down. It counts from now on."))
    return redirect("customer", address=address)


def _context(request: HttpRequest, person: int) -> dict[str, Any]:
    channels = dict(channel_names(reader().language))
    return {
        "address": people.key_text(person),
        "standings": [(one, purpose_name(one.purpose), channels.get(one.channel, one.channel)) for one in consent.state_of(person)],
        "history": [(one, purpose_name(one.purpose), channels.get(one.channel, one.channel)) for one in consent.history(person)],
        "purposes": [purpose_name(code) for code in PURPOSES],
        "channels": channels.items(),
        "languages": dict(LANGUAGES),
        "may_change": can(request.user, "consent.change") and people.may_see(person, scope_of(request.user, "consent.change")),
    }


def _person(request: HttpRequest, address: str, permission: str) -> int:
    key = people.key_from_text(address)
    person = people.find_person_of(key) if key is not None else None
    if person is None or not people.may_see(person, scope_of(request.user, permission)):
        raise NotFound
    return person
