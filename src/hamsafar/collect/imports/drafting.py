"""From choices made on a page to the text of a mapping: what somebody clicks and what somebody writes is one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from hamsafar.collect.vocabulary import services as vocabulary

from .contracts import FileShape, Suggestion

# Roles that a column may have on the page. Those with a name of their own (property, trait, identifier, line) ask for it.
SINGLE: Final = (
    "timestamp",
    "person.user_id",
    "person.email",
    "person.phone",
    "person.anonymous_id",
    "event",
    "channel",
    "unit",
    "session",
    "currency",
)
MANY: Final = ("id", "amount", "property", "trait", "identifier", "group", "line")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    column: str
    role: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    source: str
    space: str
    event: str = ""
    is_people: bool = False
    channel: str = ""
    currency: str = ""
    zone: str = ""
    calendar: str = "auto"
    columns: Sequence[ColumnChoice] = field(default_factory=tuple)

    def having(self, role: str) -> list[ColumnChoice]:
        return [choice for choice in self.columns if choice.role == role]

    def column_of(self, role: str) -> str:
        return next((choice.column for choice in self.having(role)), "")


def choices_from(suggestions: Sequence[Suggestion], columns: Sequence[str]) -> list[ColumnChoice]:
    """What the page proposes for each column. A suggested property becomes a property of that name."""
    roles = {one.column: one.role for one in suggestions}
    return [_proposed(column, roles.get(column, "")) for column in columns]


def _proposed(column: str, role: str) -> ColumnChoice:
    kind, _, name = role.partition(".")
    if kind == "properties":
        return ColumnChoice(column=column, role="property", name=name)
    if kind == "traits":
        return ColumnChoice(column=column, role="trait", name=name)
    return ColumnChoice(column=column, role=role)


def text_of(choices: Choices, shape: FileShape) -> str:
    """The mapping that says the same."""
    said: dict[str, Any] = {"source": choices.source, "space": choices.space}
    if file := _file(shape):
        said["file"] = file
    if choices.is_people:
        said["type"] = "identify"
    said["event"] = _event(choices)
    said["timestamp"] = _moment(choices)
    said.update(_who_and_where(choices))
    if amounts := choices.having("amount"):
        said["amount"] = _amount(choices, [one.column for one in amounts])
    for role, key in (("property", "properties"), ("trait", "traits")):
        if named := {one.name or one.column: one.column for one in choices.having(role)}:
            said[key] = named
    if ids := [one.column for one in choices.having("id")]:
        said["id"] = ids
    if by := [one.column for one in choices.having("group")]:
        said["group"] = _group(by, choices.having("line"))
    return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=120)


def _file(shape: FileShape) -> dict[str, Any]:
    """Only what another file of the same kind needs to be told as well."""
    file: dict[str, Any] = {"format": shape.format}
    if shape.format == "csv":
        file["delimiter"] = "tab" if shape.delimiter == "\t" else shape.delimiter
        if shape.header is False:
            file |= {"header": "no", "columns": list(shape.columns)}
    if shape.encoding not in ("", "utf-8", "utf-8-sig"):
        file["encoding"] = shape.encoding
    if shape.sheet:
        file["sheet"] = shape.sheet
    return file


def _event(choices: Choices) -> Any:
    if column := choices.column_of("event"):
        return {"column": column, "otherwise": "keep"}
    return "Profile Identified" if choices.is_people and not choices.event else choices.event


def _moment(choices: Choices) -> dict[str, str]:
    moment = {"column": choices.column_of("timestamp")}
    if choices.calendar != "auto":
        moment["calendar"] = choices.calendar
    return moment | ({"zone": choices.zone} if choices.zone else {})


def _who_and_where(choices: Choices) -> dict[str, Any]:
    who: dict[str, Any] = {
        role.partition(".")[2]: column for role in SINGLE if role.startswith("person.") and (column := choices.column_of(role))
    }
    if further := [{"kind": one.name or "other", "column": one.column} for one in choices.having("identifier")]:
        who["identifiers"] = further
    said: dict[str, Any] = {"person": who} if who else {}
    if column := choices.column_of("channel"):
        said["channel"] = {"column": column}
    elif choices.channel in vocabulary.CHANNELS:
        said["channel"] = choices.channel
    if column := choices.column_of("unit"):
        said["unit"] = {"column": column}
    if column := choices.column_of("session"):
        said["session"] = column
    return said


def _amount(choices: Choices, columns: Sequence[str]) -> dict[str, Any]:
    """Several columns are multiplied, as quantity and price."""
    amount: dict[str, Any] = {"multiply": list(columns)} if len(columns) > 1 else {"column": columns[0]}
    column = choices.column_of("currency")
    return amount | {"currency": {"column": column} if column else choices.currency}


def _group(by: list[str], lines: Sequence[ColumnChoice]) -> dict[str, Any]:
    group: dict[str, Any] = {"by": by}
    if lines:
        group |= {"lines": "products", "line": {one.name or one.column: one.column for one in lines}}
    return group


def choices_of_form(data: Mapping[str, str], columns: Sequence[str]) -> list[ColumnChoice]:
    """The columns' choices as the page sends them: role-0, name-0, role-1 …"""
    return [
        ColumnChoice(column=column, role=_role(data.get(f"role-{index}", "")), name=data.get(f"name-{index}", "").strip()[:100])
        for index, column in enumerate(columns)
    ]


def _role(said: str) -> str:
    return said if said in SINGLE + MANY else ""
