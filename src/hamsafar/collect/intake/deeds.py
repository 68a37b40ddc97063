"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "intake.source_created": _("Made a source"),
        "intake.source_changed": _("Changed a source"),
        "intake.key_added": _("Made a write key"),
        "intake.key_revoked": _("Revoked a write key"),
    }
)
