"""The editor of conditions, as a part of any form: groups of lines, each line a trait, an event or a last score.

It works without a script: its buttons send the form, which comes back with one line more or less. With htmx only the editor comes back.
Deeper trees than two levels can be written (docs/segments.md) and are shown as their sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from .contracts import NUMBERS, All, Condition, Did, Everyone, In, Last, Not, Op, Some, Trait
from .errors import BadCondition
from .reading import parse
from .typed import Wrong, test_of, typed, whole

KINDS = ("trait", "did", "last", "in")
MOST_GROUPS, MOST_LINES = 6, 10


@dataclass(slots=True)
class Line:
    """One condition as typed."""

    kind: str = "trait"
    name: str = ""
    op: str = "is"
    value: str = ""
    negated: bool = False
    times: str = "1"
    how: str = "at_least"  # at_least, at_most, exactly
    days: str = ""
    property: str = ""
    property_op: str = "is"
    property_value: str = ""
    error: str = ""


@dataclass(slots=True)
class Group:
    join: str = "all"
    lines: list[Line] = field(default_factory=lambda: [Line()])


@dataclass(slots=True)
class Editor:
    """What the editor shows. `written` is a tree that it cannot draw; then it is shown as it is and kept."""

    prefix: str
    groups: list[Group] = field(default_factory=list)
    join: str = "all"
    is_everyone: bool = True
    deep: Condition | None = None
    error: str = ""

    @property
    def can_add_group(self) -> bool:
        return len(self.groups) < MOST_GROUPS


# From a condition to lines


def editor_of(condition: Condition | None, *, prefix: str = "segment") -> Editor:
    if condition is None or isinstance(condition, Everyone):
        return Editor(prefix=prefix, groups=[Group()], is_everyone=True)
    shape = _drawn(condition)
    if shape is None:
        return Editor(prefix=prefix, groups=[Group()], is_everyone=False, deep=condition)
    join, groups = shape
    return Editor(prefix=prefix, groups=groups, join=join, is_everyone=False)


def _drawn(condition: Condition) -> tuple[str, list[Group]] | None:
    """(join, groups), or None where the tree is deeper or wider than the editor."""
    if not isinstance(condition, All | Some):
        condition = All(parts=(condition,))
    lines = [_line(part) for part in condition.parts]
    if all(lines):
        return "all", [Group(join=_join(condition), lines=[line for line in lines if line])]
    groups = [_group(part) for part in condition.parts]
    return (_join(condition), [group for group in groups if group]) if all(groups) and len(groups) <= MOST_GROUPS else None


def _join(condition: All | Some) -> str:
    return "all" if isinstance(condition, All) else "any"


def _group(condition: Condition) -> Group | None:
    parts = condition.parts if isinstance(condition, All | Some) else (condition,)
    lines = [_line(part) for part in parts]
    if not all(lines) or len(lines) > MOST_LINES:
        return None
    return Group(join=_join(condition) if isinstance(condition, All | Some) else "all", lines=[line for line in lines if line])


def _line(condition: Condition) -> Line | None:
    if isinstance(condition, Not):
        line = _line(condition.part)
        if line is None or line.negated:
            return None
        line.negated = True
        return line
    if isinstance(condition, Trait):
        return Line(kind="trait", name=condition.name, op=condition.test.op.value, value=typed(condition.test))
    if isinstance(condition, Last):
        return Line(
            kind="last", name=condition.measure, op=condition.test.op.value, value=typed(condition.test), days=_shown(condition.days)
        )
    if isinstance(condition, In):
        return Line(kind="in", name=str(condition.segment))
    return _line_of_event(condition) if isinstance(condition, Did) else None


def _line_of_event(did: Did) -> Line | None:
    how = _how(did)
    if how is None or len(did.where) > 1:
        return None
    line = Line(kind="did", name=did.event, how=how[0], times=str(how[1]), days=_shown(did.days))
    if did.where:
        (one,) = did.where
        line.property, line.property_op, line.property_value = one.name, one.test.op.value, typed(one.test)
    return line


def _how(did: Did) -> tuple[str, int] | None:
    if did.at_most is None:
        return "at_least", did.at_least
    if did.at_most == did.at_least:
        return "exactly", did.at_least
    return ("at_most", did.at_most) if did.at_least == 0 else None


def _shown(days: int | None) -> str:
    return "" if days is None else str(days)


# From a form to lines, and to a condition


def read_editor(data: Mapping[str, Any], *, prefix: str = "segment", act: bool = True) -> Editor:
    """As it was sent, a button of the editor already followed."""
    editor = Editor(prefix=prefix, join=_of(data, f"{prefix}.join", ("all", "any")))
    editor.is_everyone = data.get(f"{prefix}.who", "everyone") == "everyone"
    for g in range(MOST_GROUPS):
        lines = [line for n in range(MOST_LINES) if (line := _sent_line(data, f"{prefix}.{g}.{n}")) is not None]
        if lines:
            editor.groups.append(Group(join=_of(data, f"{prefix}.{g}.join", ("all", "any")), lines=lines))
    editor.groups = editor.groups or [Group()]
    if act and (wanted := str(data.get(f"{prefix}.act", ""))):
        _follow(editor, wanted)
    return editor


def is_button(data: Mapping[str, Any], *, prefix: str = "segment") -> bool:
    """Was the form sent by a button of the editor, and not to be saved?"""
    return bool(data.get(f"{prefix}.act"))


def _of(data: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = str(data.get(name, ""))
    return value if value in known else known[0]


def _sent_line(data: Mapping[str, Any], name: str) -> Line | None:
    if f"{name}.kind" not in data:
        return None
    told = {each: str(data.get(f"{name}.{each}", ""))[:2000].replace("\0", "").strip() for each in _TEXTS}
    return Line(
        **told,
        kind=_of(data, f"{name}.kind", KINDS),
        op=_of(data, f"{name}.op", tuple(Op)),
        property_op=_of(data, f"{name}.property_op", tuple(Op)),
        how=_of(data, f"{name}.how", ("at_least", "at_most", "exactly")),
        negated=data.get(f"{name}.negated") == "1",
    )


_TEXTS = ("name", "value", "times", "days", "property", "property_value")


def _follow(editor: Editor, wanted: str) -> None:
    """add:GROUP adds a line, drop:GROUP.LINE takes one away, group adds a group."""
    word, _colon, where = wanted.partition(":")
    group, _dot, line = where.partition(".")
    place = int(group) if group.isdecimal() else -1
    editor.is_everyone = False
    if word == "group" and editor.can_add_group:
        editor.groups.append(Group())
    elif word == "add" and 0 <= place < len(editor.groups) and len(editor.groups[place].lines) < MOST_LINES:
        editor.groups[place].lines.append(Line())
    elif word == "drop" and 0 <= place < len(editor.groups) and line.isdecimal():
        lines = editor.groups[place].lines
        del lines[int(line) : int(line) + 1]
        if not lines:
            del editor.groups[place]
        editor.groups = editor.groups or [Group()]


def condition_of(editor: Editor) -> Condition | None:
    """The condition that the lines say; None where one of them cannot be read, and then it carries what is wrong."""
    if editor.is_everyone:
        return Everyone()
    groups = [_written_group(group) for group in editor.groups]
    if any(line.error for group in editor.groups for line in group.lines):
        return None
    said = groups[0] if len(groups) == 1 else {editor.join: groups}
    try:
        return parse(said)
    except BadCondition as bad:
        editor.error = bad.sentence
        return None


def _written_group(group: Group) -> dict[str, Any]:
    return {group.join: [_written_line(line) for line in group.lines]}


def _written_line(line: Line) -> dict[str, Any]:
    try:
        said = _SAID[line.kind](line)
        parse(said)
    except Wrong as wrong:
        line.error = str(wrong)
        return {"everyone": True}
    except BadCondition as bad:
        line.error = bad.sentence
        return {"everyone": True}
    return {"not": said} if line.negated else said


def _trait(line: Line) -> dict[str, Any]:
    if not line.name:
        raise Wrong(_("Name the fact."))
    return {"trait": line.name, **test_of(line.op, line.value)}


def _last(line: Line) -> dict[str, Any]:
    if line.op not in NUMBERS:
        raise Wrong(_("A score is compared as a number."))
    return {"last": line.name or "nps", **test_of(line.op, line.value), **_days(line)}


def _did(line: Line) -> dict[str, Any]:
    if not line.name:
        raise Wrong(_("Name the event."))
    times = whole(line.times, _("Say how often, as a whole number."))
    often = {
        "at_least": {"at_least": times},
        "at_most": {"at_least": 0, "at_most": times},
        "exactly": {"at_least": times, "at_most": times},
    }
    said: dict[str, Any] = {"did": line.name, **often[line.how], **_days(line)}
    if line.property:
        said["where"] = [{"property": line.property, **test_of(line.property_op, line.property_value)}]
    return said


def _in(line: Line) -> dict[str, Any]:
    return {"in": whole(line.name, _("Choose a segment."))}


_SAID = {"trait": _trait, "last": _last, "did": _did, "in": _in}


def _days(line: Line) -> dict[str, int]:
    return {"days": whole(line.days, _("Say in how many days, as a whole number."))} if line.days else {}
