"""What voice does behind the scenes."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from hamsafar.ground.jobs.services import Run, handler, nightly

from . import again, alert_words, alerts, learning
from .errors import TooFewExamples

log = logging.getLogger("hamsafar.voice")


@handler("voice.find_topics", slow=True, at_home=True)
def find_topics(_payload: Mapping[str, Any], run: Run) -> None:
    again.find_topics(run.report)


@handler("voice.read_again", slow=True, at_home=True)
def read_again(_payload: Mapping[str, Any], run: Run) -> None:
    again.read_all(run.report)


@handler("voice.read_newest", slow=True, at_home=True)
def read_newest(_payload: Mapping[str, Any], run: Run) -> None:
    """Those that are looked at first need not wait for the night."""
    again.read_in_haste(run.report, most=600)


@nightly("voice.read_in_haste", at=dt.time(1, 30), at_home=True)
def read_in_haste(_payload: Mapping[str, Any], run: Run) -> None:
    if settings.COMMENTS != "off":
        again.read_in_haste(run.report)


@nightly("voice.learn", at=dt.time(2, 10), at_home=True)
def learn_nightly(_payload: Mapping[str, Any], run: Run) -> None:
    if settings.COMMENTS == "off":
        return
    if learning.is_worth_it():
        _learn(run)
    else:
        learning.judge_present(run.report)


@nightly("voice.look", at=dt.time(6, 30), at_home=True)
def look(_payload: Mapping[str, Any], _run: Run) -> None:
    """What was unlike other days yesterday goes to the audit log and to those who study comments, once."""
    if settings.COMMENTS != "off":
        alert_words.tell(alerts.tell_yesterday())


@handler("voice.learn_now", slow=True, at_home=True, attempts=1)
def learn_now(_payload: Mapping[str, Any], run: Run) -> None:
    _learn(run)


def _learn(run: Run) -> None:
    try:
        learning.learn(run.report)
    except TooFewExamples:
        log.info("too few comments with a score to learn from")


@handler("voice.judge", slow=True, at_home=True, attempts=1)
def judge(_payload: Mapping[str, Any], run: Run) -> None:
    learning.judge_present(run.report)
