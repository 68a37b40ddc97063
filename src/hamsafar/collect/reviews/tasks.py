"""What reviews do in the background."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import noticing, posting, sweeping, tokens
from .around import around
from .contracts import State
from .models import ReviewRow, TopicRow

LOOKS = (dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=12))  # reading takes as long as it takes
UNREAD = "reviews.read_unread"
UNREAD_LOOKS = (*(dt.timedelta(minutes=n) for n in (2, 5, 10, 20, 40)), dt.timedelta(hours=3))
SLICE, KEPT_FRESH = 100, dt.timedelta(days=30)


@jobs.handler(posting.CODE)
def send_code(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    row = ReviewRow.objects.filter(id=UUID(payload["review"]), state=State.UNCONFIRMED).first()
    if row is not None:
        around().send_code(row.value, tokens.code_of(row.id), language=row.language)


@jobs.handler(posting.READ_TOPICS, at_home=True)
def read_topics(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    look = int(payload.get("look", 0))
    rows = list(ReviewRow.objects.filter(id=UUID(payload["review"])))
    if rows and not take_topics(rows) and look < len(LOOKS):
        told = {"review": payload["review"], "look": look + 1}
        jobs.enqueue(posting.READ_TOPICS, told, key=f"{payload['review']}:{look + 1}", run_at=clock.now() + LOOKS[look])


def take_topics(rows: list[ReviewRow]) -> int:
    """Keep what was read from these; how many were read."""
    read = around().topics_of([(row.source, row.message_id) for row in rows])
    known = [row for row in rows if (row.source, row.message_id) in read]
    with transaction.atomic():
        TopicRow.objects.filter(review__in=known).delete()
        ReviewRow.objects.filter(id__in=[row.id for row in known]).update(read_at=clock.now())
        TopicRow.objects.bulk_create(
            TopicRow(review=row, topic=topic[:60]) for row in known for topic in dict.fromkeys(read[row.source, row.message_id])
        )
    return len(known)


@jobs.nightly("reviews.topics", at=dt.time(4, 20), at_home=True)
def read_again(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    """What was corrected meanwhile or is read by a better model now, and what has not been read yet."""
    _read_all(Q(read_at=None) | Q(posted_at__gte=clock.now() - KEPT_FRESH))


@jobs.handler(UNREAD, at_home=True)
def read_unread(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    _read_all(Q(read_at=None))
    look = int(payload.get("look", 0))
    if look < len(UNREAD_LOOKS) and ReviewRow.objects.filter(read_at=None).exclude(text="").exists():
        read_unread_soon(look + 1, payload.get("since", ""))


def read_unread_soon(look: int = 0, since: str = "") -> None:
    """Many came at once, from a file or another system: they are looked at again as the reading of texts goes on."""
    since = since or clock.now().isoformat()
    at = clock.now() + UNREAD_LOOKS[min(look, len(UNREAD_LOOKS) - 1)]
    jobs.enqueue(UNREAD, {"look": look, "since": since}, key=f"{since}:{look}", run_at=at)


def _read_all(wanted: Q) -> None:
    ids = list(ReviewRow.objects.filter(wanted).order_by("posted_at").values_list("id", flat=True))
    for start in range(0, len(ids), SLICE):
        take_topics(list(ReviewRow.objects.filter(id__in=ids[start : start + SLICE])))


@jobs.handler(noticing.WAITING)
def tell_of_waiting(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    noticing.tell(payload["since"])


@jobs.nightly("reviews.sweep", at=dt.time(4, 15))
def sweep(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    sweeping.sweep()


jobs.call_it(
    {
        posting.CODE: _("Sending a code to confirm a review"),
        posting.READ_TOPICS: _("Reading what a review is about"),
        noticing.WAITING: _("Telling members of reviews that wait"),
        UNREAD: _("Reading what reviews are about"),
        "reviews.topics": _("Reading again what reviews are about"),
        "reviews.sweep": _("Sweeping up photos that no review has"),
    }
)
