"""Owners are told when a case becomes theirs, and when it falls due with nobody having closed it."""

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
from hamsafar.ground.notices.services import Notice, Words

from .models import CaseRow, StepRow

MINE, LATE, JOB = "cases.mine", "cases.late", "cases.fell_due"
LONGEST = 300  # letters of what they said
notices.add_notice(Notice(key=MINE, name=gettext_lazy("A case becomes mine"), permission="cases.work"))
notices.add_notice(Notice(key=LATE, name=gettext_lazy("A case of mine is late"), permission="cases.work"))


def note_owner(row: CaseRow, step: StepRow, *, by: audit.Actor | None) -> None:
    """That this step gave it to them: not what they took themselves, and nothing where no letter could leave."""
    if row.owner_id and "email" in messaging.channels() and (by is None or by.audit_id != f"member:{row.owner_id}"):
        notices.tell(MINE, [row.owner_id], lambda: _mine(row), path=_path(row), key=f"{row.id}:{step.id}")


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
        notices.tell(LATE, [row.owner_id], lambda: _late(row), path=_path(row), key=f"{row.id}:{row.due_at.isoformat()}")


def _path(row: CaseRow) -> str:
    return reverse("case", args=[row.id])


def _mine(row: CaseRow) -> Words:
    due = _("Due by {moment}").format(moment=formats.moment(row.due_at))
    return Words(
        subject=_("A case for you: {why}").format(why=row.why or f"#{row.id}"), text="\n\n".join(filter(None, (row.why, _said(row), due))),
        button=_("Open the case"),
    )  # fmt: skip


def _late(row: CaseRow) -> Words:
    due = _("It was due by {moment}, and is not closed.").format(moment=formats.moment(row.due_at))
    return Words(
        subject=_("A case is late: {why}").format(why=row.why or f"#{row.id}"), text="\n\n".join(filter(None, (due, _said(row)))),
        button=_("Open the case"),
    )  # fmt: skip


def _said(row: CaseRow) -> str:
    words = " ".join(row.words.split())
    return f"“{words[:LONGEST]}{'…' if len(words) > LONGEST else ''}”" if words else ""
