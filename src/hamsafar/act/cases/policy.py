"""How this company closes the loop: working hours, the survey that asks again."""

import datetime as dt

from django.db import transaction

from hamsafar.base import working_time
from hamsafar.base.working_time import Hours
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation

from .contracts import Policy
from .models import PolicyRow


def policy() -> Policy:
    row = PolicyRow.objects.filter(id=1).first()
    if row is None:
        return Policy()
    hours = Hours(start=row.start, end=row.end, round_the_clock=row.round_the_clock)
    return Policy(hours=hours, survey=row.survey, after=dt.timedelta(seconds=row.after_seconds))


@transaction.atomic
def change_policy(new: Policy, *, by: audit.Actor | None = None) -> None:
    facts = {
        "start": new.hours.start, "end": new.hours.end, "round_the_clock": new.hours.round_the_clock, "survey": new.survey,
        "after_seconds": int(new.after.total_seconds()),
    }  # fmt: skip
    PolicyRow.objects.update_or_create(id=1, defaults=facts)
    told = {name: value.isoformat() if isinstance(value, dt.time) else value for name, value in facts.items()}
    audit.record("cases.policy_changed", by=by, about="cases", facts=told)


def due_after(at: dt.datetime, duration: dt.timedelta, unit: str) -> dt.datetime:
    """When so much working time of the unit has passed."""
    return working_time.add(at, duration, organisation.almanac_of(unit), policy().hours)
