"""What people read for states, endings and steps of cases."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.actions import services as actions

from .contracts import Case, Ending, Rule, State, Step

STATES: dict[State, str | Promise] = {
    State.OPEN: _("Open"),
    State.CONTACTED: _("Contacted"),
    State.NAMED: _("Cause named"),
    State.FIXED: _("Fixed"),
    State.ASKED: _("Asked again"),
    State.CLOSED: _("Closed"),
}
TONES = {
    State.OPEN: "bad", State.CONTACTED: "wait", State.NAMED: "info", State.FIXED: "info", State.ASKED: "info", State.CLOSED: "good",
}  # fmt: skip
ENDINGS: dict[Ending, str | Promise] = {
    Ending.SOLVED: _("Solved"),
    Ending.UNREACHABLE: _("Could not be reached"),
    Ending.NOTHING: _("Nothing to do"),
    Ending.MERGED: _("Merged into another"),
}
ASKED: dict[str, str | Promise] = {
    "nps": _("Recommendation (NPS, 0 to 10)"),
    "csat": _("Satisfaction (CSAT, 1 to 5)"),
    "ces_agreement": _("Ease (CES, 1 to 7)"),
    "ces_effort": _("Effort (CES, 1 to 7)"),
    "rating": _("Stars (1 to 5)"),
}
TOPS = {"nps": 10, "csat": 5, "ces_agreement": 7, "ces_effort": 7, "rating": 5}
FEELINGS: dict[str, str | Promise] = {"negative": _("Unhappy"), "neutral": _("Neutral"), "positive": _("Happy")}
_STEPS: dict[str, str | Promise] = {
    "opened": _("opened the case"),
    "took_in": _("A further complaint came in"),
    "note": _("commented"),
    "assigned": _("gave the case to {to}"),
    "contacted": _("got in touch with the customer"),
    "letter": _("wrote to the customer"),
    "not_sent": _("The letter did not go out: {why}"),
    "named": _("named the root cause: {cause}"),
    "fixed": _("fixed it"),
    "asking": _("queued the question whether it helped"),
    "asked": _("The customer was asked whether it helped"),
    "not_asked": _("The customer was not asked again: {why}"),
    "answered": _("The customer answered again: {score}"),
    "closed": _("closed the case"),
    "reopened": _("reopened the case"),
    "merged": _("merged it into another case"),
    "undone": _("took a step back"),
}


def state_words(case: Case) -> tuple[str, str]:
    """What its state is called, and in which tone."""
    return str(STATES[case.state]), TONES[case.state]


def step_sentence(step: Step) -> str:
    """What was done, after the name of who did it; without a name it happened by itself."""
    facts = {name: step.facts.get(name, "") for name in ("to",)}
    if step.kind == "assigned" and not facts["to"]:
        return _t("took the owner off the case")
    named = step.facts.get("fa" if reader().language == "fa" else "en", "")
    score = formats.number(step.facts.get("score", 0))
    return str(_STEPS.get(step.kind, step.kind)).format(**facts, cause=named, score=score, why=_why(step))


def _why(step: Step) -> str:
    return actions.sentence_of(step.facts.get("code", ""), step.facts.get("why") or {}) if step.facts.get("code") else ""


def score_words(asked: str, score: float | None) -> str:
    if score is None:
        return ""
    top = TOPS.get(asked)
    return _t("{score} of {top}").format(score=formats.number(score), top=formats.number(top)) if top else formats.number(score)


def event_name(name: str) -> str:
    found = vocabulary.find_event(name)
    if found is None:
        return name
    return found.label_fa if reader().language == "fa" else found.label_en


def what_happened(case: Case) -> str:
    """In one line, where the customer left no words."""
    if case.score is not None:
        asked = str(ASKED.get(case.asked, case.asked)).split("(")[0].strip()
        return f"{asked}: {score_words(case.asked, case.score)}"
    return event_name(case.event) if case.event else case.why


def rule_sentence(rule: Rule) -> str:
    """What the rule waits for."""
    parts = [event_name(rule.event)]
    if rule.asked:
        parts.append(str(ASKED.get(rule.asked, rule.asked)))
    if rule.at_most is not None:
        parts.append(_t("at most {n}").format(n=formats.number(rule.at_most)))
    if rule.at_least is not None:
        parts.append(_t("at least {n}").format(n=formats.number(rule.at_least)))
    parts += [str(FEELINGS[feeling]) for feeling in rule.feelings if feeling in FEELINGS]
    if rule.only_urgent:
        parts.append(_t("urgent"))
    return _t(" · ").join(parts)


def channel_name(code: str) -> str:
    english, persian = vocabulary.CHANNELS.get(code, (code, code))
    return persian if reader().language == "fa" else english
