"""What holds for the whole installation; before anybody has said anything, the environment does."""

import time
from zoneinfo import available_timezones

from django.conf import settings
from django.db import connection, transaction

from hamsafar.base.calendars import MONDAY, SATURDAY, SUNDAY, Almanac, Calendar
from hamsafar.ground.audit import services as audit

from . import models, units
from .contracts import Company, WeekStart
from .errors import UnknownZone

ONLY_ROW = 1
FRESH = 1.0  # seconds
_known: tuple[Company, float] | None = None
DAY_NUMBERS = {WeekStart.SATURDAY: SATURDAY, WeekStart.SUNDAY: SUNDAY, WeekStart.MONDAY: MONDAY}


def company() -> Company:
    """Asked for with every request, so remembered for a second: that long another process may not know of a change."""
    global _known
    if _known and not connection.in_atomic_block and time.monotonic() - _known[1] < FRESH:
        return _known[0]
    found = _read()
    if not connection.in_atomic_block:  # what is read inside of a transaction may be rolled back
        _known = found, time.monotonic()
    return found


def _read() -> Company:
    row = models.CompanyRow.objects.filter(pk=ONLY_ROW).first() or _unsaid()
    return Company(
        name=row.name,
        language=row.language,
        currency=row.currency,
        calendar=Calendar(row.calendar),
        week_start=WeekStart(row.week_start),
        time_zone=row.time_zone,
    )


def almanac_of(unit: str = "", *, whole: Company | None = None) -> Almanac:
    """How a unit reads time: its own zone and week, else those of the nearest unit above that has any, else the company's."""
    whole = whole or company()
    zone, week = "", ""
    for own in units.path_to(unit) if unit else ():
        zone, week = own.time_zone or zone, own.week_start or week
    return Almanac(calendar=whole.calendar, zone=zone or whole.time_zone, week_starts_on=DAY_NUMBERS[WeekStart(week or whole.week_start)])


@transaction.atomic
def change_company(new: Company, *, by: audit.Actor | None = None) -> Company:
    if new.time_zone not in available_timezones():
        raise UnknownZone(zone=new.time_zone)
    row = models.CompanyRow.objects.filter(pk=ONLY_ROW).first() or _unsaid()
    changed = {}
    for field in Company.__dataclass_fields__:
        old, value = getattr(row, field), str(getattr(new, field))
        if old != value:
            changed[field] = [old, value]
            setattr(row, field, value)
    row.save()
    transaction.on_commit(_forget)
    if changed:
        audit.record("organisation.company_changed", by=by, facts=changed)
    return company()


def _forget() -> None:
    global _known
    _known = None


def _unsaid() -> models.CompanyRow:
    persian = settings.LANGUAGE_CODE == "fa"
    return models.CompanyRow(
        pk=ONLY_ROW,
        name="",
        language=settings.LANGUAGE_CODE,
        currency=settings.HOME_CURRENCY,
        calendar=Calendar.PERSIAN if persian else Calendar.GREGORIAN,
        week_start=WeekStart.SATURDAY if persian else WeekStart.MONDAY,
        time_zone=settings.TIME_ZONE,
    )
