"""What the spine is told, in the transaction that writes it down here, each under a message id of its own."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event

from .models import CommentRow, FollowRow, IdeaRow, ParticipantRow, VoteRow
from .rows import identifier_of

SOURCE = "ideas"
CHANNEL = "web"


def posted(row: IdeaRow) -> None:
    """Once, when it can be seen: what moderation turned away never was."""
    words = {"text": f"{row.title}\n{row.text}".strip(), "language": row.language}
    _tell("Idea Posted", f"posted:{row.id}", row, row.author, row.made_at, words)


def voted(row: VoteRow) -> None:
    _tell("Idea Voted", f"vote:{row.id}", row.idea, row.participant, row.at)


def withdrawn(row: VoteRow) -> None:
    _tell("Idea Vote Withdrawn", f"withdrawn:{row.id}", row.idea, row.participant, clock.now())


def followed(row: FollowRow) -> None:
    """So that whoever only follows is known by the time there is something to tell."""
    _tell("Idea Followed", f"follow:{row.id}", row.idea, row.participant, row.at)


def commented(row: CommentRow) -> None:
    words = {"comment_id": str(row.id), "text": row.text}
    _tell("Idea Commented", f"comment:{row.id}", row.idea, row.participant, row.at, words)


def shipped(row: IdeaRow) -> None:
    """Whoever had the idea has it on their timeline; those who are told get an event of the letter."""
    _tell("Idea Shipped", f"shipped:{row.id}", row, row.author, row.shipped_at or clock.now())


def _tell(
    name: str, message_id: str, idea: IdeaRow, who: ParticipantRow | None, at: dt.datetime, more: Mapping[str, Any] | None = None
) -> None:  # fmt: skip
    if who is None:  # the team's own words and deeds are no voice of a customer
        return
    properties = {"idea_id": str(idea.id), "title": idea.title, **{key: value for key, value in (more or {}).items() if value}}
    intake.report(
        Event(
            source=SOURCE,
            message_id=message_id,
            name=name,
            channel=CHANNEL,
            direction="outbound" if name == "Idea Shipped" else "inbound",
            timestamp=at,
            received_at=clock.now(),
            properties=msgspec.json.encode(properties).decode(),
            **intake.named(identifier_of(who)),
        )
    )
