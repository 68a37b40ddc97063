"""Owners are told when a case becomes theirs, and when it falls due with nobody having closed it.

A letter says what stands in the case when it leaves: nothing if it was closed, given to another or erased with its customer by then.
"""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamsafar.act.messaging import services as messaging
from hamsafar.base import clock
from hamsafar.base.ui import formats
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.notices import services as notices
from hamsafar.ground.notices.services import About, Notice, Words

from .models import CaseRow, StepRow

MINE, LATE, JOB = "cases.mine", "cases.late", "cases.fell_due"
LONGEST = 300  # letters of what they said


def note_owner(row: CaseRow, step: StepRow, *, by: audit.Actor | None) -> None:
    """That this step gave it to them: not what they took themselves, and nothing where no letter could leave."""
    if row.owner_id and "email" in messaging.channels() and (by is None or by.audit_id != f"member:{row.owner_id}"):
        _tell(MINE, row, key=f"{row.id}:{step.id}")


def watch_due(row: CaseRow) -> None:
    jobs.enqueue(JOB, {"case": row.id}, key=f"{row.id}:{row.due_at.isoformat()}", run_at=row.due_at)


def fell_due(case_id: int) -> None:
    """Told once; a case that was put off is looked at again when it is due then."""
    row = CaseRow.objects.filter(id=case_id, closed_at=None).first()
    if row is None:
        return
    if row.due_at > clock.now() + dt.timedelta(seconds=1):
        watch_due(row)
    elif row.owner_id and "email" in messaging.channels():
        _tell(LATE, row, key=f"{row.id}:{row.due_at.isoformat()}")


def _tell(kind: str, row: CaseRow, *, key: str) -> None:
    about = {"case": row.id, "owner": row.owner_id}
    notices.tell(kind, [about["owner"]], about=about, path=reverse("case", args=[row.id]), key=key)


# What the letters say


def _mine(about: About) -> Words | None:
    row = _still_theirs(about)
    if row is None:
        return None
    due = _("Due by {moment}").format(moment=formats.moment(row.due_at))
    return Words(
        subject=_("A case for you: {why}").format(why=row.why or f"#{row.id}"), text="\n\n".join(filter(None, (row.why, _said(row), due))),
        button=_("Open the case"),
    )  # fmt: skip


def _late(about: About) -> Words | None:
    row = _still_theirs(about)
    if row is None or row.due_at > clock.now():
        return None
    due = _("It was due by {moment}, and is not closed.").format(moment=formats.moment(row.due_at))
    return Words(
        subject=_("A case is late: {why}").format(why=row.why or f"#{row.id}"), text="\n\n".join(filter(None, (due, _said(row)))),
        button=_("Open the case"),
    )  # fmt: skip


def _still_theirs(about: About) -> CaseRow | None:
    return CaseRow.objects.filter(id=about["case"], owner_id=about["owner"], closed_at=None).first()


def _said(row: CaseRow) -> str:
    words = " ".join(row.words.split())
    return f"“{words[:LONGEST]}{'…' if len(words) > LONGEST else ''}”" if words else ""


notices.add_notice(Notice(key=MINE, name=gettext_lazy("A case becomes mine"), permission="cases.work", say=_mine))
notices.add_notice(Notice(key=LATE, name=gettext_lazy("A case of mine is late"), permission="cases.work", say=_late))
