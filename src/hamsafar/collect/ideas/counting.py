"""How many stand behind an idea, and how warm it is.

Warmth is the sum over the votes of 2^(time of the vote / two weeks), kept as its logarithm: a vote weighs half as much as one that came two
weeks later, so the order of ideas never has to be computed anew as time passes.
"""

import datetime as dt
import math
from collections.abc import Iterable

from django.db.models import Count, Min, Q, QuerySet

from .contracts import State
from .models import CommentRow, IdeaRow, VoteRow

HALF = dt.timedelta(days=14)
_BEGIN = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def family(idea: int) -> Q:
    """Whatever belongs to an idea and to those that were merged into it."""
    return Q(idea=idea) | Q(idea__root=idea)


def votes_of(idea: int) -> "QuerySet[VoteRow]":
    return VoteRow.objects.filter(family(idea))


def recount(row: IdeaRow) -> None:
    """After anything that more than adds one vote. The caller holds the row."""
    firsts = [at for _who, at in votes_of(row.id).order_by().values_list("participant").annotate(at=Min("at"))]
    row.votes = len(firsts)
    row.comments = CommentRow.objects.filter(family(row.id), state=State.SHOWN).count()
    row.heat = warmth([row.made_at, *firsts])
    row.save(update_fields=["votes", "comments", "heat"])


def add_one(row: IdeaRow, at: dt.datetime) -> None:
    row.votes += 1
    row.heat = _sum((row.heat, _weight(at)))
    row.save(update_fields=["votes", "heat"])


def warmth(moments: Iterable[dt.datetime]) -> float:
    return _sum(map(_weight, moments))


def _weight(at: dt.datetime) -> float:
    return (at - _BEGIN) / HALF


def _sum(logs: Iterable[float]) -> float:
    """The logarithm of a sum of powers of two, without the powers, which no float could hold."""
    found = list(logs)
    most = max(found)
    return most + math.log2(sum(2.0 ** (one - most) for one in found))


def count_by_status(rows: "QuerySet[IdeaRow]") -> dict[int, int]:
    return dict(rows.order_by().values_list("status").annotate(n=Count("id")))
