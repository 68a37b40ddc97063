"""From rows to records."""

import datetime as dt
from collections.abc import Iterable, Sequence

from hamsafar.identify.people import services as people
from hamsafar.measure.segments import services as segments

from .contracts import Case, Cause, Complaint, Ending, Reply, Rule, State, Step
from .models import CaseRow, CauseRow, ComplaintRow, ReplyRow, RuleRow, StepRow


def cases_of(rows: Sequence[CaseRow]) -> list[Case]:
    """With who these people are today."""
    today = people.people_of(row.person for row in rows)
    return [case_of(row, today.get(row.person, row.person)) for row in rows]


def case_of(row: CaseRow, person: int | None = None) -> Case:
    return Case(
        id=row.id, person=(people.find_person_of(row.person) or row.person) if person is None else person, unit=row.unit,
        state=State(row.state), ending=Ending(row.ending) if row.ending else None, rule=row.rule_id, why=row.why, event=row.event,
        asked=row.asked, score=row.score, words=row.words, worth=row.worth, currency=row.currency, told_at=row.told_at,
        opened_at=row.opened_at, due_at=row.due_at, owner=row.owner_id, owner_name=row.owner.name if row.owner else "", cause=row.cause_id,
        fix=row.fix, complaints=row.complaints, contacted_at=row.contacted_at, contact_channel=row.contact_channel, named_at=row.named_at,
        fixed_at=row.fixed_at, asked_at=row.asked_at, closed_at=row.closed_at, answered_at=row.answered_at, answer=row.answer,
        recovered=row.recovered, merged_into=row.merged_into_id,
    )  # fmt: skip


def complaint_of(row: ComplaintRow) -> Complaint:
    return Complaint(
        source=row.source, message_id=row.message_id, name=row.name, at=row.at, asked=row.asked, score=row.score, words=row.words,
        topics=tuple(row.topics), facts=row.facts,
    )  # fmt: skip


def step_of(row: StepRow) -> Step:
    return Step(id=row.id, at=row.at, by=row.by_name, kind=row.kind, words=row.words, facts=row.facts, is_undone=row.is_undone)


def rule_of(row: RuleRow) -> Rule:
    return Rule(
        id=row.id, name=row.name, event=row.event, asked=row.asked, at_most=row.at_most, at_least=row.at_least,
        feelings=tuple(row.feelings), topics=tuple(row.topics), only_urgent=row.only_urgent, least_worth=row.least_worth,
        condition=segments.parse(row.condition), due=dt.timedelta(seconds=row.due_seconds), owner=row.owner_id, is_on=row.is_on,
        from_seq=row.from_seq, made_at=row.made_at, archived_at=row.archived_at,
    )  # fmt: skip


def cause_of(row: CauseRow, depth: int = 0) -> Cause:
    return Cause(
        id=row.id, parent=row.parent_id, name_fa=row.name_fa, name_en=row.name_en, team=row.team, cost=row.cost, depth=depth,
        archived_at=row.archived_at,
    )  # fmt: skip


def replies_of(rows: Iterable[ReplyRow]) -> list[Reply]:
    return [
        Reply(
            id=row.id, name=row.name, topics=tuple(row.topics), causes=tuple(sorted(cause.id for cause in row.causes.all())),
            events=tuple(row.events), step=row.step, subject=row.subject, text=row.text, is_general=row.is_general,
        )
        for row in rows
    ]  # fmt: skip
