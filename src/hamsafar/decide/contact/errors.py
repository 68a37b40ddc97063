"""What the gate says no with. Each reason is a refusal of its own, so that pages and the log of actions tell it in both languages."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused
from hamsafar.base.numbers import dress_digits

from .contracts import Reason, Refusal


class NoPass(Refused):
    code, status, message = "no_pass", 403, _("The contact rules have not allowed this message, or it carries a pass for another one.")


class UnknownZone(Refused):
    code, status, message = "contact_unknown_zone", 422, _("There is no time zone called {zone}.")


class GateClosed(Refused):
    """Base of what the gate says."""

    @property
    def sentence(self) -> str:
        return dress_digits(str(self.message).format_map(self.facts), get_language() or "en")


class Withdrawn(GateClosed):
    code, message = "contact_withdrawn", _("This person does not want to be contacted for this.")


class Expired(GateClosed):
    code, message = "contact_expired", _("The permission that this person gave has run out.")


class NotGiven(GateClosed):
    code, message = "contact_not_given", _("This person has not given permission for this yet.")


class OverBudget(GateClosed):
    code, message = (
        "contact_over_budget",
        _("This person has been contacted as often as the contact rules allow ({contacts} in {days} days)."),
    )


class Resting(GateClosed):
    code, message = "contact_resting", _("This person was asked less than {days} days ago and is left in peace.")


class OnHoliday(GateClosed):
    code, message = "contact_holiday", _("It is a holiday where this person is.")


class OnQuietDay(GateClosed):
    code, message = "contact_quiet_day", _("It is a day on which nobody is contacted.")


class InQuietHours(GateClosed):
    code, message = "contact_quiet_hours", _("It is quiet hours where this person is.")


class TooLate(GateClosed):
    code, message = "contact_too_late", _("It could not be sent in time, and late it would only disturb.")


KINDS: dict[Reason, type[GateClosed]] = {
    Reason.WITHDRAWN: Withdrawn,
    Reason.EXPIRED: Expired,
    Reason.NOT_GIVEN: NotGiven,
    Reason.BUDGET: OverBudget,
    Reason.RESTING: Resting,
    Reason.HOLIDAY: OnHoliday,
    Reason.QUIET_DAY: OnQuietDay,
    Reason.QUIET_HOURS: InQuietHours,
    Reason.TOO_LATE: TooLate,
}


def refused(refusal: Refusal) -> GateClosed:
    """The refusal to raise, or to tell its sentence."""
    return KINDS[refusal.reason](**refusal.facts)
