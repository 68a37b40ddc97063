"""What the spine refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class SchemaTooNew(Refused):
    code, status, message = (
        "event_schema_too_new",
        503,
        _("The event store is at version {found}, this program knows version {known}. Install the newer program again."),
    )


class SqlRefused(Refused):
    code, status, message = "sql_refused", 400, _("Only one reading statement over the published tables is answered: {reason}")


class SpineBusy(Refused):
    code, status, message = "spine_busy", 503, _("More events arrive than can be kept right now. Please send them again in a moment.")


class SpineBroken(Refused):
    code, status, message = (
        "spine_broken",
        503,
        _("Events cannot be kept right now. The log says why; `hamsafar doctor` says how to mend it."),
    )
