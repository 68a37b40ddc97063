"""Looking for comments and at them: search, filters, the map of topics and feelings, typical quotes."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hamsafar.base.errors import NotFound
from hamsafar.base.sql import Question
from hamsafar.science.intervals import Estimate, Sums, student
from hamsafar.science.text import services as science
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import corrections, table
from .contracts import Annotation, Feeling, Found
from .errors import NotYetRead
from .table import FEELINGS

question = events.questions_beside(__file__)
EVERYTHING = Scope(include_marked=True)
ORDERS = ("newest", "urgent", "worst", "best")
_CANDIDATES = 400
_QUOTABLE = 20, 260  # letters


@cache
def among(name: str) -> Question:
    """A question about the comments that fit, whatever it is: the stage that finds them stands before its own."""
    asked = question(name)
    return Question(f"{name}_of_fitting", asked.sentence, (*question("fitting").stages, *asked.stages))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What comments must be like; empty: anything. `search` is read word by word, without endings."""

    search: str = ""
    feelings: Sequence[Feeling] = ()
    topics: Sequence[str] = ()
    channels: Sequence[str] = ()
    names: Sequence[str] = ()
    languages: Sequence[str] = ()
    emotions: Sequence[str] = ()
    surveys: Sequence[str] = ()
    given: Sequence[Feeling] = ()  # what the score that came with the text says
    is_urgent: bool = False
    is_corrected: bool = False
    without_topic: bool = False

    def params(self) -> dict[str, Any]:
        return {
            "stems": science.stems(self.search), "feelings": [FEELINGS.index(each) - 1 for each in self.feelings],
            "given": [FEELINGS.index(each) - 1 for each in self.given],
            "topics": list(self.topics), "channels": list(self.channels), "names": list(self.names), "languages": list(self.languages),
            "emotions": list(self.emotions), "surveys": list(self.surveys), "urgency": science.URGENT if self.is_urgent else 0.0,
            "corrected": self.is_corrected, "without_topic": self.without_topic, "urgent": science.URGENT,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFeeling:
    """A row of the map: comments that name the topic, by how the clause that names it feels; `score` is the mean of that, -1 to 1."""

    topic: str
    comments: int
    bad: int
    neither: int
    good: int
    score: Estimate
    urgent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    comments: int
    bad: int
    neither: int
    good: int
    score: Estimate | None
    urgent: int
    without_topic: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Values that occur, to choose from."""

    channels: Sequence[str]
    names: Sequence[str]
    languages: Sequence[str]
    surveys: Sequence[str]


def explore(filters: Filters, *, scope: Scope, order: str = "newest", limit: int = 50, offset: int = 0) -> Found:
    """A page of comments. `order`: newest, urgent, worst, best."""
    total = events.ask_readings(among("count"), scope=scope, **filters.params()).value()
    return Found(comments=page(filters, scope=scope, order=order, limit=limit, offset=offset), total=int(total))


def page(filters: Filters, *, scope: Scope, order: str = "newest", limit: int = 50, offset: int = 0) -> tuple[Annotation, ...]:
    """The same without counting all of them."""
    return tuple(map(table.annotation_of, _rows(filters, scope, order=order, most=limit, skip=offset)))


def _rows(filters: Filters, scope: Scope, *, order: str, most: int, skip: int = 0) -> list[dict[str, Any]]:
    found = events.ask_readings(among("search"), scope=scope, order=order, most=most, skip=skip, **filters.params())
    return of_moments(found.rows)


def of_moments(found: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of these events (id_hash, timestamp) in this order; whoever asks has cut them to a scope before.

    Their moments tell which parts of the table need not be looked into.
    """
    if not found:
        return []
    moments = [at.replace(tzinfo=dt.UTC) for _, at in found]
    scope = replace(EVERYTHING, since=min(moments), until=max(moments) + dt.timedelta(milliseconds=1))
    return _of_ids([one for one, _ in found], scope)


def _of_ids(ids: Sequence[int], scope: Scope) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 5000):
        rows = events.ask_readings(question("some"), scope=scope, ids=list(ids[start : start + 5000])).dicts()
        found |= {row["id_hash"]: row for row in rows}
    return [found[one] for one in ids if one in found]


def topic_map(filters: Filters, *, scope: Scope) -> list[TopicFeeling]:
    """The most named topic first."""
    rows = events.ask_readings(among("map"), scope=scope, **filters.params()).dicts()
    return [_topic_feeling(row) for row in rows]


def _topic_feeling(row: dict[str, Any]) -> TopicFeeling:
    return TopicFeeling(score=student(_sums(row)), **row)


def _sums(row: dict[str, Any]) -> Sums:
    return Sums(n=row["comments"], total=row.pop("score_total"), squares=row.pop("score_squares"))


def summary(filters: Filters, *, scope: Scope) -> Summary:
    (row,) = events.ask_readings(among("summary"), scope=scope, **filters.params()).dicts()
    sums = _sums(row)
    return Summary(**row, score=student(sums) if sums.n > 1 else None)


