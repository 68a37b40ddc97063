"""The slow twin: what a condition means for one person, in plain Python over their events."""

import datetime as dt
import json
import operator
import re
from typing import Any

from hamsafar.measure.segments.contracts import All, Condition, Did, Everyone, Last, Not, Op, Some, Test, Trait
from hamsafar.measure.segments.likeness import alike

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
COMPARED = {Op.MORE: operator.gt, Op.AT_LEAST: operator.ge, Op.LESS: operator.lt, Op.AT_MOST: operator.le}
Told = list[dict[str, Any]]  # events of one person: name, type, at, id, props, traits


def fits(condition: Condition, told: Told, at: dt.datetime) -> bool:
    if isinstance(condition, All):
        return all(fits(part, told, at) for part in condition.parts)
    if isinstance(condition, Some):
        return any(fits(part, told, at) for part in condition.parts)
    if isinstance(condition, Not):
        return not fits(condition.part, told, at)
    if isinstance(condition, Everyone):
        return True
    if isinstance(condition, Trait):
        return passes(condition.test, trait(condition.name, told), at)
    if isinstance(condition, Last):
        score = last_score(condition, told, at)
        return score is not None and passes(condition.test, score, at)
    return often(condition, told, at)


def trait(name: str, told: Told) -> Any:
    says = [e for e in told if e["type"] == "identify" and name in e["traits"]]
    return max(says, key=lambda e: (e["at"], e["id"]))["traits"][name] if says else None


def last_score(condition: Last, told: Told, at: dt.datetime) -> float | None:
    answers = [
        (e["at"], e["id"], number(text_of(e["props"]["score"])))
        for e in told
        if e["name"] == "Survey Answered" and e["props"].get("question") == condition.measure and "score" in e["props"]
        if within(e["at"], condition.days, at)
    ]
    scored = [(when, id, score) for when, id, score in answers if score is not None]
    return max(scored)[2] if scored else None


def often(condition: Did, told: Told, at: dt.datetime) -> bool:
    done = [
        e
        for e in told
        if e["name"] == condition.event
        and within(e["at"], condition.days, at)
        and all(passes(one.test, e["props"].get(one.name), at) for one in condition.where)
    ]
    return condition.at_least <= len(done) and (condition.at_most is None or len(done) <= condition.at_most)


def within(moment: dt.datetime, days: int | None, at: dt.datetime) -> bool:
    return moment <= at and (days is None or moment > at - dt.timedelta(days=days))


def passes(test: Test, value: Any, at: dt.datetime) -> bool:
    is_known = value not in (None, "", [])
    if test.op is Op.KNOWN:
        return is_known
    if test.op is Op.UNKNOWN:
        return not is_known
    texts = [] if value is None else [text_of(one) for one in (value if isinstance(value, list) else [value])]
    if test.op is Op.IS_NOT:
        return not any(alike(text) in map(alike, test.texts) for text in texts)
    return any(compares(test, text, at) for text in texts)


def compares(test: Test, text: str, at: dt.datetime) -> bool:
    ours = [alike(each) for each in test.texts]
    if test.op is Op.IS:
        return alike(text) in ours
    if test.op is Op.CONTAINS:
        return any(each in alike(text) for each in ours)
    if test.op is Op.STARTS:
        return any(alike(text).startswith(each) for each in ours)
    if test.op in (Op.BEFORE, Op.AFTER, Op.LAST_DAYS, Op.EARLIER_THAN_DAYS):
        return in_time(test, text, at)
    found = number(text)
    if found is None:
        return False
    compared = {
        Op.MORE: found > test.number,
        Op.AT_LEAST: found >= test.number,
        Op.LESS: found < test.number,
        Op.AT_MOST: found <= test.number,
    }
    return compared[test.op]


def in_time(test: Test, text: str, at: dt.datetime) -> bool:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    edge = test.moment or at - dt.timedelta(days=test.number)
    return {Op.BEFORE: moment < edge, Op.AFTER: moment >= edge, Op.LAST_DAYS: edge <= moment < at, Op.EARLIER_THAN_DAYS: moment < edge}[
        test.op
    ]


def number(text: str) -> float | None:
    return float(text) if NUMBER.fullmatch(text) and text.isascii() else None


def text_of(value: Any) -> str:
    if isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, float) else json.dumps(value)
