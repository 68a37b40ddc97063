"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "imports.started": _("Started an import"),
        "imports.resumed": _("Resumed an import"),
        "imports.stopped": _("Stopped an import"),
        "imports.deleted": _("Deleted an import"),
        "imports.mapping_saved": _("Saved a mapping"),
        "imports.mapping_deleted": _("Deleted a mapping"),
    }
)
