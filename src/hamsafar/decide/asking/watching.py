"""What rules have done and would have done."""

import math
from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, Sum

from hamsafar.collect.reviews import services as reviews
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Outcome
from hamsafar.measure.segments import services as segments
from hamsafar.store.events import services as events

from .considering import campaign_of
from .contracts import Case, CaseState, Outlook, Rule, Tally
from .models import CaseRow, LeftOutRow

question = events.questions_beside(__file__)


def tally_of(rule_id: int) -> Tally:
    return tallies_of([rule_id])[rule_id]


def tallies_of(rule_ids: Sequence[int]) -> dict[int, Tally]:
    found = {rule_id: _Counts() for rule_id in rule_ids}
    for rule, state, code, n in CaseRow.objects.filter(rule__in=rule_ids).values_list("rule", "state", "code").annotate(n=Count("id")):
        found[rule].add(CaseState(state), code, n)
    for rule, code, n in LeftOutRow.objects.filter(rule__in=rule_ids).values_list("rule", "code").annotate(n=Sum("count")):
        found[rule].left_out[code] += n
    return {rule_id: counts.tally(rule_id) for rule_id, counts in found.items()}


class _Counts:
    def __init__(self) -> None:
        self.states: Counter[CaseState] = Counter()
        self.refused: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()

    def add(self, state: CaseState, code: str, n: int) -> None:
        self.states[state] += n
        if state is CaseState.REFUSED:
            self.refused[code] += n
        elif state is CaseState.LEFT_OUT:
            self.left_out[code] += n

    def tally(self, rule_id: int) -> Tally:
        asked = self.states[CaseState.ASKED]
        return Tally(
            waiting=self.states[CaseState.WAITING], asked=asked, arrived=_arrived(rule_id) if asked else 0,
            refused=dict(self.refused), left_out=dict(self.left_out),
        )  # fmt: skip


def _arrived(rule_id: int) -> int:
    deeds = CaseRow.objects.filter(rule=rule_id, state=CaseState.ASKED).values_list("deed", flat=True)
    return actions.count_outcomes(deeds).get(Outcome.DONE, 0)


def list_cases(rule_id: int, *, state: str = "", offset: int = 0, limit: int = 25) -> list[Case]:
    rows = CaseRow.objects.filter(rule=rule_id).order_by("-made_at", "-id")
    rows = rows.filter(state=state) if state else rows
    return [_case(row) for row in rows[offset : offset + limit]]


def count_cases(rule_id: int, *, state: str = "") -> int:
    rows = CaseRow.objects.filter(rule=rule_id)
    return (rows.filter(state=state) if state else rows).count()


def _case(row: CaseRow) -> Case:
    return Case(
        id=row.id, rule=row.rule_id, person=row.person, source=row.source, message_id=row.message_id, event_at=row.event_at,
        due_at=row.due_at, state=CaseState(row.state), code=row.code, facts=row.facts, channel=row.channel, deed=row.deed, about=row.about,
    )  # fmt: skip


def outlook(rule: Rule, *, days: int = 30) -> Outlook:
    """What there would have been to do: events and people of the last days, those of them who fit, and the share of these."""
    did = segments.Did(event=rule.event, where=rule.where, days=days)
    people = segments.count(did).people
    fitting = segments.count(segments.All(parts=(did, rule.condition))).people
    doubt = round(1.96 * math.sqrt(fitting * rule.share * (1 - rule.share)))
    events = segments.count_events(did)
    return Outlook(days=days, events=events, people=people, fitting=fitting, asked=round(fitting * rule.share), doubt=doubt)


def outcomes(cases: Sequence[Case]) -> dict[int, Outcome]:
    """Of cases that were asked, what became of it."""
    deeds = actions.find_deeds([case.deed for case in cases if case.deed])
    return {case.id: deeds[case.deed].outcome for case in cases if case.deed in deeds}


def answered(rule: Rule) -> tuple[int, int]:
    """How many invitations of the rule were answered, of how many that stand on the spine; of reviews, how many letters brought one."""
    if rule.asks_reviews:
        return reviews.answered_of([campaign_of(rule.id)])[campaign_of(rule.id)]
    row = events.ask(question("answered"), scope=events.Scope(since=rule.made_at), campaign=campaign_of(rule.id)).dicts()[0]
    return int(row["answered"]), int(row["sent"])
