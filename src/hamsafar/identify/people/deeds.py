"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "people.merge": _("Merged two people"),
        "people.split": _("Split identifiers off a person"),
        "people.since": _("Gave an identifier to somebody else from a moment on"),
        "people.undo": _("Undid a decision about who is who"),
        "people.not_the_same": _("Kept two people apart"),
        "people.threshold": _("Changed from which probability on people are merged"),
    }
)
