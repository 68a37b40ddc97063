"""Which function does which job, and what happens every night. Rooms declare theirs in a module called `tasks`."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.module_loading import autodiscover_modules

from .run import Run

Work = Callable[[Mapping[str, Any], Run], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    name: str
    work: Work
    attempts: int
    slow: bool
    at_home: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    name: str
    at: dt.time  # in the time zone of the installation


_handlers: dict[str, Handler] = {}
_nightly: dict[str, Nightly] = {}
_discovered = False


def handler(name: str, *, attempts: int = 5, slow: bool = False, at_home: bool = False) -> Callable[[Work], Work]:
    """Register `work(payload, run)` for jobs of this name.

    It may run more than once (a crash between its commit and ours), so it must do no harm when repeated. `slow` work (an import, an
    export) never holds up the rest: one thread of each worker takes none of it. Work that is done only `at_home` needs what the server
    has to itself, its files or the one writer of the spine; workers beside it leave that alone.
    """

    def register(work: Work) -> Work:
        if name in _handlers and _handlers[name].work.__qualname__ != work.__qualname__:
            raise ValueError(f"two handlers are called {name}")
        _handlers[name] = Handler(name=name, work=work, attempts=attempts, slow=slow, at_home=at_home)
        return work

    return register


def nightly(name: str, *, at: dt.time, at_home: bool = False) -> Callable[[Work], Work]:
    """Register work that runs once every night, whichever worker comes first."""

    def register(work: Work) -> Work:
        _nightly[name] = Nightly(name=name, at=at)
        return handler(name, attempts=3, slow=True, at_home=at_home)(work)

    return register


def find_handler(name: str) -> Handler | None:
    discover()
    return _handlers.get(name)


def slow_names() -> list[str]:
    discover()
    return [each.name for each in _handlers.values() if each.slow]


def names_at_home() -> list[str]:
    discover()
    return [each.name for each in _handlers.values() if each.at_home]


def list_nightly() -> list[Nightly]:
    discover()
    return list(_nightly.values())


def discover() -> None:
    """Import every room's `tasks` module, once, when it is first needed: a page that only queues does not pay for it."""
    global _discovered
    if not _discovered:
        autodiscover_modules("tasks")
        _discovered = True
