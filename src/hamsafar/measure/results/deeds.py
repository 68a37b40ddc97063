"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {"surveys.exported": _("Exported the answers to a survey"), "surveys.file_opened": _("Opened a file that came with an answer")}
)
