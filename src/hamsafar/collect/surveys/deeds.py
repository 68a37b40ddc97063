"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "surveys.created": _("Made a survey"),
        "surveys.published": _("Published a survey"),
        "surveys.state_changed": _("Paused, closed or opened a survey"),
        "surveys.ways_changed": _("Changed how a survey is answered"),
        "surveys.unit_changed": _("Gave a survey to another unit"),
        "surveys.links_made": _("Made single-use links to a survey"),
        "surveys.links_withdrawn": _("Withdrew single-use links to a survey"),
        "surveys.kiosk_added": _("Set up a device for a survey"),
        "surveys.kiosk_revoked": _("Withdrew a device of a survey"),
        "surveys.asked_by_phone": _("Began to ask somebody on the phone"),
        "surveys.asked_in_chat": _("Made a personal link to a survey for a chat"),
        "surveys.asked_by_message": _("Sent a survey to one customer"),
        "surveys.invitations_withdrawn": _("Withdrew invitations to a survey"),
        "surveys.deleted": _("Deleted a survey"),
    }
)
