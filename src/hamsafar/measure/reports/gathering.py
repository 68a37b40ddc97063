"""Scored answers with what is known about each: arrays in the order of the answers, the newest first."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hamsafar.base.sql import Question
from hamsafar.science.drivers import Fact, Kind
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .facts import FACTS, SCREEN
from .scores import Score

question = events.questions_beside(__file__)
Floats = NDArray[np.float64]

MOST: Final = 30_000  # answers, the newest: more would only narrow intervals that are narrow already
LOOKS_BACK: Final = dt.timedelta(days=90)  # what happened before the first answer of a period counts for it
WINDOWS: Final = {"order_days": 60, "talk_days": 30, "visit_days": 7, "weeks_days": 28}
FEWEST_OF_A_SCREEN: Final = 100
ONLINE: Final = ("Page Viewed", "Screen Viewed")
_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which answers: of this score, given from `since` up to but not including `until`, in these units."""

    score: Score
    units: tuple[str, ...] | None
    since: dt.datetime
    until: dt.datetime

    @property
    def params(self) -> dict[str, Any]:
        one = self.score
        named = {"event": one.event, "only": one.question, "property": one.where, "low": one.low, "high": one.high}
        return {**named, "since": self.since, "until": self.until, "most": MOST}

    def scope(self, back: dt.timedelta = dt.timedelta(0), ahead: dt.timedelta = dt.timedelta(0)) -> Scope:
        return Scope(units=self.units, since=self.since - back, until=self.until + ahead)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """One place for each answer. `topics` is None for an answer without words that were read."""

    ids: NDArray[np.uint64]
    people: NDArray[np.uint64]
    at: tuple[dt.datetime, ...]
    score: Floats
    columns: Mapping[str, tuple[str, ...]]  # channel, unit, survey, about
    topics: tuple[tuple[str, ...] | None, ...]
    has_words: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def owners(self) -> NDArray[np.uint64]:
        """Whose answer each is; who is not known counts as somebody of their own."""
        return np.where(self.people == 0, self.ids, self.people)


def answers(wanted: Wanted) -> Answers:
    rows = events.ask(_with("listed"), scope=wanted.scope(), **wanted.params).dicts()
    named = _topics(wanted, rows)
    return Answers(
        ids=np.array([row["id_hash"] for row in rows], np.uint64),
        people=np.array([row["person_key"] for row in rows], np.uint64),
        at=tuple(row["timestamp"] for row in rows),
        score=np.array([row["score"] for row in rows], np.float64),
        columns={name: tuple(row[name] for row in rows) for name in ("channel", "unit", "survey", "about")},
        topics=tuple(named.get(row["id_hash"]) for row in rows),
        has_words=np.array([bool(row["has_words"]) or row["id_hash"] in named for row in rows], bool),
    )


def _topics(wanted: Wanted, rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, ...]]:
    """What the words of each answer name: words in the answer itself, or in another answer of the same going through."""
    asked = wanted.score.asked
    read = {one: tuple(topics) for one, topics in events.ask_readings(question("words"), scope=wanted.scope(), asked=asked).rows}
    found = {row["id_hash"]: read[row["id_hash"]] for row in rows if row["id_hash"] in read}
    if not read or not any(row["submission_id"] for row in rows):
        return found
    carried: dict[str, set[str]] = {}
    for one, submission in events.ask(question("carriers"), scope=wanted.scope(), asked=asked).rows:
        if one in read:
            carried.setdefault(submission, set()).update(read[one])
    for row in rows:
        if row["id_hash"] not in found and row["submission_id"] in carried:
            found[row["id_hash"]] = tuple(sorted(carried[row["submission_id"]]))
    return found


@cache
def _with(name: str) -> Question:
    """The stages of the answers, then those of a question about them."""
    parts = question("answers"), question(name)
    return Question(f"answers_{name}", parts[1].sentence, tuple(stage for part in parts for stage in part.stages))


def asked_about(wanted: Wanted, name: str, *, ahead: dt.timedelta = dt.timedelta(0), **params: Any) -> list[dict[str, Any]]:
    """What the question `name` finds around the answers; events of the months before them count."""
    return events.ask(_with(name), scope=wanted.scope(LOOKS_BACK, ahead), **{**wanted.params, **WINDOWS, **params}).dicts()


def traits(wanted: Wanted, trait: str) -> dict[int, str]:
    """What those who answered last said of themselves, whenever that was."""
    scope = Scope(units=wanted.units, until=wanted.until)
    return dict(events.ask(_with("traits"), scope=scope, **wanted.params, trait=trait).rows)


