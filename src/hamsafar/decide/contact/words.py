"""What people read for the reasons of the gate, in a word or two."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .contracts import Reason
from .errors import KINDS

SAID: dict[str, str | Promise] = {
    Reason.WITHDRAWN: _("said no"),
    Reason.EXPIRED: _("permission ran out"),
    Reason.NOT_GIVEN: _("no permission yet"),
    Reason.BUDGET: _("often enough"),
    Reason.RESTING: _("rest after a survey"),
    Reason.HOLIDAY: _("holiday"),
    Reason.QUIET_DAY: _("day without contact"),
    Reason.QUIET_HOURS: _("quiet hours"),
    Reason.TOO_LATE: _("too late"),
}


def in_a_word(code: str) -> str:
    """Of a refusal's code, where the whole sentence says too much; "" for what the gate never says."""
    return next((str(said) for reason, said in SAID.items() if KINDS[Reason(reason)].code == code), "")
