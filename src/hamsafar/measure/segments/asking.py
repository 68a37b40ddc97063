"""From a condition to one question: a few stages for each leaf, and who is left after all, any and not."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from hamsafar.base.sql import Question, Stage
from hamsafar.store.events import services as events

from .contracts import BARE, MOMENTS, NUMBERS, WORDS, All, Condition, Did, Everyone, In, Not, Op, Property, Some, Test, Trait
from .likeness import alike, table

question = events.questions_beside(__file__)
LONG_AGO = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
FAR_AHEAD = dt.datetime(2299, 12, 31, tzinfo=dt.UTC)
Step = tuple[str, dict[str, Any]]  # a .sql file and its values
BEGIN: Step = ("begin", {})
FOR_EVER = 2**62
EVERYONE = "c1_0_answer"  # the stage with everybody, always the first
_PLACE = re.compile(r"\{(\w+):")


@dataclass(slots=True)
class _Plan:
    """Stages that were planned so far, and the values in them. Each leaf's values carry its number, so that none meets another's."""

    at: dt.datetime
    stages: list[Stage] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    leaves: int = 0

    def leaf(self, steps: Iterable[Step]) -> str:
        """Put the files' stages after one another; returns the name of the last."""
        self.leaves += 1
        mark, before = f"c{self.leaves}", "scope"
        for number, (name, values) in enumerate(steps):
            own = f"{mark}_{number}_"
            for stage in question(name).stages:
                text = _PLACE.sub(rf"{{{own}\1:", stage.text).replace("$previous", before)
                before = f"{own}{stage.name}"
                self.stages.append(Stage(before, text))
            self.values |= {own + key: value for key, value in values.items()}
        return before


def asked(condition: Condition, *, at: dt.datetime, last: str) -> tuple[Question, dict[str, Any]]:
    """`last` is the select that reads from `members`."""
    plan = _Plan(at)
    everyone = plan.leaf([("everyone", {})])
    fits = _fits(condition, plan)
    members = Stage("members", f"select person_key from {everyone} where {fits}")  # noqa: S608 - names of our own stages
    return Question("segment", "Who fits this condition?", (*plan.stages, members, Stage("answer", last))), plan.values


def _fits(condition: Condition, plan: _Plan) -> str:
    """An expression over person_key."""
    if isinstance(condition, All | Some):
        word = " and " if isinstance(condition, All) else " or "
        return "(" + word.join(_fits(part, plan) for part in condition.parts) + ")"
    if isinstance(condition, Not):
        return f"not {_fits(condition.part, plan)}"
    if isinstance(condition, Everyone):
        return "(1)"
    if isinstance(condition, Did) and condition.at_least == 0:
        return "(1)" if condition.at_most is None else f"not {_among(_did(condition, plan, condition.at_most + 1, FOR_EVER))}"
    if isinstance(condition, Did):
        return _among(_did(condition, plan, condition.at_least, FOR_EVER if condition.at_most is None else condition.at_most))
    if isinstance(condition, Trait):
        return _trait(condition, plan)
    if isinstance(condition, In):
        raise TypeError("saved segments are put in before a question is made of a condition")
    answered = ("last", _named(condition.measure) | _window(plan.at, condition.days))
    return _among(plan.leaf([answered, BEGIN, *_tested(condition.test, plan.at)]))


def _among(stage: str) -> str:
    return f"(person_key in (select person_key from {stage}))"  # noqa: S608 - the name of a stage of ours


def _trait(condition: Trait, plan: _Plan) -> str:
    """Of whom nothing was told there is no row, so what asks for that asks who is left."""
    turned = {Op.UNKNOWN: Op.KNOWN, Op.IS_NOT: Op.IS}.get(condition.test.op)
    test = Test(op=turned, texts=condition.test.texts) if turned else condition.test
    found = _among(plan.leaf([("trait", _named(condition.name)), BEGIN, *_tested(test, plan.at)]))
    return f"not {found}" if turned else found


def _did(condition: Did, plan: _Plan, least: int, most: int) -> str:
    done = ("did", _named(condition.event) | _window(plan.at, condition.days))
    return plan.leaf([done, *_where(condition.where, plan.at), ("often", {"least": least, "most": most})])


def _where(tests: Sequence[Property], at: dt.datetime) -> Iterator[Step]:
    if tests:
        yield BEGIN
    for one in tests:
        yield "property", _named(one.name)
        yield from _tested(one.test, at)


def happened(event: str, where: Sequence[Property], *, after: int, upto: int, at: dt.datetime) -> tuple[Question, dict[str, Any]]:
    """Events of this name that were written between two numbers of the spine and whose properties pass."""
    plan = _Plan(at)
    came = ("happened", _named(event) | {"after": after, "upto": upto})
    last = plan.leaf([came, *_where(where, at)])
    columns = "seq, person_key, source, message_id, timestamp, unit, channel, properties"
    answer = Stage("answer", f"select {columns} from {last} order by seq")  # noqa: S608 - the name of a stage of ours
    return Question("happened", "Which of these events came?", (*plan.stages, answer)), plan.values


def counted(did: Did, *, at: dt.datetime) -> tuple[Question, dict[str, Any]]:
    """How many such events there were."""
    plan = _Plan(at)
    last = plan.leaf([("did", _named(did.event) | _window(at, did.days)), *_where(did.where, at)])
    answer = Stage("answer", f"select count() from {last}")  # noqa: S608 - the name of a stage of ours
    return Question("counted", "How many of these events were there?", (*plan.stages, answer)), plan.values


def _named(name: str) -> dict[str, Any]:
    return {"name": name}


def _window(at: dt.datetime, days: int | None) -> dict[str, Any]:
    return {"since": at - dt.timedelta(days=days) if days else LONG_AGO, "until": at}


def _tested(test: Test, at: dt.datetime) -> list[Step]:
    if test.op in BARE:
        return [(test.op.value, {})]
    if test.op in WORDS:
        letters, become = table()
        texts = {"texts": [alike(each) for each in test.texts]}
        return [("values", {}), ("folded", {"letters": letters, "become": become}), (test.op.value, texts)]
    if test.op in NUMBERS:
        return [("values", {}), (test.op.value, {"number": test.number})]
    assert test.op in MOMENTS
    since, until = span(test, at)
    return [("values", {}), ("between", {"since": since, "until": until})]


def span(test: Test, at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The half-open time that a comparison of moments means."""
    if test.op is Op.BEFORE:
        return LONG_AGO, test.moment or at
    if test.op is Op.AFTER:
        return test.moment or at, FAR_AHEAD
    edge = at - dt.timedelta(days=test.number)
    return (edge, at) if test.op is Op.LAST_DAYS else (LONG_AGO, edge)
