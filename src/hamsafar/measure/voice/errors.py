"""What voice refuses."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class NoSuchTopic(Refused):
    code, status, message = "no_such_topic", 404, _("There is no topic “{topic}”.")


class TopicTaken(Refused):
    code, status, message = "topic_taken", 409, _("There is already a topic called “{name}”. Choose another name.")


class TopicWithoutPhrases(Refused):
    code, status, message = "topic_without_phrases", 422, _("Write at least one word or phrase by which this topic is recognised.")


class SameTopic(Refused):
    code, status, message = "same_topic", 422, _("Choose another topic: one cannot be merged into itself.")


class PhraseTooShort(Refused):
    code, status, message = "phrase_too_short", 422, _("“{phrase}” holds no word that could be recognised.")


class NotYetRead(Refused):
    code, status, message = "not_yet_read", 404, _("This comment has not been read yet. Please try again in a moment.")


class NotCorrected(Refused):
    code, status, message = "not_corrected", 409, _("Nobody has corrected this comment.")


class TooFewExamples(Refused):
    code, status, message = (
        "too_few_examples",
        409,
        _("{found} comments with a score ({unhappy} unhappy, {happy} happy) are too few; {needed} are needed, with {each} of both."),
    )
