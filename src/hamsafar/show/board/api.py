"""Ideas over HTTP: the list, one of them, and what customers told other programs: their ideas and votes."""

import datetime as dt

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from hamsafar.base.errors import NotFound
from hamsafar.base.ui.reader import reader
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Idea, Kind, Order, Wanted
from hamsafar.ground.organisation.services import allow

from . import speaking

router = Router(tags=["ideas"])
MOST = 200


class IdeaOut(Schema):
    """What the public sees of it, and how many want it. `status` is in the reader's language, `kind` the same in every language."""

    id: int
    title: str
    text: str
    language: str
    by_team: bool
    status: str
    kind: str
    tags: list[str]
    votes: int
    comments: int
    answer: str
    merged_into: int | None
    made_at: dt.datetime
    shipped_at: dt.datetime | None


class IdeasOut(Schema):
    total: int
    ideas: list[IdeaOut]


class Asked(Schema):
    search: str = Field("", max_length=140)
    kind: str = Field("", max_length=20, description="open, planned, started, done, declined, duplicate")
    sort: str = Field("newest", max_length=20, description="newest, votes, trending")
    offset: int = Field(0, ge=0)
    limit: int = Field(50, ge=1, le=MOST)


class IdeaIn(Schema):
    """`person`: whose idea it is, by the key in their address; without it the team's own. Sent twice within minutes it is one idea."""

    title: str = Field(..., min_length=1, max_length=140)
    text: str = Field("", max_length=5000)
    person: str = Field("", max_length=40)


class VoteIn(Schema):
    person: str = Field(..., max_length=40)


@router.get("", response=IdeasOut)
@allow("ideas.see")
def list_ideas(request: HttpRequest, asked: Query[Asked]) -> IdeasOut:  # noqa: ARG001
    kinds = (Kind(asked.kind),) if asked.kind in set(Kind) else ()
    wanted = Wanted(search=asked.search.replace("\0", ""), kinds=kinds)
    order = Order(asked.sort) if asked.sort in set(Order) else Order.NEWEST
    found = ideas.list_ideas(wanted, order=order, offset=asked.offset, limit=asked.limit)
    return IdeasOut(total=ideas.count_ideas(wanted), ideas=[_out(idea) for idea in found])


@router.get("/{int:idea_id}", response=IdeaOut)
@allow("ideas.see")
def get_idea(request: HttpRequest, idea_id: int) -> IdeaOut:  # noqa: ARG001
    return _out(ideas.get_idea(idea_id))


@router.post("/new", response=IdeaOut)
@allow("ideas.manage")
def post_idea(request: HttpRequest, given: IdeaIn) -> IdeaOut:
    """The customer's own vote is with it."""
    author = speaking.participant_at(request.user, given.person) if given.person else None
    if given.person and author is None:
        raise NotFound
    return _out(ideas.post(given.title, given.text, participant=author, by=request.user, language=reader().language))  # type: ignore[arg-type]


@router.post("/{int:idea_id}/votes", response=IdeaOut)
@allow("ideas.manage")
def vote(request: HttpRequest, idea_id: int, given: VoteIn) -> IdeaOut:
    """A second vote of the same customer changes nothing."""
    who = speaking.participant_at(request.user, given.person)
    if who is None:
        raise NotFound
    ideas.vote(idea_id, who, by=request.user)  # type: ignore[arg-type]
    return _out(ideas.get_idea(idea_id))


def _out(idea: Idea) -> IdeaOut:
    language = reader().language
    return IdeaOut(
        id=idea.id, title=idea.title, text=idea.text, language=idea.language, by_team=bool(idea.by_team),
        status=idea.status.name_in(language), kind=idea.status.kind.value, tags=[tag.name_in(language) for tag in idea.tags],
        votes=idea.votes, comments=idea.comments, answer=idea.answer, merged_into=idea.merged_into, made_at=idea.made_at,
        shipped_at=idea.shipped_at,
    )  # fmt: skip
