"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "mentions.place_added": _("Began to listen at a place"),
        "mentions.place_changed": _("Changed a place where we listen"),
        "mentions.place_archived": _("Stopped listening at a place"),
        "mentions.secret_changed": _("Made a new secret for a place where we listen"),
        "mentions.brand_saved": _("Changed which words name a brand"),
        "mentions.brand_dropped": _("Took a brand out of what we listen for"),
        "mentions.file_started": _("Had a file of mentions read"),
        "mentions.marked_answered": _("Marked a mention as answered"),
        "mentions.answer_taken_back": _("Took back that a mention was answered"),
        "mentions.spike": _("Mentions stood out from the weeks before"),
    }
)
