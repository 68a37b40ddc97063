"""What holds for the whole installation; before anybody has said anything, the environment does."""

from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from hamsafar.ground.audit import services as audit

from . import models
from .contracts import Calendar, Company, WeekStart
from .errors import UnknownZone

ONLY_ROW = 1


def company() -> Company:
    row = models.CompanyRow.objects.filter(pk=ONLY_ROW).first() or _unsaid()
    return Company(
        name=row.name,
        language=row.language,
        currency=row.currency,
        calendar=Calendar(row.calendar),
        week_start=WeekStart(row.week_start),
        time_zone=row.time_zone,
    )


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
    if changed:
        audit.record("organisation.company_changed", by=by, facts=changed)
    return company()


def _unsaid() -> models.CompanyRow:
    persian = settings.LANGUAGE_CODE == "fa"
    return models.CompanyRow(
        pk=ONLY_ROW,
        name="",
        language=settings.LANGUAGE_CODE,
        currency=settings.HOME_CURRENCY,
        calendar=Calendar.JALALI if persian else Calendar.GREGORIAN,
        week_start=WeekStart.SATURDAY if persian else WeekStart.MONDAY,
        time_zone=settings.TIME_ZONE,
    )
