"""What the queue does: telling."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.reviews import services as reviews
from hamsafar.ground.jobs import services as jobs

from . import news, reviewers, telling


@jobs.handler(ideas.TELL, slow=True)
def tell(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    telling.tell(int(payload["idea"]), round=int(payload.get("round", 0)))


@jobs.handler(ideas.NEWS, slow=True)
def tell_followers(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    news.tell_followers(int(payload["idea"]), str(payload["status_at"]))


@jobs.handler(reviews.TELL)
def tell_reviewer(payload: Mapping[str, Any], _run: jobs.Run) -> None:
    since = dt.datetime.fromisoformat(payload["since"])
    reviewers.tell(UUID(payload["review"]), reviews.News(payload["news"]), since=since)


jobs.call_it({reviews.TELL: _("Telling customers what became of their review")})
jobs.call_it(
    {ideas.TELL: _("Telling customers that their idea is done"), ideas.NEWS: _("Telling followers of an idea its new status")}
)
