"""What people read for deeds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

from .contracts import Outcome

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
