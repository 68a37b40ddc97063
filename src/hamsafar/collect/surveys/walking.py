"""The way of one person through a survey: which questions they meet, where they are, how it ends. The one evaluator; pure.

The way is a function of the document and of what is known, never of the order in which answers came: whoever goes back and changes
an answer walks the way that follows from it, and answers that no longer lie on the way count for nothing.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace

from .answers import Answer
from .conditions import Known, holds, number
from .document import Document, Question, Step, Variable

MOST_WORDS = 2000  # of a variable


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`steps` are the questions met, in order, the one that waits for an answer last; `end` is where it ends, if it does."""

    steps: tuple[str, ...]
    waiting: str | None
    end: str | None
    known: Known  # answers that lie on the way, with the variables that follow from them
    quotas: tuple[str, ...] = field(default=())  # into which this person falls


def walk(document: Document, known: Known, *, full: Set[str] = frozenset(), ahead: bool = False) -> Way:
    """`full` names quotas that have enough. `ahead` looks as far as can be seen: who has not answered is taken to leave it out."""
    places = {question.id: index for index, question in enumerate(document.questions)}
    steps: list[str] = []
    on_the_way: dict[str, Answer] = {}
    here = _with(document, known, on_the_way)
    index: int | None = 0
    waiting = end = None
    while index is not None and index < len(document.questions):
        question = document.questions[index]
        if not holds(question.show_if, here):
            index += 1
            continue
        steps.append(question.id)
        if question.id not in known.answers and not ahead:
            waiting = question.id
            break
        if question.id in known.answers:
            on_the_way[question.id] = known.answers[question.id]
            here = _with(document, known, on_the_way)
        end = _full_quota(document, here, full)
        if end:
            break
        index, end = _onward(document, question, here, index, places)
        if end:
            break
    if not waiting and not end:
        end = document.ends[0].id
    return Way(steps=tuple(steps), waiting=waiting, end=end, known=here, quotas=_quotas(document, here))


def _onward(document: Document, question: Question, known: Known, index: int, places: Mapping[str, int]) -> tuple[int | None, str | None]:
    """The next place, or an end. A jump that leads back or nowhere is passed over: nobody may be kept in a circle."""
    for jump in question.jumps:
        if not holds(jump.when, known):
            continue
        if document.find_end(jump.to):
            return None, jump.to
        if places.get(jump.to, -1) > index:
            return places[jump.to], None
    return index + 1, None


def _full_quota(document: Document, known: Known, full: Set[str]) -> str | None:
    if not full:
        return None
    return next((quota.end for quota in document.quotas if quota.id in full and holds(quota.when, known)), None)


def _quotas(document: Document, known: Known) -> tuple[str, ...]:
    return tuple(quota.id for quota in document.quotas if holds(quota.when, known))


def _with(document: Document, known: Known, answers: Mapping[str, Answer]) -> Known:
    here = replace(known, answers=dict(answers), variables={})
    for variable in document.variables:
        here = replace(here, variables={**here.variables, variable.id: _value(variable, here)})
    return here


def _value(variable: Variable, known: Known) -> float | str:
    """Its steps, one after another; a later variable may look at an earlier one."""
    value = variable.start
    for step in variable.steps:
        if holds(step.when, known):
            value = _changed(value, step, known)
    return value


def _changed(value: float | str, step: Step, known: Known) -> float | str:
    by = _operand(step.value, known)
    if by is None:
        return value
    if step.do == "set":
        return by
    if step.do == "append":
        return f"{_worded(value)}{_worded(by)}"[:MOST_WORDS]
    one, other = number(value), number(by)
    if one is None or other is None:
        return value
    found = one + other if step.do == "add" else one - other if step.do == "take" else one * other
    return found if abs(found) <= 1e15 else value


def _operand(value: str | float, known: Known) -> float | str | None:
    if not isinstance(value, str) or not value.startswith(("answer:", "variable:", "trait:", "hidden:")):
        return value
    fact = known.fact(value)
    return ", ".join(fact) if isinstance(fact, tuple) else fact


def _worded(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else value


def share_done(document: Document, known: Known, way: Way) -> tuple[int, int]:
    """(questions passed, questions on the way as far as can be seen), for a progress bar."""
    ahead = walk(document, known, ahead=True)
    passed = sum(step in way.known.answers for step in way.steps)
    return passed, max(len(ahead.steps), passed + bool(way.waiting))
