"""From what a form sends to an answer: one reader for each kind of question. What is not offered is refused, never guessed.

A form names its fields `a.QUESTION` and `a.QUESTION.PART`; programs (the widget, the kiosk) send the same names.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hamsafar.base import text as texts
from hamsafar.base.calendars import Almanac, Calendar, format_numeric_day, gregorian
from hamsafar.base.numbers import ascii_digits, dress_digits

from . import document as d
from . import errors
from .answers import EMPTY, Answer
from .conditions import Known, holds, number
from .saying import PARTS, fill

MOST_PART = 300
_LINK = re.compile(r"https?://[^\s.]+\.[^\s]{1,500}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields of one question, as they came."""

    question: str
    given: Mapping[str, Sequence[str]]
    language: str

    def many(self, part: str = "") -> list[str]:
        name = f"a.{self.question}.{part}" if part else f"a.{self.question}"
        return [value for value in (_clean(value) for value in self.given.get(name, ())) if value]

    def one(self, part: str = "") -> str:
        return next(iter(self.many(part)), "")


def read(question: d.Question, given: Mapping[str, Sequence[str]], language: str) -> Answer:
    """The answer, empty when it was left out. Raises WrongAnswer with a sentence for the person. Files are not read here."""
    answer = _READ[type(question)](question, Fields(question=question.id, given=given, language=language))
    if answer.is_empty and question.required and not isinstance(question, d.Files):
        raise errors.AgreementMissing if isinstance(question, d.Consent) else errors.AnswerMissing
    return answer


def check(question: d.Question, document: d.Document, known: Known) -> None:
    """The survey's own demands on an answer that is already among the known ones."""
    for demand in question.checks:
        if not holds(demand.must, known):
            message = fill(demand.message.said(known.language), document, known, known.language)
            raise errors.CheckFailed(message=message) if message else errors.WrongAnswer


def _clean(value: str) -> str:
    """As typed, without what nobody types: control characters and lone halves of letters."""
    text = value.encode("utf-8", "replace").decode()
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn")).strip()


# Scales and numbers


def _scale(lowest: int, highest: int) -> Callable[[Any, Fields], Answer]:
    return lambda _question, fields: _point(fields, lowest, highest)


def _point(fields: Fields, lowest: int, highest: int) -> Answer:
    given = ascii_digits(fields.one())
    if not given:
        return EMPTY
    if not (given.isascii() and given.isdigit() and len(given) <= 3 and lowest <= int(given) <= highest):
        raise errors.NotOffered
    return Answer(score=float(given))


def _number(question: d.Number, fields: Fields) -> Answer:
    given = fields.one()
    if not given:
        return EMPTY
    value = number(given.replace("٫", ".").replace("٬", ""))
    if value is None or (float(question.step).is_integer() and _whole_start(question) and not value.is_integer()):
        raise errors.NotANumber
    if (question.lowest is not None and value < question.lowest) or (question.highest is not None and value > question.highest):
        raise errors.OutOfRange(lowest=_bound(question.lowest, fields.language), highest=_bound(question.highest, fields.language))
    return Answer(score=value)


def _whole_start(question: d.Number) -> bool:
    return question.lowest is None or float(question.lowest).is_integer()


def _bound(value: float | None, language: str) -> str:
    return "…" if value is None else dress_digits(f"{value:g}", language)


# Choosing


def _choice(question: d.Choice, fields: Fields) -> Answer:
    chosen = fields.many()[:1]
    _offered(chosen, _ids(question))
    return _with_other(chosen, fields)


def _choices(question: d.Choices, fields: Fields) -> Answer:
    chosen = list(dict.fromkeys(fields.many()))
    _offered(chosen, _ids(question))
    if not chosen:
        return EMPTY
    if d.NONE in chosen:
        return Answer(choices=(d.NONE,))
    if len(chosen) < question.fewest:
        raise errors.TooFew(fewest=dress_digits(str(question.fewest), fields.language))
    if question.most and len(chosen) > question.most:
        raise errors.TooMany(most=dress_digits(str(question.most), fields.language))
    return _with_other(_in_order(chosen, _ids(question)), fields)


def _with_other(chosen: Sequence[str], fields: Fields) -> Answer:
    if d.OTHER not in chosen:
        return Answer(choices=tuple(chosen))
    words = fields.one("other")[:MOST_PART]
    if not words:
        raise errors.OtherMissing
    return Answer(choices=tuple(chosen), text=words)


def _ids(question: d.Choice | d.Choices) -> list[str]:
    ids = [option.id for option in question.options]
    return ids + [d.OTHER] * question.has_other + [d.NONE] * question.has_none


def _pictures(question: d.Pictures, fields: Fields) -> Answer:
    ids = [option.id for option in question.options]
    chosen = list(dict.fromkeys(fields.many()))
    _offered(chosen, ids)
    if len(chosen) > 1 and not question.several:
        raise errors.NotOffered
    return Answer(choices=tuple(_in_order(chosen, ids)))


