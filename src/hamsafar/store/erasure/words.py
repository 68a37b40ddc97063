"""What people read for deeds and work of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

FAMILIES = {
    "browsing": _("Browsing"),
    "orders": _("Orders"),
    "talk": _("Conversations"),
    "feedback": _("Feedback"),
    "help": _("Help centre"),
    "messages": _("Messages"),
    "identity": _("Who is who"),
    "system": _("Technical events"),
    "own": _("Events of your own"),
}

audit.describe(
    {
        "privacy.erasure_asked": _("Asked to erase a person"),
        "privacy.erased": _("A person was erased"),
        "privacy.retention_changed": _("Changed how long events are kept"),
    }
)
jobs.call_it({"erasure.run": _("Erasing a person"), "erasure.retention": _("Deleting what is kept no longer")})
