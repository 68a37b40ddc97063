"""Rules: kept, changed, switched on and off."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.base.ui import formats
from hamsafar.collect.surveys import services as surveys
from hamsafar.ground.audit import services as audit
from hamsafar.measure.segments import services as segments
from hamsafar.store.events import services as events

from .contracts import CHANNELS, REVIEW, Rule
from .errors import RoundIsOver, RuleIncomplete, RuleNotFound, SurveyNotLive
from .models import RuleRow

TOLD = (
    "name", "survey", "asks", "event", "where", "condition", "delay_seconds", "share", "channels", "language", "subject", "text", "carried",
    "patience_seconds",
)  # fmt: skip


def rule_of(row: RuleRow) -> Rule:
    return Rule(
        id=row.id, name=row.name, survey=row.survey, asks=row.asks, event=row.event, where=_where(row),
        condition=segments.parse(row.condition), delay=dt.timedelta(seconds=row.delay_seconds), share=row.share,
        channels=tuple(row.channels), language=row.language, subject=row.subject, text=row.text, carried=tuple(row.carried),
        patience=dt.timedelta(seconds=row.patience_seconds), is_on=row.is_on, from_seq=row.from_seq, made_at=row.made_at,
        made_by=row.made_by, archived_at=row.archived_at,
    )  # fmt: skip


def _where(row: RuleRow) -> tuple[segments.Property, ...]:
    if not row.event:  # a round follows nothing
        return ()
    did = segments.parse({"did": row.event, "where": row.where})
    assert isinstance(did, segments.Did)
    return did.where


def list_rules(*, survey: int | None = None) -> list[Rule]:
    rows = RuleRow.objects.filter(archived_at=None)
    return [rule_of(row) for row in (rows if survey is None else rows.filter(survey=survey))]


def rules_at_work() -> list[Rule]:
    return [rule_of(row) for row in RuleRow.objects.filter(is_on=True, archived_at=None).exclude(event="").order_by("id")]


def get_rule(rule_id: int) -> Rule:
    """Raises RuleNotFound."""
    return rule_of(_row(rule_id))


def _row(rule_id: int) -> RuleRow:
    row = RuleRow.objects.filter(id=rule_id).first()
    if row is None:
        raise RuleNotFound
    return row


@transaction.atomic
def save(rule: Rule, *, by: audit.Actor | None = None) -> Rule:
    """Keep a new rule (id 0) or change one; whether it is on stays as it is. Raises RuleIncomplete."""
    if not (rule.event and (rule.survey or rule.asks_reviews) and rule.channels and set(rule.channels) <= set(CHANNELS)):
        raise RuleIncomplete
    if not rule.asks_reviews:
        surveys.get_survey(rule.survey)
    row = _row(rule.id) if rule.id else RuleRow(made_at=clock.now(), made_by=by.audit_name if by else "")
    before = facts_of(row) if rule.id else {}
    put(row, rule)
    row.save()
    changed = {name: value for name, value in facts_of(row).items() if before.get(name) != value}
    audit.record("asking.rule_changed" if rule.id else "asking.rule_made", by=by, about=f"rule:{row.id}", facts=changed)
    return rule_of(row)


def put(row: RuleRow, rule: Rule) -> None:
    did: dict[str, Any] = segments.written(segments.Did(event=rule.event, where=rule.where))
    row.name, row.event, row.where = rule.name, rule.event, did.get("where", [])
    row.asks, row.survey = rule.asks, 0 if rule.asks_reviews else rule.survey
    row.condition = segments.written(rule.condition)
    row.delay_seconds, row.patience_seconds = int(rule.delay.total_seconds()), int(rule.patience.total_seconds())
    row.share, row.channels, row.language = min(1.0, max(0.0, rule.share)), list(dict.fromkeys(rule.channels)), rule.language
    row.subject, row.text, row.carried = dict(rule.subject), dict(rule.text), _carried(rule)


def _carried(rule: Rule) -> list[str]:
    """Without its order nobody knows what was bought."""
    return list(dict.fromkeys(("order_id", *rule.carried))) if rule.asks_reviews else list(rule.carried)


def facts_of(row: RuleRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TOLD}


@transaction.atomic
def switch(rule_id: int, *, on: bool, by: audit.Actor | None = None) -> Rule:
    """From now on, not about what has happened already. What waits under a rule that is off is left out. Raises SurveyNotLive,
    and RoundIsOver for a round: it can only be stopped."""
    row = _row(rule_id)
    if row.archived_at is not None:
        raise RuleNotFound
    if on and not row.event:
        raise RoundIsOver
    if on and row.asks != REVIEW and surveys.get_survey(row.survey).state != surveys.State.LIVE:
        raise SurveyNotLive
    if on and not row.is_on:
        row.from_seq = events.settled()
    row.is_on = on
    row.save(update_fields=["is_on", "from_seq"])
    audit.record("asking.switched_on" if on else "asking.switched_off", by=by, about=f"rule:{row.id}")
    return rule_of(row)


@transaction.atomic
def archive(rule_id: int, *, by: audit.Actor | None = None) -> None:
    """It asks nobody any more; what it did stays."""
    row = _row(rule_id)
    row.is_on, row.archived_at = False, clock.now()
    row.save(update_fields=["is_on", "archived_at"])
    audit.record("asking.rule_archived", by=by, about=f"rule:{row.id}")


@transaction.atomic
def restore(rule_id: int, *, by: audit.Actor | None = None) -> None:
    """Back into the list, switched off."""
    row = _row(rule_id)
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    audit.record("asking.rule_restored", by=by, about=f"rule:{row.id}")


def name_of(rule: Rule, survey_name: str, event_name: str) -> str:
    """What a rule is called where nobody gave it a name."""
    if rule.is_round and not rule.name:
        return _("{survey}, asked on {day}").format(survey=survey_name, day=formats.day(rule.made_at or clock.now()))
    return rule.name or _("{survey}, after {event}").format(survey=survey_name, event=event_name)


def names_of_surveys(rules: Sequence[Rule], language: str) -> dict[int, str]:
    wanted = {rule.survey for rule in rules}
    reviews = {0: _("Reviews of what was bought")} if 0 in wanted else {}
    return reviews | {survey.id: survey.name_in(language) for survey in surveys.list_surveys() if survey.id in wanted}


audit.find_by_name(lambda wanted: (f"rule:{id}" for id, name in RuleRow.objects.values_list("id", "name") if wanted in fold(name)))