def _matrix(question: d.Matrix, fields: Fields) -> Answer:
    columns = [column.id for column in question.columns]
    cells: dict[str, tuple[str, ...]] = {}
    for row in question.rows:
        chosen = list(dict.fromkeys(fields.many(row.id)))
        _offered(chosen, columns)
        if len(chosen) > 1 and not question.several:
            raise errors.NotOffered
        if chosen:
            cells[row.id] = tuple(_in_order(chosen, columns))
    if question.required and len(cells) < len(question.rows):
        raise errors.RowMissing
    return Answer(cells=cells)


def _ranking(question: d.Ranking, fields: Fields) -> Answer:
    """A place for each option."""
    places = {option.id: ascii_digits(fields.one(option.id)) for option in question.options}
    given = {place for place in places.values() if place}
    if not given:
        return EMPTY
    count = len(question.options)
    if given != {str(place) for place in range(1, count + 1)}:
        raise errors.NotRanked(count=dress_digits(str(count), fields.language))
    return Answer(choices=tuple(sorted(places, key=lambda option: int(places[option]))))


def _helpful(_question: d.Helpful, fields: Fields) -> Answer:
    chosen = fields.many()[:1]
    _offered(chosen, ("yes", "almost", "no"))
    return Answer(choices=tuple(chosen))


def _consent(_question: d.Consent, fields: Fields) -> Answer:
    chosen = fields.many()[:1]
    _offered(chosen, ("agreed",))
    return Answer(choices=tuple(chosen))


def _action(question: d.Action, fields: Fields) -> Answer:
    chosen = fields.many()[:1]
    _offered(chosen, ("clicked",) if question.link else ())
    return Answer(choices=tuple(chosen))


def _offered(chosen: Sequence[str], ids: Collection[str]) -> None:
    if not set(chosen) <= set(ids):
        raise errors.NotOffered


def _in_order(chosen: Collection[str], ids: Sequence[str]) -> list[str]:
    return [each for each in ids if each in chosen]


# Writing


def _text(question: d.OpenText, fields: Fields) -> Answer:
    given = fields.one().replace("\r\n", "\n")
    if not given:
        return EMPTY
    if len(given) < question.shortest:
        raise errors.TooShort(shortest=dress_digits(str(question.shortest), fields.language))
    if len(given) > question.longest:
        raise errors.TooLong(longest=dress_digits(str(question.longest), fields.language))
    _in_form(given, question.form)
    return Answer(text=given)


def _in_form(given: str, form: str) -> None:
    if form == "email" and texts.normal_email(given) is None:
        raise errors.NotAnEmail
    if form == "phone" and texts.normal_phone(given) is None:
        raise errors.NotAPhone
    if form == "link" and not _LINK.fullmatch(given):
        raise errors.NotALink
    if form == "digits" and not texts.digits(given).isdecimal():
        raise errors.NotDigits


def _contact(question: d.Contact, fields: Fields) -> Answer:
    parts = _parts(question, fields)
    if "email" in parts:
        _in_form(parts["email"], "email")
    if "phone" in parts:
        _in_form(parts["phone"], "phone")
    return Answer(parts=parts)


def _address(question: d.Address, fields: Fields) -> Answer:
    return Answer(parts=_parts(question, fields))


def _parts(question: d.Contact | d.Address, fields: Fields) -> dict[str, str]:
    typed = {part: fields.one(part)[:MOST_PART] for part in question.parts}
    parts: dict[str, str] = {part: value for part, value in typed.items() if value}
    missing = [part for part in question.needed if part in question.parts and part not in parts]
    if missing and (parts or question.required):
        raise errors.PartMissing(part=PARTS[missing[0]].said(fields.language))
    return parts


# Days


def _date(question: d.Date, fields: Fields) -> Answer:
    given = [ascii_digits(fields.one(part)) for part in ("year", "month", "day")]
    if not any(given):
        return EMPTY
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in given):
        raise errors.NotADay
    calendar = calendar_of(question, fields.language)
    try:
        day = (gregorian if calendar is Calendar.PERSIAN else dt.date)(*map(int, given))
    except ValueError:
        raise errors.NotADay from None
    if (question.earliest and day < question.earliest) or (question.latest and day > question.latest):
        almanac = Almanac(calendar=calendar)
        edges = {name: format_numeric_day(edge, fields.language, almanac) if edge else "…"
                 for name, edge in (("earliest", question.earliest), ("latest", question.latest))}  # fmt: skip
        raise errors.DayOutOfRange(**edges)
    return Answer(text=day.isoformat())


def calendar_of(question: d.Date, language: str) -> Calendar:
    if question.calendar == "reader":
        return Calendar.PERSIAN if language == "fa" else Calendar.GREGORIAN
    return Calendar(question.calendar)


Reader: TypeAlias = Callable[[Any, Fields], Answer]
_READ: Mapping[type[d.Asked], Reader] = {
    d.Nps: _scale(0, 10),
    d.Csat: _scale(1, 5),
    d.Ces: _scale(1, 7),
    d.Rating: lambda question, fields: _point(fields, 1, question.steps),
    d.Number: _number,
    d.Helpful: _helpful,
    d.Choice: _choice,
    d.Choices: _choices,
    d.Pictures: _pictures,
    d.Matrix: _matrix,
    d.Ranking: _ranking,
    d.OpenText: _text,
    d.Contact: _contact,
    d.Address: _address,
    d.Consent: _consent,
    d.Action: _action,
    d.Date: _date,
    d.Files: lambda _question, _fields: EMPTY,
}
