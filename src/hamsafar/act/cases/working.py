"""What people do with a case. Each deed is one step in one transaction; what is done to many at once carries one batch, which undoes it."""

from collections.abc import Callable, Iterable
from uuid import UUID, uuid4

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import Refused
from hamsafar.decide.contact import services as contact
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation

from . import noticing, opening, owning, steps
from .contracts import Case, Done, Ending, State
from .errors import (
    CaseIsClosed,
    CaseIsOpen,
    CaseNotFound,
    CauseNotFound,
    NoCauseYet,
    NotContactedYet,
    NotForThem,
    NothingSaid,
    NotTheSamePerson,
    OtherCaseOpen,
)
from .models import CaseRow, CauseRow, ComplaintRow, StepRow
from .policy import due_after, policy
from .rows import case_of

Units = tuple[str, ...] | None
ASK_AGAIN = "cases.ask_again"
REOPENED_FOR = opening.BY_HAND
SPOKEN = ("phone", "store", "chat", "social")  # ways by which somebody gets in touch themselves


def locked(case_id: int, units: Units = None) -> CaseRow:
    """For the rest of the transaction. Raises CaseNotFound, also where it is not theirs to see."""
    row = CaseRow.objects.select_for_update().filter(id=case_id).first()
    if row is None or (units is not None and row.unit not in units):
        raise CaseNotFound
    return row


def _open_one(case_id: int, units: Units) -> CaseRow:
    row = locked(case_id, units)
    if row.closed_at is not None:
        raise CaseIsClosed
    return row


@transaction.atomic
def comment(case_id: int, words: str, *, by: audit.Actor, units: Units = None) -> None:
    if not words.strip():
        raise NothingSaid
    steps.put(locked(case_id, units), "note", by=by, words=words.strip())


@transaction.atomic
def assign(case_id: int, owner: int | None, *, by: audit.Actor, units: Units = None, batch: UUID | None = None) -> Case:
    """Give it to a member, or to nobody. Raises NotForThem where their role does not reach the case."""
    row = _open_one(case_id, units)
    if owner is not None and owner not in {member.id for member in owning.who_may_work(row.unit)}:
        raise NotForThem(name=organisation.get_member(owner).name)
    if owner != row.owner_id:
        name = organisation.get_member(owner).name if owner else ""
        at = clock.now() if owner else None
        step = steps.put(row, "assigned", by=by, facts={"to": name}, batch=batch, owner_id=owner, assigned_at=at)
        noticing.note_owner(row, step, by=by)
        row.refresh_from_db()
    return case_of(row)


@transaction.atomic
def contacted(case_id: int, *, channel: str, words: str, by: audit.Actor, units: Units = None, batch: UUID | None = None) -> Case:
    """Somebody has spoken with the customer. It counts as a contact of the company."""
    row = _open_one(case_id, units)
    at = clock.now()
    first = row.contacted_at or at
    step = steps.put(row, "contacted", by=by, words=words.strip(), batch=batch, at=at, contacted_at=first, contact_channel=channel)
    contact.note_contact(row.person, purpose=contact.SERVICE, channel=channel, key=f"case-step:{step.id}", at=at)
    return case_of(row)


@transaction.atomic
def name_cause(case_id: int, cause: int, *, by: audit.Actor, units: Units = None, batch: UUID | None = None) -> Case:
    row = _open_one(case_id, units)
    found = CauseRow.objects.filter(id=cause, archived_at=None).first()
    if found is None:
        raise CauseNotFound
    steps.put(row, "named", by=by, facts=_cause_names(found), batch=batch, cause_id=cause, named_at=clock.now())
    return case_of(row)


def _cause_names(cause: CauseRow) -> dict[str, str]:
    return {"fa": cause.name_fa or cause.name_en, "en": cause.name_en or cause.name_fa}


