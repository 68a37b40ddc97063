"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

from .words import purpose_name

audit.describe(
    {
        "consent.given": _("Wrote down a consent"),
        "consent.withdrawn": _("Wrote down that a consent was withdrawn"),
    }
)
audit.word_facts("consent", values={"purpose": purpose_name})
