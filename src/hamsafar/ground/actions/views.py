"""Act, Actions: everything that was asked for, what became of it and why; a person decides what nobody else can tell."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base.errors import Refused
from hamsafar.base.ui.contracts import Choice, Column, Empty
from hamsafar.base.ui.listing import Listing, read_listing
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, can

from . import services as actions
from .contracts import Deed, Named, Outcome
from .words import OUTCOMES, TONES


@require_GET
@allow("actions.see")
def deed_list(request: HttpRequest) -> HttpResponse:
    period = period_of(request).period
    listing = _listing(request)
    wanted: dict[str, Any] = {**listing.filters, "since": period.since, "until": period.until}
    found = actions.list_deeds(**wanted, offset=listing.offset, limit=listing.limit)
    named = actions.names_of([deed.about for deed in found], reader().language)
    rows = [_line(deed, named) for deed in found]
    empty = Empty(
        title=_("Nothing was asked for in this time"),
        text=_("Messages, surveys and whatever else rules and people have done appear here, each with what became of it."),
        icon="bolt",
    )
    context = {
        "title": _("Actions"),
        "table": listing.table(rows, total=actions.count_deeds(**wanted), empty=empty, searchable=False),
        "undecided": actions.count_deeds(outcome=Outcome.UNKNOWN),
    }
    return render(request, "actions/deeds.html", context)


def _listing(request: HttpRequest) -> Listing:
    language = reader().language
    columns = (
        Column(key="name", label=_("Action"), href=lambda row: row["href"]),
        Column(key="who", label=_("For"), template="actions/_about.html"),
        Column(key="outcome", label=_("Outcome"), kind="chip"),
        Column(key="why", label=_("Why"), only_wide=True),
        Column(key="by", label=_("Asked by"), only_wide=True),
        Column(key="asked_at", label=_("Asked"), kind="ago"),
    )
    filters = (
        Choice(key="outcome", label=_("All outcomes"), options=tuple((each.value, str(OUTCOMES[each])) for each in Outcome)),
        Choice(key="action", label=_("All actions"), options=tuple((each.key, each.name_in(language)) for each in actions.list_actions())),
    )
    return read_listing(request, columns, filters=filters)


def _line(deed: Deed, named: dict[str, Named]) -> dict[str, Any]:
    return {
        "name": _name(deed),
        "href": reverse("deed", args=[deed.id]),
        "who": named.get(deed.about),
        "outcome": (str(OUTCOMES[deed.outcome]), TONES[deed.outcome]),
        "why": actions.sentence_of(deed.code, deed.facts) if deed.code else "",
        "by": deed.by_name or _("A rule"),
        "asked_at": deed.asked_at,
    }


def _name(deed: Deed) -> str:
    action = actions.find_action(deed.action)
    return action.name_in(reader().language) if action else deed.action


@require_GET
@allow("actions.see")
def deed_page(request: HttpRequest, deed_id: UUID) -> HttpResponse:
    deed = actions.get_deed(deed_id)
    named = actions.names_of([deed.about], reader().language)
    context = {
        "title": _name(deed),
        "deed": deed,
        "line": _line(deed, named),
        "input": [(name, _shown(value)) for name, value in deed.input.items() if value not in ("", None, [], {})],
        "may_decide": deed.outcome is Outcome.UNKNOWN and can(request.user, "actions.decide"),
    }
    return render(request, "actions/deed.html", context)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@require_POST
@allow("actions.decide")
def deed_decide(request: HttpRequest, deed_id: UUID) -> HttpResponse:
    try:
        messages.success(request, _decided(request, deed_id, request.POST.get("became", "")))
    except actions.NotUnknown as refused:  # a colleague was faster, or the answer came after all
        messages.error(request, refused.sentence)
    return redirect("deed", deed_id=deed_id)


def _decided(request: HttpRequest, deed_id: UUID, became: str) -> str:
    by: Any = request.user
    if became == "again":
        actions.do_again(deed_id, by=by)
        return _("It is done once more.")
    if became not in (Outcome.DONE, Outcome.FAILED):
        raise Refused
    actions.say_what_became(deed_id, Outcome(became), by=by)
    return _("Written down.")
