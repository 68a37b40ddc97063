"""What a rule would have done in weeks that are over, one step after the other, each with the clock held at its moment by who replays them.

The queue has no part in it: each step says what comes next, and when.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from hamsafar.base import clock
from hamsafar.ground.actions import services as actions
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.segments.services import Happened

from .considering import consider
from .contracts import CaseState, Rule
from .following import JOB, count_left_out, open_cases
from .models import CaseRow

AFTER = dt.timedelta(seconds=5)  # a deed waits for the queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    at: dt.datetime
    do: Callable[[], "Step | None"]


def replay(rule: Rule, one: Happened) -> Step | None:
    """Something happened just now; what the rule does about it, if anything."""
    left_out = Counter[tuple[int, str]]()
    is_opened = open_cases(rule, [one], left_out)
    count_left_out(left_out)
    if not is_opened:
        return None
    case = CaseRow.objects.get(rule=rule.id, source=one.source, message_id=one.message_id)
    return Step(at=case.due_at, do=lambda: _consider(case.pk))


def _consider(case_id: int) -> Step | None:
    consider(case_id)
    case = CaseRow.objects.get(pk=case_id)
    again = jobs.take_out(JOB, keys=[f"{case_id}:{look}" for look in range(case.looks + 1)])
    if case.deed is not None:
        deed = case.deed
        return Step(at=clock.now() + AFTER, do=lambda: _do(deed))
    if case.state == CaseState.WAITING:
        return Step(at=max(job.run_at for job in again), do=lambda: _consider(case_id))
    return None


def _do(deed_id: UUID) -> Step | None:
    deed = actions.do_now(deed_id)
    return Step(at=deed.due_at, do=lambda: _do(deed_id)) if deed.outcome is actions.Outcome.WAITING else None
