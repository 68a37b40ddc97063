"""Questions to the spine."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from hamsafar.base.eventstore import Answer, Limits, store
from hamsafar.base.sql import Question, questions_beside

from . import scoping
from .contracts import Scope

question = questions_beside(__file__)
# An event keeps its moment, so all its readings lie in one part of the table: parts need not be compared with each other.
_IN_FORCE: dict[str, Any] = {"final": 1, "do_not_merge_across_partitions_select_final": 1}


def ask(question: Question, *, scope: Scope, limits: Limits | None = None, **params: Any) -> Answer:
    """Answer a room's question over the events that `scope` lets it see. Raises QueryTooSlow or QueryTooLarge at its limits."""
    return store().query(*scoping.scoped(question, scope, params), limits=limits)


def ask_readings(question: Question, *, scope: Scope, limits: Limits | None = None, **params: Any) -> Answer:
    """The same over what was read from the texts of these events: `scope` has the columns of `annotations`, the one in force of each."""
    return store().query(*scoping.scoped(question, scope, params, table="annotations"), limits=limits, **_IN_FORCE)


def erased_among(id_hashes: Iterable[int]) -> list[int]:
    """Those whose person was erased: whoever keeps something of an event beside the spine looks once more after writing it."""
    rows = store().query(question("forgotten_ids").stacked(), {"hashes": list(id_hashes)}).rows
    return [int(one) for (one,) in rows]


def ask_arrow(question: Question, *, scope: Scope, limits: Limits | None = None, **params: Any) -> pa.Table:
    """The same as Arrow columns, for arrays and exports."""
    return store().query_arrow(*scoping.scoped(question, scope, params), limits=limits)


def walk(question: Question, *, scope: Scope, **params: Any) -> Iterator[tuple[str, Answer]]:
    """The debug switch: each stage's name and what it answers (its first rows), one after the other."""
    scoping.check(question)
    before, values = scoping.cut(scope)
    for stage in question.stages:
        statement = question.stacked(before, upto=stage.name)
        yield stage.name, store().query(f"select * from (\n{statement}\n) limit 20", {**params, **values})  # noqa: S608


def print_stages(question: Question, *, scope: Scope, **params: Any) -> None:
    """For whoever writes a question and wants to see where it goes wrong."""
    for name, answer in walk(question, scope=scope, **params):
        print(f"-- {question.name}: {name}", *answer.columns, sep="\t")
        for row in answer.rows:
            print("", *row, sep="\t")
