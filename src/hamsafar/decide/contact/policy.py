"""The company's contact rules: read, changed, with what they were in the audit log."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from hamsafar.ground.audit import services as audit

from .contracts import Budget, Policy, Quiet
from .models import BudgetRow, PolicyRow

ONLY_ROW = 1


def policy() -> Policy:
    row = PolicyRow.objects.filter(pk=ONLY_ROW).first()
    if row is None:
        return Policy()
    budgets = BudgetRow.objects.order_by("days", "channel", "purpose")
    return Policy(
        budgets=tuple(Budget(contacts=each.contacts, days=each.days, channel=each.channel, purpose=each.purpose) for each in budgets),
        rest_days=row.rest_days,
        quiet=Quiet(
            start=row.quiet_start,
            end=row.quiet_end,
            weekdays=frozenset(row.quiet_weekdays),
            holidays=row.quiet_holidays,
            days=frozenset(map(dt.date.fromisoformat, row.quiet_days)),
            channels=frozenset(row.quiet_channels),
        ),
        ask_first=frozenset(row.ask_first),
    )


@transaction.atomic
def change_policy(new: Policy, *, by: audit.Actor | None = None) -> Policy:
    """What holds from now on. What has been allowed already is looked at again before it is sent."""
    before = policy()
    PolicyRow.objects.update_or_create(
        pk=ONLY_ROW,
        defaults={
            "rest_days": new.rest_days,
            "quiet_start": new.quiet.start,
            "quiet_end": new.quiet.end,
            "quiet_weekdays": sorted(new.quiet.weekdays),
            "quiet_holidays": new.quiet.holidays,
            "quiet_days": sorted(day.isoformat() for day in new.quiet.days),
            "quiet_channels": sorted(new.quiet.channels),
            "ask_first": sorted(new.ask_first),
        },
    )
    BudgetRow.objects.all().delete()
    BudgetRow.objects.bulk_create(_rows(new.budgets))
    if before != policy():
        audit.record("contact.policy_changed", by=by, facts=_changes(before, policy()))
    return policy()


def _rows(budgets: Iterable[Budget]) -> list[BudgetRow]:
    """Of two for the same channel, purpose and days the stricter one."""
    strict: dict[tuple[str, str, int], int] = {}
    for each in budgets:
        where = each.channel, each.purpose, each.days
        strict[where] = min(each.contacts, strict.get(where, each.contacts))
    return [BudgetRow(channel=c, purpose=p, days=d, contacts=n) for (c, p, d), n in strict.items()]


def _changes(before: Policy, after: Policy) -> dict[str, Any]:
    old, new = _plain(before), _plain(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def _plain(found: Policy) -> Mapping[str, Any]:
    quiet = found.quiet
    return {
        "budgets": [f"{b.contacts}/{b.days}d {b.channel or '*'} {b.purpose or '*'}" for b in found.budgets],
        "rest_days": found.rest_days,
        "ask_first": sorted(found.ask_first),
        "quiet_hours": f"{quiet.start:%H:%M}-{quiet.end:%H:%M}",
        "quiet_weekdays": sorted(quiet.weekdays),
        "quiet_holidays": quiet.holidays,
        "quiet_days": sorted(day.isoformat() for day in quiet.days),
        "quiet_channels": sorted(quiet.channels),
    }
