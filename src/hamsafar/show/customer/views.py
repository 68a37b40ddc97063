"""The list of customers and the 360 degree view."""

import datetime as dt
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.act.cases import services as cases
from hamsafar.base import clock
from hamsafar.base.calendars import day_of
from hamsafar.base.errors import NotAllowed, NotFound
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Choice, Column, Empty
from hamsafar.base.ui.listing import read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.base.ui.templatetags.ui import date_field
from hamsafar.collect.vocabulary.services import CHANNELS, Family
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation.services import allow, can, company, scope_here, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.segments import services as segments
from hamsafar.measure.voice import services as voice
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Cursor, Scope

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from . import handing, portrait
from . import timeline as lines
from .listing import list_rows
from .words import trait_name, trait_value

COLUMNS = (
    Column(key="name", label=gettext_lazy("Customer"), sortable=True, template="customer/cells/name.html"),
    Column(key="phone", label=gettext_lazy("Phone"), kind="typed", only_wide=True),
    Column(key="email", label=gettext_lazy("E-mail"), kind="typed", only_wide=True),
    Column(key="orders", label=gettext_lazy("Orders"), kind="number", sortable=True),
    Column(key="spent", label=gettext_lazy("Spent"), sortable=True, template="customer/cells/spent.html"),
    Column(key="first_seen", label=gettext_lazy("First seen"), kind="date", sortable=True, only_wide=True),
    Column(key="last_seen", label=gettext_lazy("Last seen"), kind="ago", sortable=True),
)
WHO = Choice(
    key="who",
    label=gettext_lazy("Known customers"),
    options=(("visitors", gettext_lazy("Visitors without a name")), ("all", gettext_lazy("Everyone"))),
)
FAMILIES = {
    Family.ORDERS: gettext_lazy("Orders"),
    Family.TALK: gettext_lazy("Talk"),
    Family.FEEDBACK: gettext_lazy("Feedback"),
    Family.HELP: gettext_lazy("Help"),
    Family.MESSAGES: gettext_lazy("Messages"),
    Family.BROWSING: gettext_lazy("Browsing"),
    Family.IDENTITY: gettext_lazy("Identity and consent"),
    Family.SYSTEM: gettext_lazy("Other"),
}
PAGE = 40
CASES_SHOWN = 5
LAST_SEQ = 2**64 - 1


@require_GET
@allow("people.see")
def customers(request: HttpRequest) -> HttpResponse:
    listing = read_listing(request, COLUMNS, filters=(WHO, _channels(), *_segments(request)), sort="-last_seen")
    found = list_rows(listing, _scope(request), reader().language, company().currency)
    nobody = Empty(
        title=_("No customers yet"),
        text=_("Connect a source or import a file; whoever is named there appears here within a second."),
        href="/sources",
        action=_("Connect a source"),
        icon="people",
    )
    table = listing.table(
        found.rows, total=found.total, has_more=found.has_more, empty=nobody, placeholder=_("Name, phone, e-mail or id, in any spelling")
    )
    return render(request, "customer/customers.html", {"title": _("Customers"), "table": table})


def _segments(request: HttpRequest) -> tuple[Choice, ...]:
    """Saved groups of customers, for those who may see them."""
    found = segments.list_segments() if can(request.user, "segments.see") else []
    options = tuple((str(each.id), each.name_in(reader().language)) for each in found)
    return (Choice(key="segment", label=_("All groups"), options=options),) if options else ()


