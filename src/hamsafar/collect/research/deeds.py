"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

from .contracts import Agreed

audit.describe(
    {
        "research.session_saved": _("Wrote down a research session"),
        "research.session_archived": _("Archived a research session"),
        "research.participant_added": _("Added a participant to a research session"),
        "research.participant_dropped": _("Took a participant out of a research session"),
        "research.passage_dropped": _("Took a passage out of a research session"),
        "research.recording_added": _("Added a recording to a research session"),
        "research.recording_dropped": _("Deleted a recording of a research session"),
        "research.recording_played": _("Listened to a recording of a research session"),
    }
)
audit.word_facts(
    "research", {"agreed": _("Agreed to be recorded")},
    {"agreed": {Agreed.WRITTEN: _("in writing"), Agreed.SPOKEN: _("by word of mouth"), Agreed.NOT: _("no, or not asked")}},
)  # fmt: skip
