"""Follows the spine: what customers tell opens cases, joins those that are open, or says that one has helped.

What is read is kept before the place in the spine moves, each case in a transaction of its own; after a crash the same events are read
again and find that they have a case already.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import transaction

from hamsafar.base import clock
from hamsafar.identify.people import services as people
from hamsafar.measure.voice import services as voice
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Follower, Scope

from . import asking_again, opening, rules
from .contracts import Rule, Told
from .models import CaseRow, OffsetRow

question = events.questions_beside(__file__)

OFFSET = "spine"
STRIDE = 500_000  # numbers of the spine that one look goes over
LONG_AGO = dt.timedelta(days=7)  # history that is imported opens no cases
ANSWERED = "Survey Answered"
UNHAPPY, HAPPY = -0.25, 0.25
SCORED = ("nps", "csat", "ces_agreement", "ces_effort")
FEELINGS = {-1: "negative", 0: "neutral", 1: "positive"}


def catch_up() -> int:
    """Look at everything that is new; returns how many cases were opened or went on."""
    count = 0
    while True:
        after, end = offset(), reached()
        upto = min(after + STRIDE, end)
        if upto <= after:
            return count
        count += look(after, upto)
        with transaction.atomic():
            OffsetRow.objects.filter(name=OFFSET).update(seq=upto)


def reached() -> int:
    """How far who is who has been learnt: a customer's second complaint must find their case. Where rules look at words, how far those
    have been read."""
    known = min(events.settled(), people.offset())
    waits = settings.COMMENTS != "off" and any(rule.reads_texts for rule in rules.rules_at_work())
    return min(known, voice.offset()) if waits else known


def offset() -> int:
    row = OffsetRow.objects.filter(name=OFFSET).first()
    if row is None:  # what was there before has no rules
        row, _ = OffsetRow.objects.get_or_create(name=OFFSET, defaults={"seq": events.settled()})
    return row.seq


def look(after: int, upto: int) -> int:
    at_work = rules.rules_at_work()
    if not at_work and not CaseRow.objects.exists():
        return 0
    names = sorted({ANSWERED, *(rule.event for rule in at_work)})
    told = told_between(names, after, upto, reads=any(rule.reads_texts for rule in at_work))
    with_cases = set(opening.cases_of_people(one.person for one in told))
    count = 0
    for one in told:
        if consider(one, at_work, has_cases=one.person in with_cases):
            with_cases.add(one.person)
            count += 1
    return count


def consider(told: Told, at_work: Sequence[Rule], *, has_cases: bool = True) -> bool:
    """What one event means for cases."""
    if has_cases and (opening.add_words(told) or asking_again.answered(told)):
        return True
    for rule in at_work:
        if rules.fits(rule, told) and rules.fits_person(rule, told.person):
            return opening.open_for(told, rule=rule) is not None
    return False


# Reading what was told


def told_between(names: Sequence[str], after: int, upto: int, *, reads: bool) -> list[Told]:
    scope = Scope(since=clock.now() - LONG_AGO)
    rows = list(events.ask(question("told"), scope=scope, names=list(names), after=after, upto=upto).dicts())
    readings = _readings(scope, after, upto) if reads and rows else {}
    return [_told(row, readings.get((row["source"], row["message_id"]))) for row in rows]


def _readings(scope: Scope, after: int, upto: int) -> dict[tuple[str, str], dict[str, Any]]:
    rows = events.ask_readings(question("readings"), scope=scope, after=after, upto=upto).dicts()
    return {(row["source"], row["message_id"]): row for row in rows}


def _told(row: dict[str, Any], reading: dict[str, Any] | None) -> Told:
    said: dict[str, Any] = msgspec.json.decode(row["properties"])
    asked, score = scored(said)
    return Told(
        seq=row["seq"], person=row["person_key"], source=row["source"], message_id=row["message_id"], name=row["name"], at=row["timestamp"],
        unit=row["unit"], channel=row["channel"], asked=asked, score=score, words=_text(said.get("text")),
        submission=_text(said.get("submission_id")), facts=said, **_read(said, reading),
    )  # fmt: skip


def scored(said: dict[str, Any]) -> tuple[str, float | None]:
    """Which question a score answers, and the score: a comment carries that of the question before it, a review its stars."""
    for asked, score in (("question", "score"), ("score_question", "score_beside")):
        if _text(said.get(asked)) in SCORED and _is_number(said.get(score)):
            return said[asked], float(said[score])
    return ("rating", float(said["rating"])) if _is_number(said.get("rating")) else ("", None)


def _read(said: dict[str, Any], reading: dict[str, Any] | None) -> dict[str, Any]:
    """What was read from the text; where nothing was, what its source says about it."""
    if reading is not None:
        return {"feeling": FEELINGS[reading["feeling"]], "topics": tuple(reading["topics"]), "is_urgent": bool(reading["is_urgent"])}
    sentiment, topic = said.get("sentiment"), _text(said.get("topic"))
    feeling = ""
    if isinstance(sentiment, int | float) and not isinstance(sentiment, bool):
        feeling = "negative" if sentiment <= UNHAPPY else "positive" if sentiment >= HAPPY else "neutral"
    return {"feeling": feeling, "topics": (topic,) if topic else ()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


FOLLOWER: Final = Follower("cases-follower", catch_up, offset)
start, stop = FOLLOWER.start, FOLLOWER.stop
