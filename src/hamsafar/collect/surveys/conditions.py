"""Whether a condition holds, given what was answered and what is known. Pure.

A fact is a number, words, a group of ids, or None where nothing is known. Comparing with nothing never holds; a negative comparison is
exactly the opposite of its positive one, so "is not" and "lacks" hold of nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from hamsafar.base import text as texts
from hamsafar.base.numbers import ascii_digits

from .answers import Answer
from .document import Operand, Test, When

Fact: TypeAlias = float | str | tuple[str, ...] | None
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,10})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that conditions may look at. `answers` holds what was passed; an empty one was left out."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, float | str] = field(default_factory=dict)
    language: str = "fa"
    channel: str = ""

    def fact(self, what: str) -> Fact:
        kind, _, name = what.partition(":")
        if kind == "answer":
            question, _, part = name.partition(".")
            found = self.answers.get(question)
            return None if found is None else fact_of(found, part)
        if kind == "variable":
            return self.variables.get(name)
        if kind in ("trait", "hidden"):
            return (self.traits if kind == "trait" else self.hidden).get(name) or None
        return (self.language if kind == "language" else self.channel) or None


def fact_of(answer: Answer, part: str = "") -> Fact:
    """What an answer is as a fact; `part` is a row of a matrix, a line of contact or address, or "other" for the words beside it."""
    if part == "other":
        return answer.text or None
    if part:
        return answer.parts.get(part) or answer.cells.get(part) or None
    if answer.score is not None:
        return answer.score
    if answer.choices:
        return answer.choices
    if answer.text:
        return answer.text
    if answer.files:
        return tuple(file.name for file in answer.files)
    return tuple(sorted({*answer.cells, *answer.parts})) or None


def holds(when: When | None, known: Known) -> bool:
    if when is None:
        return True
    tests = (passes(test, known) for test in when.tests)
    return all(tests) if when.join == "all" else any(tests)


_NEGATIVE = {"unanswered": "answered", "is_not": "is", "none_of": "any_of", "lacks": "contains"}


def passes(test: Test, known: Known) -> bool:
    fact = known.fact(test.what)
    if test.op in _NEGATIVE:
        return not _compare(_NEGATIVE[test.op], fact, test.value)
    return _compare(test.op, fact, test.value)


def _compare(op: str, fact: Fact, value: Operand) -> bool:
    return fact is not None and _COMPARE[op](fact, value)


def _is(fact: Fact, value: Operand) -> bool:
    if isinstance(fact, tuple):
        return set(fact) == set(_group(value))
    one, other = number(fact), number(value)
    if one is not None and other is not None:
        return one == other
    return texts.fold(str(fact)) == texts.fold(str(value))


def _any_of(fact: Fact, value: Operand) -> bool:
    return any(_is_one_of(fact, each) for each in _group(value))


def _is_one_of(fact: Fact, each: str) -> bool:
    return each in fact if isinstance(fact, tuple) else _is(fact, each)


def _contains(fact: Fact, value: Operand) -> bool:
    if isinstance(fact, tuple):
        return _any_of(fact, value)
    return any(texts.fold(each) in texts.fold(str(fact)) for each in _group(value) if each.strip())


def _ordered(holds: Callable[[float, float], bool], holds_of_days: Callable[[str, str], bool]) -> Callable[[Fact, Operand], bool]:
    def compare(fact: Fact, value: Operand) -> bool:
        if isinstance(fact, tuple):
            return False
        one, other = number(fact), number(value)
        if one is not None and other is not None:
            return holds(one, other)
        days = str(fact), str(value)
        return all(_DAY.fullmatch(day) for day in days) and holds_of_days(*days)

    return compare


_COMPARE: Mapping[str, Callable[[Fact, Operand], bool]] = {
    "answered": lambda _fact, _value: True,
    "is": _is,
    "more": _ordered(lambda a, b: a > b, lambda a, b: a > b),
    "at_least": _ordered(lambda a, b: a >= b, lambda a, b: a >= b),
    "less": _ordered(lambda a, b: a < b, lambda a, b: a < b),
    "at_most": _ordered(lambda a, b: a <= b, lambda a, b: a <= b),
    "any_of": _any_of,
    "all_of": lambda fact, value: all(_is_one_of(fact, each) for each in _group(value)),
    "contains": _contains,
}


def number(value: object) -> float | None:
    """A number, also one that was typed in Persian digits; None for anything else."""
    if isinstance(value, int | float):
        return float(value)
    if not isinstance(value, str):
        return None
    plain = ascii_digits(value.strip()).replace(",", "")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def _group(value: Operand) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    if value is None:
        return ()
    return (f"{value:g}" if isinstance(value, float) else str(value),)
