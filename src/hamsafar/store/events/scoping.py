"""The one place that decides which events a question sees.

`scope` has the columns of `events`; its `person_key` is the canonical person, `own_key` what the event itself was written under.
"""

from functools import cache
from typing import Any

from hamsafar.base.sql import Question, Stage

from .contracts import Scope
from .overriding import keys_of

CANONICAL = "dictGetOrDefault('canonical', 'person', events.person_key, events.person_key)"


class AsksPastTheScope(ValueError):
    """A question that reads the raw events, or does not read `scope`: a bug in its .sql file, never shown to people."""


def scoped(question: Question, scope: Scope, params: dict[str, Any], table: str = "events") -> tuple[str, dict[str, Any]]:
    """The statement and its values. Raises AsksPastTheScope."""
    check(question)
    stage, values = cut(scope, table)
    return question.stacked(stage), {**params, **values}


def cut(scope: Scope, table: str = "events") -> tuple[Stage, dict[str, Any]]:
    """`scope` as a stage, and the values in it. `table`: the events, a copy of some of them, or what was read from them."""
    parts = _parts(scope)
    conditions = [condition for condition, _ in parts]
    values = {name: value for _, given in parts for name, value in given.items()}
    # A look-up of few keys reads its filter columns first; over many rows the engine decides better by itself.
    word = "where" if scope.people is None else "prewhere"
    where = f"\n{word} " + "\n    and ".join(conditions) if conditions else ""
    columns = f"* replace ({CANONICAL} as person_key), events.person_key as own_key"
    return Stage("scope", f"select {columns}\nfrom {table} as events{where}"), values


@cache
def check(question: Question) -> None:
    """Raises AsksPastTheScope. Parsing is dear, questions are few and never change."""
    tables = question.tables()
    if "events" in tables or "scope" not in tables:
        raise AsksPastTheScope(f"{question.name}.sql reads `scope`, never `events`")


def _parts(scope: Scope) -> list[tuple[str, dict[str, Any]]]:
    parts: list[tuple[str, dict[str, Any]]] = []
    if scope.people is not None:
        parts.append(("events.person_key in {scope_keys:Array(UInt64)}", {"scope_keys": keys_of(scope.people)}))
    if not scope.include_marked:
        parts.append(("not events.marked", {}))
    if scope.units is not None:
        parts.append(("events.unit in {scope_units:Array(String)}", {"scope_units": scope.units}))
    if scope.since is not None:
        parts.append(("events.timestamp >= {scope_since:DateTime64(3, 'UTC')}", {"scope_since": scope.since}))
    if scope.until is not None:
        parts.append(("events.timestamp < {scope_until:DateTime64(3, 'UTC')}", {"scope_until": scope.until}))
    return parts
