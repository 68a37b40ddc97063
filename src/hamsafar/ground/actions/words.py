"""What people read for deeds."""

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

from .contracts import Outcome
from .registry import find_action

OUTCOMES: dict[Outcome, str | Promise] = {
    Outcome.WAITING: _("Waiting"),
    Outcome.DOING: _("Under way"),
    Outcome.OUT: _("Handed over, no answer yet"),
    Outcome.DONE: _("Done"),
    Outcome.REFUSED: pgettext_lazy("a deed", "Not allowed"),
    Outcome.FAILED: _("Failed"),
    Outcome.UNKNOWN: pgettext_lazy("a deed", "Unknown"),
}
TONES = {
    Outcome.WAITING: "wait", Outcome.DOING: "info", Outcome.OUT: "info", Outcome.DONE: "good",
    Outcome.REFUSED: "", Outcome.FAILED: "bad", Outcome.UNKNOWN: "wait",
}  # fmt: skip

audit.describe(
    {
        "actions.asked": _("Asked for an action"),
        "actions.decided": _("Said what became of an action"),
        "actions.done_again": _("Had an action done again"),
    }
)
jobs.call_it({"actions.do": _("Doing what was asked for"), "actions.prune": _("Forgetting old actions")})


def _action_name(key: str) -> str:
    found = find_action(key)
    return (found.name_fa if get_language() == "fa" else found.name_en) if found else ""


audit.word_facts("actions", values={"action": _action_name, "became": {each.value: words for each, words in OUTCOMES.items()}})
