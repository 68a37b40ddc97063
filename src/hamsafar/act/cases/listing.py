"""Which cases there are, for lists, counts and pages."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from hamsafar.base import clock
from hamsafar.base.calendars import day_of, start_of_day
from hamsafar.base.text import fold
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people

from .causes import with_below
from .contracts import Case, Complaint, State, Step, Wanted
from .errors import CaseNotFound
from .models import CaseRow, ComplaintRow, StepRow
from .opening import keys_of
from .rows import case_of, cases_of, complaint_of, step_of
from .steps import UNDOABLE

ALL_OPEN, CLOSED, NOBODY = "all_open", "closed", "nobody"
MOST_FOUND = 500  # people that a search may name
ORDERS = {"due": "due_at", "opened": "opened_at", "worth": "worth", "score": "score", "told": "told_at"}


def list_cases(wanted: Wanted, *, order: str = "due", offset: int = 0, limit: int = 50) -> list[Case]:
    field = F(ORDERS[order.lstrip("-")])
    by = field.desc(nulls_last=True) if order.startswith("-") else field.asc(nulls_last=True)
    rows = found(wanted).select_related("owner").order_by(by, "id")
    return cases_of(list(rows[offset : offset + limit]))


def count_cases(wanted: Wanted) -> int:
    return found(wanted).count()


def find_case(case_id: int, units: tuple[str, ...] | None = None) -> Case | None:
    row = CaseRow.objects.filter(id=case_id).select_related("owner").first()
    return case_of(row) if row is not None and (units is None or row.unit in units) else None


def get_case(case_id: int, units: tuple[str, ...] | None = None) -> Case:
    """Raises CaseNotFound, also where it is not theirs to see."""
    case = find_case(case_id, units)
    if case is None:
        raise CaseNotFound
    return case


def complaints_of(case_id: int) -> list[Complaint]:
    """Newest first."""
    return [complaint_of(row) for row in ComplaintRow.objects.filter(case=case_id).order_by("-at", "-id")]


def steps_of(case_id: int) -> list[Step]:
    """Newest first."""
    return [step_of(row) for row in StepRow.objects.filter(case=case_id).order_by("-id")]


def last_batch(case_id: int) -> UUID | None:
    """What can be taken back: the newest step, where it can be undone and nothing has come after it."""
    step = StepRow.objects.filter(case=case_id).exclude(kind="note").order_by("-id").first()
    undoable = step is not None and step.kind in UNDOABLE and not step.is_undone and "deed" not in step.facts
    return step.batch if step is not None and undoable else None


def found(wanted: Wanted) -> "QuerySet[CaseRow]":
    rows = CaseRow.objects.filter(**_equal(wanted))
    if wanted.state == ALL_OPEN:
        rows = rows.filter(closed_at=None)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.cause is not None:
        rows = rows.filter(cause__in=with_below(wanted.cause))
    if wanted.owner:
        rows = rows.filter(owner=None) if wanted.owner == NOBODY else rows.filter(owner=int(wanted.owner))
    if wanted.due:
        rows = rows.filter(closed_at=None, due_at__lte=clock.now() if wanted.due == "late" else end_of_today())
    if wanted.person is not None:
        rows = rows.filter(person__in=keys_of(wanted.person))
    return rows.filter(_says(wanted.search)) if wanted.search else rows


def _equal(wanted: Wanted) -> dict[str, Any]:
    rule = {"rule": wanted.rule} if wanted.rule is not None else {}
    return rule | ({"unit__in": wanted.units} if wanted.units is not None else {})


def _says(search: str) -> Q:
    """In what was told, or who it is: names in any spelling."""
    known = [card.person for card in people.search(search, limit=MOST_FOUND)]
    keys = [key for some in people.keys_of_people(known).values() for key in some]
    said = Q(folded__contains=fold(search)) | Q(person__in=keys)
    return said | Q(id=int(search)) if search.isdecimal() and len(search) < 10 else said


def end_of_today() -> dt.datetime:
    almanac = organisation.almanac_of()
    return start_of_day(day_of(clock.now(), almanac) + dt.timedelta(days=1), almanac)


def numbers(units: tuple[str, ...] | None, *, owner: int | None = None) -> dict[str, int]:
    """How many are open, late, due today, without an owner; of one owner, if one is named."""
    at = clock.now()
    rows = found(Wanted(units=units, state=ALL_OPEN, owner=str(owner) if owner else ""))
    return rows.aggregate(
        open=Count("id"),
        late=Count("id", filter=Q(due_at__lte=at)),
        today=Count("id", filter=Q(due_at__gt=at, due_at__lt=end_of_today())),
        nobody=Count("id", filter=Q(owner=None)),
        new=Count("id", filter=Q(state=State.OPEN)),
    )


def beside(case: Case) -> Sequence[Case]:
    """Other cases of the same customer, newest first."""
    rows = CaseRow.objects.filter(person__in=keys_of(case.person)).exclude(id=case.id).select_related("owner").order_by("-id")
    return cases_of(list(rows[:20]))
