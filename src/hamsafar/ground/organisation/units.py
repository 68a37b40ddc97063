"""The tree of units: business unit → country → branch. Small (hundreds), so it is read whole."""

import re
from collections.abc import Iterable
from zoneinfo import available_timezones

from django.db import transaction

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit

from . import models
from .contracts import Unit, UnitKind, WeekStart
from .errors import BadCode, CodeTaken, UnitHasBranches, UnitInsideItself, UnknownZone

CODE = re.compile(r"[a-z][a-z0-9.-]{1,39}")


def list_units(*, archived: bool = False) -> tuple[Unit, ...]:
    """In tree order, parents before children; archived ones only when asked for."""
    rows = list(models.Unit.objects.select_related("parent"))
    return tuple(unit for unit in _in_order(rows) if archived or not unit.is_archived)


def find_unit(code: str) -> Unit | None:
    return next((unit for unit in list_units(archived=True) if unit.code == code), None)


def get_unit(code: str) -> Unit:
    unit = find_unit(code)
    if unit is None:
        raise NotFound()
    return unit


def path_to(code: str) -> tuple[Unit, ...]:
    """From the top down to the unit itself; () for an unknown code."""
    known = {unit.code: unit for unit in list_units(archived=True)}
    path: list[Unit] = []
    while code in known:
        path.insert(0, known[code])
        code = known[code].parent
    return tuple(path)


def units_below(code: str) -> tuple[str, ...]:
    """Codes of the unit itself and of all below it, archived ones too (their history stays). Unknown code: ()."""
    return with_all_below([code])


def all_above(codes: Iterable[str]) -> frozenset[str]:
    """What these units are part of, themselves left out: "" is the whole company. Of nothing it is nothing."""
    wanted = set(codes)
    above = {unit.code for code in wanted for unit in path_to(code)} | ({""} if wanted else set())
    return frozenset(above - wanted)


def with_all_below(codes: Iterable[str]) -> tuple[str, ...]:
    wanted = set(codes)
    if not wanted:
        return ()
    found = []
    for unit in list_units(archived=True):  # parents come first, so one pass is enough
        if unit.code in wanted or unit.parent in wanted:
            wanted.add(unit.code)
            found.append(unit.code)
    return tuple(found)


@transaction.atomic
def add_unit(
    *,
    code: str,
    kind: UnitKind,
    name_fa: str,
    name_en: str,
    parent: str = "",
    time_zone: str = "",
    week_start: str = "",
    currency: str = "",
    by: audit.Actor | None = None,
) -> Unit:
    if not CODE.fullmatch(code):
        raise BadCode()
    if models.Unit.objects.filter(code=code).exists():
        raise CodeTaken(unit=code)
    row = models.Unit(code=code, kind=UnitKind(kind), parent=_row(parent) if parent else None)
    _dress(row, name_fa, name_en, time_zone, week_start, currency)
    row.save()
    audit.record("organisation.unit_added", by=by, about=code, facts={"parent": parent, "kind": str(kind)})
    return get_unit(code)


@transaction.atomic
def change_unit(
    code: str, *, name_fa: str, name_en: str, time_zone: str = "", week_start: str = "", currency: str = "", by: audit.Actor | None = None
) -> Unit:
    row = _row(code)
    before = {
        "name_fa": row.name_fa,
        "name_en": row.name_en,
        "time_zone": row.time_zone,
        "week_start": row.week_start,
        "currency": row.currency,
    }
    _dress(row, name_fa, name_en, time_zone, week_start, currency)
    row.save()
    changed = {key: [old, getattr(row, key)] for key, old in before.items() if old != getattr(row, key)}
    if changed:
        audit.record("organisation.unit_changed", by=by, about=code, facts=changed)
    return get_unit(code)


@transaction.atomic
def move_unit(code: str, *, below: str, by: audit.Actor | None = None) -> Unit:
    """`below` "" makes it a top unit. Events keep their unit code, so all history follows at once."""
    row = _row(code)
    if below and below in units_below(code):
        raise UnitInsideItself()
    before = row.parent.code if row.parent else ""
    row.parent = _row(below) if below else None
    row.save()
    audit.record("organisation.unit_moved", by=by, about=code, facts={"from": before, "to": below})
    return get_unit(code)


@transaction.atomic
def archive_unit(code: str, *, by: audit.Actor | None = None) -> None:
    """It leaves the pickers; its history stays and members keep seeing it."""
    row = _row(code)
    if models.Unit.objects.filter(parent=row, archived_at__isnull=True).exists():
        raise UnitHasBranches()
    row.archived_at = clock.now()
    row.save()
    audit.record("organisation.unit_archived", by=by, about=code)


@transaction.atomic
def restore_unit(code: str, *, by: audit.Actor | None = None) -> None:
    row = _row(code)
    row.archived_at = None
    row.save()
    audit.record("organisation.unit_restored", by=by, about=code)


def _dress(row: models.Unit, name_fa: str, name_en: str, time_zone: str, week_start: str, currency: str) -> None:
    if time_zone and time_zone not in available_timezones():
        raise UnknownZone(zone=time_zone)
    row.name_fa, row.name_en, row.currency = name_fa.strip(), name_en.strip(), currency.strip().upper()
    row.time_zone, row.week_start = time_zone, WeekStart(week_start).value if week_start else ""


def _row(code: str) -> models.Unit:
    row = models.Unit.objects.select_related("parent").filter(code=code).first()
    if row is None:
        raise NotFound()
    return row


def _in_order(rows: list[models.Unit]) -> list[Unit]:
    children: dict[int | None, list[models.Unit]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    ordered: list[Unit] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in children.get(parent, ()):
            ordered.append(_unit(row, depth))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return ordered


def _unit(row: models.Unit, depth: int) -> Unit:
    return Unit(
        code=row.code,
        kind=UnitKind(row.kind),
        name_fa=row.name_fa,
        name_en=row.name_en,
        parent=row.parent.code if row.parent else "",
        depth=depth,
        time_zone=row.time_zone,
        week_start=row.week_start,
        currency=row.currency,
        archived_at=row.archived_at,
    )
