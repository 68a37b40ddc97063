"""Conditions on one event's properties, as lines of any form. A line without a name is taken away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .contracts import Did, Op, Property
from .errors import BadCondition
from .reading import parse
from .typed import Wrong, test_of, typed

MOST, SPARE = 8, 1


@dataclass(slots=True)
class PropertyLine:
    """One comparison as typed."""

    name: str = ""
    op: str = "is"
    value: str = ""
    error: str = ""


@dataclass(slots=True)
class PropertyEditor:
    prefix: str
    lines: list[PropertyLine] = field(default_factory=list)

    @property
    def shown(self) -> list[PropertyLine]:
        """With room for one more."""
        return [*self.lines, *(PropertyLine() for _ in range(SPARE))][:MOST]


def property_editor_of(where: Sequence[Property], *, prefix: str = "where") -> PropertyEditor:
    return PropertyEditor(prefix, [PropertyLine(one.name, one.test.op.value, typed(one.test)) for one in where])


def read_property_editor(data: Mapping[str, Any], *, prefix: str = "where") -> PropertyEditor:
    lines = [_sent(data, f"{prefix}.{n}") for n in range(MOST)]
    return PropertyEditor(prefix, [line for line in lines if line.name])


def _sent(data: Mapping[str, Any], name: str) -> PropertyLine:
    said = {each: str(data.get(f"{name}.{each}", ""))[:2000].replace("\0", "").strip() for each in ("name", "op", "value")}
    said["op"] = said["op"] if said["op"] in tuple(Op) else Op.IS.value
    return PropertyLine(**said)


def properties_of(editor: PropertyEditor) -> tuple[Property, ...] | None:
    """What the lines say; None where one of them cannot be read, and then it carries what is wrong."""
    found = [_read(line) for line in editor.lines]
    return None if any(line.error for line in editor.lines) else tuple(one for one in found if one)


def _read(line: PropertyLine) -> Property | None:
    try:
        did = parse({"did": "-", "where": [{"property": line.name, **test_of(line.op, line.value)}]})
    except Wrong as wrong:
        line.error = str(wrong)
    except BadCondition as bad:
        line.error = bad.sentence
    else:
        return did.where[0] if isinstance(did, Did) else None
    return None
