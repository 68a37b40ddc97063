"""A mapping put to work on the columns of one file: lines become drafts of events.

Everything that can be decided once (which cell, which kind, which zone) is decided when the plan is made; what is left runs per line.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import msgspec

from hamsafar.base import text
from hamsafar.collect.intake.services import Event, Flag, Identifier
from hamsafar.collect.vocabulary import services as vocabulary

from . import values
from .mapping import Amount, Condition, Consent, Field, Mapping
from .reasons import LineRejected

Cells = Sequence[Any]
LARGEST_EVENT: Final = 512 * 1024
LONGEST_IDENTIFIER: Final = 300
CENT: Final = Decimal("0.0001")
_encode = msgspec.json.Encoder(order="deterministic").encode
_NUL: Final = "\\u0000"
_fold = lru_cache(maxsize=50_000)(text.fold)


class Skipped(Exception):
    """The mapping leaves this line out on purpose."""


class Draft(msgspec.Struct, kw_only=True):
    """An event before it has an id. `content` is what makes it this event; `natural` is what the mapping says identifies it."""

    type: str
    name: str
    channel: str
    direction: str
    user_id: str
    anonymous_id: str
    identifiers: tuple[Identifier, ...]
    unit: str
    session_id: str
    timestamp: dt.datetime
    amount: Decimal | None
    currency: str
    properties: dict[str, Any]
    traits: dict[str, Any]
    natural: tuple[str, ...] = ()
    part: str = ""  # "" for the event itself, c1, c2 … for consents said on the same line

    def has_person(self) -> bool:
        return bool(self.user_id or self.anonymous_id or self.identifiers)

    def digest(self) -> bytes:
        """128 bits over what identifies the fact: the natural id where there is one, else everything that was mapped."""
        said = ("id", self.type, self.name, self.natural) if self.natural else ("row", *_content(self))
        return hashlib.blake2b(_encode(said), digest_size=16).digest()


_content = attrgetter(
    "type", "name", "channel", "direction", "user_id", "anonymous_id", "identifiers", "unit", "session_id", "timestamp", "amount",
    "currency", "properties", "traits",
)  # fmt: skip

Getter = Callable[[Cells], Any]


class Plan:
    """`units`: where whoever imports may write; None is everywhere."""

    def __init__(self, mapping: Mapping, columns: Sequence[str], *, zone: str, units: tuple[str, ...] | None = None) -> None:
        self.mapping = mapping
        self._units = units
        self.columns = tuple(columns)
        self.notes: Counter[str] = Counter()
        self._index = {column: index for index, column in enumerate(columns)}
        self._skips = [(self._all(skip.when), skip.because) for skip in mapping.skip]
        self.name_of = self._naming()
        self._moment = self._moment_getter(mapping.timestamp.zone or zone)
        self._properties = self._record(mapping.properties)
        self._traits = self._record(mapping.traits)
        self._amount = self._amount_getter(mapping.amount) if mapping.amount else None
        self._channel = self._channel_getter(mapping.channel)
        self._unit = self._unit_getter(mapping.unit)
        self._session = self._cell(mapping.session)
        self._natural = [self._cell(column) for column in mapping.id]
        self._by = [(column, self._cell(column)) for column in mapping.group.by] if mapping.group else []
        self._line = self._record(mapping.group.line) if mapping.group else []
        self._consents = [(f"c{number}", one, self._cell(one.column), _answers(one)) for number, one in enumerate(mapping.consent, 1)]
        self._who = self._person_getter()

    # What a line becomes

    def check_skips(self, cells: Cells) -> None:
        for holds, because in self._skips:
            if holds(cells):
                raise Skipped(because)

    def drafts(self, cells: Cells) -> list[Draft]:
        """The events of one line that stands alone: itself, then what it says about consent."""
        self.check_skips(cells)
        main = self._draft(cells, self.name_of(cells))
        main.natural = tuple(get(cells) for get in self._natural)
        if self._natural and not any(main.natural):
            raise LineRejected("required_empty", column=self.mapping.id[0])
        return [main, *self._consent_drafts(main, cells)] if self._consents else [main]

    def group_key(self, cells: Cells) -> tuple[str, ...]:
        """The event's name and the cells that hold its lines together."""
        key = [self.name_of(cells)]
        for column, get in self._by:
            if not (value := get(cells)):
                raise LineRejected("group_key_empty", column=column)
            key.append(value)
        return tuple(key)

    def grouped(self, key: tuple[str, ...], lines: Sequence[tuple[int, Cells]]) -> Draft:
        """One event of several lines. Raises BrokenGroup when one of them cannot be read."""
        moments, sums, parts = [], [], []
        base: Cells | None = None
        for number, cells in lines:
            try:
                moments.append(self._moment(cells))
                sums.append(self._amount(cells) if self._amount else (None, ""))
                parts.append(_read(self._line, cells))
                if base is None and any(self._who(cells)):
                    base = cells
            except LineRejected as rejected:
                raise BrokenGroup(number, rejected) from None
        whole = self._whole(key, base, lines)
        whole.timestamp = min(moments)
        self._add_up(whole, sums, lines)
        if self.mapping.group and self.mapping.group.lines:
            whole.properties = {**whole.properties, self.mapping.group.lines: parts}
        return whole

    def _whole(self, key: tuple[str, ...], base: Cells | None, lines: Sequence[tuple[int, Cells]]) -> Draft:
        """The event as its first line that names a person has it, or else its first line."""
        number = next((number for number, cells in lines if cells is base), lines[0][0])
        try:
            whole = self._draft(lines[0][1] if base is None else base, key[0])
        except LineRejected as rejected:
            raise BrokenGroup(number, rejected) from None
        whole.natural = key[1:]
        return whole

    def _add_up(self, whole: Draft, sums: list[tuple[Decimal | None, str]], lines: Sequence[tuple[int, Cells]]) -> None:
        said = self.mapping.amount
        if not said:
            return
        for (number, _cells), (amount, currency) in zip(lines, sums, strict=True):
            if amount is not None and currency != (whole.currency or currency):
                raise BrokenGroup(number, LineRejected("currency_unclear", column=said.currency.column, value=currency))
            whole.currency = whole.currency or currency
        amounts = [amount for amount, _currency in sums if amount is not None]
        whole.amount = self._signed(whole.name, sum(amounts, Decimal(0))) if amounts else None

    def event(self, draft: Draft, message_id: str, *, received_at: dt.datetime, context: str) -> Event:
        properties = _encode(draft.properties).decode()
        traits = _encode(draft.traits).decode()
        if len(properties) + len(traits) > LARGEST_EVENT:
            raise LineRejected("event_too_large")
        if (
            _NUL in properties
            or _NUL in traits
            or "\0" in "".join((draft.name, draft.user_id, draft.anonymous_id, draft.unit, draft.session_id))
        ):
            raise LineRejected("encoding_broken")
        amount = None if draft.amount is None else self._signed(draft.name, draft.amount).quantize(CENT)
        return Event(
            source=self.mapping.source, message_id=message_id, type=draft.type, name=draft.name, channel=draft.channel,
            direction=draft.direction, space=self.mapping.space, user_id=draft.user_id, anonymous_id=draft.anonymous_id,
            identifiers=draft.identifiers, unit=draft.unit, session_id=draft.session_id,
            timestamp=draft.timestamp, original_timestamp=draft.timestamp, received_at=received_at,
            amount=amount, currency=draft.currency if amount is not None else "", properties=properties, traits=traits, context=context,
            flags=() if vocabulary.is_known(draft.name) else (Flag.UNKNOWN_NAME.value,),
        )  # fmt: skip

    def _signed(self, name: str, amount: Decimal) -> Decimal:
        return abs(amount) if self.mapping.amount and name in self.mapping.amount.positive_in else amount

    def _draft(self, cells: Cells, name: str) -> Draft:
        user_id, anonymous_id, identifiers = self._who(cells)
        amount, currency = self._amount(cells) if self._amount else (None, "")
        kind = vocabulary.find_event(name)
        return Draft(
            type=self.mapping.type, name=name, channel=self._channel(cells) or (kind.channel if kind else ""),
            direction=self.mapping.direction or (kind.direction if kind else "none"),
            user_id=user_id, anonymous_id=anonymous_id, identifiers=identifiers, unit=self._unit(cells), session_id=self._session(cells),
            timestamp=self._moment(cells), amount=amount, currency=currency,
            properties=_read(self._properties, cells), traits=_read(self._traits, cells),
        )  # fmt: skip

    def _consent_drafts(self, main: Draft, cells: Cells) -> list[Draft]:
        found = []
        for part, consent, get, answers in self._consents:
            if not (said := get(cells)):
                continue
            decision = answers.get(_fold(said))
            if decision is None:
                raise LineRejected("consent_unclear", column=consent.column, value=said)
            found.append(_consent_draft(main, consent, part, "Consent Given" if decision else "Consent Withdrawn"))
        return found

    # How a cell is got

    def _cell(self, column: str) -> Callable[[Cells], str]:
        if not column:
            return lambda _cells: ""
        index = self._index[column]
        to_text = values.to_text
        return lambda cells: to_text(cells[index])

    def _text_getter(self, field: Field) -> Callable[[Cells], str]:
        if not field.column:
            return lambda _cells: field.value
        get = self._cell(field.column)
        if not field.values:
            return get
        meanings = {_fold(said): meant for said, meant in field.values}
        return lambda cells: meanings.get(_fold(said := get(cells)), said)

    def _channel_getter(self, field: Field) -> Callable[[Cells], str]:
        get = self._text_getter(field)
        if not field.column:
            return get

        def checked(cells: Cells) -> str:
            said = get(cells).lower()
            if said and said not in vocabulary.CHANNELS:
                raise LineRejected("channel_unclear", column=field.column, value=said)
            return said

        return checked

    def _unit_getter(self, field: Field) -> Callable[[Cells], str]:
        get, mine = self._text_getter(field), self._units
        if mine is None:
            return get

        def checked(cells: Cells) -> str:
            if (unit := get(cells)) not in mine:
                raise LineRejected("unit_not_yours", column=field.column, value=unit)
            return unit

        return checked

    def _moment_getter(self, zone: str) -> Callable[[Cells], dt.datetime]:
        said = self.mapping.timestamp
        read = values.moment_reader(said.format, said.calendar, zone)
        first = said.columns[0]
        if len(said.columns) == 1:
            index = self._index[first]
            return lambda cells: read(cells[index], first)
        gets = [self._cell(column) for column in said.columns]

        def joined(cells: Cells) -> dt.datetime:
            parts = [get(cells) for get in gets]
            if not parts[0]:
                raise LineRejected("time_missing", column=first)
            return read(" ".join(part for part in parts if part), first)

        return joined

    def _amount_getter(self, said: Amount) -> Callable[[Cells], tuple[Decimal | None, str]]:
        places = [(self._index[column], column) for column in said.columns]
        currency = self._text_getter(said.currency)

        def read(cells: Cells) -> tuple[Decimal | None, str]:
            product = Decimal(1)
            for index, column in places:
                number = values.to_decimal(cells[index], column)
                if number is None:
                    return None, ""
                product *= number
            named = currency(cells)
            return product, values.to_currency(named, said.currency.column) if said.currency.column else named

        return read

    def _record(self, fields: Sequence[tuple[str, Field]]) -> list[tuple[str, Getter]]:
        return [(name, self._value_getter(name, field)) for name, field in fields]

    def _value_getter(self, name: str, field: Field) -> Getter:
        convert = self._converter(field.kind or self._usual_kind(name), field.column)
        if not field.column:
            fixed = convert(field.value)
            return lambda _cells: fixed
        index, column = self._index[field.column], field.column
        meanings = {_fold(said): meant for said, meant in field.values}

        def read(cells: Cells) -> Any:
            cell = cells[index]
            if meanings:
                cell = meanings.get(_fold(values.to_text(cell)), cell)
            found = convert(cell)
            if found is None and field.is_required:
                raise LineRejected("required_empty", column=column)
            return found

        return read

    def _usual_kind(self, name: str) -> str:
        """The vocabulary's kind of this property, for the names that the mapping can give."""
        for event_name in self.mapping.event_names():
            event = vocabulary.find_event(event_name)
            for known in event.properties if event else ():
                if known.name == name:
                    return known.kind.value
        return "text"

    def _converter(self, kind: str, column: str) -> Callable[[Any], Any]:
        if kind == "moment":
            read = values.moment_reader("auto", "auto", self.mapping.timestamp.zone or "Asia/Tehran")
            return lambda cell: _moment_text(read, cell, column)
        makers: dict[str, Callable[[Any, str], Any]] = {
            "number": values.to_number, "money": values.to_number, "whole": values.to_whole, "flag": values.to_flag, "list": values.to_list,
        }  # fmt: skip
        if kind in makers:
            make = makers[kind]
            return lambda cell: make(cell, column)
        return lambda cell: values.to_text(cell) or None

    # Who

    def _person_getter(self) -> Callable[[Cells], tuple[str, str, tuple[Identifier, ...]]]:
        said = self.mapping.person
        user_id, anonymous_id = self._id_cell(said.user_id), self._id_cell(said.anonymous_id)
        space = self.mapping.space
        contacts = [("email", said.email, self._cell(said.email), text.normal_email)] if said.email else []
        contacts += [("phone", said.phone, self._cell(said.phone), text.normal_phone)] if said.phone else []
        others = [(one.kind, one.space or space, self._id_cell(one.column)) for one in said.identifiers]
        must = said.missing == "reject"
        if not contacts and not others and not must:
            return lambda cells: (user_id(cells), anonymous_id(cells), ())

        def read(cells: Cells) -> tuple[str, str, tuple[Identifier, ...]]:
            user, anonymous = user_id(cells), anonymous_id(cells)
            found = [Identifier(where, kind, value) for kind, where, get in others if (value := get(cells))]
            unclear = None
            for kind, column, get, normal in contacts:
                if not (value := get(cells)):
                    continue
                if len(value) <= LONGEST_IDENTIFIER and normal(value):
                    found.append(Identifier("", kind, value))
                else:
                    unclear = LineRejected(f"{kind}_unclear", column=column, value=value)
                    self.notes[unclear.code] += 1
            if not (user or anonymous or found):
                self._nobody(unclear, must=must)
            return user, anonymous, tuple(found)

        return read

    def _nobody(self, unclear: LineRejected | None, *, must: bool) -> None:
        """A contact that cannot be read is a note where something else says who; alone it rejects the line."""
        if unclear:
            self.notes[unclear.code] -= 1
            raise unclear
        if must:
            raise LineRejected("no_person")

    def _id_cell(self, column: str) -> Callable[[Cells], str]:
        get = self._cell(column)
        if not column:
            return get

        def read(cells: Cells) -> str:
            value = get(cells)
            if len(value) > LONGEST_IDENTIFIER:
                raise LineRejected("identifier_too_long", column=column)
            return value

        return read

    # Names and conditions

    def _naming(self) -> Callable[[Cells], str]:
        said = self.mapping.event
        if said.column:
            return self._name_from_column()
        if len(said.cases) == 1 and not said.cases[0].when:
            only = said.cases[0].name
            return lambda _cells: only
        cases = [(self._all(case.when), case.name) for case in said.cases]

        def by_case(cells: Cells) -> str:
            for holds, name in cases:
                if holds(cells):
                    return name
            raise LineRejected("no_case_fits")

        return by_case

    def _name_from_column(self) -> Callable[[Cells], str]:
        said, get = self.mapping.event, self._cell(self.mapping.event.column)
        names = {_fold(key): name for key, name in said.names}

        def read(cells: Cells) -> str:
            cell = get(cells)
            if not cell:
                raise LineRejected("event_unnamed", column=said.column)
            if (name := names.get(_fold(cell))) is not None:
                return name
            if said.otherwise == "skip":
                raise Skipped(cell[:100])
            if said.otherwise == "reject" or len(cell) > 200:
                raise LineRejected("event_not_mapped", column=said.column, value=cell)
            return cell

        return read

    def _all(self, conditions: Sequence[Condition]) -> Callable[[Cells], bool]:
        tests = [self._test(condition) for condition in conditions]
        if len(tests) == 1:
            return tests[0]
        return lambda cells: all(test(cells) for test in tests)

    def _test(self, condition: Condition) -> Callable[[Cells], bool]:
        get, kind = self._cell(condition.column), condition.test
        if kind in {"less_than", "more_than"}:
            return self._compare(condition)
        if kind == "empty":
            wanted = condition.values[0] == "yes"
            return lambda cells: (get(cells) == "") is wanted
        said = tuple(_fold(value) for value in condition.values)
        first, many = said[0] if said else "", frozenset(said)
        tests: dict[str, Callable[[str], bool]] = {
            "equals": lambda cell: cell == first,
            "not_equals": lambda cell: cell != first,
            "in": lambda cell: cell in many,
            "not_in": lambda cell: cell not in many,
            "starts_with": lambda cell: cell.startswith(first),
            "ends_with": lambda cell: cell.endswith(first),
            "contains": lambda cell: first in cell,
        }
        test = tests[kind]
        return lambda cells: test(_fold(get(cells)))

    def _compare(self, condition: Condition) -> Callable[[Cells], bool]:
        """An empty cell or one that is no number is neither less nor more."""
        index, bound, is_less = self._index[condition.column], Decimal(condition.values[0]), condition.test == "less_than"

        def compare(cells: Cells) -> bool:
            try:
                number = values.to_decimal(cells[index], condition.column)
            except LineRejected:
                return False
            return number is not None and (number < bound if is_less else number > bound)

        return compare


