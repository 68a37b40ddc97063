"""What cases refuse."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class CaseNotFound(Refused):
    code, status, message = "case_not_found", 404, _("There is no such case.")


class CaseIsClosed(Refused):
    code, status, message = "case_closed", 409, _("The case is closed. Reopen it first.")


class CaseIsOpen(Refused):
    code, status, message = "case_open", 409, _("The case is open already.")


class OtherCaseOpen(Refused):
    code, status, message = "case_other_open", 409, _("Another case of this customer is open. Go on there, or merge the two.")


class NoCauseYet(Refused):
    code, status, message = "case_no_cause", 409, _("Name the root cause first: what is not named cannot be mended for the next customer.")


class NotContactedYet(Refused):
    code, status, message = "case_not_contacted", 409, _("Nobody has been in touch with the customer yet, so the case is not solved.")


class NotTheSamePerson(Refused):
    code, status, message = "case_other_person", 409, _("These cases are of different customers.")


class NotForThem(Refused):
    code, status, message = "case_owner_cannot", 409, _("{name} does not work on cases of this unit.")


class CauseNotFound(Refused):
    code, status, message = "cause_not_found", 404, _("There is no such root cause.")


class CauseCircle(Refused):
    code, status, message = "cause_circle", 409, _("A root cause cannot stand below itself.")


class CauseTooDeep(Refused):
    code, status, message = "cause_too_deep", 409, _("Root causes stand at most three levels deep.")


class NothingSaid(Refused):
    code, status, message = "case_nothing_said", 422, _("Write something first.")


class NoWayToThem(Refused):
    code, status, message = "case_no_way", 422, _("No address of this customer is known for this channel.")


class NoSurveyChosen(Refused):
    code, status, message = "case_no_survey", 409, _("No survey is chosen that asks whether it helped (Cases, Settings).")


class CaseRuleNotFound(Refused):
    code, status, message = "case_rule_not_found", 404, _("There is no such rule.")


class CaseRuleIncomplete(Refused):
    code, status = "case_rule_incomplete", 422
    message = _("The rule needs a name and something that tells an unhappy customer from others.")


class NothingToUndo(Refused):
    code, status, message = "case_nothing_to_undo", 409, _("Nothing can be undone any more: it was changed again meanwhile.")


class ReplyNotFound(Refused):
    code, status, message = "reply_not_found", 404, _("There is no such reply.")
