"""How closing the loop goes is counted over all cases and a year of customers: the shelf keeps it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import msgspec

from hamsafar.base import clock
from hamsafar.identify.consent import services as consent
from hamsafar.identify.people import services as people
from hamsafar.measure.metrics.services import OfPeriod
from hamsafar.measure.shelf import services as shelf

from . import looping
from .looping import Comparison, Loop
from .models import CaseRow


class OfYear(msgspec.Struct, frozen=True, kw_only=True):
    units: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """`left_out`: opened too, and not on the spine, because their customers do not want what they do to be analysed."""

    loop: Loop
    left_out: int


def _loop(asked: OfPeriod, _tell: object) -> Counted:
    found = looping.runs(units=asked.units)
    return Counted(loop=looping.loop_of(found, asked.period, clock.now()), left_out=_left_out(asked, {run.case_id for run in found}))


def _left_out(asked: OfPeriod, told: Collection[str]) -> int:
    """The board of root causes counts them."""
    rows = CaseRow.objects.filter(opened_at__gte=asked.period.since, opened_at__lt=asked.period.until, merged_into=None)
    rows = rows if asked.units is None else rows.filter(unit__in=asked.units)
    missing = [person for case, person in rows.values_list("id", "person") if str(case) not in told]
    said = (consent.decided(person, consent.ANALYTICS) for person in people.people_of(missing).values())
    return sum(one is consent.State.WITHDRAWN for one in said)


def _comparison(asked: OfYear, _tell: object) -> Comparison:
    return looping.compare(clock.now(), units=asked.units)


LOOP: Final = shelf.kind("cases.loop", asked=OfPeriod, found=Counted, compute=_loop)
# It ends months ago, so it does not change by the minute.
COMPARISON: Final = shelf.kind(
    "cases.comparison", asked=OfYear, found=Comparison, compute=_comparison, fresh_for=dt.timedelta(hours=1), share_of_time=0.01
)
