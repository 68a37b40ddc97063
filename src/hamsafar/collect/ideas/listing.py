"""Looking at the board."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from hamsafar.collect.intake.services import Identifier

from . import counting, looking
from .contracts import Comment, Idea, Kind, Order, Participant, Similar, State, Step, Vote, Wanted
from .errors import IdeaNotFound
from .models import CommentRow, FollowRow, IdeaRow, StepRow, VoteRow
from .rows import comment_of, idea_of, ideas_of, identifier_of, participant_of, step_of, vote_of

_ORDERS = {Order.TRENDING: ("-heat", "-id"), Order.VOTES: ("-votes", "-heat", "-id"), Order.NEWEST: ("-made_at", "-id")}


def rows_of(wanted: Wanted) -> "QuerySet[IdeaRow]":
    rows = IdeaRow.objects.select_related("status", "author")
    rows = rows if wanted.merged else rows.filter(root=None)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(status=wanted.status) if wanted.status else rows
    rows = rows.filter(status__kind__in=wanted.kinds) if wanted.kinds else rows
    rows = rows.filter(tags=wanted.tag) if wanted.tag else rows
    return looking.matching(rows, wanted.search) if wanted.search.strip() else rows


def list_ideas(wanted: Wanted, *, order: Order = Order.TRENDING, offset: int = 0, limit: int = 50) -> list[Idea]:
    return ideas_of(list(rows_of(wanted).order_by(*_ORDERS[order])[offset : offset + limit]))


def count_ideas(wanted: Wanted) -> int:
    return rows_of(wanted).count()


def find_idea(idea_id: int) -> Idea | None:
    row = IdeaRow.objects.select_related("status", "author").filter(id=idea_id).first()
    return idea_of(row) if row else None


def get_idea(idea_id: int) -> Idea:
    """Whatever its state. Raises IdeaNotFound."""
    found = find_idea(idea_id)
    if found is None:
        raise IdeaNotFound
    return found


def ideas_by_id(ids: Iterable[int]) -> dict[int, Idea]:
    rows = IdeaRow.objects.select_related("status", "author").filter(id__in=list(ids))
    return {idea.id: idea for idea in ideas_of(list(rows))}


def similar(title: str, *, limit: int = 5, apart_from: int | None = None) -> list[Similar]:
    """Ideas that the public sees and that say nearly the same, the likest first."""
    rows = IdeaRow.objects.filter(state=State.SHOWN, root=None).exclude(status__kind=Kind.DUPLICATE)
    found = looking.likest(title, rows, limit=limit, apart_from=apart_from)
    ideas = ideas_by_id(id for id, _score in found)
    return [Similar(idea=ideas[id], likeness=score) for id, score in found]


def spoken_of(text: str, *, limit: int = 5) -> list[Idea]:
    """Ideas that a comment elsewhere may speak of, by their words."""
    rows = IdeaRow.objects.filter(state=State.SHOWN, root=None)
    ids = looking.named_in(text, rows, limit=limit)
    found = ideas_by_id(ids)
    return [found[id] for id in ids]


def family_of(idea_id: int) -> list[int]:
    """The idea and those that were merged into it."""
    return [idea_id, *IdeaRow.objects.filter(root=idea_id).order_by("id").values_list("id", flat=True)]


def merged_into(idea_id: int) -> list[Idea]:
    return ideas_of(list(IdeaRow.objects.select_related("status", "author").filter(root=idea_id).order_by("id")))


def roots() -> Mapping[int, int]:
    """Of every idea the one that it counts with."""
    return {id: root or id for id, root in IdeaRow.objects.values_list("id", "root")}


def comments_of(idea_id: int, *, states: Sequence[State] = (State.SHOWN,)) -> list[Comment]:
    """The oldest first."""
    rows = CommentRow.objects.select_related("participant").filter(counting.family(idea_id), state__in=states)
    return [comment_of(row) for row in rows.order_by("at", "id")]


def votes_of(idea_id: int, *, offset: int = 0, limit: int = 10_000) -> list[Vote]:
    rows = counting.votes_of(idea_id).select_related("participant").order_by("-at", "id")
    return [vote_of(row) for row in rows[offset : offset + limit]]


def standing_of(participant: UUID, ideas: Sequence[int]) -> tuple[set[int], set[int]]:
    """For which of these they voted, and which they follow."""
    family = Q(idea__in=ideas) | Q(idea__root__in=ideas)
    return tuple(
        {root or idea for idea, root in model.objects.filter(family, participant=participant).values_list("idea", "idea__root")}
        for model in (VoteRow, FollowRow)
    )  # type: ignore[return-value]


def audience_of(idea_id: int) -> list[Participant]:
    """Whoever hears when it ships: its author, voters, followers, each once and nobody who is blocked."""
    votes = VoteRow.objects.filter(counting.family(idea_id)).select_related("participant")
    follows = FollowRow.objects.filter(counting.family(idea_id)).select_related("participant")
    authors = IdeaRow.objects.filter(Q(id=idea_id) | Q(root=idea_id), author__isnull=False).select_related("author")
    people = [*(row.author for row in authors), *(row.participant for row in votes), *(row.participant for row in follows)]
    found = {row.id: row for row in people if row is not None and row.blocked_at is None}
    return [participant_of(row) for row in found.values()]


def followers_of(idea_id: int) -> list[Participant]:
    """Those who asked to hear of it, each once and nobody who is blocked."""
    rows = FollowRow.objects.filter(counting.family(idea_id), participant__blocked_at=None).select_related("participant")
    return [participant_of(row) for row in {row.participant_id: row.participant for row in rows}.values()]


def identifiers_of_voters(ideas: Sequence[int]) -> list[tuple[int, Identifier]]:
    """(idea, who) of every vote."""
    rows = VoteRow.objects.filter(Q(idea__in=ideas) | Q(idea__root__in=ideas)).select_related("participant", "idea")
    return [(row.idea.root_id or row.idea_id, identifier_of(row.participant)) for row in rows]


def count_follows(idea_id: int) -> int:
    return FollowRow.objects.filter(counting.family(idea_id)).values("participant").distinct().count()


def steps_of(idea_id: int, *, limit: int = 100) -> list[Step]:
    return [step_of(row) for row in StepRow.objects.filter(idea=idea_id).order_by("-id")[:limit]]


# Waiting for somebody to look


def waiting_ideas() -> list[Idea]:
    return ideas_of(list(IdeaRow.objects.select_related("status", "author").filter(state=State.WAITING).order_by("made_at")))


def waiting_comments() -> list[Comment]:
    return [comment_of(row) for row in CommentRow.objects.select_related("participant").filter(state=State.WAITING).order_by("at")]


def count_waiting() -> int:
    return IdeaRow.objects.filter(state=State.WAITING).count() + CommentRow.objects.filter(state=State.WAITING).count()


def count_by_status() -> dict[int, int]:
    return counting.count_by_status(IdeaRow.objects.filter(state=State.SHOWN, root=None))
