"""How long events are kept, by family; a nightly job deletes what is older."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from hamsafar.base import clock
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit

from . import spine
from .contracts import Rule
from .errors import BadRetention
from .models import RetentionRow

OWN = "own"  # names that are not in the vocabulary: the company's own events
FAMILIES = (*(family.value for family in vocabulary.Family), OWN)
MOST_MONTHS = 600


def list_rules() -> tuple[Rule, ...]:
    kept = dict(RetentionRow.objects.values_list("family", "months"))
    return tuple(Rule(family=family, months=kept.get(family)) for family in FAMILIES)


@transaction.atomic
def set_rule(family: str, months: int | None, *, by: audit.Actor | None) -> None:
    """Keep events of a family for so many months from now on; None keeps them for ever."""
    if family not in FAMILIES or (months is not None and not 1 <= months <= MOST_MONTHS):
        raise BadRetention
    if months is None:
        RetentionRow.objects.filter(family=family).delete()
    else:
        RetentionRow.objects.update_or_create(family=family, defaults={"months": months})
    audit.record("privacy.retention_changed", by=by, about=f"family:{family}", facts={"months": months})


def sweep() -> int:
    """Delete every event that is older than its family is kept; how many."""
    return sum(spine.forget_where(condition) for condition in _conditions(clock.now()))


def _conditions(now: dt.datetime) -> Iterator[str]:
    for rule in list_rules():
        if rule.months is not None:
            before = _months_before(now, rule.months)
            yield f"timestamp < toDateTime64({spine.quoted(before.strftime('%Y-%m-%d %H:%M:%S'))}, 3, 'UTC') and {_of(rule.family)}"


def _of(family: str) -> str:
    known = [event.name for event in vocabulary.EVENTS if family in (OWN, event.family.value)]
    listed = ", ".join(map(spine.quoted, known))
    return f"name not in ({listed})" if family == OWN else f"name in ({listed})" if known else "0"


def _months_before(moment: dt.datetime, months: int) -> dt.datetime:
    years, month = divmod(moment.month - 1 - months, 12)
    return moment.replace(year=moment.year + years, month=month + 1, day=min(moment.day, 28))


