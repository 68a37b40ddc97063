"""What the team does with ideas. Each deed is a step that can be taken back."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.text import fold, lines, one_line
from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs

from . import counting, looking, posting, telling
from .board import status_row
from .contracts import Idea, Kind, State
from .errors import IdeaNotFound, MergesIntoItself, NothingToUndo, NoTitle, NotMerged
from .models import CommentRow, FollowRow, IdeaRow, StepRow, TagRow, VoteRow
from .rows import idea_of

NEWS = "told.news"  # of a status before that: for those who follow
TELL = "told.tell"  # the queued work of telling, done on a later floor
GRACE = dt.timedelta(minutes=10)  # in which a wrong status can be taken back before anybody hears of it
By = audit.Actor | None


def locked(idea_id: int) -> IdeaRow:
    row = IdeaRow.objects.select_for_update().filter(id=idea_id).first()
    if row is None:
        raise IdeaNotFound
    return row


def _step(row: IdeaRow, kind: str, before: Mapping[str, Any], after: Mapping[str, Any], by: By) -> StepRow:
    audit.record(f"ideas.{kind}", by=by, about=f"idea:{row.id}")
    who = {"by_id": by.audit_id, "by_name": by.audit_name} if by else {}
    return StepRow.objects.create(idea=row, at=clock.now(), kind=kind, before=dict(before), after=dict(after), **who)


# Status


@transaction.atomic
def set_status(idea_id: int, status_id: int, *, by: By = None) -> Idea:
    """An idea that is done is told to those who wanted it, a little later. Raises IdeaNotFound."""
    row = locked(idea_id)
    status = status_row(status_id)
    if row.status_id != status.id:
        before = {"status": row.status_id}
        _change_status(row, status.id)
        _step(row, "status", before, {"status": status.id}, by)
    return idea_of(row)


def _change_status(row: IdeaRow, status_id: int) -> None:
    was_done = row.status.kind == Kind.DONE
    row.status, row.status_at = status_row(status_id), clock.now()
    is_done = row.status.kind == Kind.DONE
    if is_done and row.shipped_at is None:
        row.shipped_at = row.status_at
        telling.shipped(row)
    if is_done and not was_done:
        tell_soon(row, row.status_at + GRACE)
    elif not is_done:
        row.tell_at = None
        news = {"idea": row.id, "status_at": row.status_at.isoformat()}
        jobs.enqueue(NEWS, news, key=f"{row.id}:{news['status_at']}", run_at=row.status_at + GRACE)
    row.save(update_fields=["status", "status_at", "shipped_at", "tell_at"])


def tell_soon(row: IdeaRow, at: dt.datetime) -> None:
    """The caller saves the row. Whoever tells looks again whether it is still done."""
    row.tell_at = at
    jobs.enqueue(TELL, {"idea": row.id}, key=f"{row.id}:{at.isoformat()}", run_at=at)


@transaction.atomic
def tell_now(idea_id: int, *, by: By = None) -> None:  # noqa: ARG001
    """Without waiting for the grace to pass."""
    row = locked(idea_id)
    if row.status.kind == Kind.DONE:
        tell_soon(row, clock.now())
        row.save(update_fields=["tell_at"])


# Words, tags, answer


@transaction.atomic
def answer(idea_id: int, text: str, *, by: By = None) -> Idea:
    """The company's own word under an idea; an empty one takes it away."""
    row = locked(idea_id)
    before = _answer_of(row)
    row.answer = lines(text, posting.LONGEST_TEXT)
    row.answered_by, row.answered_at = (by.audit_name if by else "", clock.now()) if row.answer else ("", None)
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    _step(row, "answer", before, _answer_of(row), by)
    return idea_of(row)


def _answer_of(row: IdeaRow) -> dict[str, str]:
    at = row.answered_at.isoformat() if row.answered_at else ""
    return {"answer": row.answer, "answered_by": row.answered_by, "answered_at": at}


@transaction.atomic
def edit(idea_id: int, *, title: str, text: str, by: By = None) -> Idea:
    """Make an idea readable for others. Raises NoTitle."""
    row = locked(idea_id)
    before = {"title": row.title, "text": row.text}
    new = {"title": one_line(title, posting.LONGEST_TITLE), "text": lines(text, posting.LONGEST_TEXT)}
    if not new["title"]:
        raise NoTitle
    if new != before:
        _write(row, new)
        _step(row, "edited", before, new, by)
    return idea_of(row)


def _write(row: IdeaRow, words: Mapping[str, str]) -> None:
    row.title, row.text = words["title"], words["text"]
    row.save(update_fields=["title", "text"])
    looking.index(row)


@transaction.atomic
def set_tags(idea_id: int, tags: Sequence[int], *, by: By = None) -> Idea:
    row = locked(idea_id)
    before = sorted(row.tags.values_list("id", flat=True))
    after = sorted(TagRow.objects.filter(id__in=tags).values_list("id", flat=True))
    if before != after:
        row.tags.set(after)
        _step(row, "tags", {"tags": before}, {"tags": after}, by)
    return idea_of(row)


# Merging


@transaction.atomic
def merge(idea_id: int, *, into: int, by: By = None) -> Idea:
    """Votes, comments, followers and links are counted with the other from now on, and stay where they are. Raises MergesIntoItself."""
    row, target = locked(idea_id), locked(into)
    target = locked(target.root_id) if target.root_id else target
    if target.id == row.id:
        raise MergesIntoItself
    before = {"into": row.merged_into_id}
    old = row.root_id
    _point(row, target)
    for each in filter(None, (old, target.id)):
        counting.recount(locked(each))
    _tell_those_who_came_along(locked(target.id))
    _step(row, "merged", before, {"into": target.id}, by)
    return idea_of(locked(target.id))


