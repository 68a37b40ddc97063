"""The mapping language: which column means what. docs/imports.md describes every key; a test holds it to KEYS.

A mapping is YAML of the plainest kind: every scalar is text until a key says otherwise (so 01 stays 01 and NO stays Norway), aliases are
refused (they can be used to blow up memory), a key that is not known or appears twice is an error that names its place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import yaml
from django.utils.translation import gettext as _

from hamsafar.collect.vocabulary import services as vocabulary

from .contracts import AS_FOUND, FileShape, Format
from .errors import MappingInvalid

LARGEST: Final = 64 * 1024
TYPES: Final = ("track", "page", "screen", "identify")
KINDS: Final = ("text", "number", "whole", "flag", "moment", "money", "list")
CALENDARS: Final = ("gregorian", "jalali", "auto")
DIRECTIONS: Final = ("inbound", "outbound", "none")
TESTS: Final = (
    "equals", "not_equals", "in", "not_in", "starts_with", "ends_with", "contains", "empty", "less_than", "more_than",
)  # fmt: skip
_SLUG = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}")
_CURRENCY = re.compile(r"[A-Z]{3}")

# Every key of the language and what it means, by place. The documentation's tables are held to this.
KEYS: Final[dict[str, dict[str, str]]] = {
    "": {
        "about": "A sentence for people who choose a mapping.",
        "source": "Name of the source that the events belong to. The same line from the same source counts once.",
        "space": "Identifier space of the user ids, so that a shop's customer 17 is not the call centre's.",
        "optional": "Columns that a file may lack; they then count as empty.",
        "file": "How to read the file; what is left out is guessed.",
        "type": "track, page, screen or identify; track when left out.",
        "event": "The event's name: fixed, from a column, or a list of cases.",
        "timestamp": "When it happened.",
        "id": "Columns that identify the fact; left out, the whole mapped line and its count in the file do.",
        "person": "Who it is about.",
        "channel": "Channel of the vocabulary, fixed or from a column.",
        "direction": "inbound, outbound or none; the vocabulary's when left out.",
        "unit": "Code of the branch or business unit, fixed or from a column.",
        "session": "Column that holds the session.",
        "amount": "Money, always with its currency.",
        "properties": "Properties of the event.",
        "traits": "What is known about the person.",
        "consent": "Columns that say what the person allowed; each becomes an event of its own.",
        "skip": "Lines to leave out on purpose, each with a reason that is counted.",
        "group": "Lines that together are one event, such as the lines of an invoice.",
    },
    "file": {
        "format": "csv, jsonl, parquet, excel or xes.",
        "encoding": "Text encoding, such as utf-8 or windows-1256.",
        "delimiter": "One character, tab, or whitespace for columns set apart by blanks.",
        "header": "Whether the first line names the columns.",
        "columns": "Names of the columns where there is no header.",
        "sheet": "Sheet of an Excel file; the first when left out.",
    },
    "event": {
        "column": "Column with the name.",
        "names": "From what the column says to the event's name.",
        "otherwise": "keep, skip or reject what the names do not list; reject when left out.",
        "when": "Conditions of a case; all must hold. A case without fits every line.",
        "name": "Name of the event in this case.",
    },
    "timestamp": {
        "column": "Column with the moment.",
        "columns": "Several columns, such as date and time, joined by a blank.",
        "format": "auto, iso, unix, unix_ms, excel or a pattern such as %Y/%m/%d %H:%M.",
        "calendar": "gregorian, jalali, or auto (years below 1700 are Jalali).",
        "zone": "Time zone of moments that name none; the installation's when left out.",
    },
    "person": {
        "user_id": "Column with the id in the space above.",
        "anonymous_id": "Column with a device's or visitor's id.",
        "email": "Column with the e-mail address.",
        "phone": "Column with the phone number.",
        "identifiers": "Further identifiers, each with kind, column and, if not the space above, space.",
        "missing": "keep or reject a line that names no person; keep when left out.",
    },
    "identifiers": {
        "kind": "Kind of the identifier, such as national_id.",
        "column": "Column that holds it.",
        "space": "Its identifier space; the mapping's when left out.",
    },
    "field": {
        "column": "Column to take the value from.",
        "value": "A fixed value instead of a column.",
        "kind": "text, number, whole, flag, moment, money or list; the vocabulary's when left out, else text.",
        "values": "From what the column says to what is meant.",
        "required": "Whether an empty value rejects the line.",
    },
    "amount": {
        "column": "Column with the amount.",
        "multiply": "Columns to multiply, such as quantity and price.",
        "currency": "IRR for rial, IRT for toman, or another code; or {column: …}.",
        "positive_in": "Event names whose amount is written without its minus sign, such as Order Refunded.",
    },
    "consent": {
        "purpose": "What for, such as marketing.",
        "channel": "By which channel.",
        "column": "Column with the answer; an empty one says nothing.",
        "yes": "What counts as given.",
        "no": "What counts as withdrawn.",
        "text_version": "Version of the text that the person saw.",
        "evidence": "How it was given, such as a paper form.",
    },
    "skip": {
        "when": "Conditions; all must hold.",
        "because": "The reason that the report shows.",
    },
    "group": {
        "by": "Columns that are the same on all lines of one event.",
        "lines": "Property that lists the lines.",
        "line": "Fields of each line.",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    column: str
    test: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    name: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventName:
    """Either `cases`, or `column` with `names`."""

    cases: tuple[Case, ...] = ()
    column: str = ""
    names: tuple[tuple[str, str], ...] = ()
    otherwise: str = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    columns: tuple[str, ...]
    format: str = "auto"
    calendar: str = "auto"
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value from a column or a fixed one. `kind` is empty when the mapping did not say."""

    column: str = ""
    value: str = ""
    kind: str = ""
    values: tuple[tuple[str, str], ...] = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherIdentifier:
    kind: str
    column: str
    space: str = ""  # empty means the mapping's


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    user_id: str = ""
    anonymous_id: str = ""
    email: str = ""
    phone: str = ""
    identifiers: tuple[FurtherIdentifier, ...] = ()
    missing: str = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    columns: tuple[str, ...]  # multiplied
    currency: Field
    positive_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    purpose: str
    channel: str
    column: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    text_version: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    when: tuple[Condition, ...]
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    by: tuple[str, ...]
    lines: str = ""
    line: tuple[tuple[str, Field], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    source: str
    space: str
    event: EventName
    timestamp: Moment
    about: str = ""
    optional: tuple[str, ...] = ()
    file: FileShape = AS_FOUND
    type: str = "track"
    id: tuple[str, ...] = ()
    person: Person = Person()
    channel: Field = Field()
    direction: str = ""
    unit: Field = Field()
    session: str = ""
    amount: Amount | None = None
    properties: tuple[tuple[str, Field], ...] = ()
    traits: tuple[tuple[str, Field], ...] = ()
    consent: tuple[Consent, ...] = ()
    skip: tuple[Skip, ...] = ()
    group: Group | None = None

    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping reads, once, in the order of the mapping."""
        return tuple(dict.fromkeys(column for column in self._columns() if column))

    def event_names(self) -> tuple[str, ...]:
        """The names that the mapping can give, as far as it says them itself."""
        return tuple(dict.fromkeys([case.name for case in self.event.cases] + [name for _said, name in self.event.names]))

    def _columns(self) -> Iterator[str]:
        yield self.event.column
        yield from self.timestamp.columns
        yield from self.id
        who = self.person
        yield from (who.user_id, who.anonymous_id, who.email, who.phone, *(one.column for one in who.identifiers))
        yield from (self.channel.column, self.unit.column, self.session)
        if self.amount:
            yield from (*self.amount.columns, self.amount.currency.column)
        fields = (*self.properties, *self.traits, *(self.group.line if self.group else ()))
        yield from (one.column for _name, one in fields)
        yield from (one.column for one in self.consent)
        conditions = [*(c for s in self.skip for c in s.when), *(c for case in self.event.cases for c in case.when)]
        yield from (one.column for one in conditions)
        yield from self.group.by if self.group else ()


def parse(text: str | bytes) -> Mapping:
    """The mapping that this YAML says. Raises MappingInvalid with the place and the problem in the reader's language."""
    return _mapping(_Node(_load(text), ""))


class _PlainLoader(yaml.BaseLoader):
    """Scalars stay text, aliases and repeated keys are refused."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise MappingInvalid(place=_line(self.peek_event().start_mark), problem=_("aliases (*) are not allowed"))
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        names = [key.value if isinstance(key, yaml.ScalarNode) else None for key, _value in node.value]
        if None in names:
            raise MappingInvalid(place=_line(node.start_mark), problem=_("a key must be plain text"))
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise MappingInvalid(place=_line(node.start_mark), problem=_("“{key}” appears twice").format(key=twice))
        return super().construct_mapping(node, deep=deep)


def _line(mark: Any) -> str:
    return _("line {line}").format(line=mark.line + 1)


def _load(text: str | bytes) -> Any:
    if len(text) > LARGEST:
        raise MappingInvalid(place=_("the file"), problem=_("it is larger than 64 KB"))
    try:
        return yaml.load(text.decode("utf-8-sig") if isinstance(text, bytes) else text, Loader=_PlainLoader)  # noqa: S506 (BaseLoader builds text only)
    except UnicodeDecodeError:
        raise MappingInvalid(place=_("the file"), problem=_("it is not UTF-8")) from None
    except RecursionError:
        raise MappingInvalid(place=_("the file"), problem=_("it is nested too deeply")) from None
    except yaml.MarkedYAMLError as error:
        place = _line(error.problem_mark) if error.problem_mark else _("the file")
        raise MappingInvalid(place=place, problem=_("this is not YAML ({detail})").format(detail=error.problem or "")) from None
    except (yaml.YAMLError, ValueError) as error:
        raise MappingInvalid(place=_("the file"), problem=_("this is not YAML ({detail})").format(detail=str(error)[:120])) from None


class _Node:
    """A piece of the YAML that knows its place, so that every complaint can name it."""

    __slots__ = ("place", "value")

    def __init__(self, value: Any, place: str) -> None:
        self.value, self.place = value, place

    def wrong(self, problem: str) -> MappingInvalid:
        return MappingInvalid(place=self.place or _("the top"), problem=problem)

    def is_map(self) -> bool:
        return isinstance(self.value, dict)

    def is_list(self) -> bool:
        return isinstance(self.value, list)

    def child(self, key: str) -> "_Node":
        return _Node(self.value[key], f"{self.place}.{key}" if self.place else key)

    def section(self, kind: str, *needed: str) -> dict[str, "_Node"]:
        """A map with the keys of KEYS[kind] only and `needed` among them."""
        children = self.entries()
        for key in children:
            if key not in KEYS[kind]:
                raise self.wrong(_("“{key}” is not known here; known are: {known}").format(key=key, known=", ".join(KEYS[kind])))
        for key in needed:
            if key not in children:
                raise self.wrong(_("“{key}” is missing").format(key=key))
        return children

    def entries(self) -> dict[str, "_Node"]:
        if not self.is_map():
            raise self.wrong(_("keys with values are expected here"))
        return {key: self.child(key) for key in self.value}

    def items(self) -> list["_Node"]:
        if not self.is_list():
            raise self.wrong(_("a list is expected here"))
        return [_Node(value, f"{self.place}[{index + 1}]") for index, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong(_("text is expected here"))
        return self.value.strip()

    def raw(self) -> str:
        if not isinstance(self.value, str):
            raise self.wrong(_("text is expected here"))
        return self.value

    def texts(self) -> tuple[str, ...]:
        """One text or a list of texts."""
        return tuple(item.text() for item in self.items()) if self.is_list() else (self.text(),)

    def one_of(self, choices: tuple[str, ...]) -> str:
        if self.value not in choices:
            raise self.wrong(_("“{value}” is none of: {choices}").format(value=self.value, choices=", ".join(choices)))
        return str(self.value)

    def flag(self) -> bool:
        return self.one_of(("yes", "no", "true", "false")) in {"yes", "true"}

    def slug(self) -> str:
        if not _SLUG.fullmatch(self.text()):
            raise self.wrong(_("use small Latin letters, digits, “-”, “_” and “.” only"))
        return self.text()


def _mapping(top: _Node) -> Mapping:
    said = top.section("", "source", "space", "event", "timestamp")
    mapping = Mapping(
        about=said["about"].text() if "about" in said else "",
        source=said["source"].slug(),
        space=said["space"].slug(),
        optional=said["optional"].texts() if "optional" in said else (),
        file=_file(said["file"]) if "file" in said else AS_FOUND,
        type=said["type"].one_of(TYPES) if "type" in said else "track",
        event=_event(said["event"]),
        timestamp=_moment(said["timestamp"]),
        id=said["id"].texts() if "id" in said else (),
        person=_person(said["person"]) if "person" in said else Person(),
        channel=_channel(said["channel"]) if "channel" in said else Field(),
        direction=said["direction"].one_of(DIRECTIONS) if "direction" in said else "",
        unit=_field(said["unit"], fixed=True) if "unit" in said else Field(),
        session=said["session"].text() if "session" in said else "",
        amount=_amount(said["amount"]) if "amount" in said else None,
        properties=_fields(said["properties"]) if "properties" in said else (),
        traits=_fields(said["traits"]) if "traits" in said else (),
        consent=tuple(_consent(item) for item in said["consent"].items()) if "consent" in said else (),
        skip=tuple(_skip(item) for item in said["skip"].items()) if "skip" in said else (),
        group=_group(said["group"]) if "group" in said else None,
    )
    if mapping.group and mapping.id:
        raise said["id"].wrong(_("lines that are grouped are identified by group.by already"))
    if mapping.group and mapping.consent:
        raise said["consent"].wrong(_("consent cannot be read from grouped lines"))
    if mapping.consent and mapping.person == Person():
        raise said["consent"].wrong(_("consent needs a person"))
    return mapping


def _file(node: _Node) -> FileShape:
    said = node.section("file")
    header = said["header"].flag() if "header" in said else None
    if header is False and "columns" not in said:
        raise node.wrong(_("a file without a header needs “columns”"))
    return FileShape(
        format=said["format"].one_of(tuple(Format)) if "format" in said else "",
        encoding=said["encoding"].text() if "encoding" in said else "",
        delimiter=_delimiter(said["delimiter"]) if "delimiter" in said else "",
        header=header,
        columns=said["columns"].texts() if "columns" in said else (),
        sheet=said["sheet"].text() if "sheet" in said else "",
    )


def _delimiter(node: _Node) -> str:
    said = {"tab": "\t", "\\t": "\t"}.get(node.raw(), node.raw())
    if said != "whitespace" and (len(said) != 1 or said in '"\r\n'):
        raise node.wrong(_("one character, tab or whitespace is expected here"))
    return said


def _event(node: _Node) -> EventName:
    if node.is_list():
        return EventName(cases=tuple(_case(item) for item in node.items()))
    if not node.is_map():
        return EventName(cases=(Case(name=_event_name(node)),))
    said = node.section("event", "column")
    names = tuple((key, _event_name(value)) for key, value in said["names"].entries().items()) if "names" in said else ()
    otherwise = said["otherwise"].one_of(("keep", "skip", "reject")) if "otherwise" in said else "reject" if names else "keep"
    return EventName(column=said["column"].text(), names=names, otherwise=otherwise)


def _event_name(node: _Node) -> str:
    if len(node.text()) > 200:
        raise node.wrong(_("a name has at most 200 characters"))
    return node.text()


def _case(node: _Node) -> Case:
    said = node.section("event", "name")
    return Case(name=_event_name(said["name"]), when=_conditions(said["when"]) if "when" in said else ())


def _conditions(node: _Node) -> tuple[Condition, ...]:
    found = [condition for column, test in node.entries().items() for condition in _condition(column, test)]
    if not found:
        raise node.wrong(_("at least one condition is expected here"))
    return tuple(found)


def _condition(column: str, node: _Node) -> Iterator[Condition]:
    if not node.is_map():
        yield Condition(column=column, test="equals", values=(node.raw().strip(),))
        return
    for test, value in node.entries().items():
        if test not in TESTS:
            raise node.wrong(_("“{key}” is not known here; known are: {known}").format(key=test, known=", ".join(TESTS)))
        yield Condition(column=column, test=test, values=_test_values(test, value))


def _test_values(test: str, node: _Node) -> tuple[str, ...]:
    if test == "empty":
        return ("yes" if node.flag() else "no",)
    if test in {"in", "not_in"}:
        return tuple(item.raw().strip() for item in node.items())
    if test in {"less_than", "more_than"} and not re.fullmatch(r"-?\d+(\.\d+)?", node.text()):
        raise node.wrong(_("a number is expected here"))
    return (node.raw().strip(),)


def _moment(node: _Node) -> Moment:
    if not node.is_map():
        return Moment(columns=(node.text(),))
    said = node.section("timestamp")
    if ("column" in said) == ("columns" in said):
        raise node.wrong(_("either “column” or “columns” is expected here"))
    zone = said["zone"].text() if "zone" in said else ""
    if zone and zone not in available_timezones():
        raise said["zone"].wrong(_("“{value}” is not a time zone; an example is Asia/Tehran").format(value=zone))
    return Moment(
        columns=said["columns"].texts() if "columns" in said else (said["column"].text(),),
        format=_format(said["format"]) if "format" in said else "auto",
        calendar=said["calendar"].one_of(CALENDARS) if "calendar" in said else "auto",
        zone=ZoneInfo(zone).key if zone else "",
    )


PATTERN_LETTERS: Final = "YymdHMSfzIpB"


def _format(node: _Node) -> str:
    said = node.text()
    if said in {"auto", "iso", "unix", "unix_ms", "excel"}:
        return said
    letters = re.findall(r"%(.?)", said)
    if not letters:
        raise node.wrong(_("auto, iso, unix, unix_ms, excel or a pattern such as %Y/%m/%d is expected here"))
    unknown = next((letter for letter in letters if letter not in PATTERN_LETTERS or not letter), None)
    if unknown is not None:
        raise node.wrong(_("“%{letter}” is not known in a pattern; known are: {known}").format(letter=unknown, known=PATTERN_LETTERS))
    return said


def _person(node: _Node) -> Person:
    said = node.section("person")
    return Person(
        **{key: said[key].text() for key in ("user_id", "anonymous_id", "email", "phone") if key in said},
        identifiers=tuple(_further(item) for item in said["identifiers"].items()) if "identifiers" in said else (),
        missing=said["missing"].one_of(("keep", "reject")) if "missing" in said else "keep",
    )


def _further(node: _Node) -> FurtherIdentifier:
    said = node.section("identifiers", "kind", "column")
    return FurtherIdentifier(kind=said["kind"].slug(), column=said["column"].text(), space=said["space"].slug() if "space" in said else "")


def _fields(node: _Node) -> tuple[tuple[str, Field], ...]:
    return tuple((name, _field(child)) for name, child in node.entries().items())


def _field(node: _Node, *, fixed: bool = False) -> Field:
    """A plain text names a column, or with `fixed` is the value itself."""
    if not node.is_map():
        return Field(value=node.text()) if fixed else Field(column=node.text())
    said = node.section("field")
    if ("column" in said) == ("value" in said):
        raise node.wrong(_("either “column” or “value” is expected here"))
    return Field(
        column=said["column"].text() if "column" in said else "",
        value=said["value"].text() if "value" in said else "",
        kind=said["kind"].one_of(KINDS) if "kind" in said else "",
        values=tuple((key, value.raw()) for key, value in said["values"].entries().items()) if "values" in said else (),
        is_required=said["required"].flag() if "required" in said else False,
    )


def _channel(node: _Node) -> Field:
    field = _field(node, fixed=True)
    for channel in (field.value, *(value for _said, value in field.values)):
        if channel and channel not in vocabulary.CHANNELS:
            raise node.wrong(_("“{value}” is none of: {choices}").format(value=channel, choices=", ".join(vocabulary.CHANNELS)))
    return field


def _amount(node: _Node) -> Amount:
    said = node.section("amount", "currency")
    if ("column" in said) == ("multiply" in said):
        raise node.wrong(_("either “column” or “multiply” is expected here"))
    return Amount(
        columns=said["multiply"].texts() if "multiply" in said else (said["column"].text(),),
        currency=_currency(said["currency"]),
        positive_in=said["positive_in"].texts() if "positive_in" in said else (),
    )


def _currency(node: _Node) -> Field:
    field = _field(node, fixed=True)
    for code in (field.value, *(value for _said, value in field.values)):
        if code and not _CURRENCY.fullmatch(code):
            raise node.wrong(_("“{value}” is not a currency code; rial is IRR, toman is IRT").format(value=code))
    return field


def _consent(node: _Node) -> Consent:
    said = node.section("consent", "purpose", "channel", "column", "yes", "no")
    return Consent(
        purpose=said["purpose"].text(),
        channel=said["channel"].text(),
        column=said["column"].text(),
        yes=said["yes"].texts(),
        no=said["no"].texts(),
        text_version=said["text_version"].text() if "text_version" in said else "",
        evidence=said["evidence"].text() if "evidence" in said else "",
    )


def _skip(node: _Node) -> Skip:
    said = node.section("skip", "when", "because")
    return Skip(when=_conditions(said["when"]), because=said["because"].text())


def _group(node: _Node) -> Group:
    said = node.section("group", "by")
    if ("lines" in said) != ("line" in said):
        raise node.wrong(_("“lines” and “line” belong together"))
    return Group(
        by=said["by"].texts(),
        lines=said["lines"].text() if "lines" in said else "",
        line=_fields(said["line"]) if "line" in said else (),
    )
