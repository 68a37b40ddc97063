"""The settings of reviews: one row, the usual where it says nothing."""

import re
from dataclasses import asdict, fields
from typing import Any

from django.db import transaction

from hamsafar.ground.audit import services as audit

from .contracts import Policy
from .errors import BadPolicy
from .models import PolicyRow

ONLY = 1  # the row's id
STRANGERS, QUESTIONS, LOOKS = ("no", "code", "held"), ("off", "held", "open"), ("light", "dark", "device")


def policy() -> Policy:
    row = PolicyRow.objects.filter(id=ONLY).first()
    known = {each.name for each in fields(Policy)}
    facts: dict[str, Any] = {}
    for name, value in (row.facts if row else {}).items():
        if name in known:
            facts[name] = tuple(value) if isinstance(value, list) else value
    return Policy(**facts)


@transaction.atomic
def change_policy(wanted: Policy, *, by: audit.Actor | None = None) -> Policy:
    """Raises BadPolicy."""
    if not _can_be(wanted):
        raise BadPolicy
    before, facts = asdict(policy()), asdict(wanted)
    PolicyRow.objects.update_or_create(id=ONLY, defaults={"facts": facts})
    changed: dict[str, Any] = {name: value for name, value in facts.items() if before[name] != value}
    audit.record("reviews.policy_changed", by=by, facts=changed)
    return wanted


def _can_be(wanted: Policy) -> bool:
    return (
        1 <= wanted.auto_from <= 6
        and 0 <= wanted.auto_upto <= 5
        and 0 <= wanted.photos <= 8
        and 1 <= wanted.days <= 365
        and wanted.strangers in STRANGERS
        and wanted.questions in QUESTIONS
        and wanted.look in LOOKS
        and bool(wanted.languages)
        and set(wanted.languages) <= {"fa", "en"}
        and re.fullmatch("#[0-9a-f]{6}", wanted.colour) is not None
    )
