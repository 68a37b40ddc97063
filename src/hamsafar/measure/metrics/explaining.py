"""Where a change comes from: which channel, unit, stage, property or trait changed otherwise than the rest, and how much that made.

Every value of everything that customers can be compared by is tried on every measure. What is named has passed a bar that is raised with
the number of tries (Holm), so all that is named is real with 95 %, however many were tried.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from hamsafar.science.contributions import Contribution, contribution
from hamsafar.science.errors import NotEnoughData
from hamsafar.science.intervals import Difference, Sums, welch
from hamsafar.store.events.services import Scope

from . import asking
from .asking import Asker, By, Tallies
from .catalogue import CATALOGUE
from .contracts import Better, Driver, Measurement, Method, Metric, Verdict
from .measuring import currencies_of, estimate_of
from .windows import PREVIOUS, WHOLE, Windows

CONFIDENCE: Final = 0.95
FEWEST: Final = 30  # observations of a group, both times together
FEWEST_PEOPLE: Final = 10  # with fewer, a property or trait would name somebody
MOST_VALUES: Final = 50  # what has more tells cases apart, not groups
MOST_UNITS: Final = 1000
SAMPLE: Final = 5000  # events of a name that are looked at for its properties
MOST_NAMED: Final = 4  # of one measure
WORTH_NAMING: Final = 0.1  # of the change, or of its doubt where that is larger
# Who works here is looked at by who leads them, not pointed at on the first page. The rest says how a thing was recorded, not what it is.
UNASKED: Final = frozenset(
    {"agent", "from", "question", "currency", "language", "source", "url", "path", "referrer", "subject", "title", "name", "text", "query"}
)
_NOTHING: Final = Sums(n=0, total=0.0, squares=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """By what customers can be compared: properties with the events that carry them, traits."""

    properties: dict[str, frozenset[str]]
    traits: tuple[str, ...]

    def of(self, metric: Metric) -> Iterator[By]:
        yield from (By(way=way) for way in ("channel", "unit", "stage"))
        yield from (By(way="property", name=name) for name, carriers in self.properties.items() if carriers & set(metric.reads))
        yield from (By(way="trait", name=name) for name in self.traits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One value that was tried, before anybody knows whether it means anything."""

    metric: Metric
    by: By
    group: str
    before: Sums
    now: Sums
    made: Contribution  # within those that say a group
    part: float  # their part of all
    change: Difference  # of the whole

    @property
    def is_cause(self) -> bool:
        """It moved the measure, by a part worth naming, and as it stands apart: not by staying where it was while the rest moved."""
        total, excess = self.made.total, self.made.excess
        least = WORTH_NAMING * max(abs(self.change.value), (self.change.high - self.change.low) / 2)
        return total.is_clear and total.value * excess.value > 0 and abs(self.part * total.value) >= least


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What all questions of one explanation share."""

    scope: Scope
    windows: Windows
    as_of: dt.datetime
    currency: str
    asker: Asker

    def tally(self, metric: Metric, by: By) -> Tallies:
        return asking.tally(
            metric, scope=self.scope, windows=self.windows, by=by, as_of=self.as_of, currencies=currencies_of(self.currency),
            asker=self.asker, groups=MOST_UNITS,
        )  # fmt: skip


def explain(measurements: Iterable[Measurement], round_: Round) -> tuple[Driver, ...]:
    """What sets groups apart in the change of these measures, the surest first within each measure."""
    round_ = replace(round_, windows=replace(round_.windows, bucket=None, edges=()))
    measured = [CATALOGUE[one.key] for one in measurements if one.value is not None and one.previous is not None]
    ways = ways_of({name for metric in measured for name in metric.reads}, round_)
    tried = [found for metric in measured for found in _tried(metric, ways, round_)]
    causes = [found for found in _real(tried) if found.is_cause]
    return tuple(driver for found in _named(causes) if (driver := _driver(found, round_)).people >= _least_people(found))


def ways_of(names: Iterable[str], round_: Round) -> Ways:
    since = min(round_.windows.starts)
    scope = replace(round_.scope, since=since, until=max(round_.windows.ends))
    carriers: dict[str, set[str]] = {}
    for together in _where_they_lie(names, round_.asker):
        asked = round_.asker.ask(
            asking.question("segment_properties"), reads=together, since=since, scope=scope,
            names=together, sample=SAMPLE, groups=MOST_VALUES,
        )  # fmt: skip
        for key, found in asked.rows:
            carriers.setdefault(key, set()).update(found)
    traits = round_.asker.ask(asking.question("segment_traits"), reads=(), since=None, scope=round_.scope, groups=MOST_VALUES)
    return Ways(
        properties={key: frozenset(found) for key, found in sorted(carriers.items()) if key not in UNASKED and len(key) <= 100},
        traits=tuple(key for (key,) in traits.rows if key not in UNASKED and len(key) <= 100),
    )


def _where_they_lie(names: Iterable[str], asker: Asker) -> Iterator[tuple[str, ...]]:
    """What is in a copy is read at once; the rest one by one, as each is most of the spine."""
    lifted = sorted(set(names) & getattr(asker, "names", frozenset()))
    if lifted:
        yield tuple(lifted)
    yield from ((name,) for name in sorted(set(names) - set(lifted)))


def _tried(metric: Metric, ways: Ways, round_: Round) -> Iterator[Found]:
    totals = round_.tally(metric, By())
    whole = totals.get((PREVIOUS, ""), _NOTHING), totals.get((WHOLE, ""), _NOTHING)
    if min(one.n for one in whole) < FEWEST:
        return
    change = welch(*whole)
    for by in ways.of(metric):
        tallies = round_.tally(metric, by)
        if not _has_lasting_groups(tallies):
            continue
        # Against those that say a group at all: a gateway beside other gateways, not beside visits that never came to paying.
        said = _sum(tallies, PREVIOUS), _sum(tallies, WHOLE)
        part = min(1.0, (said[0].n / whole[0].n + said[1].n / whole[1].n) / 2)
        for group in sorted({group for _, group in tallies if group}):
            before, now = tallies.get((PREVIOUS, group), _NOTHING), tallies.get((WHOLE, group), _NOTHING)
            rest = said[0].n + said[1].n - before.n - now.n
            if min(before.n + now.n, rest) >= FEWEST and (made := _made(before, now, said)):
                yield Found(metric=metric, by=by, group=group, before=before, now=now, made=made, part=part, change=change)


def _has_lasting_groups(tallies: Tallies) -> bool:
    """Names that come and go, as those of campaigns do, do not tell what changed: each of them is new or gone."""
    groups = [{group for where, group in tallies if where == slot and group} for slot in (PREVIOUS, WHOLE)]
    lasting = sum(sums.n for (_, group), sums in tallies.items() if group in groups[0] & groups[1])
    return 2 * lasting >= sum(sums.n for (_, group), sums in tallies.items() if group)


def _sum(tallies: Tallies, slot: int) -> Sums:
    found = [sums for (where, group), sums in tallies.items() if where == slot and group]
    return Sums(n=sum(one.n for one in found), total=sum(one.total for one in found), squares=sum(one.squares for one in found))


def _made(before: Sums, now: Sums, said: tuple[Sums, Sums]) -> Contribution | None:
    try:
        return contribution((before, now), said)
    except NotEnoughData:
        return None


def _real(tried: list[Found]) -> list[Found]:
    """Those that are not chance, by Holm's method over all that were tried."""
    ordered = sorted(tried, key=lambda found: found.made.excess.p)
    for place, found in enumerate(ordered):
        if found.made.excess.p > (1 - CONFIDENCE) / (len(ordered) - place):
            return ordered[:place]
    return ordered


