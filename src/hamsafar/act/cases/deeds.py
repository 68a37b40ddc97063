"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.ui import formats
from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "cases.opened_by_hand": _("Opened a case"),
        "cases.policy_changed": _("Changed how cases are worked on"),
        "cases.cause_made": _("Added a root cause"),
        "cases.cause_changed": _("Changed a root cause"),
        "cases.cause_archived": _("Archived a root cause"),
        "cases.cause_restored": _("Restored a root cause"),
        "cases.rule_made": _("Made a rule that opens cases"),
        "cases.rule_changed": _("Changed a rule that opens cases"),
        "cases.rule_on": _("Switched a rule that opens cases on"),
        "cases.rule_off": _("Switched a rule that opens cases off"),
        "cases.rule_archived": _("Archived a rule that opens cases"),
        "cases.reply_made": _("Wrote a reply for cases"),
        "cases.reply_changed": _("Changed a reply for cases"),
        "cases.reply_archived": _("Archived a reply for cases"),
        "cases.exported": _("Exported cases"),
    }
)
audit.word_facts("cases", {"after_seconds": _("Asks again after")}, {"after_seconds": formats.duration})
