"""The stream: what was said elsewhere, searched and filtered, each with what is known about it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import msgspec

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.base.eventstore import Answer, QueryTooLarge
from hamsafar.base.sql import Question
from hamsafar.collect.mentions import services as mentions
from hamsafar.science.intervals import Estimate, Sums, student, wilson
from hamsafar.science.text import services as science
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

question = events.questions_beside(__file__)
ORDERS = ("newest", "reach", "worst", "best")
SIDES = ("own", "others")
UNREAD = -9
FELT, RATED = (-1.0, 1.0), (1.0, 5.0)
EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
_decode = msgspec.json.Decoder(dict[str, Any]).decode


@cache
def among(name: str) -> Question:
    """A question about what was heard, whatever it is: the stages that find it stand before its own."""
    asked = question(name)
    return Question(f"{name}_of_heard", asked.sentence, (*question("heard").stages, *asked.stages))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is looked for; empty: anything. `search` is read word by word, without endings, in what was read already."""

    search: str = ""
    side: str = ""
    networks: Sequence[str] = ()
    brands: Sequence[str] = ()
    kinds: Sequence[str] = ()
    feelings: Sequence[int] = ()
    topics: Sequence[str] = ()
    ratings: Sequence[int] = ()
    answered: str = ""  # yes, no

    def params(self) -> dict[str, Any]:
        return {
            "side": self.side, "networks": list(self.networks), "brands_wanted": list(self.brands), "kinds": list(self.kinds),
            "feelings": list(self.feelings), "topics_wanted": list(self.topics), "ratings": list(self.ratings), "answered": self.answered,
            "stems_wanted": science.stems(self.search),
        }  # fmt: skip


ANY = Filters()
OURS = Filters(side="own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that was said. `feeling` is None where neither words nor a rating tell it."""

    id_hash: int
    source: str
    message_id: str
    person: int
    at: dt.datetime
    unit: str
    name: str
    network: str
    about: str
    brands: tuple[str, ...]
    rating: float | None
    feeling: int | None
    score: float | None
    topics: tuple[str, ...]
    is_read: bool
    is_answered: bool
    reposts: int
    reach: int
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        text = self.said.get("text")
        return text if isinstance(text, str) else ""

    @property
    def mention(self) -> tuple[str, str]:
        return self.source, self.message_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What many say: counts, and shares and means with their intervals; None where there is nothing to divide by."""

    said: int
    bad: Estimate | None
    good: Estimate | None
    score: Estimate | None
    rating: Estimate | None
    answered: Estimate | None
    reach: int
    reposts: int


def params_of(filters: Filters, scope: Scope) -> tuple[Scope, dict[str, Any]]:
    """The end of the period is put into the question itself: what was said in it may be answered after it."""
    upto = scope.until or clock.now() + dt.timedelta(days=1)
    asked = {"own": mentions.OWN, "upto": upto, "reach_back": scope.since or EARLIEST, **filters.params()}
    return replace(scope, until=None), asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was said elsewhere in a scope, to be asked about. `found`: the events that say it, found once; None: looked for each time."""

    scope: Scope
    found: events.Copy | None = None

    def ask(self, asked: Question, filters: Filters = ANY, **params: Any) -> Answer:
        wide, known = params_of(filters, self.scope)
        if self.found is None:
            return events.ask(asked, scope=wide, **known, **params)
        return self.found.ask(asked, **known, **params)

    def stream(self, filters: Filters, *, order: str = "newest", limit: int = 30, offset: int = 0) -> list[Heard]:
        rows = self.ask(among("stream"), filters, order=order, most=limit, skip=offset).dicts()
        return [_heard(row) for row in rows]

    def together(self, filters: Filters) -> Together:
        (row,) = self.ask(among("together"), filters).dicts()
        return together_of(row)

    def networks(self) -> list[str]:
        return [network for network, _count in self.ask(_named()).rows]


@contextmanager
def gathered(*, scope: Scope) -> Iterator[Told]:
    """The events are looked for once, for all that is asked inside; ask nothing else there. Too many are looked for each time."""
    wide, asked = params_of(ANY, scope)
    with ExitStack() as stack:
        try:
            found = stack.enter_context(events.copied(question("told"), scope=wide, upto=asked["upto"]))
        except QueryTooLarge:
            yield Told(scope=scope)
            return
        yield Told(scope=scope, found=found)


def stream(filters: Filters, *, scope: Scope, order: str = "newest", limit: int = 30, offset: int = 0) -> list[Heard]:
    return Told(scope=scope).stream(filters, order=order, limit=limit, offset=offset)


def together(filters: Filters, *, scope: Scope) -> Together:
    return Told(scope=scope).together(filters)


@cache
def _named() -> Question:
    """Networks need only what was said, neither what was read from it nor its answers."""
    said, asked = question("heard").stages[0], question("choices")
    return Question("choices_of_said", asked.sentence, (said, *asked.stages))


def get_heard(id_hash: int, *, scope: Scope) -> Heard:
    """Raises NotFound."""
    if not 0 <= id_hash < 2**64:
        raise NotFound
    wide, asked = params_of(ANY, replace(scope, since=None, until=None))
    rows = events.ask(among("one"), scope=wide, id=id_hash, **asked).dicts()
    if not rows:
        raise NotFound
    return _heard(rows[0])


def _heard(row: dict[str, Any]) -> Heard:
    felt = row["feeling"] != UNREAD
    return Heard(
        id_hash=row["id_hash"], source=row["source"], message_id=row["message_id"], person=row["person_key"], at=_aware(row["timestamp"]),
        unit=row["unit"], name=row["name"], network=row["network"], about=row["about"], brands=tuple(row["brands"]),
        rating=row["rating"] or None, feeling=row["feeling"] if felt else None, score=row["score"] if felt else None,
        topics=tuple(row["topics"]), is_read=bool(row["is_read"]), is_answered=bool(row["is_answered"]), reposts=row["reposts"],
        reach=row["reach"], said=_decode(row["properties"]),
    )  # fmt: skip


def _aware(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def together_of(row: Mapping[str, Any]) -> Together:
    said, felt = int(row["said"]), int(row["bad"] + row["neither"] + row["good"])
    return Together(
        said=said, reach=int(row["reach"]), reposts=int(row.get("reposts", 0)), bad=share(row["bad"], felt), good=share(row["good"], felt),
        score=mean(felt, row["score_total"], row["score_squares"]),
        rating=mean(row["rated"], row["rating_total"], row["rating_squares"], RATED),
        answered=share(row["answered"], said) if "answered" in row else None,
    )  # fmt: skip


def share(hits: int, of: int) -> Estimate | None:
    return wilson(hits, of) if of else None


def mean(n: int, total: float, squares: float, scale: tuple[float, float] = FELT) -> Estimate | None:
    """No mean lies outside its scale, so its interval does not either."""
    if not n:
        return None
    found = student(Sums(n=int(n), total=total, squares=squares))
    if found.low is None or found.high is None:
        return found
    return replace(found, low=max(scale[0], found.low), high=min(scale[1], found.high))
