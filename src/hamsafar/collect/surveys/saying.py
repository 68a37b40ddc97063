"""An answer in words, and texts with places for earlier answers: "You gave {answer:q1}", "Hello {trait:first_name|friend}"."""

import datetime as dt
import re
from collections.abc import Callable, Mapping

from hamsafar.base.calendars import Almanac, Calendar, format_day
from hamsafar.base.numbers import dress_digits

from .answers import Answer
from .conditions import Fact, Known
from .document import NONE, OTHER, Asked, Document, Matrix, Question, Text

# Words that every survey says the same way.
YES, ALMOST, NO = Text(fa="بله", en="Yes"), Text(fa="تا حدی", en="Almost"), Text(fa="خیر", en="No")
BUILT_IN: Mapping[str, Text] = {
    "yes": YES,
    "almost": ALMOST,
    "no": NO,
    OTHER: Text(fa="چیز دیگر", en="Something else"),
    NONE: Text(fa="هیچ‌کدام", en="None of these"),
    "agreed": Text(fa="موافقم", en="I agree"),
    "clicked": Text(fa="باز کرد", en="Opened"),
}
PARTS: Mapping[str, Text] = {
    "name": Text(fa="نام و نام خانوادگی", en="Name"),
    "email": Text(fa="ایمیل", en="E-mail"),
    "phone": Text(fa="تلفن همراه", en="Mobile phone"),
    "company": Text(fa="شرکت", en="Company"),
    "street": Text(fa="خیابان، پلاک و واحد", en="Street and number"),
    "city": Text(fa="شهر", en="City"),
    "province": Text(fa="استان", en="Province"),
    "postcode": Text(fa="کد پستی", en="Postcode"),
    "country": Text(fa="کشور", en="Country"),
}
PLACE = re.compile(r"\{(answer|trait|hidden|variable):([A-Za-z0-9_.-]{1,80})(?:\|([^{}]{0,200}))?\}")


def said(question: Asked, answer: Answer, language: str) -> str:
    """The answer as a person would write it down."""
    comma = "، " if language == "fa" else ", "
    if answer.cells and isinstance(question, Matrix):
        names = {option.id: option.text.said(language) for option in (*question.rows, *question.columns)}
        order = dict.fromkeys([*(row.id for row in question.rows if row.id in answer.cells), *answer.cells])
        rows = [(row, comma.join(names.get(column, column) for column in answer.cells[row])) for row in order]
        return " · ".join(f"{names.get(row, row)}: {words}" for row, words in rows)
    if answer.parts:
        return comma.join(value for value in answer.parts.values() if value)
    if answer.files:
        return comma.join(file.name for file in answer.files)
    if answer.choices:
        return comma.join(_choice(question, choice, answer, language) for choice in answer.choices)
    if answer.score is not None:
        return dress_digits(f"{answer.score:g}", language)
    return _day(answer.text, language) if getattr(question, "calendar", None) else answer.text


def _choice(question: Asked, choice: str, answer: Answer, language: str) -> str:
    if choice == OTHER and answer.text:
        return answer.text
    option = next((option for option in getattr(question, "options", ()) if option.id == choice), None)
    if option:
        return option.text.said(language) or option.id
    return BUILT_IN[choice].said(language) if choice in BUILT_IN else choice


def _day(text: str, language: str) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    calendar = Calendar.PERSIAN if language == "fa" else Calendar.GREGORIAN
    return format_day(day, language, Almanac(calendar=calendar))


def fill(text: str, document: Document, known: Known, language: str) -> str:
    """The text with its places filled; a place without value takes the words after the bar, or nothing."""
    return fill_with(text, lambda what: worded(what, document, known, language))


def fill_with(text: str, value_of: Callable[[str], str]) -> str:
    return PLACE.sub(lambda place: value_of(f"{place[1]}:{place[2]}") or place[3] or "", text) if "{" in text else text


def worded(what: str, document: Document, known: Known, language: str) -> str:
    kind, _, name = what.partition(":")
    if kind == "answer":
        question_id, _, part = name.partition(".")
        question, answer = document.find(question_id), known.answers.get(question_id)
        if question is None or answer is None:
            return ""
        return _part(question, answer, part, language) if part else said(question, answer, language)
    return _plain(known.fact(what), language)


def _part(question: Question, answer: Answer, part: str, language: str) -> str:
    if part == OTHER:
        return answer.text
    if part in answer.parts:
        return answer.parts[part]
    cells = answer.cells.get(part, ())
    return said(question, Answer(cells={part: cells}), language).partition(": ")[2] if cells else ""


def _plain(fact: Fact, language: str) -> str:
    if fact is None:
        return ""
    if isinstance(fact, float):
        return dress_digits(f"{fact:g}", language)
    return "، ".join(fact) if isinstance(fact, tuple) else fact


def places_in(text: Text) -> list[str]:
    """What the text speaks of, in either language: answer:q1, trait:city …"""
    return [f"{place[1]}:{place[2]}" for words in (text.fa, text.en) for place in PLACE.finditer(words)]
