"""The door of notices: what members of the team are told by letter.

    notices.add_notice(notices.Notice(key="cases.mine", name=_("A case becomes mine"), permission="cases.work", say=say))
    notices.tell("cases.mine", [owner], about={"case": 7}, path="/cases/7", key="7:12")
"""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .contracts import About, Notice, Telling, Words
from .gathering import HOUR, gather, hour_of, tell_gathered
from .kinds import add_notice
from .telling import JOB, choices_of, choose, ready, tell, who_may

__all__ = [
    "HOUR", "JOB", "About", "Notice", "Telling", "Words", "add_notice", "choices_of", "choose", "gather", "hour_of", "ready", "tell",
    "tell_gathered", "who_may",
]  # fmt: skip
