"""What is unlike the weeks before: unusually much said about us, or unusually many unhappy. Rather silent than wrong.

A day is compared with the eight weeks before it, as comments are (measure/voice/alerts.py); both questions of one look share one small
probability of a false alarm, and what is clear but small is left out.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hamsafar.base import calendars, clock
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation
from hamsafar.science.intervals import Estimate, wilson
from hamsafar.science.spikes import FEWEST_DAYS, p_of_count, p_of_share
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .listening import OURS, among, params_of

DAYS_BEFORE = 56
FALSE_ALARMS = 0.002
FEWEST_MORE, TIMES = 5, 1.5
Day = tuple[int, int]  # said, unhappy


class Signal(StrEnum):
    VOLUME = "volume"
    UNHAPPY = "unhappy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """`found` of `said` on that day, where the weeks before led to expect `usual`. `p`: how likely so many are on an ordinary day."""

    signal: Signal
    day: dt.date
    found: int
    said: int
    usual: float
    share: Estimate | None
    p: float


def recent(*, scope: Scope) -> list[Spike]:
    """Of today so far and of yesterday."""
    today = calendars.day_of(clock.now(), organisation.almanac_of())
    return [*look(today, scope=scope), *look(today - dt.timedelta(days=1), scope=scope)]


def look(day: dt.date, *, scope: Scope) -> list[Spike]:
    """The strongest first. A day that is not over is judged by its share, not by its volume."""
    almanac = organisation.almanac_of()
    first = day - dt.timedelta(days=DAYS_BEFORE)
    period = calendars.days_between(first, day + dt.timedelta(days=1), almanac)
    wide, asked = params_of(OURS, replace(scope, since=period.since, until=period.until))
    rows = {at: (said, bad) for at, said, bad in events.ask(among("days"), scope=wide, zone=almanac.zone, **asked).rows}
    days = [rows.get(day - dt.timedelta(days=back), (0, 0)) for back in range(DAYS_BEFORE, -1, -1)]
    return spikes_of(days, day, is_over=day < calendars.day_of(clock.now(), almanac))


def spikes_of(days: Sequence[Day], day: dt.date, *, is_over: bool) -> list[Spike]:
    """The last of these days against the others. Days before the first that said anything do not count: nobody listened."""
    *before, (said, bad) = days
    before = before[next((at for at, one in enumerate(before) if one[0]), len(before)) :]
    if len(before) < FEWEST_DAYS or not said:
        return []
    all_before = sum(one for one, _ in before)
    found = [
        Spike(
            signal=Signal.UNHAPPY,
            day=day,
            found=bad,
            said=said,
            usual=said * sum(one for _, one in before) / max(1, all_before),
            share=wilson(bad, said),
            p=p_of_share([(unhappy, of) for of, unhappy in before], (bad, said)),
        )
    ]
    if is_over:
        p = p_of_count([of for of, _ in before], said)
        found.append(Spike(signal=Signal.VOLUME, day=day, found=said, said=said, usual=all_before / len(before), share=None, p=p))
    clear = [one for one in found if one.p < FALSE_ALARMS / 2 and one.found - one.usual >= FEWEST_MORE and one.found >= TIMES * one.usual]
    return sorted(clear, key=lambda one: one.p)


def tell_yesterday() -> list[Spike]:
    """Write what stood out yesterday into the audit log, where it stays; asked again, it writes nothing again."""
    yesterday = calendars.day_of(clock.now(), organisation.almanac_of()) - dt.timedelta(days=1)
    found = look(yesterday, scope=Scope())
    for spike in found:
        name = f"{yesterday.isoformat()}/{spike.signal}"
        if not audit.count_entries(deed="mentions.spike", search=name):
            facts = {"found": spike.found, "said": spike.said, "usual": round(spike.usual, 1), "p": spike.p}
            audit.record("mentions.spike", by=None, about=name, facts=facts)
    return found
