"""Small worlds for the tests."""

import datetime as dt
from collections.abc import Iterator, Sequence

from hamsafar.collect.intake.contracts import Event
from hamsafar.config.demo import truths
from hamsafar.config.demo.simulate import simulate
from hamsafar.config.demo.truths import Truths

START = dt.date(2025, 11, 21)


def a_world(size: int, days: int, *, seed: int = 7, planted: Truths | None = None, start: dt.date = START) -> Iterator[Sequence[Event]]:
    until = dt.datetime.combine(start, dt.time(12), dt.UTC) + dt.timedelta(days=days)
    return simulate(seed=seed, size=size, start=start, until=until, truths=truths.load() if planted is None else planted)