@transaction.atomic
def fixed(case_id: int, words: str, *, by: audit.Actor, units: Units = None, batch: UUID | None = None) -> Case:
    """What was wrong is mended for this customer. Raises NoCauseYet."""
    row = _open_one(case_id, units)
    if row.cause_id is None:
        raise NoCauseYet
    step = steps.put(row, "fixed", by=by, words=words.strip(), batch=batch, fixed_at=clock.now(), fix=words.strip())
    _ask_later(row, step.id)
    return case_of(row)


@transaction.atomic
def close(case_id: int, ending: Ending, *, by: audit.Actor | None, units: Units = None, words: str = "", batch: UUID | None = None) -> Case:
    """Raises NotContactedYet and NoCauseYet where it is called solved and is not."""
    row = _open_one(case_id, units)
    if ending is Ending.SOLVED and row.contacted_at is None:
        raise NotContactedYet
    if ending is Ending.SOLVED and row.cause_id is None:
        raise NoCauseYet
    at = clock.now()
    step = steps.put(row, "closed", by=by, words=words.strip(), batch=batch, at=at, closed_at=at, ending=ending.value)
    if ending is Ending.SOLVED and row.asked_at is None:
        _ask_later(row, step.id)
    return case_of(row)


def _ask_later(row: CaseRow, step: int) -> None:
    how = policy()
    if how.survey is not None and row.asked_at is None:
        jobs.enqueue(ASK_AGAIN, {"case": row.id}, key=f"{row.id}:{step}", run_at=clock.now() + how.after)


@transaction.atomic
def reopen(case_id: int, *, by: audit.Actor | None, units: Units = None, words: str = "", batch: UUID | None = None) -> Case:
    """It goes on, with a new time by which it is due. Raises CaseIsOpen, OtherCaseOpen."""
    row = locked(case_id, units)
    if row.closed_at is None:
        raise CaseIsOpen
    others = CaseRow.objects.filter(person__in=opening.keys_of(row.person)).exclude(state=State.CLOSED)
    if others.exists():
        raise OtherCaseOpen
    begin_again(row, by=by, words=words, batch=batch)
    return case_of(row)


def begin_again(row: CaseRow, *, by: audit.Actor | None, words: str = "", batch: UUID | None = None) -> None:
    """What was called fixed was not; who had spoken with the customer still has."""
    due = due_after(clock.now(), REOPENED_FOR, row.unit)
    steps.put(
        row, "reopened", by=by, words=words.strip(), batch=batch, closed_at=None, ending="", fixed_at=None, asked_at=None, due_at=due,
        merged_into_id=None,
    )  # fmt: skip


@transaction.atomic
def merge(case_id: int, into: int, *, by: audit.Actor, units: Units = None, batch: UUID | None = None) -> Case:
    """Two cases of one customer become one: the other takes the complaints. Raises NotTheSamePerson."""
    row, other = _open_one(case_id, units), _open_one(into, units)
    if row.id == other.id or other.person not in opening.keys_of(row.person):
        raise NotTheSamePerson
    moved = list(ComplaintRow.objects.filter(case=row).values_list("id", flat=True))
    ComplaintRow.objects.filter(id__in=moved).update(case=other)
    other.complaints = ComplaintRow.objects.filter(case=other).count()
    other.save(update_fields=["complaints"])
    facts = {"into": other.id, "moved": moved}
    steps.put(row, "merged", by=by, facts=facts, batch=batch, closed_at=clock.now(), ending=Ending.MERGED.value, merged_into_id=other.id)
    steps.put(other, "took_in", by=by, facts={"case": row.id})
    return case_of(other)


# Many at once

Deed = Callable[[int, UUID], object]


def each(case_ids: Iterable[int], deed: Deed) -> Done:
    """Do it to each, one transaction a case. What is refused is counted by why."""
    batch, refused = uuid4(), dict[str, int]()
    for case_id in case_ids:
        try:
            deed(case_id, batch)
        except Refused as why:
            refused[why.sentence] = refused.get(why.sentence, 0) + 1
    done = StepRow.objects.filter(batch=batch).values("case").distinct().count()  # what was so already was not done
    return Done(batch=batch if done else None, cases=done, refused=refused)
