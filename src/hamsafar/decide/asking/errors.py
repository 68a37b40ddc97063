"""What asking refuses, and why somebody is not asked."""

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused


class RuleNotFound(Refused):
    code, status, message = "rule_not_found", 404, _("There is no such rule.")


class RuleIncomplete(Refused):
    code, status, message = "rule_incomplete", 422, _("The rule needs an event, a survey and a channel.")


class SurveyNotLive(Refused):
    code, status, message = "survey_not_live", 422, _("The survey is not open.")


class GroupTooLarge(Refused):
    code, status = "asking_group_large", 422
    message = _("At most {most} customers can be asked at once. Choose a smaller group or a share of it.")


class RoundIsOver(Refused):
    code, status = "asking_round_over", 409
    message = _("What was stopped is not begun again. Ask anew; whoever was asked lately is left in peace.")


# Why somebody was left out or not asked; told on the rule's page.


class RuleIsOff(Refused):
    code, message = "asking_rule_off", _("The rule was switched off before it was due.")


class NotInSegment(Refused):
    code, message = "asking_not_in_segment", _("The person does not fit the rule's condition.")


class NotInShare(Refused):
    code, message = "asking_not_in_share", _("The person is not in the share that is asked.")


class HappenedLongAgo(Refused):
    code, message = "asking_long_ago", _("It had happened too long ago when it was learnt of.")


class NowhereToAsk(Refused):
    code, message = "asking_nowhere", _("No address of the person is known for the rule's channels.")


class NobodyKnown(Refused):
    code, message = "asking_nobody", _("Nobody is known under the event's identifiers.")


class ConditionTooDear(Refused):
    code, message = "asking_condition_too_dear", _("The condition could not be computed in time.")


class NothingBought(Refused):
    code, message = "asking_nothing_bought", _("No product of the order is known, or the order was cancelled.")


class ReviewedAlready(Refused):
    code, message = "asking_reviewed", _("The person has reviewed all of it already.")
