"""What stands in the audit log for the deeds of this room."""

from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

from .words import WHYS

audit.describe(
    {
        "reviews.policy_changed": _("Changed the settings of reviews"),
        "reviews.product_changed": _("Added or changed a product for reviews"),
        "reviews.review_approved": _("Showed a review"),
        "reviews.review_declined": _("Declined a review"),
        "reviews.review_undone": _("Took back a decision about a review"),
        "reviews.change_approved": _("Took the new version of a review"),
        "reviews.change_declined": _("Declined the new version of a review"),
        "reviews.question_approved": _("Showed a question about a product"),
        "reviews.question_declined": _("Declined a question about a product"),
        "reviews.question_undone": _("Took back a decision about a question"),
        "reviews.question_answered": _("Answered a question about a product"),
        "reviews.answer_approved": _("Showed a buyer's answer"),
        "reviews.answer_declined": _("Declined a buyer's answer"),
        "reviews.answer_undone": _("Took back a decision about an answer"),
        "reviews.replied": _("Replied to a review in public"),
        "reviews.reply_removed": _("Took away the reply to a review"),
        "reviews.photo_removed": _("Removed a photo from a review"),
        "reviews.reports_settled": _("Looked at reports about a review"),
    }
)
audit.word_facts("reviews", values={"why": {why.value: words for why, words in WHYS.items()}})
