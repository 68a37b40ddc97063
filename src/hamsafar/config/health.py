"""What may be wrong with an installation, one check each, with what to do about it. Run inside the server when one runs."""

import datetime as dt
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from hamsafar.base import clock, eventstore
from hamsafar.base.ui import assets
from hamsafar.ground.jobs import services as jobs

from . import control_socket, environment
from .lock import holder

GIB = 1 << 30
OLDEST_PYTHON = (3, 11)
MOST_PARTS = 300  # active parts in one partition: the engine slows inserts down from here on
MOST_LAG = 10_000


class State(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    check: str
    state: State
    says: str
    mend: str = ""


def fine(says: str) -> Finding:
    return Finding(check="", state=State.FINE, says=says)


def warning(says: str, mend: str) -> Finding:
    return Finding(check="", state=State.WARNING, says=says, mend=mend)


def broken(says: str, mend: str) -> Finding:
    return Finding(check="", state=State.BROKEN, says=says, mend=mend)


def examine(*, stores: bool = True) -> Iterator[Finding]:
    """All checks in order. Without `stores` only what needs neither store open: another process holds them and does not answer."""
    for check in (*OUTSIDE, *(INSIDE if stores else ())):
        name = check.__name__.replace("_", "-")
        try:
            found = check()
        except Exception as error:  # a check that fails is a finding, and the others still run
            found = broken(f"{type(error).__name__}: {str(error)[:300]}", _("Run `HAMSAFAR_DEBUG=1 hamsafar up` and read the log."))
        yield Finding(check=name, state=found.state, says=found.says, mend=found.mend)


# Without the stores


def python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return broken(version, _("Install Python 3.11 or newer: apt-get install python3 python3-venv"))
    return fine(version)


def data_folder() -> Finding:
    folder = Path(settings.DATA)
    if not os.access(folder, os.W_OK | os.X_OK):
        return broken(_("{folder} cannot be written").format(folder=folder), f"chown {os.geteuid()} {folder}")
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return warning(_("others on this machine can read {folder}").format(folder=folder), f"chmod 700 {folder}")
    return fine(str(folder))


def disk() -> Finding:
    usage = shutil.disk_usage(settings.DATA)
    says = _("{free:.1f} GiB free of {total:.1f}").format(free=usage.free / GIB, total=usage.total / GIB)
    if usage.free < GIB:
        return broken(says, _("Make room or move HAMSAFAR_DATA: a full disk stops the acceptance of events."))
    if usage.free < usage.total * 0.05:
        return warning(says, _("Make room soon."))
    return fine(says)


def secret() -> Finding:
    if environment.read("HAMSAFAR_SECRET"):
        return fine(_("given by HAMSAFAR_SECRET"))
    path = Path(settings.DATA) / "secret"
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return broken(_("others can read {path}").format(path=path), f"chmod 600 {path}")
    return fine(_("kept in {path}; a backup holds it too").format(path=path))


def address() -> Finding:
    url = urlsplit(settings.PUBLIC_URL)
    is_local = url.hostname in {"127.0.0.1", "localhost", "::1"}
    if settings.DEBUG and not is_local:
        return broken(_("debugging is on at {url}: strangers see tracebacks").format(url=settings.PUBLIC_URL), "HAMSAFAR_DEBUG=0")
    if not is_local and url.scheme != "https":
        says = _("{url} is not encrypted").format(url=settings.PUBLIC_URL)
        return warning(says, _("Put a reverse proxy with TLS in front (docs/operations.md)."))
    return fine(settings.PUBLIC_URL)


def time_zone() -> Finding:
    try:
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return broken(_("there is no time zone {name}").format(name=settings.TIME_ZONE), "HAMSAFAR_TIME_ZONE=Asia/Tehran")
    return fine(settings.TIME_ZONE)


def pages() -> Finding:
    try:
        missing = [name for name in assets.names() if not (assets.BUILT / name).is_file()]
    except LookupError:
        return broken(_("the pages were not built"), _("In a checkout: make setup. Otherwise install Hamsafar again."))
    if missing:
        says = _("{files} are missing").format(files=", ".join(missing[:3]))
        return broken(says, _("Start the server again, with what is installed now."))
    return fine(str(assets.BUILT))


def messages() -> Finding:
    missing = [str(path) for room in settings.ROOMS for path in _locale(room).rglob("*.po") if not path.with_suffix(".mo").exists()]
    if missing:
        says = _("not compiled: {files}").format(files=", ".join(missing[:3]))
        return broken(says, _("In a checkout: make setup. Otherwise install Hamsafar again."))
    return fine(_("Persian and English"))


def _locale(room: str) -> Path:
    spec = find_spec(room)
    return Path(spec.origin or "").parent / "locale" if spec else Path("/nonexistent")


def server() -> Finding:
    held = holder()
    if held is None or (held["pid"] == os.getpid() and held["what"] != "A server"):
        return fine(_("no server runs on this data folder"))
    if held["pid"] == os.getpid():
        return fine(_("runs, process {pid}").format(pid=held["pid"]))
    line = control_socket.connect(Path(settings.DATA))
    if line is None:
        return warning(_("process {pid} holds the data folder and does not answer").format(pid=held["pid"]), f"kill {held['pid']}")
    line.close()
    return fine(_("runs, process {pid}").format(pid=held["pid"]))


# With the stores


def database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    if connection.vendor != "sqlite":
        return fine(_("PostgreSQL answers"))
    with connection.cursor() as cursor:
        cursor.execute("pragma quick_check(1)")
        said = cursor.fetchone()[0]
    if said != "ok":
        return broken(said, _("Restore a backup: `hamsafar restore DIR` into an empty data folder."))
    return fine(_("SQLite answers and is sound"))


def tables() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        says = _("{n} changes of the tables are not applied").format(n=len(waiting))
        return broken(says, _("They are applied by the next `hamsafar up`."))
    return fine(_("up to date"))


def owner() -> Finding:
    from hamsafar.ground.organisation import services as organisation

    if organisation.nobody_yet():
        return warning(_("nobody can sign in yet"), "hamsafar member create-owner --email … --name …")
    return fine(_("somebody can sign in"))


def event_store() -> Finding:
    store = eventstore.store()
    version = store.query("select version()").value()
    if not store.query("select count() from system.tables where database = currentDatabase() and name = 'events'").value():
        return warning(_("there are no tables yet"), _("They are made by the next `hamsafar up`."))
    rows = store.query("select count() from events").value()
    return fine(_("{version}, {rows:,} events").format(version=version, rows=rows))


def parts() -> Finding:
    worst = eventstore.store().query(
        "select count() as n from system.parts where active and database = currentDatabase()"
        " group by table, partition order by n desc limit 1"
    )
    most = int(worst.rows[0][0]) if worst.rows else 0
    if most > MOST_PARTS:
        return warning(_("{n} parts in one month").format(n=most), _("Send larger batches; the engine merges them by and by."))
    return fine(_("at most {n} in one month").format(n=most))


def event_times() -> Finding:
    """A clock that once ran ahead leaves events of the future."""
    newest = eventstore.store().query("select max(received_at) from events").value()
    ahead = (newest - clock.now()) if newest else dt.timedelta(0)
    if ahead > dt.timedelta(minutes=5):
        says = _("events were received {minutes} minutes in the future").format(minutes=ahead // dt.timedelta(minutes=1))
        return warning(says, _("Set this machine's clock."))
    return fine(clock.now().isoformat(timespec="seconds"))


def who_is_who() -> Finding:
    """How far the follower is behind the spine."""
    from hamsafar.identify.people import services as people

    behind = max(0, int(eventstore.store().query("select max(seq) from events").value()) - people.offset())
    if behind > MOST_LAG:
        return warning(_("who is who is {n} events behind").format(n=behind), _("It catches up by itself while a server runs."))
    return fine(_("{n} events behind").format(n=behind))


def outbox() -> Finding:
    from hamsafar.collect.intake.models import OutboxRow

    waiting = OutboxRow.objects.count()
    if waiting > MOST_LAG:
        return warning(_("{n} events wait in the outbox").format(n=waiting), _("They are carried over while a server runs."))
    return fine(_("{n} waiting").format(n=waiting))


def redis() -> Finding:
    if not settings.REDIS_URL:
        return fine(_("not used: live updates stay in this process"))
    from redis import Redis

    Redis.from_url(settings.REDIS_URL, socket_timeout=3, socket_connect_timeout=3).ping()
    return fine(_("answers"))


def queue() -> Finding:
    counts = jobs.counts()
    stuck = jobs.stuck()
    if stuck:
        names = ", ".join(sorted({each.name for each in stuck}))
        says = _("nobody takes {names}").format(names=names)
        return warning(says, _("Is a server or `hamsafar work` running? Jobs are listed under Settings."))
    says = _("{queued} waiting, {failed} failed").format(queued=counts[jobs.State.QUEUED], failed=counts[jobs.State.FAILED])
    return warning(says, _("See why under Settings, Jobs, and run them again.")) if counts[jobs.State.FAILED] else fine(says)


def erasures() -> Finding:
    """Somebody was promised to be forgotten."""
    from hamsafar.store.erasure import services as erasure

    waiting = erasure.unfinished()
    if any(clock.now() - each.requested_at > dt.timedelta(hours=1) for each in waiting):
        says = _("{n} people who are to be erased are not yet").format(n=len(waiting))
        return warning(says, _("See why under Settings, Jobs. A server goes on with them when it starts."))
    return fine(_("{n} going on").format(n=len(waiting)))


Check = Callable[[], Finding]
OUTSIDE: tuple[Check, ...] = (python, data_folder, disk, secret, address, time_zone, pages, messages, server)
INSIDE: tuple[Check, ...] = (database, tables, owner, event_store, parts, event_times, who_is_who, outbox, redis, queue, erasures)
