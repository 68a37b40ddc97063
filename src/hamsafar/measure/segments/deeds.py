"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "segments.made": _("Made a segment"),
        "segments.changed": _("Changed a segment"),
        "segments.archived": _("Archived a segment"),
        "segments.restored": _("Restored a segment"),
    }
)
