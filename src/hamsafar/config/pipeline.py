"""The doors in the order in which data passes them: the only place that lists what starts, what must be brought up to date, and when."""

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType

from django.core.management import call_command
from django.db import connections

from hamsafar.base import eventstore
from hamsafar.identify.people import services as people
from hamsafar.store.erasure import services as erasure
from hamsafar.store.events import services as events

from . import people_feed

log = logging.getLogger("hamsafar.pipeline")

# Each offers start() and stop(). What stands first starts first and stops last: the writer of the spine before those who append to it.
STAGES = (
    "hamsafar.store.events.services",  # the one writer
    "hamsafar.identify.people.services",  # follows the spine, turns what proves an identity into evidence
    "hamsafar.collect.intake.services",  # relays the outbox to the spine
    "hamsafar.act.cases.services",  # follows the spine, turns what unhappy customers tell into cases
)
# What only a server does: a single command ends before it could.
BESIDE = (
    "hamsafar.base.sqlite.keeper",
    "hamsafar.measure.voice.services",  # reads what customers write
    "hamsafar.decide.asking.services",  # follows the spine, opens cases for rules that ask surveys
    "hamsafar.ground.jobs.services",  # queued work
)


def start() -> None:
    """Start every stage of the one process."""
    people.wire(people_feed.wiring())
    for stage in _stages(STAGES + BESIDE):
        stage.start()
    erasure.resume()


def stop() -> None:
    """Stop in reverse, so that nobody appends to a writer that has gone; then close the stores."""
    for stage in reversed(_stages(STAGES + BESIDE)):
        _quietly(stage)
    _close()


@contextmanager
def opened() -> Iterator[None]:
    """The stages without the queue, for one command."""
    people.wire(people_feed.wiring())
    for stage in _stages(STAGES):
        stage.start()
    people.catch_up()  # a command must not measure people whom the last one has just imported as strangers
    try:
        yield
    finally:
        for stage in reversed(_stages(STAGES)):
            _quietly(stage)
        _close()


@contextmanager
def beside() -> Iterator[None]:
    """Beside a server on the same stores: what reads, and what decides who is who. The one writer of the spine is the server's."""
    people.wire(people_feed.wiring())
    try:
        yield
    finally:
        _close()


def migrate() -> None:
    """Bring both stores to the shape that this version needs."""
    call_command("migrate", verbosity=0, interactive=False)
    events.migrate()


def _stages(names: tuple[str, ...]) -> list[ModuleType]:
    return [module for module in map(_module, filter(find_spec, names)) if hasattr(module, "start")]


def _module(name: str) -> ModuleType:
    return importlib.import_module(name)


def _quietly(stage: ModuleType) -> None:
    try:
        stage.stop()
    except Exception:  # the rest must still stop
        log.exception("%s did not stop cleanly", stage.__name__)


def _close() -> None:
    eventstore.close()
    connections.close_all()
