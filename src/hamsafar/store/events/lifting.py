"""A round of questions about the same events: they are lifted out of the spine once, and each question reads the small copy.

Every question that reads the spine unpacks the properties of all events around those that it wants. Measures and their breakdowns are some
hundred questions, most of them about a tenth of the events; over a copy in the engine's memory each of those takes milliseconds. What makes
up most of the spine (pages viewed, e-mails) stays where it is: reading it costs the same here and there.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from clickhouse_connect.driver.client import Client

from hamsafar.base.eventstore import Answer, bind, refusing, store
from hamsafar.base.sql import Question, Stage, questions_beside

from . import scoping
from .contracts import Scope

question = questions_beside(__file__)

TABLE: Final = "lifted_events"  # each client has its own; one name for all, so that statements are the same in every round
MOST: Final = 400_000  # events in one copy, about three hundred bytes each
FOR_ONE_THREAD: Final = 100_000  # events
_BEGINNING = dt.datetime(1971, 1, 1, tzinfo=dt.UTC)
Reach = Mapping[str, dt.datetime | None]  # event name: from when on; None is the beginning


class Round:
    """One client and, in its memory, the copy. Questions that the copy cannot answer are asked of the spine, through the same client."""

    def __init__(self, client: Client, scope: Scope, *, is_patient: bool) -> None:
        self._client, self._scope = client, scope
        self._reach = dict[str, dt.datetime]()
        self._settings: dict[str, Any] = {**store().limits.as_settings(), **({"max_threads": 1} if is_patient else {})}

    @property
    def names(self) -> frozenset[str]:
        """What is in the copy."""
        return frozenset(self._reach)

    def ask(
        self, question: Question, *, reads: Iterable[str], since: dt.datetime | None, scope: Scope, **params: Any
    ) -> Answer:
        """`reads` and `since`: which names the question looks at, from when on. Where the copy has them, it answers."""
        if not self._has(reads, since or _BEGINNING):
            return self.query(*scoping.scoped(question, scope, params))
        scoping.check(question)
        # The copy was made without marked traffic and keeps no mark.
        stage, values = scoping.cut(replace(scope, include_marked=True), table=TABLE)
        return self.query(question.stacked(stage), {**params, **values})

    def lift(self, wanted: Reach, most: int) -> None:
        """As many names as fit, the rare ones first."""
        reach = {name: since or _BEGINNING for name, since in wanted.items()}
        counted = dict.fromkeys(reach, 0)
        statement, values = scoping.scoped(question("name_counts"), self._scope, _bounds(reach))
        counted |= dict(self.query(statement, values).rows)
        room = most
        for name in sorted(counted, key=counted.__getitem__):
            room -= counted[name]
            if room < 0:
                break
            self._reach[name] = reach[name]
        statement, values = scoping.scoped(question("lifted"), self._scope, _bounds(self._reach))
        self.copy(statement, values)

    def copy(self, statement: str, values: dict[str, Any]) -> None:
        self._command(f"create temporary table {TABLE} engine = Memory as\n{statement}", values)

    def drop(self) -> None:
        self._command(f"drop temporary table if exists {TABLE}", {})

    def spare_threads(self) -> None:
        """Dividing little work among threads costs more than the work."""
        if int(self.query(f"select count() from {TABLE}", {}).value()) < FOR_ONE_THREAD:  # noqa: S608
            self._settings["max_threads"] = 1

    def _has(self, reads: Iterable[str], since: dt.datetime) -> bool:
        return all(name in self._reach and self._reach[name] <= since for name in reads)

    def query(self, statement: str, values: dict[str, Any]) -> Answer:
        with refusing(store().limits):
            result = self._client.query(statement, parameters=bind(values), settings=self._settings)
        return Answer(columns=tuple(result.column_names), rows=[tuple(row) for row in result.result_rows])

    def _command(self, statement: str, values: dict[str, Any]) -> None:
        with refusing(store().limits):
            self._client.command(statement, parameters=bind(values), settings=self._settings)


@contextmanager
def lifted(wanted: Reach, *, scope: Scope, most: int = MOST, is_patient: bool = False) -> Iterator[Round]:
    """A round of questions about these events of a scope (its times aside). For work behind the scenes: it keeps one of the few clients.

    Inside, ask nothing but through the round: whoever waits for a second client while holding one may wait for ever. A patient round
    takes one core only: small questions in one thread each cost a fifth less, and whoever opens a page meanwhile has the other core.
    """
    with store().client() as client:
        asked = Round(client, replace(scope, since=None, until=None), is_patient=is_patient)
        asked.drop()  # what a client that was cut off may have left
        try:
            asked.lift(wanted, most)
            yield asked
        finally:
            asked.drop()


class Copy:
    """What one question found, in the memory of one client. Questions read it as their `scope`."""

    def __init__(self, round_: Round) -> None:
        self._round = round_

    def ask(self, question: Question, **params: Any) -> Answer:
        scoping.check(question)
        return self._round.query(question.stacked(Stage("scope", f"select * from {TABLE}")), params)  # noqa: S608


@contextmanager
def copied(first: Question, *, scope: Scope, **params: Any) -> Iterator[Copy]:
    """What `first` answers is found once, for the questions inside: for a page with many about the same few events.

    As in a round, ask nothing else inside. Raises QueryTooLarge where it does not fit in memory.
    """
    statement, values = scoping.scoped(first, scope, params)
    with store().client() as client:
        round_ = Round(client, scope, is_patient=False)
        round_.drop()
        try:
            round_.copy(statement, values)
            round_.spare_threads()
            yield Copy(round_)
        finally:
            round_.drop()


def _bounds(reach: Mapping[str, dt.datetime]) -> dict[str, Any]:
    return {"names": list(reach), "sinces": list(reach.values())}