def _tell_those_who_came_along(target: IdeaRow) -> None:
    if target.status.kind == Kind.DONE:
        tell_soon(target, clock.now() + GRACE)
        target.save(update_fields=["tell_at"])


def _point(row: IdeaRow, target: IdeaRow | None) -> None:
    """What was merged into this one goes along with it."""
    row.merged_into = row.root = target
    row.save(update_fields=["merged_into", "root"])
    below, level = [row.id], [row.id]
    while level:
        level = list(IdeaRow.objects.filter(merged_into__in=level).values_list("id", flat=True))
        below += level
    IdeaRow.objects.filter(id__in=below[1:]).update(root=target or row)


@transaction.atomic
def unmerge(idea_id: int, *, by: By = None) -> Idea:
    """Each has again what was its own, and keeps what came since. Raises NotMerged."""
    row = locked(idea_id)
    if row.merged_into_id is None:
        raise NotMerged
    before, old = {"into": row.merged_into_id}, row.root_id
    _point(row, None)
    counting.recount(row)
    counting.recount(locked(old or row.id))
    _step(row, "unmerged", before, {"into": None}, by)
    return idea_of(row)


# Moderation


@transaction.atomic
def approve(idea_id: int, *, by: By = None) -> Idea:
    row = locked(idea_id)
    _change_state(row, State.SHOWN, by)
    return idea_of(row)


@transaction.atomic
def hide(idea_id: int, *, by: By = None) -> Idea:
    row = locked(idea_id)
    _change_state(row, State.HIDDEN, by)
    return idea_of(row)


def _change_state(row: IdeaRow, state: State, by: By) -> None:
    if row.state == state:
        return
    before = {"state": row.state}
    _put_state(row, state)
    _step(row, "approved" if state is State.SHOWN else "hidden", before, {"state": state.value}, by)


def _put_state(row: IdeaRow, state: str) -> None:
    row.state = state
    row.save(update_fields=["state"])
    if state == State.SHOWN:
        posting.show(row)


@transaction.atomic
def approve_comment(comment_id: int, *, by: By = None) -> None:
    row = _comment(comment_id)
    if row.state != State.SHOWN:
        posting.show_comment(row)
        audit.record("ideas.approved", by=by, about=f"idea-comment:{row.id}")


@transaction.atomic
def hide_comment(comment_id: int, *, by: By = None) -> None:
    row = _comment(comment_id)
    if row.state != State.HIDDEN:
        row.state = State.HIDDEN
        row.save(update_fields=["state"])
        counting.recount(locked(row.idea.root_id or row.idea_id))
        audit.record("ideas.hidden", by=by, about=f"idea-comment:{row.id}")


def _comment(comment_id: int) -> CommentRow:
    row = CommentRow.objects.select_related("idea", "participant").filter(id=comment_id).first()
    if row is None:
        raise IdeaNotFound
    return row


@transaction.atomic
def remove_all_of(participant: Any, *, by: By = None) -> None:
    """What somebody who was blocked left behind: their ideas and comments are hidden, their votes withdrawn."""
    touched = set()
    for each in VoteRow.objects.filter(participant=participant).select_related("idea", "participant"):
        touched.add(each.idea.root_id or each.idea_id)
        telling.withdrawn(each)
        each.delete()
    FollowRow.objects.filter(participant=participant).delete()
    for comment_row in CommentRow.objects.filter(participant=participant).exclude(state=State.HIDDEN):
        hide_comment(comment_row.id, by=by)
    for idea_id in IdeaRow.objects.filter(author=participant).exclude(state=State.HIDDEN).values_list("id", flat=True):
        hide(idea_id, by=by)
    for idea_id in touched:
        counting.recount(locked(idea_id))


# Taking back


@transaction.atomic
def undo(idea_id: int, *, by: By = None) -> Idea:
    """Take the last step back that was not taken back yet. Raises NothingToUndo."""
    row = locked(idea_id)
    step = last_step(idea_id)
    if step is None:
        raise NothingToUndo
    _UNDO[step.kind](row, step.before)
    step.is_undone = True
    step.save(update_fields=["is_undone"])
    audit.record("ideas.undone", by=by, about=f"idea:{row.id}", facts={"step": step.kind})
    return idea_of(locked(idea_id))


def last_step(idea_id: int) -> StepRow | None:
    return StepRow.objects.filter(idea=idea_id, is_undone=False, kind__in=_UNDO).order_by("-id").first()


def _answer_again(row: IdeaRow, before: Mapping[str, Any]) -> None:
    row.answer, row.answered_by = before["answer"], before["answered_by"]
    row.answered_at = dt.datetime.fromisoformat(before["answered_at"]) if before["answered_at"] else None
    row.save(update_fields=["answer", "answered_by", "answered_at"])


def _merge_again(row: IdeaRow, before: Mapping[str, Any]) -> None:
    old = row.root_id
    target = IdeaRow.objects.filter(id=before["into"]).first()
    root = (target.root or target) if target else None
    if root is not None and root.id == row.id:
        raise NothingToUndo
    _point(row, root)
    for each in {old or row.id, root.id if root else row.id, row.id}:
        counting.recount(locked(each))


_UNDO: dict[str, Callable[[IdeaRow, Mapping[str, Any]], object]] = {
    "status": lambda row, before: _change_status(row, before["status"]),
    "answer": _answer_again,
    "edited": _write,
    "tags": lambda row, before: row.tags.set(before["tags"]),
    "merged": _merge_again,
    "unmerged": _merge_again,
    "approved": lambda row, before: _put_state(row, before["state"]),
    "hidden": lambda row, before: _put_state(row, before["state"]),
}


audit.find_by_name(lambda wanted: (f"idea:{id}" for id, title in IdeaRow.objects.values_list("id", "title") if wanted in fold(title)))
