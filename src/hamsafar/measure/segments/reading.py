"""The written form of conditions: plain JSON, read strictly, so that what is kept can always be computed.

{"all": [{"trait": "city", "is": ["Tehran", "تهران"]},
         {"did": "Order Delivered", "at_least": 2, "days": 90, "where": [{"property": "late", "is": ["true"]}]},
         {"not": {"last": "nps", "at_least": 9}}]}
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

from .contracts import BARE, MOMENTS, NUMBERS, WORDS, All, Condition, Did, Everyone, In, Json, Last, Not, Op, Property, Some, Test, Trait
from .errors import BadCondition

DEEPEST, MOST_PARTS, MOST_LEAVES, MOST_TEXTS, LONGEST = 6, 30, 40, 100, 300
MOST_DAYS, MOST_TIMES, MOST_SEGMENTS = 3660, 1_000_000, 2**31 - 1


def parse(said: Any) -> Condition:
    """Raises BadCondition, which says where."""
    condition = _condition(said, "condition", DEEPEST)
    if leaves(condition) > MOST_LEAVES:
        raise BadCondition(where="condition", reason=f"more than {MOST_LEAVES} conditions")
    return condition


def _condition(said: Any, where: str, depth: int) -> Condition:
    if not isinstance(said, Mapping):
        raise BadCondition(where=where, reason="not an object")
    if depth == 0:
        raise BadCondition(where=where, reason="too deep")
    kind = next((word for word in ("all", "any", "not", "trait", "did", "last", "in", "everyone") if word in said), "")
    if kind in ("all", "any"):
        parts = _parts(said, kind, where, depth)
        return All(parts=parts) if kind == "all" else Some(parts=parts)
    if kind == "not":
        _only(said, {"not"}, where)
        return Not(part=_condition(said["not"], f"{where}.not", depth - 1))
    if kind == "trait":
        return Trait(name=_text(said["trait"], f"{where}.trait"), test=_test(said, where, {"trait"}))
    if kind == "did":
        return _did(said, where)
    if kind == "last":
        return _last(said, where)
    if kind == "in":
        _only(said, {"in"}, where)
        return In(segment=_whole(said["in"], f"{where}.in", 1, MOST_SEGMENTS))
    if kind == "everyone":
        _only(said, {"everyone"}, where)
        return Everyone()
    raise BadCondition(where=where, reason="none of all, any, not, trait, did, last, in, everyone")


def _parts(said: Mapping[str, Any], kind: str, where: str, depth: int) -> tuple[Condition, ...]:
    _only(said, {kind}, where)
    parts = said[kind]
    if not isinstance(parts, Sequence) or isinstance(parts, str) or not 1 <= len(parts) <= MOST_PARTS:
        raise BadCondition(where=f"{where}.{kind}", reason=f"a list of 1 to {MOST_PARTS} conditions is needed")
    return tuple(_condition(part, f"{where}.{kind}[{n}]", depth - 1) for n, part in enumerate(parts))


def _did(said: Mapping[str, Any], where: str) -> Did:
    _only(said, {"did", "at_least", "at_most", "days", "where"}, where)
    least = _whole(said.get("at_least", 1), f"{where}.at_least", 0, MOST_TIMES)
    most = _whole(said["at_most"], f"{where}.at_most", 0, MOST_TIMES) if said.get("at_most") is not None else None
    if most is not None and most < least:
        raise BadCondition(where=f"{where}.at_most", reason="less than at_least")
    tests = said.get("where") or []
    if not isinstance(tests, Sequence) or isinstance(tests, str) or len(tests) > MOST_PARTS:
        raise BadCondition(where=f"{where}.where", reason="a list is needed")
    return Did(
        event=_text(said["did"], f"{where}.did"),
        at_least=least,
        at_most=most,
        days=_days(said, where),
        where=tuple(_property(one, f"{where}.where[{n}]") for n, one in enumerate(tests)),
    )


def _property(said: Any, where: str) -> Property:
    if not isinstance(said, Mapping) or "property" not in said:
        raise BadCondition(where=where, reason="a property is needed")
    return Property(name=_text(said["property"], f"{where}.property"), test=_test(said, where, {"property"}))


def _last(said: Mapping[str, Any], where: str) -> Last:
    test = _test(said, where, {"last", "days"})
    if test.op not in NUMBERS:
        raise BadCondition(where=where, reason="a score is compared as a number")
    return Last(measure=_text(said["last"], f"{where}.last"), test=test, days=_days(said, where))


def _days(said: Mapping[str, Any], where: str) -> int | None:
    return _whole(said["days"], f"{where}.days", 1, MOST_DAYS) if said.get("days") is not None else None


def _test(said: Mapping[str, Any], where: str, besides: set[str]) -> Test:
    ops = [op for op in Op if op in said]
    if len(ops) != 1:
        raise BadCondition(where=where, reason=f"exactly one of {', '.join(Op)} is needed")
    (op,) = ops
    _only(said, {op, *besides}, where)
    return _test_of(op, said[op], f"{where}.{op}")


def _test_of(op: Op, value: Any, where: str) -> Test:
    if op in BARE:
        if value is not True:
            raise BadCondition(where=where, reason="true is needed")
        return Test(op=op)
    if op in WORDS:
        return Test(op=op, texts=_texts(value, where))
    if op in (Op.BEFORE, Op.AFTER):
        return Test(op=op, moment=_moment(value, where))
    if op in MOMENTS:
        return Test(op=op, number=float(_whole(value, where, 1, MOST_DAYS)))
    return Test(op=op, number=_number(value, where))


def _texts(value: Any, where: str) -> tuple[str, ...]:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, Sequence) or not 1 <= len(given) <= MOST_TEXTS:
        raise BadCondition(where=where, reason=f"1 to {MOST_TEXTS} texts are needed")
    return tuple(_text(each, where) for each in given)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\0" in value:
        raise BadCondition(where=where, reason=f"a text of 1 to {LONGEST} letters is needed")
    return value.strip()


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadCondition(where=where, reason="a number is needed")
    return float(value)


def _whole(value: Any, where: str, lowest: int, highest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise BadCondition(where=where, reason=f"a whole number from {lowest} to {highest} is needed")
    return value


def _moment(value: Any, where: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadCondition(where=where, reason="a moment in ISO 8601 is needed") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _only(said: Mapping[str, Any], known: set[Any], where: str) -> None:
    """A word that is not understood would silently change who is meant."""
    strange = sorted(set(map(str, said)) - set(map(str, known)))
    if strange:
        raise BadCondition(where=where, reason=f"{strange[0]} is not understood here")


def leaves(condition: Condition) -> int:
    if isinstance(condition, All | Some):
        return sum(map(leaves, condition.parts))
    if isinstance(condition, Not):
        return leaves(condition.part)
    return 1 + (len(condition.where) if isinstance(condition, Did) else 0)


# Writing


def written(condition: Condition) -> Json:
    """The JSON that reads as this condition."""
    if isinstance(condition, All):
        return {"all": [written(part) for part in condition.parts]}
    if isinstance(condition, Some):
        return {"any": [written(part) for part in condition.parts]}
    if isinstance(condition, Not):
        return {"not": written(condition.part)}
    if isinstance(condition, Trait):
        return {"trait": condition.name, **_said(condition.test)}
    if isinstance(condition, Last):
        return {"last": condition.measure, **_said(condition.test), **_within(condition.days)}
    if isinstance(condition, Did):
        return _written_did(condition)
    if isinstance(condition, In):
        return {"in": condition.segment}
    return {"everyone": True}


def _written_did(did: Did) -> Json:
    said: Json = {"did": did.event, "at_least": did.at_least}
    if did.at_most is not None:
        said["at_most"] = did.at_most
    said |= _within(did.days)
    if did.where:
        said["where"] = [{"property": one.name, **_said(one.test)} for one in did.where]
    return said


def _within(days: int | None) -> Json:
    return {} if days is None else {"days": days}


def _said(test: Test) -> Json:
    if test.op in BARE:
        return {test.op.value: True}
    if test.op in WORDS:
        return {test.op.value: list(test.texts)}
    if test.moment is not None:
        return {test.op.value: test.moment.isoformat()}
    return {test.op.value: int(test.number) if test.op in MOMENTS or test.number.is_integer() else test.number}
