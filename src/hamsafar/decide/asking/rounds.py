"""Asking a group of customers once, by hand: each who fits and can be reached becomes a case, considered like the case of any rule."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db import transaction

from hamsafar.base import clock
from hamsafar.collect.surveys import services as surveys
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.measure.segments import services as segments
from hamsafar.measure.segments.services import Condition, Happened

from .contracts import CHANNELS, KINDS, Reached, Rule
from .errors import GroupTooLarge, RuleIncomplete, SurveyNotLive
from .following import is_in_share, keep_all
from .models import RuleRow
from .rules import facts_of, get_rule, put, rule_of

JOB = "asking.open_round"
SOURCE = "round"
MOST = 20_000
PACE = dt.timedelta(milliseconds=200)  # one after the other, so that other letters do not wait behind thousands


def look(rule: Rule) -> Reached:
    """What it would come to. Raises GroupTooLarge."""
    fitting = segments.count(rule.condition).people
    reached = _reached(rule.condition, rule.channels)
    return Reached(fitting=fitting, reachable=len(reached), asked=len(_chosen(rule, reached)))


def begin(rule: Rule, *, by: audit.Actor | None) -> Rule:
    """Ask once, from now on. Raises RuleIncomplete, SurveyNotLive, GroupTooLarge."""
    if not (rule.survey and rule.channels and set(rule.channels) <= set(CHANNELS)):
        raise RuleIncomplete
    if surveys.get_survey(rule.survey).state is not surveys.State.LIVE:
        raise SurveyNotLive
    look(rule)
    with transaction.atomic():
        row = RuleRow(made_at=clock.now(), made_by=by.audit_name if by else "", is_on=True)
        put(row, replace(rule, event="", where=(), carried=(), asks="survey", delay=dt.timedelta()))
        row.save()
        audit.record("asking.round_begun", by=by, about=f"rule:{row.id}", facts=facts_of(row))
        jobs.enqueue(JOB, {"rule": row.id}, key=str(row.id))
    return rule_of(row)


def open_round(rule_id: int) -> int:
    """Every one of them becomes a case, once, however often this is done; how many were new."""
    rule = get_rule(rule_id)
    if not rule.is_on:
        return 0
    begun = rule.made_at or clock.now()
    chosen = _chosen(rule, _reached(rule.condition, rule.channels))
    return keep_all(rule, [_told(person, begun + number * PACE) for number, person in enumerate(chosen)])


def _told(person: int, at: dt.datetime) -> Happened:
    return Happened(
        seq=0, person=person, source=SOURCE, message_id=people.key_text(person), timestamp=at, unit="", channel="", properties={}
    )  # fmt: skip


def _chosen(rule: Rule, reached: Sequence[int]) -> list[int]:
    chosen = [person for person in reached if is_in_share(rule, person)]
    if len(chosen) > MOST:
        raise GroupTooLarge(most=MOST)
    return chosen


def _reached(condition: Condition, channels: Collection[str]) -> list[int]:
    """Visitors without a name fit many conditions; nobody can write to them."""
    known = people.people_with(KINDS[channel] for channel in channels)
    return sorted(known.intersection(segments.members(condition)))