def _named(real: list[Found]) -> Iterator[Found]:
    """The surest of each measure; one group under several names (a branch, its unit, its channel) once."""
    seen: dict[str, set[tuple[Sums, Sums]]] = {}
    for found in real:
        known = seen.setdefault(found.metric.key, set())
        if (found.before, found.now) not in known and len(known) < MOST_NAMED:
            known.add((found.before, found.now))
            yield found


def _driver(found: Found, round_: Round) -> Driver:
    scale = found.part * (100 if found.metric.method is Method.NPS else 1)
    total = found.made.total
    now, before = estimate_of(found.metric, found.now), estimate_of(found.metric, found.before)
    is_better = (total.value > 0) == (found.metric.better is Better.HIGH)
    return Driver(
        key=found.metric.key, by=f"{found.by.way}:{found.by.name}" if found.by.name else found.by.way, group=found.group,
        contribution=scale * total.value, low=scale * total.low, high=scale * total.high, rate=scale * found.made.rate,
        mix=scale * found.made.mix, p=found.made.excess.p, n=found.now.n, previous_n=found.before.n,
        value=now.value if now else None, previous=before.value if before else None, people=_people(found, round_),
        verdict=Verdict.BETTER if is_better else Verdict.WORSE,
    )  # fmt: skip


def _people(found: Found, round_: Round) -> int:
    asked = asking.group_question(found.by)
    params = asking.params_of(found.metric, round_.windows, found.by, round_.as_of, currencies_of(round_.currency))
    scope = asking.reaching(found.metric, round_.scope, round_.windows, found.by)
    since = asking.reach(found.metric, round_.windows)
    answer = round_.asker.ask(asked, reads=found.metric.reads, since=since, scope=scope, **params, group=found.group)
    return int(answer.value())


def _least_people(found: Found) -> int:
    return FEWEST_PEOPLE if found.by.name else 0
