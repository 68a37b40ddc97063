"""What is shown: decisions of the team and of the settings, each written down for the owner, each to be taken back."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.science.intervals import wilson

from . import photos, telling
from .contracts import News, State, Why
from .errors import NoReason, NothingSaid, NothingToUndo, QuestionNotFound, ReviewNotFound
from .models import AnswerRow, ChangeRow, DecisionRow, PhotoRow, QuestionRow, ReportRow, ReviewRow, Said, VoteRow

SOON = dt.timedelta(minutes=2)
TELL = "reviews.tell"
GRACE = dt.timedelta(minutes=10)  # in which a wrong decision can be taken back before anybody hears of it
LONGEST_NOTE, LONGEST_REPLY = 500, 3000
KINDS: dict[str, type[Said]] = {"review": ReviewRow, "question": QuestionRow, "answer": AnswerRow}
Units = tuple[str, ...] | None


def row_of(what: str, id: UUID, units: Units) -> Any:
    """The row to be decided about, if it is theirs to see. Raises ReviewNotFound, QuestionNotFound."""
    found = KINDS[what].objects.select_for_update().filter(id=id).exclude(state=State.UNCONFIRMED)  # type: ignore[attr-defined]
    row = (found if units is None else found.filter(unit__in=units)).first()
    if row is None:
        raise ReviewNotFound if what == "review" else QuestionNotFound
    return row


@transaction.atomic
def approve(what: str, id: UUID, *, by: audit.Actor, units: Units = None) -> None:
    """Of a review whose writer has changed it, the new version."""
    row = row_of(what, id, units)
    changed = ChangeRow.objects.filter(review=row).first() if what == "review" else None
    if changed is not None:
        take(row, changed, state=State(row.state))
        audit.record("reviews.change_approved", by=by, about=f"review:{row.id}")
    _decide(what, row, State.SHOWN, by=by)


def take(row: ReviewRow, changed: ChangeRow, *, state: State) -> None:
    """The new words in place of the old ones. They stay about the same topics until those are read again."""
    for name in ("rating", "title", "text", "pros", "cons", "author", "language", "signs"):
        setattr(row, name, getattr(changed, name))
    row.folded, row.state = fold(telling.words_of(row)), state
    if state is State.HELD:
        row.before, row.why, row.note, row.decided_at, row.decided_by = "", "", "", None, ""
    row.save()
    ChangeRow.objects.filter(review=row).delete()


@transaction.atomic
def leave(id: UUID, *, why: str, by: audit.Actor, units: Units = None) -> None:
    """The new version is not taken; what was shown stays. Raises NoReason, NothingToUndo."""
    row = row_of("review", id, units)
    if why not in list(Why):
        raise NoReason
    if not ChangeRow.objects.filter(review=row).delete()[0]:
        raise NothingToUndo
    audit.record("reviews.change_declined", by=by, about=f"review:{row.id}", facts={"why": why})


@transaction.atomic
def decline(what: str, id: UUID, *, why: str, note: str = "", by: audit.Actor, units: Units = None) -> None:
    """Raises NoReason: nothing is declined silently."""
    if why not in list(Why):
        raise NoReason
    _decide(what, row_of(what, id, units), State.DECLINED, by=by, why=why, note=note.strip()[:LONGEST_NOTE])


def _decide(what: str, row: Any, state: State, *, by: audit.Actor, why: str = "", note: str = "") -> None:
    if row.state == state and row.why == why:
        return
    row.before, row.state, row.why, row.note = row.state, state, why, note
    row.decided_at, row.decided_by = clock.now(), by.audit_name
    row.save(update_fields=["before", "state", "why", "note", "decided_at", "decided_by"])
    _note(what, row, by=by.audit_name)
    if what == "review":
        _settle_reports(row)
    if what == "review" and state is State.SHOWN:
        _tell_later(row.id, News.SHOWN)
    done = "approved" if state is State.SHOWN else "declined"
    audit.record(f"reviews.{what}_{done}", by=by, about=f"{what}:{row.id}", facts={"why": why} if why else {})


@transaction.atomic
def undo(what: str, id: UUID, *, by: audit.Actor, units: Units = None) -> None:
    """Take the last decision back. Raises NothingToUndo."""
    row = row_of(what, id, units)
    if not row.before:
        raise NothingToUndo
    row.state, row.before, row.why, row.note = row.before, "", "", ""
    row.decided_at, row.decided_by = None, ""
    row.save(update_fields=["before", "state", "why", "note", "decided_at", "decided_by"])
    last = DecisionRow.objects.filter(about=row.id, is_undone=False).order_by("-id").first()
    if last is not None:
        last.is_undone = True
        last.save(update_fields=["is_undone"])
    audit.record(f"reviews.{what}_undone", by=by, about=f"{what}:{row.id}")


def _tell_later(review_id: UUID, news: News) -> None:
    """Who wrote it hears of it, done on a later floor; what the settings let out at once they have seen themselves."""
    at = clock.now()
    payload = {"review": str(review_id), "news": news.value, "since": at.isoformat()}
    jobs.enqueue(TELL, payload, key=f"{review_id}:{news}:{at.isoformat()}", run_at=at + GRACE)


def note_rules(row: ReviewRow) -> None:
    """The settings let it out at once."""
    _note("review", row, by="")


def _note(what: str, row: Any, *, by: str) -> None:
    began = row.posted_at if what == "review" else row.asked_at if what == "question" else row.answered_at
    waited = (clock.now() - began).total_seconds() if by else 0
    product = row.question.product_id if what == "answer" else row.product_id
    DecisionRow.objects.create(
        about=row.id, what=what, product_id=product, rating=getattr(row, "rating", None), is_verified=getattr(row, "is_verified", False),
        to=row.state, why=row.why, by=by, waited=max(0, int(waited)), at=clock.now(),
    )  # fmt: skip


# Replies of the company


@transaction.atomic
def reply(id: UUID, text: str, *, by: audit.Actor, units: Units = None) -> None:
    """Shown under the review in the company's name; an empty one takes it away."""
    row = row_of("review", id, units)
    row.reply = text.strip()[:LONGEST_REPLY]
    row.reply_by, row.replied_at = (by.audit_name, clock.now()) if row.reply else ("", None)
    row.save(update_fields=["reply", "reply_by", "replied_at"])
    if row.reply:
        _tell_later(row.id, News.ANSWERED)
    audit.record("reviews.replied" if row.reply else "reviews.reply_removed", by=by, about=f"review:{row.id}")


