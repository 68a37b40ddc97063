"""From rows to records."""

from collections.abc import Sequence

from hamsafar.collect.intake.services import Identifier

from .contracts import Board, Comment, Idea, Kind, Participant, State, Status, Step, Tag, Vote
from .models import BoardRow, CommentRow, IdeaRow, ParticipantRow, StatusRow, StepRow, TagRow, VoteRow


def board_of(row: BoardRow) -> Board:
    return Board(
        is_open=row.is_open, name=row.name, intro=row.intro, moderate_ideas=row.moderate_ideas,
        moderate_comments=row.moderate_comments, colour=row.colour,
    )  # fmt: skip


def status_of(row: StatusRow) -> Status:
    return Status(id=row.id, name=row.name, kind=Kind(row.kind), on_roadmap=row.on_roadmap, is_archived=row.archived_at is not None)


def tag_of(row: TagRow) -> Tag:
    return Tag(id=row.id, name=row.name, is_public=row.is_public)


def identifier_of(row: ParticipantRow) -> Identifier:
    return Identifier(row.space, row.kind, row.value)


def participant_of(row: ParticipantRow) -> Participant:
    return Participant(
        id=row.id, identifier=identifier_of(row), name=row.name, language=row.language, made_at=row.made_at,
        is_blocked=row.blocked_at is not None,
    )  # fmt: skip


def ideas_of(rows: Sequence[IdeaRow]) -> list[Idea]:
    """The tags of all of them in one look-up. The caller has selected status and author."""
    through = IdeaRow.tags.through.objects.filter(idearow__in=[row.id for row in rows]).order_by("tagrow_id")
    tags: dict[int, list[Tag]] = {}
    for each in through.select_related("tagrow"):
        tags.setdefault(each.idearow_id, []).append(tag_of(each.tagrow))
    return [_idea(row, tuple(tags.get(row.id, ()))) for row in rows]


def idea_of(row: IdeaRow) -> Idea:
    return ideas_of([row])[0]


def _idea(row: IdeaRow, tags: tuple[Tag, ...]) -> Idea:
    return Idea(
        id=row.id, title=row.title, text=row.text, language=row.language, author=row.author_id,
        author_name=row.author.name if row.author else "", by_team=row.by_team, status=status_of(row.status), tags=tags,
        state=State(row.state), votes=row.votes, comments=row.comments, made_at=row.made_at, status_at=row.status_at,
        answer=row.answer, answered_by=row.answered_by, answered_at=row.answered_at, merged_into=row.root_id,
        shipped_at=row.shipped_at, tell_at=row.tell_at,
    )  # fmt: skip


def comment_of(row: CommentRow) -> Comment:
    return Comment(
        id=row.id, idea=row.idea_id, text=row.text, name=row.participant.name if row.participant else "", author=row.participant_id,
        by_team=row.by_team, at=row.at, state=State(row.state),
    )  # fmt: skip


def vote_of(row: VoteRow) -> Vote:
    return Vote(participant=participant_of(row.participant), idea=row.idea_id, at=row.at)


def step_of(row: StepRow) -> Step:
    return Step(id=row.id, at=row.at, by=row.by_name, kind=row.kind, before=row.before, after=row.after, is_undone=row.is_undone)


__all__ = [
    "board_of", "comment_of", "idea_of", "ideas_of", "identifier_of", "participant_of", "status_of", "step_of", "tag_of",
    "vote_of",
]  # fmt: skip
