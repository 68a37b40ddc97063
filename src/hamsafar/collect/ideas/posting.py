"""What customers do: post, vote, comment, follow. Each is one transaction with its event."""

import datetime as dt
from uuid import UUID

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.text import lines, one_line
from hamsafar.ground.audit import services as audit

from . import counting, looking, noticing, participants, telling
from .board import board, first_status
from .contracts import DECIDED, Comment, Idea, State
from .errors import IdeaNotFound, NothingWritten, NoTitle, VotingOver
from .looking import language_of
from .models import CommentRow, FollowRow, IdeaRow, VoteRow
from .rows import comment_of, idea_of

TWICE = dt.timedelta(minutes=10)
LONGEST_TITLE, LONGEST_TEXT = 140, 5000


@transaction.atomic
def post(title: str, text: str = "", *, participant: UUID | None, by: audit.Actor | None = None, language: str = "") -> Idea:
    """A new idea, with its author's own vote. A customer's may have to wait for the team, unless one of them wrote it down (`by`).

    Raises NoTitle, Blocked.
    """
    title, text = one_line(title, LONGEST_TITLE), lines(text, LONGEST_TEXT)
    if not title:
        raise NoTitle
    author = participants.acting(participant) if participant else None
    at = clock.now()
    again = IdeaRow.objects.filter(author=author, title=title, made_at__gt=at - TWICE).first() if author else None
    if again is not None:  # the button was pressed twice
        return idea_of(again)
    state = State.WAITING if author and by is None and board().moderate_ideas else State.SHOWN
    row = IdeaRow.objects.create(
        title=title, text=text, language=language_of(title, text) or language, author=author,
        by_team=by.audit_name if by and author is None else "", state=state, status=first_status(),
        made_at=at, status_at=at, heat=counting.warmth([at]),
    )  # fmt: skip
    looking.index(row)
    if author and by is None:
        noticing.note()
    if by:
        audit.record("ideas.posted_for" if author else "ideas.posted", by=by, about=f"idea:{row.id}")
    if state is State.SHOWN:
        show(row)
    return idea_of(row)


def show(row: IdeaRow) -> None:
    """It can be seen now; the spine is told once, and its author's vote counts from the moment it was written."""
    if row.is_told:
        return
    row.is_told, row.state = True, State.SHOWN
    row.save(update_fields=["is_told", "state"])
    telling.posted(row)
    if row.author_id:
        _add_vote(row, row.author_id)


def shown(idea_id: int) -> IdeaRow:
    """An idea that the public sees, or the one that it was merged into; held by this transaction. Raises IdeaNotFound."""
    row = IdeaRow.objects.filter(id=idea_id).first()
    root = IdeaRow.objects.select_for_update().filter(id=(row.root_id or row.id) if row else None, state=State.SHOWN).first()
    if root is None:
        raise IdeaNotFound
    return root


def _open(idea_id: int) -> IdeaRow:
    row = shown(idea_id)
    if row.status.kind in DECIDED:
        raise VotingOver
    return row


@transaction.atomic
def vote(idea_id: int, participant: UUID, *, by: audit.Actor | None = None) -> bool:
    """Whether this is a new vote: a second one changes nothing. `by`: who of the team was told so. Raises IdeaNotFound, Blocked,
    VotingOver."""
    who = participants.acting(participant)
    row = _open(idea_id)
    if counting.votes_of(row.id).filter(participant=who).exists():
        return False
    _add_vote(row, who.id)
    if by:
        audit.record("ideas.voted_for", by=by, about=f"idea:{row.id}")
    return True


def _add_vote(row: IdeaRow, participant: UUID) -> None:
    at = clock.now()
    made = VoteRow.objects.create(idea=row, participant_id=participant, at=at)
    counting.add_one(row, at)
    telling.voted(made)


@transaction.atomic
def unvote(idea_id: int, participant: UUID) -> bool:
    row = _open(idea_id)
    mine = list(counting.votes_of(row.id).filter(participant=participant).select_related("idea", "participant"))
    for each in mine:
        telling.withdrawn(each)
        each.delete()
    if mine:
        counting.recount(row)
    return bool(mine)


@transaction.atomic
def follow(idea_id: int, participant: UUID) -> None:
    who = participants.acting(participant)
    row = shown(idea_id)
    if not FollowRow.objects.filter(counting.family(row.id), participant=who).exists():
        telling.followed(FollowRow.objects.create(idea=row, participant=who, at=clock.now()))


@transaction.atomic
def unfollow(idea_id: int, participant: UUID) -> None:
    row = shown(idea_id)
    FollowRow.objects.filter(counting.family(row.id), participant=participant).delete()


@transaction.atomic
def comment(idea_id: int, text: str, *, participant: UUID | None = None, by: audit.Actor | None = None) -> Comment:
    """By a customer, or by somebody of the team in public. Raises NothingWritten, IdeaNotFound, Blocked."""
    text = lines(text, LONGEST_TEXT)
    if not text:
        raise NothingWritten
    who = participants.acting(participant) if participant else None
    row = shown(idea_id)
    again = CommentRow.objects.filter(idea=row, participant=who, text=text, at__gt=clock.now() - TWICE).first() if who else None
    if again is not None:
        return comment_of(again)
    state = State.WAITING if who and board().moderate_comments else State.SHOWN
    made = CommentRow.objects.create(
        idea=row, participant=who, by_team=by.audit_name if by else "", text=text, at=clock.now(), state=State.WAITING
    )
    if state is State.SHOWN:
        show_comment(made)
    else:
        noticing.note()
    return comment_of(made)


def show_comment(made: CommentRow) -> None:
    """The team's own words are no voice of a customer, so the spine is not told of them."""
    made.state = State.SHOWN
    if made.participant_id and not made.is_told:
        made.is_told = True
        telling.commented(made)
    made.save(update_fields=["state", "is_told"])
    root = IdeaRow.objects.select_for_update().get(id=made.idea.root_id or made.idea_id)
    counting.recount(root)
