"""A sitting as its page shows it: texts filled in, options in their order, what was typed put back. No decisions are made here."""

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hamsafar.base.calendars import Calendar, jalali, month_names
from hamsafar.base.numbers import dress_digits

from . import document as d
from .answers import Answer
from .conditions import Known
from .reading import calendar_of
from .saying import ALMOST, BUILT_IN, NO, PARTS, YES, fill
from .walking import Way, share_done, walk

Fields = Mapping[str, Sequence[str]]
Fill = Callable[[d.Text], str]
# Fields of a browser that fills in what people have typed elsewhere.
AUTOCOMPLETE = {
    "name": "name", "email": "email", "phone": "tel", "company": "organization", "street": "street-address", "city": "address-level2",
    "province": "address-level1", "postcode": "postal-code", "country": "country-name",
}  # fmt: skip
INPUT_TYPES = {"email": "email", "phone": "tel", "link": "url"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to choose or fill in."""

    value: str
    label: str
    chosen: bool = False
    picture: str = ""
    text: str = ""  # what stands in its field
    type: str = "text"
    autocomplete: str = ""
    required: bool = False
    cells: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One question on a page."""

    id: str
    name: str  # of its fields
    kind: str
    control: str  # which template draws it
    text: str
    help: str
    is_required: bool
    error: str
    look: str = ""
    items: tuple[Item, ...] = ()
    low: str = ""
    high: str = ""
    text_value: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    questions: tuple[Shown, ...]
    passed: int
    total: int
    back: str  # id of the question before, or ""
    is_last: bool
    has_files: bool

    @property
    def asked(self) -> str:
        return ",".join(question.id for question in self.questions)


def page_of(
    document: d.Document, known: Known, way: Way, *, seed: UUID, at: str = "", given: Fields | None = None,
    wrong: Mapping[str, str] | None = None, told: frozenset[str] = frozenset(), all_on_one: bool | None = None,
) -> Page:  # fmt: skip
    """The questions of the page that is due, or of the earlier one that `at` names. `given` is what was typed into a page that was
    refused, `wrong` what is the matter with it."""
    together = document.layout == "all" if all_on_one is None else all_on_one
    met = walk(document, known, ahead=True).steps if together else way.steps
    here = met if together else (at,) if at in way.steps else (way.waiting,)
    writer = _Writer(document, way.known, known.language, seed, given, wrong or {})
    asked = [question for question in document.questions if question.id in here and question.id not in told]
    passed, total = share_done(document, known, way)
    first = asked[0].id if asked else ""
    before = [step for step in way.steps[: way.steps.index(first)] if step not in told] if first in way.steps and not together else []
    return Page(
        questions=tuple(writer.shown(question) for question in asked),
        passed=way.steps.index(first) if first in way.steps else passed,
        total=total,
        back=before[-1] if before and document.can_go_back else "",
        is_last=together or (bool(first) and _is_last(document, known, first)),
        has_files=any(isinstance(question, d.Files) for question in asked),
    )


def _is_last(document: d.Document, known: Known, question_id: str) -> bool:
    """As far as can be seen. A question whose answer decides about what follows is never the last."""
    ahead = walk(document, known, ahead=True).steps
    question = document.find(question_id)
    decides = question is not None and any(jump.when for jump in question.jumps)
    later = document.questions[[each.id for each in document.questions].index(question_id) + 1 :]
    return bool(ahead) and ahead[-1] == question_id and not decides and not any(each.show_if for each in later)


class _Writer:
    def __init__(
        self, document: d.Document, known: Known, language: str, seed: UUID, given: Fields | None, wrong: Mapping[str, str]
    ) -> None:  # fmt: skip
        self.document, self.known, self.language, self.seed, self.given, self.wrong = document, known, language, seed, given, wrong

    def shown(self, question: d.Question) -> Shown:
        fields = self.given if self.given is not None else fields_of(question, self.known.answers.get(question.id), self.language)
        control, details = _DRAW[type(question)](self, question, fields)
        return Shown(
            id=question.id,
            name=f"a.{question.id}",
            kind=d.kind_of(question),
            control=f"surveys/controls/{control}.html",
            text=self.fill(question.text),
            help=self.fill(question.help),
            is_required=question.required,
            error=self.wrong.get(question.id, ""),
            **details,
        )

    def fill(self, text: d.Text) -> str:
        return fill(text.said(self.language), self.document, self.known, self.language)

    def digits(self, text: str) -> str:
        return dress_digits(text, self.language)

    def options(self, question: d.WithOptions) -> list[d.Option]:
        options = list(question.options)
        if not question.shuffle:
            return options
        return sorted(options, key=lambda option: hashlib.blake2b(f"{self.seed}/{question.id}/{option.id}".encode()).digest())

    def items(self, question: d.WithOptions, fields: Fields) -> tuple[Item, ...]:
        chosen = set(fields.get(f"a.{question.id}", ()))
        found = [
            Item(value=each.id, label=self.fill(each.text), chosen=each.id in chosen, picture=each.picture)
            for each in self.options(question)
        ]
        for extra, is_offered in ((d.OTHER, getattr(question, "has_other", False)), (d.NONE, getattr(question, "has_none", False))):
            if is_offered:
                found.append(Item(value=extra, label=BUILT_IN[extra].said(self.language), chosen=extra in chosen))
        return tuple(found)


class _Unfilled(_Writer):
    """Places for earlier answers stay places: whoever shows the page fills them."""

    def fill(self, text: d.Text) -> str:
        return text.said(self.language)


def unfilled(document: d.Document, questions: Sequence[d.Question], language: str) -> list[Shown]:
    """Every one of these questions as it is asked before anything is known."""
    writer = _Unfilled(document, Known(language=language), language, UUID(int=0), None, {})
    return [writer.shown(question) for question in questions]


Drawn = tuple[str, dict[str, Any]]


def _scale(writer: _Writer, question: d.Scale, fields: Fields) -> Drawn:
    lowest, highest = d.points_of(question)
    chosen = _one(fields, question.id)
    points = tuple(Item(value=str(n), label=writer.digits(str(n)), chosen=str(n) == chosen) for n in range(lowest, highest + 1))
    look = getattr(question, "look", "numbers")
    details = {"items": points, "look": look, "low": writer.fill(question.low), "high": writer.fill(question.high)}
    return "scale", {**details, "more": {"highest": writer.digits(str(highest))}}


def _helpful(writer: _Writer, question: d.Helpful, fields: Fields) -> Drawn:
    chosen = _one(fields, question.id)
    texts = (("yes", YES), ("almost", ALMOST), ("no", NO))
    return "choice", {
        "items": tuple(Item(value=value, label=text.said(writer.language), chosen=value == chosen) for value, text in texts),
        "look": "row",
    }


def _choice(writer: _Writer, question: d.Choice, fields: Fields) -> Drawn:
    return "choice", {"items": writer.items(question, fields), "look": question.look, "text_value": _one(fields, f"{question.id}.other")}


def _choices(writer: _Writer, question: d.Choices, fields: Fields) -> Drawn:
    return "choices", {"items": writer.items(question, fields), "text_value": _one(fields, f"{question.id}.other")}


def _pictures(writer: _Writer, question: d.Pictures, fields: Fields) -> Drawn:
    return "pictures", {"items": writer.items(question, fields), "look": "checkbox" if question.several else "radio"}


def _matrix(writer: _Writer, question: d.Matrix, fields: Fields) -> Drawn:
    def cells(row: d.Option) -> tuple[Item, ...]:
        chosen = set(fields.get(f"a.{question.id}.{row.id}", ()))
        return tuple(Item(value=column.id, label=writer.fill(column.text), chosen=column.id in chosen) for column in question.columns)

    rows = tuple(Item(value=row.id, label=writer.fill(row.text), cells=cells(row)) for row in question.rows)
    return "matrix", {"items": rows, "look": "checkbox" if question.several else "radio"}


def _ranking(writer: _Writer, question: d.Ranking, fields: Fields) -> Drawn:
    def places(option: d.Option) -> tuple[Item, ...]:
        chosen = _one(fields, f"{question.id}.{option.id}")
        numbers = range(1, len(question.options) + 1)
        return tuple(Item(value=str(n), label=writer.digits(str(n)), chosen=str(n) == chosen) for n in numbers)

    items = [Item(value=each.id, label=writer.fill(each.text), cells=places(each)) for each in writer.options(question)]
    ranked = sorted(items, key=lambda item: next((int(place.value) for place in item.cells if place.chosen), 0))
    return "ranking", {"items": tuple(ranked)}


def _text(writer: _Writer, question: d.OpenText, fields: Fields) -> Drawn:
    kind = INPUT_TYPES.get(question.form, "text")
    long = question.is_long and question.form == "any"
    return "text", {
        "text_value": _one(fields, question.id),
        "look": "long" if long else kind,
        "more": {
            "longest": question.longest,
            "example": writer.fill(question.example),
            "autocomplete": AUTOCOMPLETE.get(question.form, "off"),
            "is_latin": question.form in ("email", "phone", "link", "digits"),
            "inputmode": "numeric" if question.form == "digits" else "",
        },
    }


def _date(writer: _Writer, question: d.Date, fields: Fields) -> Drawn:
    calendar = calendar_of(question, writer.language)
    chosen = _one(fields, f"{question.id}.month")
    months = month_names(writer.language, calendar)
    items = tuple(Item(value=str(n), label=name, chosen=str(n) == chosen) for n, name in enumerate(months, start=1))
    parts = {part: writer.digits(_one(fields, f"{question.id}.{part}")) for part in ("day", "year")}
    return "date", {"items": items, "more": {**parts, "calendar": str(calendar)}}


def _number(writer: _Writer, question: d.Number, fields: Fields) -> Drawn:
    return "number", {
        "text_value": writer.digits(_one(fields, question.id)),
        "look": question.look,
        "more": {
            "lowest": question.lowest, "highest": question.highest, "step": question.step, "unit": writer.fill(question.unit),
            "low_text": _bound(writer, question.lowest), "high_text": _bound(writer, question.highest),
        },
    }  # fmt: skip


def _bound(writer: _Writer, value: float | None) -> str:
    return "" if value is None else writer.digits(f"{value:g}")


def _consent(writer: _Writer, question: d.Consent, fields: Fields) -> Drawn:
    is_agreed = _one(fields, question.id) == "agreed"
    return "consent", {"items": (Item(value="agreed", label=writer.fill(question.statement), chosen=is_agreed),)}


def _lines(writer: _Writer, question: d.Contact | d.Address, fields: Fields) -> Drawn:
    items = tuple(
        Item(
            value=part, label=PARTS[part].said(writer.language), text=_one(fields, f"{question.id}.{part}"),
            type=INPUT_TYPES.get(part, "text"), autocomplete=AUTOCOMPLETE[part], required=part in question.needed,
        )
        for part in question.parts
    )  # fmt: skip
    return "lines", {"items": items}


_ACCEPT = {"image": "image/*", "pdf": ".pdf", "document": ".docx,.xlsx,.odt", "audio": "audio/*"}


def _files(writer: _Writer, question: d.Files, fields: Fields) -> Drawn:
    names = tuple(Item(value=name, label=name) for name in fields.get(f"a.{question.id}.has", ()))
    accept = ",".join(_ACCEPT[kind] for kind in question.types)
    return "files", {"items": names, "more": {"accept": accept, "most": question.most, "megabytes": writer.digits(str(question.megabytes))}}


def _action(writer: _Writer, question: d.Action, _fields: Fields) -> Drawn:
    return "action", {"more": {"label": writer.fill(question.label), "link": question.link}, "items": ()}


_DRAW: Mapping[type[d.Asked], Callable[[_Writer, Any, Fields], Drawn]] = {
    d.Nps: _scale, d.Csat: _scale, d.Ces: _scale, d.Rating: _scale, d.Helpful: _helpful, d.Choice: _choice, d.Choices: _choices,
    d.Pictures: _pictures, d.Matrix: _matrix, d.Ranking: _ranking, d.OpenText: _text, d.Date: _date, d.Number: _number,
    d.Consent: _consent, d.Contact: _lines, d.Address: _lines, d.Files: _files, d.Action: _action,
}  # fmt: skip


def _one(fields: Fields, name: str) -> str:
    return next(iter(fields.get(f"a.{name}", ())), "")


def fields_of(question: d.Question, answer: Answer | None, language: str) -> dict[str, list[str]]:
    """The fields of a form that hold this answer: what `reading.read` makes of them is the answer again."""
    if answer is None or answer.is_empty:
        return {}
    name = f"a.{question.id}"
    if isinstance(question, d.Ranking):
        return {f"{name}.{option}": [str(place)] for place, option in enumerate(answer.choices, start=1)}
    if isinstance(question, d.Date):
        return _day_fields(question, name, answer.text, language)
    found: dict[str, list[str]] = {f"{name}.{part}": [value] for part, value in answer.parts.items()}
    found |= {f"{name}.{row}": list(cells) for row, cells in answer.cells.items()}
    if answer.files:
        found[f"{name}.has"] = [file.name for file in answer.files]
    if answer.score is not None:
        found[name] = [f"{answer.score:g}" if abs(answer.score) < 1e5 else repr(answer.score).removesuffix(".0")]
    elif answer.choices:
        found[name] = list(answer.choices)
        if answer.text:
            found[f"{name}.other"] = [answer.text]
    elif answer.text:
        found[name] = [answer.text]
    return found


def _day_fields(question: d.Date, name: str, text: str, language: str) -> dict[str, list[str]]:
    day = dt.date.fromisoformat(text)
    parts = jalali(day) if calendar_of(question, language) is Calendar.PERSIAN else (day.year, day.month, day.day)
    return {f"{name}.{part}": [str(value)] for part, value in zip(("year", "month", "day"), parts, strict=True)}
