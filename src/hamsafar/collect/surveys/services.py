"""The door of surveys."""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .answering import settle
from .around import ConditionEditor, Someone, Who
from .contracts import Claims, Finding, FirstChoice, FirstQuestion, Invitation, Offer, State, SurveyRecord
from .editing import change_state, create, get_survey, list_surveys, publish
from .errors import InvitationOver, NotPublished, SurveyClosed, SurveyNotFound
from .inviting import find_invitation, first_question, invite, offer, withdraw
from .sweeping import forget, forget_files, sweep_files

__all__ = [
    "Claims", "ConditionEditor", "Finding", "FirstChoice", "FirstQuestion", "Invitation", "InvitationOver", "NotPublished", "Offer",
    "Someone", "State", "SurveyClosed", "SurveyNotFound", "SurveyRecord", "Who", "change_state", "create", "find_invitation",
    "first_question", "forget", "forget_files", "get_survey", "invite", "list_surveys", "offer", "publish", "settle", "sweep_files",
    "withdraw",
]  # fmt: skip