def choices(*, scope: Scope) -> Choices:
    (row,) = events.ask_readings(question("choices"), scope=scope).dicts()
    return Choices(**{name: sorted(filter(None, values)) for name, values in row.items()})


def typical(filters: Filters, *, scope: Scope, count: int = 3) -> list[Annotation]:
    """Comments that say what most of these say: their words are the words of the others, in one comment of readable length."""
    newest = _rows(filters, scope, order="newest", most=_CANDIDATES)
    rows = [row for row in newest if _QUOTABLE[0] <= len(row["text"]) <= _QUOTABLE[1]] or newest
    chosen = _most_alike([row["stems"].split() for row in rows], count)
    return [table.annotation_of(rows[at]) for at in chosen]


def _most_alike(stems: Sequence[Sequence[str]], count: int) -> list[int]:
    """Those nearest to the middle of all of them, by words weighted with their rarity; none says the same as another."""
    if not stems:
        return []
    often = Counter(stem for one in stems for stem in set(one))
    weight = {stem: math.log1p(n) * math.log((1 + len(stems)) / n) for stem, n in often.items() if n > 1}
    scores = [sum(weight.get(stem, 0.0) for stem in set(one)) / (len(set(one)) + 3) for one in stems]
    chosen: list[int] = []
    for at in sorted(range(len(stems)), key=lambda at: -scores[at]):
        own = set(stems[at])
        if all(len(own & set(stems[other])) < 0.35 * max(1, len(own | set(stems[other]))) for other in chosen):
            chosen.append(at)
        if len(chosen) == count:
            break
    return chosen


def get_comment(id_hash: int, *, scope: Scope) -> Annotation:
    """Raises NotYetRead."""
    return table.annotation_of(_row(id_hash, scope))


def own_key(id_hash: int) -> int:
    """The key under which the event itself was written."""
    return int(_row(id_hash, EVERYTHING)["own_key"])


def _row(id_hash: int, scope: Scope) -> dict[str, Any]:
    if not 0 <= id_hash < 2**64:
        raise NotFound
    rows = events.ask_readings(question("one"), scope=replace(scope, include_marked=True), id=id_hash).dicts()
    if not rows:
        raise NotYetRead
    return rows[0]


def annotations_of(ids: Iterable[int], *, scope: Scope = EVERYTHING) -> dict[int, Annotation]:
    """What was read from these events (their id_hash), of those that were."""
    wanted = list(ids)
    found: dict[int, Annotation] = {}
    for start in range(0, len(wanted), 5000):
        rows = events.ask_readings(question("some"), scope=scope, ids=wanted[start : start + 5000]).dicts()
        found |= {row["id_hash"]: table.annotation_of(row) for row in rows}
    return found


def annotations_named(names: Iterable[tuple[str, str]], *, scope: Scope = EVERYTHING) -> dict[tuple[str, str], Annotation]:
    """The same by (source, message id), for whoever keeps those."""
    ids = [f"{source}\x1f{message_id}" for source, message_id in names]
    rows = events.ask_readings(question("named"), scope=scope, ids=ids).dicts() if ids else []
    return {(row["source"], row["message_id"]): table.annotation_of(row) for row in rows}


def readings_of(seqs: Iterable[int], *, scope: Scope) -> dict[int, Annotation]:
    """What was read from these events, by their numbers on the spine; `scope` names the few people whose they are."""
    wanted = list(seqs)
    rows = events.ask_readings(question("of_numbers"), scope=scope, seqs=wanted).dicts() if wanted else []
    return {row["seq"]: table.annotation_of(row) for row in rows}


def rewrite(ids: Sequence[int], change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> int:
    """Read the rows of these events, change them and keep them; what people said of them stays above it."""
    rows = rows_of(ids)
    table.keep(corrections.corrected(dict(change(row)) for row in rows))
    return len(rows)


def rows_of(ids: Sequence[int]) -> list[dict[str, Any]]:
    """Rows of these events as the table keeps them."""
    return [_kept(row) for row in events.ask_readings(question("some"), scope=EVERYTHING, ids=list(ids)).dicts()]


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the scope as the table keeps it: under its own key."""
    return {**row, "person_key": row["own_key"]}


def walk(*, ending: str = "", at_once: int = 2000) -> Iterator[list[dict[str, Any]]]:
    """All rows as the table keeps them, some at a time; `ending`: of the name of the model."""
    after = 0
    while True:
        rows = events.ask_readings(question("next"), scope=EVERYTHING, after=after, ending=ending, most=at_once).dicts()
        if not rows:
            return
        yield [_kept(row) for row in rows]
        after = rows[-1]["id_hash"]


def newest(*, ending: str, most: int) -> list[int]:
    return [one for (one,) in events.ask_readings(question("newest"), scope=EVERYTHING, ending=ending, most=most).rows]
