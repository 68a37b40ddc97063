"""Questions about the answers to one survey, put together from files: the stage that finds the answers stands before every other."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Protocol

from hamsafar.base.eventstore import QueryTooLarge
from hamsafar.base.sql import Question
from hamsafar.base.text import fold
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

question = events.questions_beside(__file__)
MOST = 5_000  # different scores, choices or days of one question
MOST_SEARCHED = 20_000  # comments that a search looks through, the latest first


@cache
def _of_survey(name: str) -> Question:
    asked = question(name)
    return Question(f"results_{name}", asked.sentence, (*question("answers").stages, *asked.stages))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The survey as events call it, and whose answers of when; the rest narrows further."""

    survey: str
    scope: Scope
    version: int = 0
    channel: str = ""
    language: str = ""

    def ask(self, name: str, **params: Any) -> list[tuple[Any, ...]]:
        found = events.ask(_of_survey(name), scope=self.scope, **self._narrowing, **params)
        return [tuple(row) for row in found.rows]

    @contextmanager
    def gathered(self) -> Iterator["Asks"]:
        """The answers are looked for once, for all that is asked inside; ask nothing else there. Too many are looked for each time."""
        with ExitStack() as stack:
            try:
                found = stack.enter_context(events.copied(question("answers"), scope=self.scope, **self._narrowing))
            except QueryTooLarge:
                yield self
                return
            yield Gathered(found)

    @property
    def _narrowing(self) -> dict[str, Any]:
        return {
            "survey": self.survey, "version": self.version, "only_channel": self.channel, "only_language": self.language,
        }  # fmt: skip


class Asks(Protocol):
    """Whoever can be asked about the answers."""

    def ask(self, name: str, **params: Any) -> list[tuple[Any, ...]]: ...


@dataclass(frozen=True, slots=True)
class Gathered:
    found: events.Copy

    def ask(self, name: str, **params: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.found.ask(question(name), **params).rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """How often something was chosen; for rankings the sum of its places and how often it came first."""

    n: int
    places: int
    firsts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Everything that was answered, counted by question."""

    opened: int
    answered: int
    answers: Mapping[str, int]
    people: Mapping[str, int]
    texts: Mapping[str, int]
    scores: Mapping[str, Mapping[float, int]] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, Chosen]] = field(default_factory=dict)
    cells: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)  # (row, column)
    days: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def tally_of(wanted: Asks) -> Tally:
    opened, answered = wanted.ask("opened")[0]
    counted = wanted.ask("counted")
    scores: dict[str, dict[float, int]] = {}
    for key, score, n in wanted.ask("scores", most=MOST):
        scores.setdefault(key, {})[float(score)] = n
    choices: dict[str, dict[str, Chosen]] = {}
    for key, choice, n, places, firsts in wanted.ask("choices", most=MOST):
        choices.setdefault(key, {})[choice] = Chosen(n=n, places=places, firsts=firsts)
    cells: dict[str, dict[tuple[str, str], int]] = {}
    for key, line, column, n in wanted.ask("cells"):
        cells.setdefault(key, {})[(line, column)] = n
    days: dict[str, dict[str, int]] = {}
    for key, day, n in wanted.ask("days", most=MOST):
        days.setdefault(key, {})[day] = n
    return Tally(
        opened=opened, answered=answered, answers={key: n for key, n, _p, _t in counted if key},
        people={key: people for key, _n, people, _t in counted if key}, texts={key: texts for key, _n, _p, texts in counted if key},
        scores=scores, choices=choices, cells=cells, days=days,
    )  # fmt: skip


def over_time(wanted: Asks, ends: Sequence[dt.datetime]) -> list[tuple[int, int]]:
    """(opened, answered something) for each stretch that ends at these moments."""
    found = {slot: (opened, answered) for slot, opened, answered in wanted.ask("over_time", ends=list(ends))}
    return [found.get(slot, (0, 0)) for slot in range(1, len(ends) + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    at: dt.datetime
    person_key: int
    submission: str
    words: str
    score_question: str
    score: int | None


def comments_of(wanted: Asks, question_id: str, *, search: str = "", offset: int = 0, limit: int = 20) -> tuple[list[Comment], int]:
    """What was written, the latest first, and how many there are. A search finds words however they are spelled."""
    if not search.strip():
        rows = wanted.ask("comments", question_id=question_id, limit=limit, offset=offset)
        return [_comment(row) for row in rows], int(rows[0][-1]) if rows else 0
    sought = fold(search)
    rows = wanted.ask("comments", question_id=question_id, limit=MOST_SEARCHED, offset=0)
    found = [row for row in rows if sought in fold(row[3])]
    return [_comment(row) for row in found[offset : offset + limit]], len(found)


def _comment(row: tuple[Any, ...]) -> Comment:
    at, person, submission, words, beside, score, _total = row
    return Comment(
        at=at, person_key=person, submission=submission, words=words, score_question=beside, score=None if score < 0 else int(score)
    )


def narrowed(wanted: Wanted, **changes: Any) -> Wanted:
    return replace(wanted, **changes)
