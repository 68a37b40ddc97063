"""The door of notices: what members of the team are told by letter.

    notices.add_notice(notices.Notice(key="cases.mine", name=_("A case becomes mine"), permission="cases.work", say=say))
    notices.tell("cases.mine", [owner], about={"case": 7}, path="/cases/7", key="7:12")
"""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .contracts import About, Notice, Telling, Words
from .kinds import add_notice
from .telling import JOB, choices_of, choose, ready, tell, who_may

__all__ = ["JOB", "About", "Notice", "Telling", "Words", "add_notice", "choices_of", "choose", "ready", "tell", "who_may"]
