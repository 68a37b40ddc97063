"""Rules, replies, root causes and settings of cases."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import Refused
from hamsafar.base.ui.contracts import Tab
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow
from hamsafar.measure.segments import services as segments

from . import causes, first, owning, replies, rules, words
from .contracts import Cause, Reply, Rule
from .forms import CauseForm, PolicyForm, ReplyForm, RuleForm, policy_initial, reply_initial, rule_initial, topic_choices
from .policy import change_policy, policy


def tabs(here: str) -> list[Tab]:
    found = (("case-rules", _("Rules")), ("case-replies", _("Replies")), ("case-settings", _("Settings")))
    return [Tab(name=name, href=reverse(url), current=url == here) for url, name in found]


@require_GET
@allow("cases.change")
def rule_list(request: HttpRequest) -> HttpResponse:
    names = {member.id: member.name for member in owning.who_may_work_anywhere()}
    shown = [
        (rule, words.rule_sentence(rule), rule.due.total_seconds() / 3600, names.get(rule.owner or 0, _("they take turns")))
        for rule in rules.list_rules()
    ]
    return render(request, "cases/rules.html", {"title": _("Rules that open cases"), "tabs": tabs("case-rules"), "rules": shown})


@require_POST
@allow("cases.change")
def begin(request: HttpRequest) -> HttpResponse:
    first.begin(by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Look through the rules and switch on those that fit."))
    return redirect("case-rules")


@require_POST
@allow("cases.change")
def rule_switch(request: HttpRequest, rule_id: int) -> HttpResponse:
    rules.switch_rule(rule_id, on=request.POST.get("on") == "1", by=request.user)  # type: ignore[arg-type]
    return redirect("case-rules")


@require_POST
@allow("cases.change")
def rule_archive(request: HttpRequest, rule_id: int) -> HttpResponse:
    rules.archive_rule(rule_id, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The rule was archived."))
    return redirect("case-rules")


@require_http_methods(["GET", "POST"])
@allow("cases.change")
def rule_new(request: HttpRequest) -> HttpResponse:
    return _edit_rule(request, None)


@require_http_methods(["GET", "POST"])
@allow("cases.change")
def rule_edit(request: HttpRequest, rule_id: int) -> HttpResponse:
    return _edit_rule(request, rules.get_rule(rule_id))


def _edit_rule(request: HttpRequest, known: Rule | None) -> HttpResponse:
    form = RuleForm(request.POST or None, initial=rule_initial(known) if known else {"at_most": "6", "asked": "nps"})
    is_post = request.method == "POST"
    editor = segments.read_editor(request.POST) if is_post else segments.editor_of(known.condition if known else None)
    if is_post and not segments.is_button(request.POST):
        condition = segments.condition_of(editor)
        if form.is_valid() and condition is not None and _kept(form, lambda: rules.save_rule(form.rule(condition, known), by=_by(request))):
            messages.success(request, _("Saved."))
            return redirect("case-rules")
        status = 422
    else:
        status = 200
    title = known.name if known else _("New rule")
    return render(request, "cases/rule.html", {"title": title, "form": form, "editor": editor, "rule": known}, status=status)


def _kept(form: Form, keep: Callable[[], object]) -> bool:
    """A refusal is shown at the form."""
    try:
        keep()
    except Refused as why:
        form.add_error(None, why.sentence)
        return False
    return True


def _by(request: HttpRequest) -> Any:
    return request.user


# Replies


@require_GET
@allow("cases.change")
def reply_list(request: HttpRequest) -> HttpResponse:
    shown = [(reply, _about(reply)) for reply in replies.list_replies()]
    return render(request, "cases/replies.html", {"title": _("Replies"), "tabs": tabs("case-replies"), "replies": shown})


def _about(reply: Reply) -> str:
    topics = dict(topic_choices())
    named = {cause.id: cause.name_in(reader().language) for cause in causes.list_causes()}
    parts = [*(named[cause] for cause in reply.causes if cause in named), *(topics.get(topic, topic) for topic in reply.topics)]
    parts += [words.event_name(event) for event in reply.events] + ([_("everything else")] if reply.is_general else [])
    return _(", ").join(parts)


@require_http_methods(["GET", "POST"])
@allow("cases.change")
def reply_new(request: HttpRequest) -> HttpResponse:
    return _edit_reply(request, None)


@require_http_methods(["GET", "POST"])
@allow("cases.change")
def reply_edit(request: HttpRequest, reply_id: int) -> HttpResponse:
    return _edit_reply(request, replies.get_reply(reply_id))


def _edit_reply(request: HttpRequest, known: Reply | None) -> HttpResponse:
    form = ReplyForm(request.POST or None, initial=reply_initial(known) if known else None)
    if request.method == "POST" and form.is_valid() and _kept(form, lambda: replies.save_reply(form.reply(known), by=_by(request))):
        messages.success(request, _("Saved."))
        return redirect("case-replies")
    title = known.name if known else _("New reply")
    places = [f"{{{place}}}" for place in replies.PLACES]
    context = {"title": title, "form": form, "reply": known, "places": places}
    return render(request, "cases/reply.html", context, status=422 if form.errors else 200)


@require_POST
@allow("cases.change")
def reply_archive(request: HttpRequest, reply_id: int) -> HttpResponse:
    replies.archive_reply(reply_id, by=_by(request))
    messages.success(request, _("The reply was archived."))
    return redirect("case-replies")


# Root causes (their board stands in loop_views.py)


@require_http_methods(["GET", "POST"])
@allow("cases.change")
def cause_new(request: HttpRequest) -> HttpResponse:
    return _edit_cause(request, None)


@require_http_methods(["GET", "POST"])
@allow("cases.change")
def cause_edit(request: HttpRequest, cause_id: int) -> HttpResponse:
    return _edit_cause(request, causes.get_cause(cause_id))


def _edit_cause(request: HttpRequest, known: Cause | None) -> HttpResponse:
    facts = {name: getattr(known, name) for name in ("name_fa", "name_en", "parent", "team", "cost")} if known else {}
    form = CauseForm(request.POST or None, initial=facts)
    if request.method == "POST" and form.is_valid():
        cause_id = known.id if known else None
        if _kept(form, lambda: causes.save_cause(cause_id=cause_id, **form.cleaned_data, by=_by(request))):
            messages.success(request, _("Saved."))
            return redirect("case-causes")
    title = known.name_in(reader().language) if known else _("New root cause")
    return render(request, "cases/cause.html", {"title": title, "form": form, "cause": known}, status=422 if form.errors else 200)


@require_POST
@allow("cases.change")
def cause_archive(request: HttpRequest, cause_id: int) -> HttpResponse:
    causes.archive_cause(cause_id, by=_by(request))
    messages.success(request, _("Archived. Cases keep it; new ones are not offered it."))
    return redirect("case-causes")


@require_POST
@allow("cases.change")
def cause_restore(request: HttpRequest, cause_id: int) -> HttpResponse:
    causes.restore_cause(cause_id, by=_by(request))
    messages.success(request, _("Restored."))
    return redirect("case-causes")


# Settings


@require_http_methods(["GET", "POST"])
@allow("cases.change")
def settings(request: HttpRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None, initial=policy_initial(policy()))
    if request.method == "POST" and form.is_valid():
        change_policy(form.policy(), by=_by(request))
        messages.success(request, _("Saved."))
        return redirect("case-settings")
    context = {"title": _("Settings of cases"), "tabs": tabs("case-settings"), "form": form}
    return render(request, "cases/settings.html", context, status=422 if form.errors else 200)
