"""The one place that decides which events a question sees.

`scope` has the columns of `events`; its `person_key` is the canonical person, `own_key` what the event itself was written under.
"""

from functools import cache
from typing import Any

from hamsafar.base.sql import Question, Stage

from .contracts import Scope

CANONICAL = "dictGetOrDefault('canonical', 'person', events.person_key, events.person_key)"

# The first half lets the engine look the keys up, the second leaves out a key that meanwhile belongs to someone else.
_OF_PEOPLE = f"""events.person_key in (
        select arrayJoin({{scope_people:Array(UInt64)}})
        union all
        select person_key from person_overrides final where person in {{scope_people:Array(UInt64)}}
    )
    and {CANONICAL} in {{scope_people:Array(UInt64)}}"""  # noqa: S608


class AsksPastTheScope(ValueError):
    """A question that reads the raw events, or does not read `scope`: a bug in its .sql file, never shown to people."""


def stage(scope: Scope) -> Stage:
    conditions = [condition for condition, _ in _parts(scope)]
    where = "\nwhere " + "\n    and ".join(conditions) if conditions else ""
    return Stage("scope", f"select * replace ({CANONICAL} as person_key), events.person_key as own_key\nfrom events{where}")


def params(scope: Scope) -> dict[str, Any]:
    return {name: value for _, values in _parts(scope) for name, value in values.items()}


@cache
def check(question: Question) -> None:
    """Raises AsksPastTheScope. Parsing is dear, questions are few and never change."""
    tables = question.tables()
    if "events" in tables or "scope" not in tables:
        raise AsksPastTheScope(f"{question.name}.sql reads `scope`, never `events`")


def _parts(scope: Scope) -> list[tuple[str, dict[str, Any]]]:
    parts: list[tuple[str, dict[str, Any]]] = []
    if not scope.include_marked:
        parts.append(("not events.marked", {}))
    if scope.units is not None:
        parts.append(("events.unit in {scope_units:Array(String)}", {"scope_units": scope.units}))
    if scope.since is not None:
        parts.append(("events.timestamp >= {scope_since:DateTime64(3, 'UTC')}", {"scope_since": scope.since}))
    if scope.until is not None:
        parts.append(("events.timestamp < {scope_until:DateTime64(3, 'UTC')}", {"scope_until": scope.until}))
    if scope.people is not None:
        parts.append((_OF_PEOPLE, {"scope_people": scope.people}))
    return parts