@require_GET
@allow("people.see")
def customer(request: HttpRequest, address: str) -> HttpResponse:
    scope = _scope(request)
    person = _person(address, scope)
    if people.key_text(person) != address:  # an older address of somebody who was merged since
        return redirect("customer", address=people.key_text(person))
    now, theirs = clock.now(), replace(scope, people=(person,))
    facts = portrait.find_facts(theirs)
    return render(
        request,
        "customer/customer.html",
        {
            "title": people.display_name(person, reader().language),
            "card": people.get_card(person, units=scope.units),
            "address": address,
            "facts": facts,
            "mood": max(facts.scores, key=lambda score: score.at).tone if facts and facts.scores else "",
            "channels": [(_channel(name), count) for name, count in facts.channels[:4]] if facts else [],
            "traits": _shown_traits(person, scope),
            "sees_consent": can(request.user, "consent.see"),
            "sees_referrals": can(request.user, "referrals.see"),
            "may_export": _has_wholly(request, "people.export"),
            "may_erase": _has_wholly(request, "people.erase"),
            "promises": portrait.list_promises(theirs, now),
            "cases": _cases(request, person) if can(request.user, "cases.see") else (),
            "may_open_case": can(request.user, "cases.work"),
            "may_post_idea": can(request.user, "ideas.manage"),
            "conversations": [(talk, _channel(talk.channel)) for talk in portrait.list_open_conversations(theirs)],
            "said": _said(theirs) if can(request.user, "comments.see") else None,
            **_lines(request, person, address, theirs),
        },
    )


@require_GET
@allow("people.see")
def timeline(request: HttpRequest, address: str) -> HttpResponse:
    """A further page of the timeline, or, with ?after=, what is new; 204 when nothing is."""
    scope = _scope(request)
    person = _person(address, scope)
    theirs = replace(scope, people=(person,))
    after = request.GET.get("after", "")
    if after.isdecimal() and _newest(person, theirs) <= int(after):
        return HttpResponse(status=204)
    template = "customer/parts/timeline.html" if after else "customer/parts/more.html"
    return render(request, template, {"address": address, **_lines(request, person, address, theirs)})


