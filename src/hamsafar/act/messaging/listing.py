"""Lists and sums of messages, for the page."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from .contracts import Message, MessageState
from .models import MessageRow


class Summary(NamedTuple):
    """`opened` and `clicked` add up probabilities: how many people are to be expected."""

    sent: int
    mails: int
    opened: float
    clicked: float
    unsubscribed: int
    failed: int


def list_messages(
    *,
    state: str = "",
    channel: str = "",
    purpose: str = "",
    person: int | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    offset: int = 0,
    limit: int = 50,
) -> tuple[Message, ...]:
    """Newest first."""
    rows = _found(state, channel, purpose, person, since, until).order_by("-made_at", "id")
    return tuple(map(_message, rows[offset : offset + limit]))


def count_messages(
    *,
    state: str = "",
    channel: str = "",
    purpose: str = "",
    person: int | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> int:
    return _found(state, channel, purpose, person, since, until).count()


def summary(*, since: dt.datetime | None = None, until: dt.datetime | None = None) -> Summary:
    rows = _found("", "", "", None, since, until)
    is_mail = Q(channel="email", state=MessageState.SENT)
    sums = rows.aggregate(
        sent=Count("id", filter=Q(state=MessageState.SENT)),
        mails=Count("id", filter=is_mail),
        opened=Sum("opened", filter=is_mail),
        clicked=Sum("clicked", filter=is_mail),
        unsubscribed=Count("id", filter=Q(unsubscribed_at__isnull=False)),
        failed=Count("id", filter=Q(state=MessageState.FAILED) | Q(returned_at__isnull=False)),
    )
    return Summary(**{name: value or 0 for name, value in sums.items()})


def _found(
    state: str, channel: str, purpose: str, person: int | None, since: dt.datetime | None, until: dt.datetime | None
) -> "QuerySet[MessageRow]":
    wanted = {"state": state, "channel": channel, "purpose": purpose, "person": person, "made_at__gte": since, "made_at__lt": until}
    return MessageRow.objects.filter(**{name: value for name, value in wanted.items() if value})


def _message(row: MessageRow) -> Message:
    return Message(
        id=row.id,
        person=row.person,
        channel=row.channel,
        purpose=row.purpose,
        language=row.language,
        subject=row.subject,
        campaign=row.campaign,
        state=MessageState(row.state),
        made_at=row.made_at,
        sent_at=row.sent_at,
        opened=row.opened,
        clicked=row.clicked,
        unsubscribed_at=row.unsubscribed_at,
        arrived_at=row.arrived_at,
        returned_at=row.returned_at,
        trouble=row.trouble,
    )
