"""What reviews do in the background."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import posting, sweeping, tokens
from .around import around
from .contracts import State
from .models import ReviewRow, TopicRow

LOOKS = (dt.timedelta(minutes=10), dt.timedelta(hours=1), dt.timedelta(hours=12))  # reading takes as long as it takes
SLICE, KEPT_FRESH = 200, dt.timedelta(days=30)


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
        TopicRow.objects.bulk_create(
            TopicRow(review=row, topic=topic[:60]) for row in known for topic in dict.fromkeys(read[row.source, row.message_id])
        )
    return len(known)


@jobs.nightly("reviews.topics", at=dt.time(4, 20), at_home=True)
def read_again(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    """What was corrected meanwhile, or is read by a better model now."""
    rows = ReviewRow.objects.filter(posted_at__gte=clock.now() - KEPT_FRESH).order_by("id")
    ids = list(rows.values_list("id", flat=True))
    for start in range(0, len(ids), SLICE):
        take_topics(list(ReviewRow.objects.filter(id__in=ids[start : start + SLICE])))


@jobs.nightly("reviews.sweep", at=dt.time(4, 15))
def sweep(_payload: Mapping[str, Any], _run: jobs.Run) -> None:
    sweeping.sweep()


jobs.call_it(
    {
        posting.CODE: _("Sending a code to confirm a review"),
        posting.READ_TOPICS: _("Reading what a review is about"),
        "reviews.topics": _("Reading again what reviews are about"),
        "reviews.sweep": _("Sweeping up photos that no review has"),
    }
)
