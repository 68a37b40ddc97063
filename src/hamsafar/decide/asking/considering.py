"""One case, when it is due: may and can this person be asked now? Then the survey is queued with the gate's pass, in one transaction."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.base.eventstore import EventStoreAway, EventStoreBusy
from hamsafar.collect.surveys import services as surveys
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.measure.segments import services as segments

from .bought import Order, order_of
from .contracts import KINDS, CaseState, Rule
from .errors import ConditionTooDear, NobodyKnown, NothingBought, NotInSegment, NowhereToAsk, ReviewedAlready, RuleIsOff, SurveyNotLive
from .following import JOB
from .models import CaseRow, RuleRow
from .rules import rule_of

ACTION, REVIEWS = "ask_survey", "ask_review"
SOON, NOT_YET_KNOWN = dt.timedelta(seconds=30), dt.timedelta(minutes=10)


def consider(case_id: int) -> None:
    row = CaseRow.objects.filter(id=case_id, state=CaseState.WAITING).first()
    rule_row = RuleRow.objects.filter(id=row.rule_id).first() if row else None
    if row is None or rule_row is None:  # forgotten, or done already
        return
    rule = rule_of(rule_row)
    person = people.find_person_of(row.person)
    if person is None:
        _not_known(row)
        return
    why = _left_out(rule, row, person)
    if why is not None:
        _end(row, CaseState.LEFT_OUT, why)
        return
    try:
        order = _order(rule, row, person)
    except (NothingBought, ReviewedAlready) as nothing:
        _end(row, CaseState.REFUSED, nothing)
        return
    with transaction.atomic():
        _ask(row, rule, person, order)


def _order(rule: Rule, row: CaseRow, person: int) -> Order | None:
    """What is to be reviewed; None where a survey is asked."""
    if not rule.asks_reviews:
        return None
    try:
        return order_of(person, str(row.about.get("order_id", "")))
    except (EventStoreAway, EventStoreBusy):
        raise RuntimeError("the event store is away; the queue tries again") from None


def _not_known(row: CaseRow) -> None:
    """Who is who is learnt a moment after an event is kept."""
    if clock.now() - row.made_at < NOT_YET_KNOWN:
        _again(row, clock.now() + SOON)
    else:
        _end(row, CaseState.REFUSED, NobodyKnown())


def _left_out(rule: Rule, row: CaseRow, person: int) -> Refused | None:
    if not rule.is_on:
        return RuleIsOff()
    if not rule.asks_reviews and not _is_live(rule.survey):
        return SurveyNotLive()
    if rule.is_round and not row.looks:  # chosen a moment ago, by this very condition
        return None
    try:
        return None if segments.matches(rule.condition, person) else NotInSegment()
    except (EventStoreAway, EventStoreBusy):
        raise RuntimeError("the event store is away; the queue tries again") from None
    except Refused:
        return ConditionTooDear()


def _is_live(survey: int) -> bool:
    try:
        return surveys.get_survey(survey).state == surveys.State.LIVE
    except surveys.SurveyNotFound:  # deleted
        return False


def _ask(row: CaseRow, rule: Rule, person: int, order: Order | None) -> None:
    """By the first channel that may and can. Where all of them say later, later."""
    refusals: list[contact.Refusal] = []
    for channel in _channels(rule, person):
        answer = contact.decide(person, purpose=contact.SURVEYS, channel=channel, key=f"asking:{row.id}")
        if isinstance(answer, contact.Pass):
            _queue(row, rule, person, answer, order)
            return
        refusals.append(answer)
    if not refusals:
        _end(row, CaseState.REFUSED, NowhereToAsk())
        return
    _later_or_never(row, rule, refusals)


def _channels(rule: Rule, person: int) -> list[str]:
    kinds = {known.identifier.kind for known in people.identifiers_of(person)}
    return [channel for channel in rule.channels if KINDS.get(channel) in kinds]


def _later_or_never(row: CaseRow, rule: Rule, refusals: list[contact.Refusal]) -> None:
    soonest = min(refusals, key=lambda each: each.retry_at or _NEVER)
    if soonest.retry_at is not None and soonest.retry_at <= row.due_at + rule.patience:
        row.code, row.facts = _why(contact.refused(soonest))
        _again(row, soonest.retry_at)
    else:
        _end(row, CaseState.REFUSED, contact.refused(refusals[0] if soonest.retry_at is None else soonest))


_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


def _queue(row: CaseRow, rule: Rule, person: int, allowed: contact.Pass, order: Order | None) -> None:
    given = {
        "person": people.key_text(person),
        "channel": allowed.channel,
        "language": rule.language,
        "subject": dict(rule.subject),
        "text": dict(rule.text),
        "campaign": campaign_of(rule.id),
        **(_survey(rule, row) if order is None else _reviews(order)),
    }
    action = ACTION if order is None else REVIEWS
    deed = actions.ask_for(action, given, key=deed_key(rule.id, row.id), about=contact.about(person), pass_token=allowed.token)
    row.state, row.channel, row.deed, row.code, row.facts = CaseState.ASKED, allowed.channel, deed.id, "", {}
    row.save(update_fields=["state", "channel", "deed", "code", "facts"])


def _survey(rule: Rule, row: CaseRow) -> dict[str, Any]:
    return {"survey": rule.survey, "about": {name: str(value) for name, value in row.about.items()}}


def _reviews(order: Order) -> dict[str, Any]:
    products = [{"key": each.key, "name": each.name, "url": each.url} for each in order.products]
    return {"order_id": order.id, "unit": order.unit, "products": products}


def campaign_of(rule: int) -> str:
    """Under which name what a rule sends stands on the spine."""
    return f"rule:{rule}"


def deed_key(rule: int, case: int) -> str:
    """Deterministic: a case asks once, whatever is repeated."""
    return f"rule:{rule}:{case}"


def _again(row: CaseRow, at: dt.datetime) -> None:
    with transaction.atomic():
        row.looks += 1
        row.save(update_fields=["looks", "code", "facts"])
        jobs.enqueue(JOB, {"case": row.pk}, key=f"{row.pk}:{row.looks}", run_at=at)


def _end(row: CaseRow, state: CaseState, why: Refused) -> None:
    row.state = state
    row.code, row.facts = _why(why)
    row.save(update_fields=["state", "code", "facts"])


def _why(why: Refused) -> tuple[str, Mapping[str, Any]]:
    return why.code, {name: value if isinstance(value, int | float) else str(value) for name, value in why.facts.items()}
