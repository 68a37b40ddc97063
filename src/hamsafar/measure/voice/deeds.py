"""What stands in the audit log and in the queue for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

audit.describe(
    {
        "voice.topic_added": _("Added a topic of comments"),
        "voice.topic_changed": _("Changed a topic of comments"),
        "voice.corrected": _("Corrected what was read from a comment"),
        "voice.correction_taken_back": _("Took back a correction of a comment"),
        "voice.spike": _("Comments were unlike other days"),
        "voice.topic_merged": _("Merged a topic of comments into another"),
        "voice.topic_dismissed": _("Hid a discovered topic of comments"),
        "voice.topic_taken_up": _("Showed a hidden topic of comments again"),
        "voice.learning_asked": _("Had the model learn from comments"),
        "voice.exported": _("Exported comments"),
        "voice.model_took_over": _("A better model of comments took over"),
        "voice.model_rejected": _("A new model of comments was not better and was left out"),
    }
)
jobs.call_it(
    {
        "voice.look": _("Looking whether comments are unlike other days"),
        "voice.find_topics": _("Looking for topics in all comments"),
        "voice.read_again": _("Reading comments again with a better model"),
        "voice.read_newest": _("Reading carefully what was read in haste"),
        "voice.read_in_haste": _("Reading carefully what was read in haste"),
        "voice.learn": _("Learning from comments with a score"),
        "voice.learn_now": _("Learning from comments with a score"),
        "voice.judge": _("Judging the model of comments"),
    }
)
audit.word_facts("voice", {"macro_f1": _("Balanced over the three feelings (macro-F1)"), "p": _("By chance alone")})
