"""A case is opened, or one that is open takes in what came: one cause never has two cases, one customer never two open ones."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.money import Money, base_currency, total_by_currency
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import noticing, owning, steps
from .contracts import HOUR, Case, Rule, State, Told
from .models import CaseRow, ComplaintRow, OffsetRow
from .policy import due_after
from .rows import case_of

TURN = "cases"  # the row that whoever opens a case holds
BY_HAND = 8 * HOUR
FACTS = ("order_id", "conversation_id", "survey", "branch", "city", "product", "carrier", "agent", "about", "topic", "days", "survey_id")
LONGEST = 4_000


def keys_of(person: int) -> tuple[int, ...]:
    """Every key that a case of this person may have been opened under."""
    try:
        return people.keys_of_person(person)
    except NotFound:  # not yet learnt of
        return (person,)


def open_for(told: Told, *, rule: Rule | None = None, why: str = "", by: audit.Actor | None = None) -> Case | None:
    """Open a case for what was told, or give it to the open one. None where it has a case already."""
    if _has_case(told):
        return None
    # Asked before the transaction: the event store must not hold up those who write.
    worth = worth_of(told.person) if _open_one(told.person) is None else (None, "")
    with transaction.atomic():
        _take_turn()
        if _has_case(told):
            return None
        row = _open_one(told.person)
        if row is not None:
            _take_in(row, told)
        else:
            row = _open(told, rule, why, by, worth)
        return case_of(row)


def _open_one(person: int) -> CaseRow | None:
    return CaseRow.objects.filter(person__in=keys_of(person)).exclude(state=State.CLOSED).order_by("id").first()


def _take_turn() -> None:
    OffsetRow.objects.get_or_create(name=TURN)
    OffsetRow.objects.select_for_update().get(name=TURN)


def _has_case(told: Told) -> bool:
    if ComplaintRow.objects.filter(source=told.source, message_id=told.message_id).exists():
        return True
    return bool(told.submission) and ComplaintRow.objects.filter(submission=told.submission).exists()


def _open(told: Told, rule: Rule | None, why: str, by: audit.Actor | None, worth: tuple[Decimal | None, str]) -> CaseRow:
    at = clock.now()
    owner = rule.owner if rule and rule.owner else owning.next_owner(told.unit)
    row = CaseRow(
        person=told.person, unit=told.unit, rule_id=rule.id if rule else None, why=(why or (rule.name if rule else ""))[:200],
        event=told.name, asked=told.asked, score=told.score, words=told.words[:LONGEST], worth=worth[0], currency=worth[1], told_at=told.at,
        opened_at=at, due_at=due_after(at, rule.due if rule else BY_HAND, told.unit), owner_id=owner, assigned_at=at if owner else None,
        complaints=1,
    )  # fmt: skip
    row.save()
    _note(row, told)
    noticing.note_owner(row, steps.put(row, "opened", by=by, at=at), by=by)
    noticing.watch_due(row)
    return row


def _take_in(row: CaseRow, told: Told) -> None:
    complaint = _note(row, told)
    row.words = row.words or told.words[:LONGEST]
    steps.put(row, "took_in", facts={"complaint": complaint.id}, complaints=row.complaints + 1)


def _note(row: CaseRow, told: Told) -> ComplaintRow:
    return ComplaintRow.objects.create(
        case=row, source=told.source, message_id=told.message_id, submission=told.submission, name=told.name, at=told.at, asked=told.asked,
        score=told.score, words=told.words[:LONGEST], topics=list(told.topics),
        facts={name: str(told.facts[name])[:300] for name in FACTS if isinstance(told.facts.get(name), str | int | float)},
    )  # fmt: skip


def add_words(told: Told) -> bool:
    """The comment (or the score) that came after the answer which has a case: the same sitting, so the same matter."""
    if not told.submission:
        return False
    known = ComplaintRow.objects.filter(submission=told.submission).select_related("case").first()
    if known is None:
        return False
    with transaction.atomic():
        _add(known, told)
    return True


def _add(known: ComplaintRow, told: Told) -> None:
    if told.words and told.words not in known.words:
        known.words = "\n".join(filter(None, (known.words, told.words)))[:LONGEST]
    known.topics = sorted({*known.topics, *told.topics})
    if known.score is None:
        known.asked, known.score = told.asked, told.score
    known.save(update_fields=["words", "topics", "asked", "score"])
    row = known.case
    if told.words and told.words not in row.words:
        row.words = "\n".join(filter(None, (row.words, told.words)))[:LONGEST]
        row.save(update_fields=["words", "folded"])


def worth_of(person: int) -> tuple[Decimal | None, str]:
    """What the customer has paid so far, refunds taken off, in the company's currency; None where it cannot be told."""
    currency = base_currency(organisation.company().currency)
    try:
        found = events.rollup_of(person, scope=Scope())
    except Refused:  # the event store is away or slow: a case need not wait for it
        return None, ""
    if found is None:
        return None, ""
    totals = total_by_currency(Money(amount=amount, currency=code) for code, amount in found.revenue.items())
    return totals.get(currency), currency


def cases_of_people(persons: Iterable[int]) -> dict[int, list[CaseRow]]:
    """Every case of these people, by who they are today."""
    wanted = set(persons)
    keys = people.keys_of_people(wanted)
    person_of = {key: person for person, some in keys.items() for key in some} | {person: person for person in wanted}
    found: dict[int, list[CaseRow]] = {}
    for row in CaseRow.objects.filter(person__in=list(person_of)).order_by("id"):
        found.setdefault(person_of[row.person], []).append(row)
    return found


def told_by_hand(person: int, *, words: str, unit: str, at: dt.datetime | None = None, key: str) -> Told:
    """What somebody from the team says about a customer."""
    return Told(
        seq=0, person=person, source="by-hand", message_id=key, name="", at=at or clock.now(), unit=unit, channel="", words=words,
    )  # fmt: skip
