"""What reviews refuse."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class LinkUnknown(Refused):
    code, status = "review_link_unknown", 404
    message = _("This link is not complete, or it is not ours. Please open it from the message that we sent.")


class LinkOver(Refused):
    code, status, message = "review_link_over", 410, _("The time for reviewing this order is over. Thank you all the same!")


class ProductUnknown(Refused):
    code, status, message = "product_unknown", 404, _("This product is not known here.")


class ReviewNotFound(Refused):
    code, status, message = "review_not_found", 404, _("There is no such review, or you may not see it.")


class QuestionNotFound(Refused):
    code, status, message = "question_not_found", 404, _("There is no such question, or you may not see it.")


class NothingRated(Refused):
    code, message = "nothing_rated", _("Please choose how many stars you give.")


class StarsMissing(Refused):
    code, message = "stars_missing", _("Please choose how many stars you give “{product}”, or leave all its fields empty.")


class TextTooLong(Refused):
    code, message = "review_too_long", _("Please say it in {limit} letters at most.")


class NothingSaid(Refused):
    code, message = "nothing_said", _("Please write something first.")


class PhotoTooLarge(Refused):
    code, message = "photo_too_large", _("A photo may have {limit} megabytes at most.")


class NotAPhoto(Refused):
    code, message = "not_a_photo", _("“{name}” is not a photo that we can show. Please choose a JPEG, PNG or WebP file.")


class TooManyPhotos(Refused):
    code, message = "too_many_photos", _("Please choose {limit} photos at most.")


class LooksLikeARobot(Refused):
    code, status, message = "review_robot", 422, _("This looks like an automatic message. Please leave the hidden field empty.")


class PageTooOld(Refused):
    code, status, message = "review_page_old", 422, _("This page has been open for too long. Please send it once more.")


class TooFast(Refused):
    code, status, message = "review_too_fast", 422, _("That was very fast. Please send it once more.")


class OnlyBuyers(Refused):
    code, status, message = "only_buyers", 403, _("Only buyers can review here, by the link that they get after their order.")


class QuestionsOff(Refused):
    code, status, message = "questions_off", 403, _("Questions are not taken here.")


class BadEmail(Refused):
    code, message = "bad_review_email", _("Please type your e-mail address: a code is sent there.")


class WrongCode(Refused):
    code, message = "wrong_review_code", _("This is not the code that was sent, or it is too old.")


class NoReason(Refused):
    code, message = "no_decline_reason", _("Choose why it is not to be shown.")


class NothingToUndo(Refused):
    code, status, message = "review_nothing_to_undo", 409, _("There is nothing to take back.")


class BadPolicy(Refused):
    code, message = "bad_review_policy", _("Some of these settings cannot be.")
