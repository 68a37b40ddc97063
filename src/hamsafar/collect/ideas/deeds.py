"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

audit.describe(
    {
        "ideas.board_changed": _("Changed the idea board"),
        "ideas.status_made": _("Added a status of ideas"),
        "ideas.status_changed": _("Changed a status of ideas"),
        "ideas.status_archived": _("Archived a status of ideas"),
        "ideas.status_restored": _("Restored a status of ideas"),
        "ideas.tag_made": _("Added a tag of ideas"),
        "ideas.tag_changed": _("Changed a tag of ideas"),
        "ideas.tag_dropped": _("Removed a tag of ideas"),
        "ideas.posted": _("Posted an idea"),
        "ideas.posted_for": _("Wrote down a customer's idea"),
        "ideas.voted_for": _("Noted a customer's vote for an idea"),
        "ideas.blocked": _("Blocked somebody on the idea board"),
        "ideas.unblocked": _("Let somebody use the idea board again"),
        "ideas.approved": _("Let something be shown on the idea board"),
        "ideas.hidden": _("Hid something from the idea board"),
        "ideas.status": _("Changed the status of an idea"),
        "ideas.answer": _("Answered an idea"),
        "ideas.edited": _("Changed the words of an idea"),
        "ideas.tags": _("Changed the tags of an idea"),
        "ideas.merged": _("Merged an idea into another"),
        "ideas.unmerged": _("Took an idea out of another"),
        "ideas.undone": _("Took back a step on an idea"),
        "ideas.linked": _("Linked a comment to an idea"),
        "ideas.unlinked": _("Took a comment off an idea"),
    }
)
