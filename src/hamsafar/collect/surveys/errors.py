"""What surveys refuse. Sentences to those who answer are in their language; they never blame."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import NotFound, Refused

# Before the team


class SurveyNotFound(NotFound):
    code, message = "survey_not_found", _("There is no such survey, or you may not see it.")


class BadDraft(Refused):
    code, message = "survey_draft_unreadable", _("This change cannot be kept: {problem}")


class DraftMoved(Refused):
    code, status, message = "survey_draft_moved", 409, _("Somebody else changed this survey in the meantime. Reload the page to see it.")


class NotReady(Refused):
    code, message = "survey_not_ready", _("The survey cannot be published yet: {problem}")


class NotPublished(Refused):
    code, message = "survey_not_published", _("Publish the survey first; until then there is nothing to answer.")


class HasAnswers(Refused):
    code, status, message = "survey_has_answers", 409, _("This survey has answers. Close it instead of deleting it.")


class TooManyLinks(Refused):
    code, message = "survey_links_many", _("At most {most} can be made here.")


class BadPicture(Refused):
    code, message = "survey_picture_unusable", _("A picture is a PNG, JPEG or WebP file of at most {limit} MB.")


# Before those who answer


class NothingToAnswer(NotFound):
    code, message = "survey_link_unknown", _("This link does not lead to a survey. Please check that it was copied in full.")


class SurveyClosed(Refused):
    code, status, message = "survey_closed", 410, _("This survey has ended. Thank you for wanting to answer.")


class SurveyPaused(SurveyClosed):
    code, status, message = "survey_paused", 403, _("This survey is taking a break. Please come back later.")


class NotYetOpen(Refused):
    code, status, message = "survey_not_open", 403, _("This survey has not started yet. Please come back later.")


class OnlyInvited(Refused):
    code, status = "survey_only_invited", 403
    message = _("This survey is open only to those who were invited. Please use the link that you were sent.")


class InvitationOver(Refused):
    code, status, message = "survey_invitation_over", 410, _("The time to answer this invitation is over. Thank you all the same.")


class AlreadyAnswered(Refused):
    code, status, message = "survey_already_answered", 409, _("This link was used already, and the answers are kept. Thank you!")


class PinNeeded(Refused):
    code, status, message = "survey_pin_needed", 403, _("Please type the PIN that you were given.")


class WrongPin(Refused):
    code, message = "survey_pin_wrong", _("This is not the right PIN. Please look at it again.")


class PageTooOld(Refused):
    code, status, message = "survey_page_too_old", 409, _("This page was open for too long or is not complete. Please open the link again.")


class NotOnTheWay(Refused):
    code, status, message = "survey_not_asked", 409, _("This question is not asked here any more. Nothing was changed.")


class TooFastToRead(Refused):
    code, message = "survey_too_fast", _("That was faster than one can read. Please press the button once more.")


class LooksLikeARobot(Refused):
    code, message = "survey_robot", _("This could not be taken: a field that people do not see was filled in.")


class KioskUnknown(NotFound):
    code, message = "survey_kiosk_unknown", _("This device is not set up here, or its access was withdrawn.")


class SiteUnknown(Refused):
    code, status, message = "survey_site_unknown", 403, _("This site is not set up for surveys here.")


class NotForYou(Refused):
    code, status, message = "survey_not_now", 404, _("There is nothing to answer right now.")


class WrongAnswers(Refused):
    """Some answers of a page cannot be taken; `wrong` has the sentence for each question."""

    code, message = "survey_answers_wrong", _("Please look at the marked questions again.")


# One answer


class WrongAnswer(Refused):
    code, message = "survey_answer_wrong", _("This answer cannot be taken.")


class AnswerMissing(WrongAnswer):
    code, message = "survey_answer_missing", _("Please answer this question.")


class AgreementMissing(WrongAnswer):
    code, message = "survey_agreement_missing", _("To go on, please tick this box.")


class NotOffered(WrongAnswer):
    code, message = "survey_answer_not_offered", _("Please choose one of the answers that are offered.")


class OtherMissing(WrongAnswer):
    code, message = "survey_other_missing", _("Please write what you mean by “something else”.")


class TooFew(WrongAnswer):
    code, message = "survey_too_few", _("Please choose at least {fewest}.")


class TooMany(WrongAnswer):
    code, message = "survey_too_many", _("Please choose at most {most}.")


class RowMissing(WrongAnswer):
    code, message = "survey_row_missing", _("Please answer every row.")


class NotRanked(WrongAnswer):
    code, message = "survey_not_ranked", _("Please give every place once, from 1 to {count}.")


class TooShort(WrongAnswer):
    code, message = "survey_text_short", _("Please write at least {shortest} letters.")


class TooLong(WrongAnswer):
    code, message = "survey_text_long", _("Please write at most {longest} letters.")


class NotAnEmail(WrongAnswer):
    code, message = "survey_email_wrong", _("This does not look like an e-mail address, such as name@example.com.")


class NotAPhone(WrongAnswer):
    code, message = "survey_phone_wrong", _("This does not look like a phone number, such as 0912 345 6789.")


class NotALink(WrongAnswer):
    code, message = "survey_web_address_wrong", _("A web address begins with https://")


class NotDigits(WrongAnswer):
    code, message = "survey_digits_wrong", _("Please write digits only.")


class NotANumber(WrongAnswer):
    code, message = "survey_number_wrong", _("Please write a number.")


class OutOfRange(WrongAnswer):
    code, message = "survey_number_range", _("Please write a number from {lowest} to {highest}.")


class NotADay(WrongAnswer):
    code, message = "survey_day_wrong", _("There is no such day. Please look at day, month and year again.")


class DayOutOfRange(WrongAnswer):
    code, message = "survey_day_range", _("Please choose a day from {earliest} to {latest}.")


class PartMissing(WrongAnswer):
    code, message = "survey_part_missing", _("Please fill in: {part}")


class FileTooLarge(WrongAnswer):
    code, message = "survey_file_large", _("A file may be at most {limit} MB.")


class FileNotTaken(WrongAnswer):
    code, message = "survey_file_kind", _("This kind of file cannot be taken here: {name}")


class TooManyFiles(WrongAnswer):
    code, message = "survey_files_many", _("At most {most} files can be added here.")


class CheckFailed(WrongAnswer):
    code, message = "survey_check_failed", _("{message}")
