"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe({"contact.policy_changed": _("Changed the contact rules")})
audit.word_facts("contact", {"budgets": _("At most so many contacts"), "quiet_hours": _("Quiet hours")})
