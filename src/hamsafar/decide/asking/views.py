"""Act, Automatic asking: the rules with what each did, one rule with whom it looked at, and the form of a rule."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import Refused
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Choice, Column, Empty, Stat
from hamsafar.base.ui.listing import Listing, read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.organisation.services import allow, can
from hamsafar.identify.people import services as people
from hamsafar.measure.segments import services as segments
from hamsafar.science.intervals import Estimate, wilson

from . import rules as ruling
from . import watching
from .contracts import Case, CaseState, Rule, Tally
from .errors import RuleNotFound
from .forms import RuleForm, initial_of, listed
from .ready import READY, find_ready
from .words import BECAME, STATES, SURVEY_STATES, TONES, channel_name, event_name, wait_name

PAGE = 25
NOBODY: Rule = Rule()


# The list


@require_GET
@allow("asking.see")
def rule_list(request: HttpRequest) -> HttpResponse:
    listing = _listing(request)
    found = [rule for rule in ruling.list_rules() if listing.filters["state"] in ("", "on" if rule.is_on else "off")]
    names = ruling.names_of_surveys(found, reader().language)
    lines = [_line(rule, names) for rule in found]
    lines = [line for line in lines if listing.search.casefold() in f"{line['name']} {line['event']}".casefold()]
    shown = lines[listing.offset : listing.offset + listing.limit]
    tallies = watching.tallies_of([line["id"] for line in shown])
    may_change = can(request.user, "asking.change")
    context = {
        "title": _("Automatic asking"),
        "table": listing.table(
            [line | _figures(tallies[line["id"]]) for line in shown], total=len(lines), empty=_empty(), placeholder=_("Search rules")
        ),
        "may_change": may_change,
        "ready": READY if may_change and not found and not listing.is_narrowed else (),
    }
    return render(request, "asking/rules.html", context)


def _listing(request: HttpRequest) -> Listing:
    columns = (
        Column(key="name", label=_("Rule"), href=lambda row: reverse("asking-rule", args=[row["id"]])),
        Column(key="event", label=_("After"), only_wide=True),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="waiting", label=_("Waiting"), kind="number", only_wide=True),
        Column(key="asked", label=pgettext("a person", "Asked"), kind="number"),
        Column(key="arrived", label=_("Arrived"), kind="number"),
        Column(key="refused", label=_("Not asked"), kind="number", only_wide=True),
        Column(key="left_out", label=_("Left out"), kind="number", only_wide=True),
    )
    filters = (
        Choice(key="state", label=_("On and off"), options=(("on", _("Only those that are on")), ("off", _("Only those that are off")))),
    )
    return read_listing(request, columns, filters=filters, limit=PAGE)


def _empty() -> Empty:
    return Empty(
        title=_("Nothing is asked automatically yet"),
        text=_("A rule asks a survey some time after something has happened to a customer. It asks nobody past the contact rules."),
        icon="play",
    )


def _line(rule: Rule, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": ruling.name_of(rule, names.get(rule.survey, "–"), event_name(rule.event)),
        "event": _("Once, a group of customers") if rule.is_round else _(", ").join((event_name(rule.event), wait_name(rule.delay))),
        "state": (_("On"), "good") if rule.is_on else (_("Off"), ""),
    }


def _figures(tally: Tally) -> dict[str, int]:
    return {
        "waiting": tally.waiting, "asked": tally.asked, "arrived": tally.arrived, "refused": sum(tally.refused.values()),
        "left_out": sum(tally.left_out.values()),
    }  # fmt: skip


# One rule


@require_GET
@allow("asking.see")
def rule_page(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = ruling.get_rule(rule_id)
    names = ruling.names_of_surveys([rule], reader().language)
    tally = watching.tally_of(rule.id)
    state = surveys.get_survey(rule.survey).state if rule.survey in names and not rule.asks_reviews else None
    may_change = can(request.user, "asking.change")
    context = {
        "title": ruling.name_of(rule, names.get(rule.survey, "–"), event_name(rule.event)),
        "rule": rule,
        "stats": _stats(tally, _answers(rule) if tally.asked else None),
        "facts": _facts(rule, names),
        "whys": _whys(tally),
        "rule_waits": bool(tally.waiting) or not tally.looked_at,
        "survey_state": SURVEY_STATES[state] if state and state is not surveys.State.LIVE else "",
        "is_survey_gone": state is None and not rule.asks_reviews,
        "may_change": may_change and rule.archived_at is None,
        "may_restore": may_change and rule.archived_at is not None,
        "table": _cases(request, rule),
    }
    return render(request, "asking/rule.html", context)


def _answers(rule: Rule) -> Estimate | None:
    try:
        done, sent = watching.answered(rule)
        return wilson(done, sent) if sent else None
    except Refused:  # the event store is away: the rest of the page stands
        return None


def _stats(tally: Tally, answers: Estimate | None) -> list[Stat]:
    return [
        Stat(name=_("Waiting"), value=tally.waiting),
        Stat(name=pgettext("a person", "Asked"), value=tally.asked),
        Stat(
            name=_("Arrived"), value=tally.arrived / tally.asked if tally.asked else None, kind="percent", sample=tally.asked,
            missing=_("Nobody was asked yet."),
        ),
        Stat(
            name=_("Answered"), value=answers.value if answers else None, low=answers.low if answers else None,
            high=answers.high if answers else None, kind="percent", sample=answers.n if answers else None,
            missing=_("Nobody was asked yet."),
        ),
        Stat(name=_("Not asked"), value=sum(tally.refused.values()), better="low"),
        Stat(name=_("Left out"), value=sum(tally.left_out.values()), better=""),
    ]  # fmt: skip


def _facts(rule: Rule, names: Mapping[int, str]) -> list[tuple[str, str]]:
    where = _(" and ").join(segments.tested(one.name, one.test) for one in rule.where)
    channels = _(", else ").join(map(channel_name, rule.channels))
    languages = {"": _("The person's own"), "fa": _("Persian"), "en": _("English")}
    found = [
        (_("Asks for") if rule.asks_reviews else _("Survey"), names.get(rule.survey, "–")),
        (_("After"), "" if rule.is_round else event_name(rule.event)),
        (_("Only where"), where),
        (_("When"), formats.moment(rule.made_at) if rule.is_round and rule.made_at else wait_name(rule.delay)),
        (_("By which channel"), channels),
        (_("Language"), languages.get(rule.language, rule.language)),
        (_("Whom"), segments.sentence(rule.condition)),
        (_("Share of people"), formats.percent(rule.share)),
        (_("Waits for the contact rules"), _patience(rule.patience.days)),
        (_("Answers are about"), _(", ").join(rule.carried)),
        (_("Made by"), rule.made_by),
    ]
    return [(name, said) for name, said in found if said]


def _patience(days: int) -> str:
    return ngettext("up to %(n)s day", "up to %(n)s days", days) % {"n": formats.number(days)} if days else _("not at all")


def _whys(tally: Tally) -> list[tuple[str, list[tuple[str, int]]]]:
    """Why somebody was not asked, the commonest first."""
    groups = ((_("Not asked"), tally.refused), (_("Left out by the rule"), tally.left_out))
    return [(name, sorted(((_reason(code), n) for code, n in of.items()), key=lambda one: -one[1])) for name, of in groups if of]


def _reason(code: str) -> str:
    """Of many cases together, so without the facts of one."""
    return contact.in_a_word(code).capitalize() or actions.sentence_of(code, {})


def _cases(request: HttpRequest, rule: Rule) -> Any:
    columns = (
        Column(key="who", label=_("Customer"), href=lambda row: row["href"]),
        Column(key="event_at", label=_("Happened"), kind="ago", only_wide=True),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="why", label=_("Why")),
        Column(key="channel", label=_("Channel"), only_wide=True),
        Column(key="about", label=_("About"), template="asking/_about.html", only_wide=True),
    )
    filters = (Choice(key="state", label=_("All states"), options=tuple((each.value, str(STATES[each])) for each in CaseState)),)
    listing = read_listing(request, columns, filters=filters, limit=PAGE)
    state = listing.filters["state"]
    found = watching.list_cases(rule.id, state=state, offset=listing.offset, limit=listing.limit)
    names = people.display_names([case.person for case in found], reader().language) if can(request.user, "people.see") else {}
    became = watching.outcomes(found)
    rows = [_case(case, names, became.get(case.id)) for case in found]
    empty = Empty(title=_("No case yet"), text=_("Each event that the rule looks at becomes a case, with what became of it."), icon="list")
    return listing.table(rows, total=watching.count_cases(rule.id, state=state), empty=empty, searchable=False)


def _case(case: Case, names: Mapping[int, str], became: actions.Outcome | None) -> dict[str, Any]:
    return {
        "who": names.get(case.person) or _("Somebody"),
        "href": reverse("customer", args=[people.key_text(case.person)]) if case.person in names else "",
        "event_at": case.event_at,
        "state": _state(case, became),
        "why": _why(case),
        "channel": channel_name(case.channel) if case.channel else "",
        "about": list(case.about.items())[:3],
    }


def _state(case: Case, became: actions.Outcome | None) -> tuple[str, str]:
    if became in BECAME:
        said, tone = BECAME[became]
        return str(said), tone
    return str(STATES[case.state]), TONES[case.state]


def _why(case: Case) -> str:
    if case.code:
        return actions.sentence_of(case.code, case.facts)
    return _("Due {when}").format(when=formats.moment(case.due_at)) if case.state is CaseState.WAITING else ""


@require_GET
@allow("asking.see")
def outlook(request: HttpRequest, rule_id: int) -> HttpResponse:
    return _outlook(request, ruling.get_rule(rule_id))


@require_POST
@allow("asking.change")
def outlook_of_form(request: HttpRequest) -> HttpResponse:
    """Of a rule that is being written."""
    form = RuleForm(request.POST)
    form.is_valid()
    where = segments.properties_of(segments.read_property_editor(request.POST))
    condition = segments.condition_of(segments.read_editor(request.POST, act=False))
    if not form.chosen_event or where is None or condition is None:
        return render(request, "asking/_outlook.html", {"trouble": _("Choose an event and fill in every condition.")})
    return _outlook(request, replace(NOBODY, event=form.chosen_event, where=where, condition=condition, share=form.chosen_share))


def _outlook(request: HttpRequest, rule: Rule) -> HttpResponse:
    try:
        return render(request, "asking/_outlook.html", {"outlook": watching.outlook(rule), "is_for_all": rule.share >= 1})
    except Refused as refused:  # too dear, or the event store is away: the page stands all the same
        return render(request, "asking/_outlook.html", {"trouble": refused.sentence})


# Making and changing


@require_http_methods(["GET", "POST"])
@allow("asking.change")
def new(request: HttpRequest) -> HttpResponse:
    ready = find_ready(request.GET.get("ready", ""))
    start = ready.rule() if ready else NOBODY
    live = [each.id for each in surveys.list_surveys() if each.state is surveys.State.LIVE]
    return _edit(request, replace(start, survey=live[0]) if len(live) == 1 else start)


@require_http_methods(["GET", "POST"])
@allow("asking.change")
def edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    rule = ruling.get_rule(rule_id)
    if rule.is_round:  # what was asked once cannot be asked differently afterwards
        raise RuleNotFound
    return _edit(request, rule)


def _edit(request: HttpRequest, start: Rule) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = RuleForm(sent, initial=initial_of(start))
    where = segments.read_property_editor(sent) if sent else segments.property_editor_of(start.where)
    editor = segments.read_editor(sent) if sent else segments.editor_of(start.condition)
    keeps = bool(sent and start.id and "deep" in sent and "replace" not in sent)
    if keeps:
        editor.deep = start.condition
    is_wrong = False
    if sent is not None and not segments.is_button(sent):
        properties = segments.properties_of(where)
        condition = start.condition if keeps else segments.condition_of(editor)
        if form.is_valid() and properties is not None and condition is not None:
            return _saved(request, form.rule(start.id, where=properties, condition=condition))
        is_wrong = True
    context = {
        "title": _("Change the rule") if start.id else _("New rule"),
        "form": form,
        "where": where,
        "names": _properties(start.event),
        "editor": editor,
        "sentence": segments.sentence(start.condition) if editor.deep else "",
        "ready": () if start.id or sent else READY,
        "back": reverse("asking-rule", args=[start.id]) if start.id else reverse("asking"),
        "has_surveys": bool(surveys.list_surveys()),
    }
    return render(request, "asking/edit.html", context, status=422 if is_wrong else 200)


def _saved(request: HttpRequest, rule: Rule) -> HttpResponse:
    by: Any = request.user
    kept = ruling.save(rule, by=by)
    messages.success(request, _("Saved.") if rule.id else _("Saved. The rule is off: look at the outlook, then switch it on."))
    return redirect("asking-rule", rule_id=kept.id)


def _properties(event: str) -> list[tuple[str, str]]:
    known = vocabulary.find_event(event)
    if known is None:
        return []
    return [(one.name, vocabulary.meaning(one, reader().language)) for one in known.properties]


@require_GET
@allow("asking.see")
def properties(request: HttpRequest) -> HttpResponse:
    """What the chosen event carries, beside the form."""
    event = request.GET.get("event", "")
    return render(request, "asking/_properties.html", {"names": _properties(event), "carried": listed(request.GET.get("carried", ""))})


@require_POST
@allow("asking.change")
def switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    is_on = request.POST.get("on") == "1"
    by: Any = request.user
    try:
        rule = ruling.switch(rule_id, on=is_on, by=by)
        said = _("The rule is on. It looks at what happens from now on.") if is_on else _("The rule is off. What waits is left out.")
        messages.success(request, _("Stopped. Whoever was waiting is not asked.") if rule.is_round else said)
    except Refused as refused:
        if refused.status == 404:
            raise
        messages.error(request, refused.sentence)
    return redirect("asking-rule", rule_id=rule_id)


@require_POST
@allow("asking.change")
def archive(request: HttpRequest, rule_id: int) -> HttpResponse:
    ruling.archive(rule_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The rule was archived. What it did stays, and it can be restored."))
    return redirect("asking-rule", rule_id=rule_id)


@require_POST
@allow("asking.change")
def restore(request: HttpRequest, rule_id: int) -> HttpResponse:
    ruling.restore(rule_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The rule was restored. It is off."))
    return redirect("asking-rule", rule_id=rule_id)
