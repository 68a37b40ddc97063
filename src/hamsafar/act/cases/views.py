"""The list of cases and one case."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base import clock
from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import BulkAction, Choice, Column, Empty, Export, Tab
from hamsafar.base.ui.listing import Listing, read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.decide.contact import services as contact
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of
from hamsafar.identify.people import services as people

from . import asking_again, causes, contacting, exports, keeping, listing, opening, owning, replies, rules, steps, words, working
from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .contracts import Case, Ending, State, Wanted
from .errors import CaseNotFound
from .forms import LetterForm, cause_choices, topic_choices
from .policy import policy

UNDO = "cases-undo"  # what the next page offers to take back
ME = "me"
HERE = {ME: gettext_lazy("Mine"), listing.NOBODY: gettext_lazy("Nobody's")}
CHANNELS = ("phone", "email", "sms", "chat", "store", "telegram")


@require_GET
@allow("cases.see")
def case_list(request: HttpRequest) -> HttpResponse:
    units = scope_here(request, "cases.see")
    if not request.GET and listing.count_cases(Wanted(units=units)):  # whoever comes to work wants what is open
        return redirect(f"{reverse('cases')}?state={listing.ALL_OPEN}")
    shown = _listing(request)
    wanted = _wanted(shown, units, request.user.pk)
    found = listing.list_cases(wanted, order=shown.order, offset=shown.offset, limit=shown.limit)
    names = people.display_names([case.person for case in found], reader().language)
    named = {cause.id: cause.name_in(reader().language) for cause in causes.list_causes(archived=True)}
    may_work = can(request.user, "cases.work")
    table = shown.table(
        [_line(case, names, named) for case in found],
        total=listing.count_cases(wanted),
        empty=_empty(request),
        row_id=lambda line: line["id"],
        bulk=_bulk() if may_work else (),
        exports=_exports(request),
        placeholder=_("Name, words or number of a case"),
    )
    context = {
        "title": _("Cases"),
        "table": table,
        "tabs": _tabs(request, units),
        "views": keeping.list_views(request.user.pk),  # type: ignore[arg-type]
        "query": request.GET.urlencode(),
        "is_narrowed": shown.is_narrowed,
        "undo": request.session.pop(UNDO, None),
        "may_work": may_work,
        "may_change": can(request.user, "cases.change"),
    }
    return render(request, "cases/cases.html", context)


def _listing(request: HttpRequest) -> Listing:
    columns = (
        Column(key="who", label=_("Customer"), template="cases/cells/who.html"),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="due", label=_("Due by"), template="cases/cells/due.html", sortable=True),
        Column(key="owner", label=_("In charge"), value="owner", only_wide=True),
        Column(key="cause", label=_("Root cause"), only_wide=True),
        Column(key="worth", label=_("Paid so far"), kind="money", sortable=True, only_wide=True),
        Column(key="opened", label=_("Open since"), kind="ago", sortable=True, only_wide=True),
    )
    members = [(str(member.id), member.name) for member in owning.who_may_work_anywhere()]
    filters = (
        Choice(key="state", label=_("All states"), options=((listing.ALL_OPEN, _("Whatever is open")), *_state_options())),
        Choice(key="owner", label=_("All owners"), options=(*((key, str(name)) for key, name in HERE.items()), *members)),
        Choice(key="due", label=_("Whenever due"), options=(("late", _("Late")), ("today", _("Due by tonight")))),
        Choice(key="cause", label=_("All root causes"), options=tuple((str(key), name) for key, name in cause_choices()[1:])),
        Choice(key="rule", label=_("All rules"), options=tuple((str(rule.id), rule.name) for rule in rules.list_rules())),
    )
    return read_listing(request, columns, filters=filters, sort="due", keep=("unit",))


def _state_options() -> list[tuple[str, str]]:
    return [(state.value, str(name)) for state, name in words.STATES.items()]


def _wanted(shown: Listing, units: tuple[str, ...] | None, member: int | None) -> Wanted:
    chosen = shown.filters
    owner = str(member) if chosen["owner"] == ME else chosen["owner"]
    number = {name: int(chosen[name]) if chosen[name] else None for name in ("rule", "cause")}
    return Wanted(units=units, state=chosen["state"], owner=owner, due=chosen["due"], search=shown.search, **number)


def _line(case: Case, names: Mapping[int, str], causes_named: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": case.id,
        "case": case,
        "name": names.get(case.person, "–"),
        "href": reverse("case", args=[case.id]),
        "words": case.words or words.what_happened(case),
        "score": words.score_words(case.asked, case.score),
        "state": (str(words.STATES[case.state]), words.TONES[case.state]),
        "is_late": case.is_late(clock.now()),
        "owner": case.owner_name or "–",
        "cause": causes_named.get(case.cause or 0, ""),
        "worth": (case.worth, case.currency) if case.worth is not None else None,
        "opened": case.opened_at,
    }


def _tabs(request: HttpRequest, units: tuple[str, ...] | None) -> list[Tab]:
    mine, every = listing.numbers(units, owner=request.user.pk), listing.numbers(units)
    asked = {name: request.GET.get(name, "") for name in ("state", "owner", "due")}
    lists: tuple[tuple[str, dict[str, str], int | None], ...] = (
        (_("Mine"), {"state": listing.ALL_OPEN, "owner": ME}, mine["open"]),
        (_("All open"), {"state": listing.ALL_OPEN}, every["open"]),
        (_("Late"), {"due": "late"}, every["late"]),
        (_("Without an owner"), {"state": listing.ALL_OPEN, "owner": listing.NOBODY}, every["nobody"]),
        (_("Everything"), {"state": ""}, None),
    )
    return [
        Tab(name=name, href=f"?{urlencode(query)}", current=asked == {"state": "", "owner": "", "due": "", **query}, count=count)
        for name, query, count in lists
    ]


def _bulk() -> tuple[BulkAction, ...]:
    here = reverse("cases-bulk")
    members = [(str(member.id), member.name) for member in owning.who_may_work_anywhere()]
    named = [(str(key), name) for key, name in cause_choices()[1:]]
    return (
        BulkAction(label=_("Take"), href=f"{here}?deed=take", key="a"),
        BulkAction(label=_("Give to"), href=f"{here}?deed=give", name="to", options=members),
        *((BulkAction(label=_("Name the cause"), href=f"{here}?deed=name", name="cause", options=named),) if named else ()),
        BulkAction(label=_("Close: nothing to do"), href=f"{here}?deed=nothing", key="e"),
        BulkAction(label=_("Close: solved"), href=f"{here}?deed=solved", key="s"),
        BulkAction(label=_("Reopen"), href=f"{here}?deed=reopen", key="o"),
    )


def _exports(request: HttpRequest) -> tuple[Export, ...]:
    if not can(request.user, "cases.export"):
        return ()
    return (Export(label="CSV", href=f"{reverse('cases-export')}?{request.GET.urlencode()}"),)


def _empty(request: HttpRequest) -> Empty:
    if any(rule.is_on for rule in rules.list_rules()):
        text = _("When a customer is unhappy in a way that your rules name, a case opens here.")
        return Empty(title=_("No cases yet"), text=text, icon="flag")
    may = can(request.user, "cases.change")
    return Empty(
        title=_("Nothing opens a case yet"),
        text=_("A rule says which unhappy answer, complaint or review somebody has to see to."),
        href=reverse("case-rules") if may else "",
        action=_("Set up rules"),
        icon="flag",
    )


@require_GET
@allow("cases.export")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is narrowed, as a table for spreadsheets."""
    shown = _listing(request)
    wanted = _wanted(shown, scope_here(request, "cases.export"), request.user.pk)
    audit.record("cases.exported", by=_by(request), about="cases", facts={"query": request.GET.urlencode()[:500]})
    answer = StreamingHttpResponse(exports.lines(wanted, shown.order, reader().language), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="cases.csv"'
    return answer


# What is done to many


@require_POST
@allow("cases.work")
def bulk(request: HttpRequest) -> HttpResponse:
    picked = [int(value) for value in request.POST.getlist("picked") if value.isascii() and value.isdecimal()][:500]
    deed = _bulk_deed(request, request.GET.get("deed", ""))
    if deed is None:
        raise NotFound
    done = working.each(picked, deed)
    for sentence, count in done.refused.items():
        messages.warning(request, f"{sentence} ({formats.number(count)})")
    if done.batch is not None:
        said = ngettext("{n} case was changed.", "{n} cases were changed.", done.cases).format(n=formats.number(done.cases))
        request.session[UNDO] = {"batch": str(done.batch), "said": said}
    return redirect(_back(request))


def _bulk_deed(request: HttpRequest, name: str) -> working.Deed | None:
    by: Any = request.user
    units = scope_of(request.user, "cases.work")
    to, cause = _number(request.POST.get("to", "")), _number(request.POST.get("cause", ""))
    deeds: dict[str, working.Deed] = {
        "take": lambda case, batch: working.assign(case, by.pk, by=by, units=units, batch=batch),
        "give": lambda case, batch: working.assign(case, to, by=by, units=units, batch=batch),
        "name": lambda case, batch: working.name_cause(case, cause or 0, by=by, units=units, batch=batch),
        "nothing": lambda case, batch: working.close(case, Ending.NOTHING, by=by, units=units, batch=batch),
        "solved": lambda case, batch: working.close(case, Ending.SOLVED, by=by, units=units, batch=batch),
        "reopen": lambda case, batch: working.reopen(case, by=by, units=units, batch=batch),
    }
    return deeds.get(name)


@require_POST
@allow("cases.work")
def undo(request: HttpRequest) -> HttpResponse:
    try:
        batch = UUID(request.POST.get("batch", ""))
    except ValueError:
        raise NotFound from None
    count = steps.undo(batch, by=request.user, units=scope_of(request.user, "cases.work"))  # type: ignore[arg-type]
    messages.success(request, ngettext("Taken back in {n} case.", "Taken back in {n} cases.", count).format(n=formats.number(count)))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The page of ours that it was done on."""
    wanted = request.POST.get("back", "") or request.META.get("HTTP_REFERER", "")
    path = wanted.partition("//")[2].partition("/")[2] if "//" in wanted else wanted.lstrip("/")
    return f"/{path}" if path.startswith("cases") else reverse("cases")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


# Lists with a name


@require_POST
@allow("cases.see")
def view_save(request: HttpRequest) -> HttpResponse:
    view = keeping.save_view(
        request.user.pk or 0, name=request.POST.get("name", ""), query=request.POST.get("query", ""), is_shared="is_shared" in request.POST
    )
    messages.success(request, _("The list was kept as “{name}”.").format(name=view.name))
    return redirect(f"{reverse('cases')}?{view.query}")


@require_POST
@allow("cases.see")
def view_drop(request: HttpRequest, view_id: int) -> HttpResponse:
    keeping.drop_view(view_id, request.user.pk or 0)
    return redirect("cases")


# One case


@require_GET
@allow("cases.see")
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    found = listing.get_case(case_id, scope_of(request.user, "cases.see"))
    return _page(request, found)


def _page(request: HttpRequest, found: Case, *, letter: LetterForm | None = None, status: int = 200) -> HttpResponse:
    complaints = replies.with_topics(found, listing.complaints_of(found.id))
    may_work = can(request.user, "cases.work") and organisation.covers(request.user, found.unit, "cases.work")
    suggestion = replies.suggest(found, complaints, agent=_agent(request))
    others = listing.beside(found)
    context = {
        "title": people.display_name(found.person, reader().language),
        "case": found,
        "address": people.key_text(found.person),
        "sees_person": people.may_see(found.person, scope_of(request.user, "people.see")),
        "is_late": found.is_late(clock.now()),
        "state": (str(words.STATES[found.state]), words.TONES[found.state]),
        "ending": str(words.ENDINGS[found.ending]) if found.ending else "",
        "path": _path(found),
        "what": words.what_happened(found),
        "complaints": [_complaint(one) for one in complaints],
        "suggestion": suggestion,
        "letter": letter or _letter(found, suggestion),
        "may_work": may_work,
        "members": owning.who_may_work(found.unit) if may_work else (),
        "causes": cause_choices(_("Not named yet")),
        "cause": causes.get_cause(found.cause) if found.cause else None,
        "channels": [(code, words.channel_name(code)) for code in CHANNELS],
        "endings": [(each.value, str(words.ENDINGS[each])) for each in (Ending.SOLVED, Ending.UNREACHABLE, Ending.NOTHING)],
        "history": [(step, words.step_sentence(step)) for step in listing.steps_of(found.id)],
        "others": [(other, str(words.STATES[other.state]), words.TONES[other.state]) for other in others],
        "mergeable": [other for other in others if other.is_open and found.is_open],
        "can_ask": policy().survey is not None and found.contacted_at is not None and found.answered_at is None,
        "answer": words.score_words(found.asked, found.answer),
        "last": listing.last_batch(found.id) if may_work else None,
        "language": reader().language,
        "sees_deeds": can(request.user, "actions.see"),
    }
    return render(request, "cases/case.html", context, status=status)


def _agent(request: HttpRequest) -> str:
    return getattr(request.user, "name", "")


def _letter(found: Case, suggestion: replies.Suggestion) -> LetterForm | None:
    ways = contacting.ways_to(found.person)
    if not ways:
        return None
    initial = {"channel": ways[0], "language": suggestion.language, "subject": suggestion.subject, "text": suggestion.text}
    return LetterForm(initial=initial, ways=ways)


def _path(found: Case) -> list[tuple[str, Any]]:
    """The steps in order, with when each was taken."""
    moments = {
        State.OPEN: found.opened_at, State.CONTACTED: found.contacted_at, State.NAMED: found.named_at, State.FIXED: found.fixed_at,
        State.ASKED: found.asked_at, State.CLOSED: found.closed_at,
    }  # fmt: skip
    return [(str(words.STATES[state]), at) for state, at in moments.items()]


def _complaint(one: Any) -> dict[str, Any]:
    topics = dict(topic_choices())
    return {
        "at": one.at, "name": words.event_name(one.name) if one.name else _("Told the team"), "words": one.words,
        "score": words.score_words(one.asked, one.score), "topics": [topics.get(topic, topic) for topic in one.topics],
        "facts": [one.facts[name] for name in ("order_id", "conversation_id", "product") if one.facts.get(name)],
    }  # fmt: skip


# What is done to one


@require_POST
@allow("cases.work")
def deed(request: HttpRequest, case_id: int, name: str) -> HttpResponse:
    """One of DEEDS, by whoever works on the case; a wrong one is refused with a sentence on the case's page."""
    doing = DEEDS.get(name)
    units = scope_of(request.user, "cases.work")
    if doing is None or listing.find_case(case_id, units) is None:
        raise CaseNotFound
    try:
        doing(request, case_id, units)
    except Refused as why:
        messages.error(request, why.sentence)
    return redirect("case", case_id=case_id)


def _comment(request: HttpRequest, case_id: int, units: working.Units) -> None:
    working.comment(case_id, request.POST.get("words", "")[:4000], by=_by(request), units=units)


def _assign(request: HttpRequest, case_id: int, units: working.Units) -> None:
    owner = request.user.pk if request.POST.get("owner") == ME else _number(request.POST.get("owner", ""))
    working.assign(case_id, owner, by=_by(request), units=units)


def _contacted(request: HttpRequest, case_id: int, units: working.Units) -> None:
    channel = request.POST.get("channel", "")
    if channel in CHANNELS:
        working.contacted(case_id, channel=channel, words=request.POST.get("words", "")[:4000], by=_by(request), units=units)


def _name(request: HttpRequest, case_id: int, units: working.Units) -> None:
    working.name_cause(case_id, _number(request.POST.get("cause", "")) or 0, by=_by(request), units=units)


def _fixed(request: HttpRequest, case_id: int, units: working.Units) -> None:
    working.fixed(case_id, request.POST.get("words", "")[:4000], by=_by(request), units=units)


def _close(request: HttpRequest, case_id: int, units: working.Units) -> None:
    ending = request.POST.get("ending", "")
    if ending in (Ending.SOLVED, Ending.UNREACHABLE, Ending.NOTHING):
        working.close(case_id, Ending(ending), by=_by(request), units=units, words=request.POST.get("words", "")[:4000])


def _reopen(request: HttpRequest, case_id: int, units: working.Units) -> None:
    working.reopen(case_id, by=_by(request), units=units, words=request.POST.get("words", "")[:4000])


def _merge(request: HttpRequest, case_id: int, units: working.Units) -> None:
    working.merge(case_id, _number(request.POST.get("into", "")) or 0, by=_by(request), units=units)


def _ask(request: HttpRequest, case_id: int, units: working.Units) -> None:
    refusal = asking_again.ask_again(case_id, by=_by(request), units=units)
    _say(request, refusal, _("The survey is queued. The case says when it is out."))


def _by(request: HttpRequest) -> audit.Actor:
    by: Any = request.user
    return by


def _say(request: HttpRequest, refusal: contact.Refusal | None, done: str) -> None:
    if refusal is None:
        messages.success(request, done)
        return
    messages.error(request, contacting.gate_says(refusal))
    if refusal.retry_at is not None:
        messages.info(request, _("As far as is known today, it will be allowed from {at}.").format(at=formats.moment(refusal.retry_at)))


Doing = Callable[[HttpRequest, int, working.Units], None]
DEEDS: dict[str, Doing] = {
    "comment": _comment, "assign": _assign, "contacted": _contacted, "name": _name, "fixed": _fixed, "close": _close, "reopen": _reopen,
    "merge": _merge, "ask": _ask,
}  # fmt: skip


@require_POST
@allow("cases.work")
def letter(request: HttpRequest, case_id: int) -> HttpResponse:
    units = scope_of(request.user, "cases.work")
    found = listing.get_case(case_id, units)
    form = LetterForm(request.POST, ways=contacting.ways_to(found.person))
    if not form.is_valid():
        return _page(request, found, letter=form, status=422)
    try:
        refusal = contacting.write(case_id, **form.cleaned_data, by=_by(request), units=units)
        _say(request, refusal, _("The letter is queued. The case counts as contacted once it is out."))
    except Refused as why:
        form.add_error(None, why.sentence)
        return _page(request, found, letter=form, status=422)
    return redirect("case", case_id=case_id)


@require_POST
@allow("cases.work")
def open_by_hand(request: HttpRequest) -> HttpResponse:
    """For a customer whom somebody from the team has heard complain."""
    key = people.key_from_text(request.POST.get("person", ""))
    person = people.find_person_of(key) if key is not None else None
    units = scope_of(request.user, "cases.work")
    if person is None or not people.may_see(person, units):
        raise NotFound
    unit = (units[0] if units else "") if units is not None else ""
    key_of_words = f"{request.user.pk}:{clock.now().isoformat()}"
    told = opening.told_by_hand(person, words=request.POST.get("words", "")[:4000], unit=unit, key=key_of_words)
    found = opening.open_for(told, why=_agent(request), by=_by(request))
    if found is None:
        raise NotFound
    audit.record("cases.opened_by_hand", by=_by(request), about=f"case:{found.id}")
    return redirect("case", case_id=found.id)


