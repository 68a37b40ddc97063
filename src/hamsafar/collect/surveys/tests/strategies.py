"""Random documents and fitting answers, for the tests of meaning. Making a strategy costs more than drawing: each is made once."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys.answers import EMPTY, Answer, FileNote

from .examples import both, options, question

IDS = [f"q{n}" for n in range(1, 8)]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Zs", "Zl", "Zp")), min_size=1, max_size=12)
_KINDS = ("nps", "csat", "helpful", "text", "choice", "choices")
_OPTIONS = ("red", "green", "blue")


_OPS = ("answered", "unanswered", "is", "is_not", "more", "at_least", "less", "at_most", "any_of", "none_of", "all_of", "contains", "lacks")
_VALUES = st.integers(0, 10) | st.sampled_from((*_OPTIONS, "yes", "tehran", "fa")) | st.lists(st.sampled_from(_OPTIONS), max_size=2)
_COUNTS = st.integers(1, len(IDS))


@cache
def whens(known: int) -> st.SearchStrategy[dict[str, Any] | None]:
    """Conditions on the first questions, and on what is known without asking."""
    whats = [f"answer:{id}" for id in IDS[:known]] + ["trait:city", "hidden:plan", "variable:sum", "language", "channel"]
    test = st.fixed_dictionaries({"what": st.sampled_from(whats), "op": st.sampled_from(_OPS), "value": _VALUES})
    tests = st.lists(test, min_size=1, max_size=3)
    return st.none() | st.fixed_dictionaries({"tests": tests, "join": st.sampled_from(("all", "any"))})


@cache
def _questions(place: int, count: int) -> st.SearchStrategy[dict[str, Any]]:
    targets = st.sampled_from([*IDS[:count], "thanks", "sorry", "gone"])
    jumps = st.lists(st.fixed_dictionaries({"to": targets, "when": whens(place + 1)}), max_size=2)
    more = {"required": st.booleans(), "show_if": whens(place), "jumps": jumps}
    return st.tuples(st.sampled_from(_KINDS), st.fixed_dictionaries(more)).map(lambda drawn: _question(IDS[place], *drawn))


def _question(id: str, kind: str, more: dict[str, Any]) -> dict[str, Any]:
    return question(kind, id, **more, **({"options": options(*_OPTIONS)} if kind in ("choice", "choices") else {}))


@cache
def _steps(count: int) -> st.SearchStrategy[list[dict[str, Any]]]:
    deeds = st.sampled_from(("add", "take", "times", "set", "append"))
    values = st.integers(-5, 5) | st.sampled_from([f"answer:{id}" for id in IDS[:count]])
    return st.lists(st.fixed_dictionaries({"do": deeds, "value": values, "when": whens(count)}), max_size=4)


@cache
def _quotas(count: int) -> st.SearchStrategy[list[dict[str, Any] | None]]:
    return st.lists(whens(count), max_size=1)


@st.composite
def documents(draw: st.DrawFn) -> d.Document:
    """Up to seven questions with conditions, jumps (some that lead back or nowhere), variables and quotas."""
    count = draw(_COUNTS)
    said = {
        "title": both("Title"),
        "questions": [draw(_questions(place, count)) for place in range(count)],
        "ends": [{"id": "thanks", "title": both("Thanks")}, {"id": "sorry", "title": both("Sorry")}],
        "variables": [{"id": "sum", "steps": draw(_steps(count))}],
        "quotas": [{"id": "some", "when": when, "most": 5, "end": "sorry"} for when in draw(_quotas(count)) if when],
    }
    return d.of(said)


def answers_to(question: d.Question) -> st.SearchStrategy[Answer]:
    """What a person could answer, nothing included."""
    return st.just(EMPTY) | _given(question)


def _given(question: d.Question) -> st.SearchStrategy[Answer]:
    if isinstance(question, d.Scale):
        return st.integers(*d.points_of(question)).map(lambda n: Answer(score=float(n)))
    if isinstance(question, d.Helpful):
        return st.sampled_from(("yes", "almost", "no")).map(lambda choice: Answer(choices=(choice,)))
    if isinstance(question, d.Consent):
        return st.just(Answer(choices=("agreed",)))
    if isinstance(question, d.Choice):
        plain = st.sampled_from([option.id for option in question.options]).map(lambda choice: Answer(choices=(choice,)))
        return plain | WORDS.map(lambda words: Answer(choices=("other",), text=words)) if question.has_other else plain
    if isinstance(question, d.Choices | d.Pictures):
        ids = [option.id for option in question.options]
        most = (getattr(question, "most", 0) or len(ids)) if not isinstance(question, d.Pictures) or question.several else 1
        return st.sets(st.sampled_from(ids), min_size=1, max_size=most).map(
            lambda found: Answer(choices=tuple(i for i in ids if i in found))
        )
    if isinstance(question, d.Ranking):
        return st.permutations([option.id for option in question.options]).map(lambda order: Answer(choices=tuple(order)))
    if isinstance(question, d.Matrix):
        cell = st.sampled_from([column.id for column in question.columns]).map(lambda column: (column,))
        return st.dictionaries(st.sampled_from([row.id for row in question.rows]), cell, min_size=1).map(
            lambda cells: Answer(cells={row.id: cells[row.id] for row in question.rows if row.id in cells})
        )
    if isinstance(question, d.Date):
        import datetime as dt

        return st.dates(dt.date(1930, 1, 1), dt.date(2060, 1, 1)).map(lambda day: Answer(text=day.isoformat()))
    if isinstance(question, d.Number):
        return st.integers(int(question.lowest or 0), int(question.highest or 10**6)).map(lambda n: Answer(score=float(n)))
    if isinstance(question, d.Contact | d.Address):
        return st.just(Answer(parts={question.parts[0]: "Negar"}))
    if isinstance(question, d.OpenText) and question.form == "email":
        return st.just(Answer(text="negar@example.com"))
    if isinstance(question, d.OpenText):
        return WORDS.map(lambda words: Answer(text=words))
    return st.just(EMPTY)


__all__ = ["FileNote", "answers_to", "documents"]
