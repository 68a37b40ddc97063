"""The door of surveys."""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .answering import settle
from .around import ConditionEditor, Someone, Way, Who
from .contracts import (
    Claims,
    Finding,
    FirstChoice,
    FirstQuestion,
    Group,
    Invitation,
    Narrowing,
    Offer,
    Progress,
    Response,
    Said,
    Shape,
    State,
    SurveyRecord,
    VersionRecord,
)
from .editing import change_state, change_ways, create, get_answered, get_survey, list_surveys, publish
from .errors import InvitationOver, NotPublished, SurveyClosed, SurveyNotFound
from .inviting import find_invitation, first_question, invite, offer, traits_wanted, withdraw
from .kiosks import add_kiosk
from .reporting import (
    cells_of,
    columns_of,
    get_response,
    list_responses,
    open_file,
    progress_of,
    said_in,
    shapes_of,
    versions_of,
    walk_responses,
)
from .sweeping import forget, forget_files, sweep_files
from .tabs import SurveyTab, add_tab, tabs_of
from .views import around, unit_name

__all__ = [
    "Claims", "ConditionEditor", "Finding", "FirstChoice", "FirstQuestion", "Group", "Invitation", "InvitationOver", "Narrowing",
    "NotPublished", "Offer", "Progress", "Response", "Said", "Shape", "Someone", "State", "SurveyClosed", "SurveyNotFound",
    "SurveyRecord", "SurveyTab", "VersionRecord", "Way", "Who", "add_kiosk", "add_tab", "around", "cells_of", "change_state",
    "change_ways", "columns_of", "create", "find_invitation", "first_question", "forget", "forget_files", "get_answered", "get_response",
    "get_survey", "invite", "list_responses", "list_surveys", "offer", "open_file", "progress_of", "publish", "said_in", "settle",
    "shapes_of", "sweep_files", "tabs_of", "traits_wanted", "unit_name", "versions_of", "walk_responses", "withdraw",
]  # fmt: skip
