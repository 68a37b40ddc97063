"""The door of cases.

Rules open them from what the spine tells; other rooms open one by the action `open_case` (ground/actions):

    actions.ask_for("open_case", {"person": people.key_text(person), "why": "Parcel lost twice"}, key=…)
"""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .asking_again import ask_again
from .causes import archive_cause, get_cause, list_causes, restore_cause, save_cause
from .contacting import ways_to, write
from .contracts import Case, Cause, Complaint, Done, Ending, Policy, Reply, Rule, State, Step, Suggestion, Told, View, Wanted
from .errors import CaseIsClosed, CaseIsOpen, CaseNotFound, NoCauseYet, NotContactedYet, NothingToUndo, OtherCaseOpen
from .first import begin
from .following import catch_up, offset, start, stop
from .listing import complaints_of, count_cases, find_case, get_case, list_cases, numbers, steps_of
from .opening import open_for, told_by_hand
from .policy import change_policy, policy
from .replies import archive_reply, list_replies, save_reply, suggest
from .rules import archive_rule, get_rule, list_rules, save_rule, switch_rule
from .steps import undo
from .words import state_words
from .working import assign, close, comment, contacted, each, fixed, merge, name_cause, reopen

__all__ = [
    "Case", "CaseIsClosed", "CaseIsOpen", "CaseNotFound", "Cause", "Complaint", "Done", "Ending", "NoCauseYet", "NotContactedYet",
    "NothingToUndo", "OtherCaseOpen", "Policy", "Reply", "Rule", "State", "Step", "Suggestion", "Told", "View", "Wanted", "archive_cause",
    "archive_reply", "archive_rule", "ask_again", "assign", "begin", "catch_up", "change_policy", "close", "comment", "complaints_of",
    "contacted", "count_cases", "each", "find_case", "fixed", "get_case", "get_cause", "get_rule", "list_cases", "list_causes",
    "list_replies", "list_rules", "merge", "name_cause", "numbers", "offset", "open_for", "policy", "reopen", "restore_cause",
    "save_cause", "save_reply", "save_rule", "start", "state_words", "steps_of", "stop", "suggest", "switch_rule", "told_by_hand", "undo",
    "ways_to", "write",
]  # fmt: skip
