"""Pages of who is who: possible duplicates, conflicts, and the parts of a customer's page that merge, split and undo."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.base.ui.contracts import Tab
from hamsafar.base.ui.reader import reader
from hamsafar.ground.audit.services import Actor
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of

from . import decisions, duplicates, queries, words
from .contracts import Conflict, Decision, Known, Link, Suggestion
from .forms import MergeForm, SplitForm, ThresholdForm

CONFLICTS_A_PAGE = 50
CANDIDATES = 8
MOST_SAID = 0.999  # no model of names and dates is surer than that


@require_GET
@allow("people.merge")
def suggestions(request: HttpRequest) -> HttpResponse:
    units = scope_here(request, "people.merge")
    shown = [_pair(suggestion) for suggestion in duplicates.list_suggestions(units=units)]
    context = {"title": _("Possible duplicates"), "tabs": _tabs("duplicates", units), "suggestions": shown, **_threshold(request)}
    return render(request, "people/duplicates.html", context)


@require_GET
@allow("people.merge")
def conflicts(request: HttpRequest) -> HttpResponse:
    units = scope_here(request, "people.merge")
    found = queries.list_conflicts(units=units, limit=CONFLICTS_A_PAGE)
    context = {"title": _("Identity conflicts"), "tabs": _tabs("identity-conflicts", units), "conflicts": [_conflict(c) for c in found]}
    return render(request, "people/conflicts.html", context)


@require_POST
@allow("people.merge")
def find(request: HttpRequest) -> HttpResponse:
    """Now and not only at night; asked for twice in one minute it is one search."""
    jobs.enqueue("people.find_duplicates", {}, key=f"asked {clock.now():%Y-%m-%d %H:%M}")
    messages.success(request, _("The search has begun. New pairs will stand here in a minute or two."))
    return redirect("duplicates")


@require_POST
@allow("settings.change")
def set_threshold(request: HttpRequest) -> HttpResponse:
    form = ThresholdForm(request.POST)
    if form.is_valid():
        duplicates.set_threshold(form.probability, by=_me(request))
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Give a number between 50 and 100 percent, or nothing."))
    return redirect("duplicates")


@require_POST
@allow("people.merge")
def accept(request: HttpRequest, suggestion: int) -> HttpResponse:
    duplicates.accept(suggestion, by=_me(request), units=scope_of(request.user, "people.merge"))
    messages.success(request, _("Merged. You can undo it on the customer's page."))
    return redirect("duplicates")


@require_POST
@allow("people.merge")
def reject(request: HttpRequest, suggestion: int) -> HttpResponse:
    duplicates.reject(suggestion, by=_me(request), units=scope_of(request.user, "people.merge"))
    messages.success(request, _("Kept apart. This pair will not be asked again."))
    return redirect("duplicates")


# Parts of a customer's page


@require_GET
@allow("people.see")
def identity(request: HttpRequest, address: str) -> HttpResponse:
    """What this customer is called by and why, what was decided about it, and the ways to change it."""
    person = _person(request, address, "people.see")
    units = scope_of(request.user, "people.see")
    known = queries.identifiers_of(person, units=units)
    context = {
        "address": queries.key_text(person),
        "identifiers": [_known(one) for one in known],
        "decisions": [_decision(one) for one in queries.history(person, units=units)],
        "may_change": can(request.user, "people.merge") and queries.may_see(person, scope_of(request.user, "people.merge")),
    }
    return render(request, "people/_identity.html", context)


@require_GET
@allow("people.merge")
def candidates(request: HttpRequest, address: str) -> HttpResponse:
    person = _person(request, address, "people.merge")
    found = queries.search(request.GET.get("q", "")[:200], limit=CANDIDATES + 1, units=scope_of(request.user, "people.merge"))
    others = [card for card in found if card.person != person][:CANDIDATES]
    names = queries.display_names([card.person for card in others], reader().language)
    shown = [{"address": queries.key_text(card.person), "name": names[card.person], "card": card} for card in others]
    return render(
        request, "people/_candidates.html", {"address": queries.key_text(person), "candidates": shown, "asked": request.GET.get("q", "")}
    )


@require_http_methods(["POST"])
@allow("people.merge")
def merge(request: HttpRequest, address: str) -> HttpResponse:
    person = _person(request, address, "people.merge")
    form = MergeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whom to merge with."))
        return _back(person)
    other = _person(request, queries.key_text(form.cleaned_data["other"]), "people.merge")
    decisions.merge(keep=person, absorb=other, because=form.cleaned_data["because"], by=_me(request))
    messages.success(request, _("Merged. The whole history is one from now on; you can undo this at any time."))
    return _back(person)


@require_POST
@allow("people.merge")
def split(request: HttpRequest, address: str) -> HttpResponse:
    person = _person(request, address, "people.merge")
    form = SplitForm(request.POST, person=person, units=scope_of(request.user, "people.merge"))
    if not form.is_valid():
        messages.error(request, _("One of these identifiers belongs to someone else by now. Please look again."))
        return _back(person)
    decisions.split(person, form.identifiers, because=form.cleaned_data["because"], by=_me(request))
    messages.success(request, _("Split off. You can undo this at any time."))
    return _back(person)


@require_POST
@allow("people.merge")
def undo(request: HttpRequest, decision: UUID) -> HttpResponse:
    keys = decisions.keys_of(str(decision))
    units = scope_of(request.user, "people.merge")
    if not all(queries.may_see(person, units) for person in queries.people_of(keys).values()):
        raise NotFound
    decisions.undo(str(decision), by=_me(request))
    messages.success(request, _("Undone. Everything is as if it had never been decided."))
    return _back(queries.person_of(keys[0]))


# Reading the request, writing for the template


def _me(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


def _person(request: HttpRequest, address: str, permission: str) -> int:
    key = queries.key_from_text(address)
    person = queries.find_person_of(key) if key is not None else None
    if person is None or not queries.may_see(person, scope_of(request.user, permission)):
        raise NotFound
    return person


def _back(person: int) -> HttpResponse:
    return redirect("customer", address=queries.key_text(queries.person_of(person)))


def _tabs(here: str, units: queries.Units) -> list[Tab]:
    pages = (
        ("duplicates", _("Possible duplicates"), duplicates.count_suggestions(units=units)),
        ("identity-conflicts", _("Conflicts"), queries.count_conflicts(units=units)),
    )
    return [Tab(name=name, href=reverse(address), current=address == here, count=count) for address, name, count in pages]


def _threshold(request: HttpRequest) -> dict[str, Any]:
    value = duplicates.threshold()
    percent = None if value is None else round(value * 100, 2)
    return {"percent": percent, "percent_text": "" if percent is None else f"{percent:g}", "may_set": can(request.user, "settings.change")}


def _pair(suggestion: Suggestion) -> dict[str, Any]:
    names = queries.display_names([suggestion.left.person, suggestion.right.person], reader().language)
    sides = [
        {"address": queries.key_text(card.person), "name": names[card.person], "card": card} for card in (suggestion.left, suggestion.right)
    ]
    reasons = [
        {
            "name": words.field_name(r.field), "left": words.value_name(r.field, r.left), "right": words.value_name(r.field, r.right),
            **_speaks(r.left, r.right, r.weight),
        }
        for r in suggestion.reasons
    ]
    is_all_but_certain = suggestion.probability > MOST_SAID
    return {
        "id": suggestion.id, "probability": suggestion.probability, "sides": sides, "reasons": reasons, "most": MOST_SAID,
        "is_all_but_certain": is_all_but_certain,
    }  # fmt: skip


def _speaks(left: str, right: str, weight: float) -> dict[str, str]:
    """In words: bits mean nothing to the person who decides."""
    if not left or not right:
        return {"word": _("says nothing"), "tone": ""}
    if weight <= 0:
        return {"word": _("speaks against"), "tone": "bad"}
    if left == right:
        return {"word": _("the same"), "tone": "good"}
    return {"word": _("nearly the same"), "tone": "good"}


def _conflict(conflict: Conflict) -> dict[str, Any]:
    names = queries.display_names([conflict.left_person, conflict.right_person], reader().language)
    sides = [(conflict.left_person, conflict.left), (conflict.right_person, conflict.right)]
    return {
        "between": conflict.link.b if conflict.link.b not in (conflict.left, conflict.right) else conflict.link.a,
        "kind": words.kind_name(conflict.link.limit),
        "sides": [{"address": queries.key_text(person), "name": names[person], "value": name.value} for person, name in sides],
        "link": _link(conflict.link),
    }


def _known(known: Known) -> dict[str, Any]:
    return {
        "known": known,
        "key": queries.key_text(known.key),
        "kind": words.kind_name(known.identifier.kind),
        "links": [_link(link, known) for link in known.links],
    }


def _link(link: Link, known: Known | None = None) -> dict[str, Any]:
    word, tone = words.VERDICTS[link.verdict]
    far = link.b if known is not None and link.a == known.identifier else link.a
    return {
        "link": link,
        "far": far,
        "far_kind": words.kind_name(far.kind),
        "why": words.PROOFS.get(link.kind, link.kind),
        "verdict": word,
        "tone": tone,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {"decision": decision, "name": words.DECISIONS.get(decision.kind, decision.kind), "because": words.because(decision.because)}
