"""The door of asking: rules that ask surveys by themselves."""

from . import words as _words  # noqa: F401 - says its sentences to the audit log
from .contracts import CHANNELS, REVIEW, Case, CaseState, Outlook, Reached, Rule, Tally
from .errors import GroupTooLarge, RoundIsOver, RuleIncomplete, RuleNotFound, SurveyNotLive
from .following import catch_up, offset, start, stop
from .replaying import Step, replay
from .rounds import begin, look, open_round
from .rules import archive, get_rule, list_rules, restore, save, switch
from .watching import count_cases, list_cases, outlook, tallies_of, tally_of

__all__ = [
    "CHANNELS", "REVIEW", "Case", "CaseState", "GroupTooLarge", "Outlook", "Reached", "RoundIsOver", "Rule", "RuleIncomplete",
    "RuleNotFound", "Step", "SurveyNotLive", "Tally", "archive", "begin", "catch_up", "count_cases", "get_rule", "list_cases",
    "list_rules", "look", "offset", "open_round", "outlook", "replay", "restore", "save", "start", "stop", "switch", "tallies_of",
    "tally_of",
]  # fmt: skip
