"""Put a demo world into this installation, through the doors that real data takes: units and log-ins, sources, a year of events."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from hamsafar.base import clock
from hamsafar.base.calendars import Calendar
from hamsafar.base.errors import Refused
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.contracts import Event
from hamsafar.config.environment import data_folder
from hamsafar.ground.organisation import services as organisation

from . import asked, company, reviewed, seasons
from . import truths as truth_files
from .simulate import simulate
from .truths import Truths
from .world import YEAR

DEFAULT_SEED, DEFAULT_SIZE = 1405, 20_000
REACH = 7  # days within which a day's happenings end
EVENTS_A_PERSON = 100  # only for the progress bar
PASSWORD = "hamsafar-1405"  # noqa: S105 - printed on purpose: the demo world holds invented people only
Say = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    email: str
    name: str
    role: organisation.Role
    unit: str = ""  # "" is the whole company

    @property
    def password(self) -> str:
        return PASSWORD


LOGINS: tuple[Login, ...] = (
    Login(email=f"ali@{company.DOMAIN}", name="علی پارسا", role=organisation.Role.OWNER),
    Login(email=f"maryam@{company.DOMAIN}", name="مریم شریفی", role=organisation.Role.CX_LEAD),
    Login(email=f"kamran@{company.DOMAIN}", name="کامران زند", role=organisation.Role.ANALYST),
    Login(email=f"bahar@{company.DOMAIN}", name="بهار نیک‌نام", role=organisation.Role.AGENT, unit=company.ONLINE.code),
    Login(email=f"sara@{company.DOMAIN}", name="سارا ایزدی", role=organisation.Role.MARKETER, unit=company.ONLINE.code),
    Login(email=f"dara@{company.DOMAIN}", name="دارا فرخی", role=organisation.Role.VIEWER),
    Login(email=f"hossein@{company.DOMAIN}", name="حسین کاویانی", role=organisation.Role.STORE_STAFF, unit=company.BRANCHES[0].code),
    Login(email=f"golnaz@{company.DOMAIN}", name="گلناز سپهری", role=organisation.Role.STORE_STAFF, unit=company.BRANCHES[1].code),
)


class OtherWorld(Refused):
    code, status = "other_world", 409
    message = _("This data folder holds another demo world ({known}). Choose an empty folder for the world {wanted}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of it: all events that the makings kept, and how many of them are new."""

    start: dt.date
    until: dt.datetime
    events: int
    new: int
    size: int
    logins: tuple[Login, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the data folder remembers of its world, so that a later making continues the same one instead of beginning another."""

    seed: int
    size: int
    truths: str  # as truths.parse reads it
    start: str
    until: str = ""
    events: int = 0  # kept by the makings that were completed

    @property
    def planted(self) -> Truths:
        return truth_files.parse(self.truths, named="demo.json")

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.size} people, truths {self.planted.digest}"


def make(seed: int | None = None, size: int | None = None, say: Say | None = None, truths: Truths | None = None) -> Made:
    """Make the world up to now, or continue the one that is here; what is there already stays as it is.

    What is not given is as in the world that is here, or as in the default world. `say(done, total, note)` is told how many events of
    about how many are kept, and which day it is. Raises OtherWorld when the folder holds a world of another seed, size or truths.
    """
    until = clock.now()
    note = _note(seed, size, truths, until)
    _settle_company()
    _open_sources()
    surveyed, opinions = asked.Rows(), reviewed.Rows()
    new = _record(_days(note, until), note, say or _silently, surveyed, opinions)
    surveyed.write(dt.date.fromisoformat(note.start))
    opinions.write()
    _write(replace(note, until=until.isoformat(), events=note.events + new))
    return Made(start=dt.date.fromisoformat(note.start), until=until, events=note.events + new, new=new, size=note.size, logins=LOGINS)


def _silently(_done: int, _total: int, _note: str) -> None:
    return


def _days(note: Note, until: dt.datetime) -> Iterator[list[Event]]:
    """The days that are not kept yet; the last ones of an earlier making again, as what they began was cut at that moment."""
    start = dt.date.fromisoformat(note.start)
    kept = (seasons.date_of(dt.datetime.fromisoformat(note.until).timestamp()) - start).days - REACH if note.until else 0
    for number, events in enumerate(simulate(seed=note.seed, size=note.size, start=start, until=until, truths=note.planted)):
        if number >= kept:
            yield events


def _record(days: Iterator[list[Event]], note: Note, say: Say, surveyed: asked.Rows, opinions: reviewed.Rows) -> int:
    """Big batches through the intake; how many events were new."""
    done = new = 0
    for batch, receipt in intake.record_all(opinions.watch(surveyed.watch(event for events in days for event in events))):
        new += receipt.accepted
        done += len(batch)
        total = max(note.size * EVENTS_A_PERSON, note.events + done)
        say(note.events + done, total, seasons.date_of(batch[-1].received_at.timestamp()).isoformat())
    return new


def _note_file() -> Path:
    return data_folder() / "demo.json"


def _note(seed: int | None, size: int | None, truths: Truths | None, until: dt.datetime) -> Note:
    """The note of this world; written before the first event, so that a making that was cut short goes on with the same first day."""
    known = _known()
    start = (seasons.date_of(until.timestamp()) - dt.timedelta(days=YEAR)).isoformat()
    base = known or Note(seed=DEFAULT_SEED, size=DEFAULT_SIZE, truths=truth_files.load().as_text(), start=start)
    wanted = replace(
        base,
        seed=base.seed if seed is None else seed,
        size=base.size if size is None else size,
        truths=base.truths if truths is None else truths.as_text(),
    )
    if known and str(known) != str(wanted):
        raise OtherWorld(known=known, wanted=wanted)
    if not known:
        _write(wanted)
    return wanted


def seed_and_size() -> tuple[int, int]:
    """Of the world that is here."""
    known = _known()
    return (known.seed, known.size) if known else (DEFAULT_SEED, DEFAULT_SIZE)


def _known() -> Note | None:
    if not _note_file().exists():
        return None
    return Note(**json.loads(_note_file().read_text(encoding="utf-8")))


def _write(note: Note) -> None:
    facts: dict[str, Any] = {name: getattr(note, name) for name in Note.__dataclass_fields__}
    _note_file().parent.mkdir(parents=True, exist_ok=True)
    half = _note_file().with_suffix(".part")
    half.write_text(json.dumps(facts), encoding="utf-8")
    half.replace(_note_file())


def _settle_company() -> None:
    """The company, its tree of units and a log-in for each role."""
    organisation.change_company(
        organisation.Company(
            name=company.NAME_FA, language="fa", currency="IRR", calendar=Calendar.PERSIAN,
            week_start=organisation.WeekStart.SATURDAY, time_zone="Asia/Tehran",
        )
    )  # fmt: skip
    kinds = organisation.UnitKind
    for place, kind, parent in (
        (company.COMPANY, kinds.BUSINESS_UNIT, ""),
        (company.ONLINE, kinds.BUSINESS_UNIT, company.COMPANY.code),
        *((branch, kinds.BRANCH, company.COMPANY.code) for branch in company.BRANCHES),
    ):
        if organisation.find_unit(place.code) is None:
            organisation.add_unit(code=place.code, kind=kind, name_fa=place.fa, name_en=place.en, parent=parent)
    _let_in()


def _let_in() -> None:
    known = {member.email for member in organisation.list_members()}
    for login in LOGINS:
        if login.email not in known:
            grant = organisation.Grant(role=login.role, unit=login.unit)
            organisation.create_member(email=login.email, name=login.name, password=login.password, grants=[grant])


def _open_sources() -> None:
    """Every system that sends is a source with its own identifier space."""
    known = {source.slug for source in intake.list_sources()}
    for tool in company.SOURCES.values():
        if tool.code not in known:
            kind = intake.SourceKind(tool.kind)
            intake.create_source(tool.fa, slug=tool.code, kind=kind, space=tool.space, unit=tool.unit, channel=tool.channel)