@transaction.atomic
def answer_as_team(question_id: UUID, text: str, *, by: audit.Actor, author: str, units: Units = None) -> None:
    """Shown at once; whoever answers a question has also looked at it, so it is shown with its answer."""
    question = row_of("question", question_id, units)
    words = text.strip()[:LONGEST_REPLY]
    if not words:
        raise NothingSaid
    AnswerRow.objects.create(
        question=question, text=words, author=author[:60], by_team=True, unit=question.unit, state=State.SHOWN,
        answered_at=clock.now(), decided_by=by.audit_name,
    )  # fmt: skip
    if question.state == State.HELD:
        _decide("question", question, State.SHOWN, by=by)
    audit.record("reviews.question_answered", by=by, about=f"question:{question.id}")


@transaction.atomic
def drop_photo(photo_id: UUID, *, by: audit.Actor, units: Units = None) -> UUID:
    """One picture that should not be there; the review stays. Returns the review's id. Raises ReviewNotFound."""
    photo = PhotoRow.objects.filter(id=photo_id).first()
    if photo is None:
        raise ReviewNotFound
    row = row_of("review", photo.review_id, units)
    photo.delete()
    ReviewRow.objects.filter(id=row.id).update(photos=PhotoRow.objects.filter(review=row.id).count())
    transaction.on_commit(lambda: photos.drop([photo_id]) and None)
    audit.record("reviews.photo_removed", by=by, about=f"review:{row.id}")
    return UUID(str(row.id))


# What readers do


@transaction.atomic
def vote(id: UUID, voter: str, *, is_helpful: bool) -> None:
    """The last word of one visitor counts. Raises ReviewNotFound."""
    row = ReviewRow.objects.select_for_update().filter(id=id, state=State.SHOWN).first()
    if row is None:
        raise ReviewNotFound
    VoteRow.objects.update_or_create(review=row, voter=voter, defaults={"is_helpful": is_helpful, "at": clock.now()})
    row.helpful = VoteRow.objects.filter(review=row, is_helpful=True).count()
    row.unhelpful = VoteRow.objects.filter(review=row, is_helpful=False).count()
    row.weight = wilson(row.helpful, row.helpful + row.unhelpful).low or 0.0
    row.save(update_fields=["helpful", "unhelpful", "weight"])


@transaction.atomic
def report(id: UUID, voter: str, *, why: str, note: str = "") -> None:
    """It stays where it is until somebody has looked: a report must not be a way to hide what others say."""
    row = ReviewRow.objects.filter(id=id, state=State.SHOWN).first()
    if row is None:
        raise ReviewNotFound
    if why not in list(Why):
        raise NoReason
    _reported, is_new = ReportRow.objects.get_or_create(
        review=row, voter=voter, defaults={"why": why, "note": note.strip()[:LONGEST_NOTE], "at": clock.now()}
    )
    if is_new:
        ReviewRow.objects.filter(id=row.id).update(reports=F("reports") + 1)


@transaction.atomic
def keep_showing(id: UUID, *, by: audit.Actor, units: Units = None) -> None:
    """The reports were looked at; the review stays."""
    row = row_of("review", id, units)
    _settle_reports(row)
    audit.record("reviews.reports_settled", by=by, about=f"review:{row.id}")


def _settle_reports(row: ReviewRow) -> None:
    ReportRow.objects.filter(review=row.id, settled_at=None).update(settled_at=clock.now())
    ReviewRow.objects.filter(id=row.id).update(reports=0)


def decide_all(ids: Sequence[UUID], *, by: audit.Actor, units: Units) -> int:
    """Approve each of these; what is not theirs is passed over."""
    done = 0
    for id in ids:
        try:
            approve("review", id, by=by, units=units)
            done += 1
        except ReviewNotFound:
            continue
    return done
