"""What is unlike the days before: more comments, more unhappy ones, more about one topic. Rather silent than wrong.

Today is compared with the eight weeks before it. All questions of one look share one small probability of a false alarm, and what is
clear but small is left out: a topic must come up in five comments more than usual and half as often again.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hamsafar.base import calendars, clock
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation
from hamsafar.science.intervals import Estimate, wilson
from hamsafar.science.spikes import FEWEST_DAYS, p_of_count, p_of_share
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

question = events.questions_beside(__file__)
DAYS_BEFORE = 56
FALSE_ALARMS = 0.002  # the probability that a look at an ordinary day says anything at all
FEWEST_MORE, TIMES = 5, 1.5


class Signal(StrEnum):
    VOLUME = "volume"
    UNHAPPY = "unhappy"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """`found` of `comments` on that day, where the days before led to expect `usual`. `p`: how likely so many are on an ordinary day."""

    signal: Signal
    topic: str
    day: dt.date
    found: int
    comments: int
    usual: float
    share: Estimate | None
    p: float


@dataclass(frozen=True, slots=True)
class _Day:
    comments: int
    bad: int
    topics: Mapping[str, int]


def look(*, scope: Scope, day: dt.date | None = None) -> list[Spike]:
    """The strongest first. `day`: today unless told otherwise; a day that is not over is judged by its shares, not by its volume."""
    almanac = organisation.almanac_of()
    today = calendars.day_of(clock.now(), almanac)
    wanted = day or today
    days = _days(scope, wanted, almanac.zone)
    row = [days.get(wanted - dt.timedelta(days=back), _Day(0, 0, {})) for back in range(DAYS_BEFORE, -1, -1)]
    return spikes_of(row, wanted, is_over=wanted < today)


def recent(*, scope: Scope) -> list[Spike]:
    """Of today so far and of yesterday."""
    yesterday = calendars.day_of(clock.now(), organisation.almanac_of()) - dt.timedelta(days=1)
    return [*look(scope=scope), *look(scope=scope, day=yesterday)]


def _days(scope: Scope, last: dt.date, zone: str) -> dict[dt.date, _Day]:
    end = dt.datetime.combine(last, dt.time(), dt.UTC) + dt.timedelta(days=2)  # somewhat more than the days of any time zone
    cut = replace(scope, since=end - dt.timedelta(days=DAYS_BEFORE + 4), until=end)
    found: dict[dt.date, dict[str, tuple[int, int]]] = defaultdict(dict)
    for day, topic, comments, bad in events.ask_readings(question("days"), scope=cut, zone=zone).rows:
        found[day][topic] = (comments, bad)
    return {day: _Day(*named.pop("", (0, 0)), {topic: n for topic, (n, _) in named.items()}) for day, named in found.items()}


def spikes_of(days: Sequence[_Day], day: dt.date, *, is_over: bool) -> list[Spike]:
    """The last of these days against the others. Days before the first comment do not count: there was nobody to write."""
    *before, now = days
    started = next((at for at, one in enumerate(before) if one.comments), len(before))
    before = before[started:]
    if len(before) < FEWEST_DAYS or not now.comments:
        return []
    level = FALSE_ALARMS / (len(now.topics) + 2)
    found = [_shared(Signal.UNHAPPY, "", [one.bad for one in before], now.bad, before, now, day)]
    found += [
        _shared(Signal.TOPIC, topic, [one.topics.get(topic, 0) for one in before], count, before, now, day)
        for topic, count in now.topics.items()
    ]
    if is_over:
        usual = sum(one.comments for one in before) / len(before)
        p = p_of_count([one.comments for one in before], now.comments)
        found.append(
            Spike(signal=Signal.VOLUME, topic="", day=day, found=now.comments, comments=now.comments, usual=usual, share=None, p=p)
        )
    clear = [one for one in found if one.p < level and one.found - one.usual >= FEWEST_MORE and one.found >= TIMES * one.usual]
    return sorted(clear, key=lambda one: one.p)


def _shared(signal: Signal, topic: str, hits: Sequence[int], count: int, before: Sequence[_Day], now: _Day, day: dt.date) -> Spike:
    """Judged by its share of the comments, so that a busy day alone is no news of every topic."""
    sizes = [one.comments for one in before]
    p = p_of_share(list(zip(hits, sizes, strict=True)), (count, now.comments))
    usual = now.comments * sum(hits) / max(1, sum(sizes))
    return Spike(
        signal=signal, topic=topic, day=day, found=count, comments=now.comments, usual=usual, share=wilson(count, now.comments), p=p
    )


def tell_yesterday() -> list[Spike]:
    """Write what stood out yesterday into the audit log, where it stays; asked again, it writes nothing again."""
    yesterday = calendars.day_of(clock.now(), organisation.almanac_of()) - dt.timedelta(days=1)
    found = look(scope=Scope(), day=yesterday)
    for spike in found:
        name = f"{yesterday.isoformat()}/{spike.topic or spike.signal}"
        if not audit.count_entries(deed="voice.spike", search=name):
            audit.record("voice.spike", by=None, about=name, facts={"found": spike.found, "usual": round(spike.usual, 1), "p": spike.p})
    return found