@require_GET
@allow("people.export")
def export(request: HttpRequest, address: str) -> HttpResponse:
    """Everything that is known about a person, as a zip to read and for programs."""
    person = _wholly_theirs(request, address, "people.export")
    audit.record("person.exported", by=request.user, about=people.key_text(person))  # type: ignore[arg-type]
    answer = HttpResponse(erasure.export(person), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="customer-{people.key_text(person)}.zip"'
    return answer


@require_http_methods(["GET", "POST"])
@allow("people.merge")
def hand_over(request: HttpRequest, address: str) -> HttpResponse:
    """A device or number has another owner from a moment on. GET shows what would happen, POST does it."""
    scope = Scope(units=scope_of(request.user, "people.merge"))
    person = _person(address, scope)
    given = request.POST if request.method == "POST" else request.GET if "day" in request.GET else None
    form = handing.HandOverForm(given, known=people.identifiers_of(person, units=scope.units))
    if request.method == "POST" and form.is_valid():
        people.split_since(form.chosen.identifier, form.moment, because=form.cleaned_data["because"], by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("From that moment on it belongs to a new customer. You can undo this at any time, under Identifiers."))
        return redirect("customer", address=people.key_text(people.person_of(person)))
    if given is None:
        form.initial["key"] = request.GET.get("key", "")
    context = {
        "title": _("Changed hands"),
        "address": address,
        "name": people.display_name(person, reader().language),
        "form": form,
        "day": date_field("day", _day_of(form), label=_("Day"), edge="since"),
        "parting": handing.part(form, person, scope) if given is not None and form.is_valid() else None,
    }
    return render(request, "customer/hand_over.html", context, status=422 if form.errors and request.method == "POST" else 200)


def _day_of(form: handing.HandOverForm) -> dt.date | None:
    return day_of(form.moment, reader().almanac) if form.is_bound and form.is_valid() else None


@require_POST
@allow("people.erase")
def erase(request: HttpRequest, address: str) -> HttpResponse:
    """Queue the forgetting of a person; the receipt stands under Settings, Privacy."""
    person = _wholly_theirs(request, address, "people.erase")
    erasure.ask(person, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("This person is being forgotten everywhere. The receipt stands under Settings, Privacy."))
    return redirect("customers")


def _said(scope: Scope) -> dict[str, object] | None:
    """How their comments sound, and what they are mostly about."""
    told = voice.summary(voice.Filters(), scope=scope)
    if not told.comments:
        return None
    names = {topic.key: topic.name_in(reader().language) for topic in voice.list_topics(all_of_them=True)}
    topics = [(names.get(one.topic, one.topic), one) for one in voice.topic_map(voice.Filters(), scope=scope)[:4]]
    return {"told": told, "topics": topics}


def _cases(request: HttpRequest, person: int) -> list[tuple[cases.Case, str, str]]:
    """Newest first, with what their state is called."""
    found = cases.list_cases(cases.Wanted(units=scope_of(request.user, "cases.see"), person=person), order="-opened", limit=CASES_SHOWN)
    return [(one, *cases.state_words(one)) for one in found]


def _has_wholly(request: HttpRequest, permission: str) -> bool:
    return can(request.user, permission) and scope_of(request.user, permission) is None


def _wholly_theirs(request: HttpRequest, address: str, permission: str) -> int:
    """A person's whole life crosses units, so only who holds the right for the whole company may hand it out or end it."""
    person = _person(address, Scope(units=scope_of(request.user, permission)))
    if not _has_wholly(request, permission):
        raise NotAllowed
    return person


def _channels() -> Choice:
    return Choice(key="channel", label=_("Every channel"), options=tuple((name, _channel(name)) for name in CHANNELS))


def _scope(request: HttpRequest) -> Scope:
    return Scope(units=scope_here(request, "people.see"))


def _person(address: str, scope: Scope) -> int:
    """Whom an address names, if the asker may know of them. Raises NotFound."""
    key = people.key_from_text(address)
    person = people.find_person_of(key) if key is not None else None
    if person is None or not people.may_see(person, scope.units):
        raise NotFound
    return person


def _lines(request: HttpRequest, person: int, address: str, scope: Scope) -> dict[str, object]:
    family = request.GET.get("family", "")
    families = (family,) if family in set(Family) else ()
    found = events.timeline(person, scope=scope, before=_cursor(request.GET.get("before", "")), families=families, limit=PAGE)
    texts = [one.seq for one in found.happenings if one.direction != "outbound"]
    readings = voice.readings_of(texts, scope=scope) if can(request.user, "comments.see") else {}
    moments = lines.moments_of(found.happenings, reader().language, readings)
    return {
        "moments": moments,
        "more": _more(address, family, found.next, formats.long_day(moments[-1].at)) if found.next else "",
        "last_day": request.GET.get("last_day", ""),
        "newest": _newest(person, scope),
        "family": families[0] if families else "",
        "families": [(key.value, name) for key, name in FAMILIES.items()],
    }


def _more(address: str, family: str, cursor: Cursor, last_day: str) -> str:
    asked = {"before": f"{cursor.timestamp.isoformat()}~{cursor.seq}", "last_day": last_day, **({"family": family} if family else {})}
    return f"{reverse('customer-timeline', args=[address])}?{urlencode(asked)}"


def _cursor(text: str) -> Cursor | None:
    """A cursor that we did not write is read as none."""
    moment, _tilde, seq = text.partition("~")
    try:
        at = dt.datetime.fromisoformat(moment)
        return Cursor(timestamp=at if at.tzinfo else at.replace(tzinfo=dt.UTC), seq=min(int(seq), LAST_SEQ))
    except ValueError:
        return None


def _newest(person: int, scope: Scope) -> int:
    found = events.timeline(person, scope=scope, limit=1).happenings
    return found[0].seq if found else 0


def _channel(name: str) -> str:
    english, persian = CHANNELS.get(name, (name, name))
    return persian if reader().language == "fa" else english


def _shown_traits(person: int, scope: Scope) -> list[tuple[str, object]]:
    told = people.traits_of(person, units=scope.units)
    return [(trait_name(trait.name), trait_value(trait.name, trait.value)) for trait in told if not isinstance(trait.value, dict | list)]
