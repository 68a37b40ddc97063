"""Rules that open cases: kept, changed, switched on and off, and what they say of something that was told."""

import datetime as dt
import logging

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.base.eventstore import EventStoreAway, EventStoreBusy
from hamsafar.base.text import fold
from hamsafar.ground.audit import services as audit
from hamsafar.measure.segments import services as segments
from hamsafar.measure.segments.services import Everyone
from hamsafar.store.events import services as events

from . import opening
from .contracts import Rule, Told
from .errors import CaseRuleIncomplete, CaseRuleNotFound
from .models import RuleRow
from .rows import rule_of

log = logging.getLogger("hamsafar.cases")
# Events that say by themselves that something is wrong.
PLAIN_ENOUGH = frozenset({"Complaint Raised", "Promise Broken", "Order Returned", "Conversation Reopened"})


def list_rules() -> list[Rule]:
    return [rule_of(row) for row in RuleRow.objects.filter(archived_at=None).select_related("owner")]


def rules_at_work() -> list[Rule]:
    return [rule_of(row) for row in RuleRow.objects.filter(is_on=True, archived_at=None)]


def get_rule(rule_id: int) -> Rule:
    return rule_of(_row(rule_id))


def _row(rule_id: int) -> RuleRow:
    row = RuleRow.objects.filter(id=rule_id).first()
    if row is None:
        raise CaseRuleNotFound
    return row


@transaction.atomic
def save_rule(rule: Rule, *, by: audit.Actor | None = None) -> Rule:
    """Keep a new rule (id 0) or change one; whether it is on stays as it is. Raises CaseRuleIncomplete."""
    tells = rule.reads_texts or rule.at_most is not None or rule.at_least is not None or rule.event in PLAIN_ENOUGH
    if not rule.name.strip() or not rule.event or not (tells or not isinstance(rule.condition, Everyone)):
        raise CaseRuleIncomplete
    row = _row(rule.id) if rule.id else RuleRow(made_at=clock.now())
    row.name, row.event, row.asked = rule.name.strip(), rule.event, rule.asked
    row.at_most, row.at_least, row.least_worth = rule.at_most, rule.at_least, rule.least_worth
    row.feelings, row.topics, row.only_urgent = list(rule.feelings), list(rule.topics), rule.only_urgent
    row.condition, row.due_seconds, row.owner_id = segments.written(rule.condition), int(rule.due.total_seconds()), rule.owner
    row.save()
    audit.record("cases.rule_changed" if rule.id else "cases.rule_made", by=by, about=f"case-rule:{row.id}", facts={"name": row.name})
    return rule_of(row)


@transaction.atomic
def switch_rule(rule_id: int, *, on: bool, by: audit.Actor | None = None) -> Rule:
    """From now on, not about what has happened already."""
    row = _row(rule_id)
    if on and not row.is_on:
        row.from_seq = events.settled()
    row.is_on = on
    row.save(update_fields=["is_on", "from_seq"])
    audit.record("cases.rule_on" if on else "cases.rule_off", by=by, about=f"case-rule:{row.id}", facts={"name": row.name})
    return rule_of(row)


@transaction.atomic
def archive_rule(rule_id: int, *, by: audit.Actor | None = None) -> None:
    row = _row(rule_id)
    row.is_on, row.archived_at = False, clock.now()
    row.save(update_fields=["is_on", "archived_at"])
    audit.record("cases.rule_archived", by=by, about=f"case-rule:{row.id}", facts={"name": row.name})


def fits(rule: Rule, told: Told) -> bool:
    """What can be said without asking who it is. Every part that is filled in must hold."""
    if told.name != rule.event or told.seq <= rule.from_seq:
        return False
    if not _score_fits(rule, told):
        return False
    if rule.feelings and told.feeling not in rule.feelings:
        return False
    if rule.topics and not set(rule.topics) & set(told.topics):
        return False
    return told.is_urgent or not rule.only_urgent


def _score_fits(rule: Rule, told: Told) -> bool:
    if rule.asked and told.asked != rule.asked:
        return False
    if rule.at_most is None and rule.at_least is None:
        return True
    if told.score is None:
        return False
    low, high = rule.at_least, rule.at_most
    return (low is None or told.score >= low) and (high is None or told.score <= high)


def fits_person(rule: Rule, person: int) -> bool:
    """Asked last: it costs a question to the event store. A condition that cannot be computed holds for nobody, and says so in the log."""
    if rule.least_worth is not None:
        worth, _ = opening.worth_of(person)
        if worth is None or worth < rule.least_worth:
            return False
    if isinstance(rule.condition, Everyone):
        return True
    try:
        return segments.matches(rule.condition, person)
    except (EventStoreAway, EventStoreBusy):
        raise
    except Refused as why:
        log.warning("the condition of the rule %s could not be computed: %s", rule.id, why.code)
        return False


def common() -> tuple[Rule, ...]:
    """What most companies begin with; kept switched off until somebody looks at them."""
    day = dt.timedelta(hours=8)
    return (
        Rule(name="nps", asked="nps", at_most=6, due=3 * day),
        Rule(name="csat", asked="csat", at_most=2, due=2 * day),
        Rule(name="complaint", event="Complaint Raised", due=2 * day),
    )


audit.find_by_name(lambda wanted: (f"case-rule:{id}" for id, name in RuleRow.objects.values_list("id", "name") if wanted in fold(name)))