class BrokenGroup(Exception):
    """One line of a group cannot be read, so the event would be incomplete."""

    def __init__(self, number: int, rejected: LineRejected) -> None:
        super().__init__(number)
        self.number, self.rejected = number, rejected


def _read(fields: list[tuple[str, Getter]], cells: Cells) -> dict[str, Any]:
    return {name: value for name, get in fields if (value := get(cells)) is not None}


def _moment_text(read: Callable[[Any, str], dt.datetime], cell: Any, column: str) -> str | None:
    """Moments in properties may lie in the future, as a promised delivery does."""
    if values.to_text(cell) == "":
        return None
    try:
        return read(cell, column).isoformat()
    except LineRejected as rejected:
        if rejected.code == "time_out_of_range" and rejected.value >= "1900":
            return rejected.value
        raise


def _answers(consent: Consent) -> dict[str, bool]:
    return {_fold(said): True for said in consent.yes} | {_fold(said): False for said in consent.no}


def _consent_draft(main: Draft, consent: Consent, part: str, name: str) -> Draft:
    said = {"purpose": consent.purpose, "channel": consent.channel, "text_version": consent.text_version, "evidence": consent.evidence}
    return msgspec.structs.replace(
        main, type="track", name=name, direction="inbound", amount=None, currency="", traits={}, part=part,
        properties={key: value for key, value in said.items() if value},
    )  # fmt: skip
