"""What people read for rules and cases."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.surveys.services import State
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.actions.services import Outcome
from hamsafar.ground.audit import services as audit

from .contracts import CaseState

STATES: dict[CaseState, str | Promise] = {
    CaseState.WAITING: _("Waiting"),
    CaseState.ASKED: pgettext_lazy("a person", "Asked"),
    CaseState.REFUSED: _("Not asked"),
    CaseState.LEFT_OUT: _("Left out"),
}
TONES = {CaseState.WAITING: "wait", CaseState.ASKED: "info", CaseState.REFUSED: "", CaseState.LEFT_OUT: ""}
# Of what was asked, what became of the message.
BECAME: dict[Outcome, tuple[str | Promise, str]] = {
    Outcome.DONE: (_("Arrived"), "good"),
    Outcome.REFUSED: (_("Refused at the last moment"), ""),
    Outcome.FAILED: (_("Could not be sent"), "bad"),
    Outcome.UNKNOWN: (_("Nobody knows whether it arrived"), "wait"),
}
SURVEY_STATES: dict[State, str | Promise] = {
    State.DRAFT: _("draft"),
    State.LIVE: _("open"),
    State.PAUSED: _("paused"),
    State.CLOSED: _("closed"),
}
UNITS: dict[str, str | Promise] = {
    "minutes": pgettext_lazy("a wait", "minutes"),
    "hours": pgettext_lazy("a wait", "hours"),
    "days": pgettext_lazy("a wait", "days"),
}


def channel_name(code: str) -> str:
    english, persian = vocabulary.CHANNELS.get(code, (code, code))
    return persian if reader().language == "fa" else english


def event_name(name: str) -> str:
    return vocabulary.label(name, reader().language)


def wait_name(delay: dt.timedelta) -> str:
    """A delay in words, in the largest unit that it is a whole number of."""
    seconds = int(delay.total_seconds())
    if not seconds:
        return _t("at once")
    if seconds % 86400 == 0:
        return ngettext("after %(n)s day", "after %(n)s days", seconds // 86400) % {"n": formats.number(seconds // 86400)}
    if seconds % 3600 == 0:
        return ngettext("after %(n)s hour", "after %(n)s hours", seconds // 3600) % {"n": formats.number(seconds // 3600)}
    return ngettext("after %(n)s minute", "after %(n)s minutes", seconds // 60) % {"n": formats.number(seconds // 60)}


audit.describe(
    {
        "asking.round_begun": _("Asked a group of customers by a survey"),
        "asking.rule_made": _("Made a rule that asks surveys"),
        "asking.rule_changed": _("Changed a rule that asks surveys"),
        "asking.switched_on": _("Switched a rule that asks surveys on"),
        "asking.switched_off": _("Switched a rule that asks surveys off"),
        "asking.rule_archived": _("Archived a rule that asks surveys"),
        "asking.rule_restored": _("Restored a rule that asks surveys"),
    }
)
