"""A world, day after day: the one list of what happens on a day, and the events that come of it."""

import datetime as dt
from collections.abc import Callable, Iterator

from hamsafar.collect.intake.contracts import Event

from . import browsing, care, doubles, feedback, identity, invited, mail, noise, orders, reviewed
from .truths import Truths
from .world import YEAR, Day, World, make_world

# The order of a day. What these make due today is done after each.
PROCESSES: tuple[Callable[[Day], None], ...] = (
    care.leaves_after_policy,
    mail.campaigns,
    browsing.visits,
    orders.branches,
    care.curious,
    feedback.relationship,
    feedback.mentions,
    feedback.wishes,
    identity.withdraw_some,
    noise.noise,
    doubles.enter,
    invited.bring,
    reviewed.questions,
)


def simulate(*, seed: int, size: int, start: dt.date, until: dt.datetime, truths: Truths, horizon: int = YEAR) -> Iterator[list[Event]]:
    """The events of each day from `start` up to the moment `until`, in the order in which they arrived.

    The same arguments give the same events; a later `until` only adds to them.
    """
    world = make_world(seed, size, start, truths, horizon)
    end = until.timestamp()
    for number in range(10 * YEAR):
        day = world.day(number)
        if day.midnight >= end:
            return
        yield run(world, day).ledger.closed(end)


def run(world: World, day: Day) -> Day:
    """One day of a world."""
    _drift(day)
    for process in PROCESSES:
        world.agenda.run(day)
        process(day)
    world.agenda.run(day)
    return day


def _drift(day: Day) -> None:
    """Time heals: moods go back to what is usual for the person."""
    state = day.state
    state.mood += 0.012 * (day.people.baseline - state.mood)
