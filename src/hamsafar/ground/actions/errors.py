"""What actions refuse, and how a handler says what became of its deed."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class NoSuchAction(Refused):
    code, status, message = "no_such_action", 404, _("There is no action called {action}.")


class BadActionInput(Refused):
    code, status, message = "bad_action_input", 422, _("This does not say everything that the action needs: {reason}")


class NeedsPass(Refused):
    code, status, message = "needs_pass", 403, _("Nothing reaches a customer before the contact rules allow it.")


class NotUnknown(Refused):
    code, status, message = "deed_not_unknown", 409, _("What became of this is known, so there is nothing to decide.")


class WentQuiet(Refused):
    code, status, message = "went_quiet", 503, _("It was handed over and no answer came, so nobody can tell whether it arrived.")


class Broke(Refused):
    code, status, message = "action_broke", 500, _("An error inside Hamsafar ({kind}) stopped it. It has been written to the log.")


class NotDone(Exception):
    """Raised by a handler: it was tried and is known not to have happened."""

    def __init__(self, why: Refused) -> None:
        super().__init__(why.code)
        self.why = why


class NotYet(Exception):
    """Raised by a handler: nothing has happened yet. With `at` it is done then; without, after a pause that grows, and not for ever."""

    def __init__(self, why: Refused, *, at: dt.datetime | None = None) -> None:
        super().__init__(why.code)
        self.why, self.at = why, at


class Overtaken(Exception):
    """This worker was thought dead and another has taken the deed: nothing may be done here any more."""