def operational(wanted: Wanted, ids: NDArray[np.uint64], currencies: Sequence[str]) -> list[Fact]:
    """What happened to those who answered, as far as events of orders, talks, visits and the site tell."""
    columns = _Columns(ids)
    for row in asked_about(wanted, "orders"):
        columns.put(row["id_hash"], _of_order(row, currencies))
    for row in asked_about(wanted, "talks"):
        columns.put(row["id_hash"], _of_talk(row))
    for row in asked_about(wanted, "waits"):
        columns.put(row["id_hash"], {f"{row['place']}_minutes": row["minutes"]})
    for one in did_lately(wanted, *ONLINE):  # before what happened to them there: it may take the place of this
        columns.put(one, {"clicked_in_vain": 0.0, "met_error": 0.0, "mails": 0.0, "payment_failed": 0.0})
    for row in asked_about(wanted, "troubles"):
        columns.put(row["id_hash"], _of_weeks(row))
    own = [Fact(key=one.key, driver=one.driver, kind=one.kind, values=columns.values(one.key, one.kind)) for one in FACTS]
    return own + _screens(wanted, ids)


class _Columns:
    def __init__(self, ids: NDArray[np.uint64]) -> None:
        self._place = {int(one): index for index, one in enumerate(ids)}
        self._found: dict[str, dict[int, Any]] = {}

    def put(self, one: int, facts: Mapping[str, Any]) -> None:
        place = self._place.get(one)
        if place is None:
            return
        for key, value in facts.items():
            self._found.setdefault(key, {})[place] = value

    def values(self, key: str, kind: Kind) -> NDArray[Any]:
        nothing: Any = "" if kind is Kind.LEVEL else _NAN
        column = np.full(len(self._place), nothing, object if kind is Kind.LEVEL else np.float64)
        for place, value in self._found.get(key, {}).items():
            column[place] = value
        return column.astype(str) if kind is Kind.LEVEL else column


def _of_order(row: Mapping[str, Any], currencies: Sequence[str]) -> dict[str, Any]:
    """Facts of a parcel only where there is one; money only in one currency."""
    found: dict[str, Any] = {"returned": float(row["is_returned"])}
    if row["has_order"]:
        found |= {"items": row["items"] or _NAN, "gateway": row["gateway"], "coupon": float(row["coupon"])}
        found["paid"] = _in_base(row["paid"], row["currency"], currencies)
    if row["carrier"]:
        found["carrier"] = row["carrier"]
    if row["is_there"]:
        found["days"] = row["days"]
    if row["is_there"] or row["has_promise"]:
        found["not_there"] = float(row["not_there"])
    if row["is_there"] and row["tells_late"]:
        found |= {"late": float(row["late"]), "days_late": row["days_late"] if row["has_promise"] else _NAN}
    return found


def _in_base(paid: float | None, currency: str, currencies: Sequence[str]) -> float:
    if not paid or currency not in currencies:
        return _NAN
    return float(paid) * (10 if currency == "IRT" else 1)


def _of_talk(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {key: float(row[key]) for key in ("handed_over", "story_lost", "reopened")}
    if row["is_replied"]:
        found["hours_to_reply"] = row["hours_to_reply"]
    if row["is_resolved"]:
        found["hours_to_resolve"] = row["hours_to_resolve"]
    return found


def _of_weeks(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"mails": row["mails"], "payment_failed": float(row["payment_failed"])}
    found |= {key: 1.0 for key in ("clicked_in_vain", "met_error") if row[key]}
    if row["page_seconds"] is not None and row["page_seconds"] > 0:
        found["page_seconds"] = row["page_seconds"]
    if row["has_promise"]:
        found["promise_broken"] = float(row["promise_broken"])
    return found


def _screens(wanted: Wanted, ids: NDArray[np.uint64]) -> list[Fact]:
    """Who uses the app at all: did they look at this screen?"""
    seen = {row["id_hash"]: set(row["screens"]) for row in asked_about(wanted, "screens", fewest=FEWEST_OF_A_SCREEN)}
    names = sorted({name for screens in seen.values() for name in screens})
    users = did_lately(wanted, "Screen Viewed") if names else set()
    known = [int(one) in users for one in ids]
    return [
        Fact(
            key=f"{SCREEN}{name}", driver="app", kind=Kind.FLAG,
            values=np.array([float(name in seen.get(int(one), ())) if is_user else _NAN for one, is_user in zip(ids, known, strict=True)]),
        )
        for name in names
    ]  # fmt: skip


def did_lately(wanted: Wanted, *names: str) -> set[int]:
    """Answers of people who did any of these things in the weeks before."""
    return {row["id_hash"] for row in asked_about(wanted, "did_lately", names=names)}


def expressed(topics: Iterable[tuple[str, ...] | None]) -> tuple[NDArray[np.int64], list[Fact]]:
    """Which answers have words that were read, and for those, which topics they name: each topic is a driver of its own."""
    told = list(topics)
    rows = np.array([index for index, one in enumerate(told) if one is not None], np.int64)
    keys = sorted({key for one in told if one for key in one})
    named = [set(told[row] or ()) for row in rows.tolist()]
    return rows, [Fact(key=key, driver=key, kind=Kind.FLAG, values=np.array([float(key in one) for one in named])) for key in keys]
