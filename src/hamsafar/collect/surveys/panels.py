"""What the builder shows of a draft: its outline, the fields of each kind of question, the rows of its logic. Wording is the reader's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.base.numbers import dress_digits

from . import document as d
from .document import Asked, Document, Question, When
from .saying import BUILT_IN, PARTS, fill_with

Words: TypeAlias = str | Promise
Options: TypeAlias = Sequence[tuple[str, Words]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    key: str
    name: Words
    about: Words
    icon: str


# In groups, as the menu of new questions shows them.
KINDS: tuple[tuple[Words, tuple[Kind, ...]], ...] = (
    (
        _("Scales"),
        (
            Kind(key="nps", name=_("Recommendation (NPS)"), about=_("0 to 10"), icon="gauge"),
            Kind(key="csat", name=_("Satisfaction (CSAT)"), about=_("1 to 5"), icon="star"),
            Kind(key="ces", name=_("Effort (CES)"), about=_("1 to 7"), icon="path"),
            Kind(key="rating", name=_("Stars, smileys or numbers"), about=_("up to ten steps"), icon="star"),
            Kind(key="helpful", name=_("Was this helpful"), about=_("yes, almost, no"), icon="help"),
            Kind(key="number", name=_("Number or slider"), about=_("with limits and a unit"), icon="pulse"),
        ),
    ),
    (
        _("Choices"),
        (
            Kind(key="choice", name=_("One of several"), about=_("list or menu, with “something else”"), icon="check"),
            Kind(key="choices", name=_("Several of several"), about=_("with fewest and most"), icon="list"),
            Kind(key="pictures", name=_("Pictures"), about=_("one or several"), icon="card"),
            Kind(key="matrix", name=_("Table"), about=_("the same answers for each row"), icon="table"),
            Kind(key="ranking", name=_("Ranking"), about=_("put into order"), icon="filter"),
        ),
    ),
    (
        _("Words and details"),
        (
            Kind(key="text", name=_("Open text"), about=_("short, long, e-mail, phone, link"), icon="edit"),
            Kind(key="date", name=_("Day"), about=_("Persian or Gregorian"), icon="calendar"),
            Kind(key="contact", name=_("Contact"), about=_("name, e-mail, phone, company"), icon="person"),
            Kind(key="address", name=_("Postal address"), about=_("province to postcode"), icon="home"),
            Kind(key="file", name=_("Files"), about=_("pictures, PDF, documents, recordings"), icon="upload"),
            Kind(key="consent", name=_("Agreement"), about=_("a box to tick; may be kept as a permission"), icon="consent"),
            Kind(key="action", name=_("Words with a button"), about=_("nothing to answer"), icon="click"),
        ),
    ),
)
BY_KEY: Mapping[str, Kind] = {kind.key: kind for _name, kinds in KINDS for kind in kinds}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One field of a kind. `control`: words, check, select, number, day, rows, parts, link."""

    name: str
    label: Words
    control: str
    choices: Options = ()
    hint: Words = ""
    only_if: str = ""  # shown only where this field of the question is truthy


_LOOKS: Options = (("numbers", _("Numbers")), ("smileys", _("Smileys")), ("stars", _("Stars")))
_EDGES = (
    Setting(name="low", label=_("Words at the lowest"), control="words"),
    Setting(name="high", label=_("Words at the highest"), control="words"),
)
_OTHER = Setting(name="has_other", label=_("Offer “something else” with a field for it"), control="check")
_NONE = Setting(name="has_none", label=_("Offer “none of these”"), control="check")
_SHUFFLE = Setting(name="shuffle", label=_("Another order for each person"), control="check")
_ANSWERS = Setting(name="options", label=_("Answers"), control="rows")
SETTINGS: Mapping[str, tuple[Setting, ...]] = {
    "nps": _EDGES,
    "csat": (Setting(name="look", label=_("Look"), control="select", choices=_LOOKS), *_EDGES),
    "ces": (
        Setting(
            name="wording", label=_("The statement says"), control="select",
            choices=(("agreement", _("that it was easy (better when high)")), ("effort", _("how much effort it was (better when low)"))),
            hint=_("This decides in which measure the answers count. The two are never mixed."),
        ),
        *_EDGES,
    ),
    "rating": (
        Setting(name="look", label=_("Look"), control="select", choices=_LOOKS),
        Setting(name="steps", label=_("Steps"), control="number"),
        *_EDGES,
    ),
    "helpful": (),
    "text": (
        Setting(
            name="form", label=_("What is written"), control="select",
            choices=(("any", _("anything")), ("email", _("an e-mail address")), ("phone", _("a phone number")),
                     ("link", _("a web address")), ("digits", _("digits only"))),
        ),
        Setting(name="is_long", label=_("Several lines"), control="check"),
        Setting(name="shortest", label=_("At least this many letters"), control="number"),
        Setting(name="longest", label=_("At most this many letters"), control="number"),
        Setting(name="example", label=_("Example in the empty field"), control="words"),
    ),
    "choice": (
        _ANSWERS, _OTHER, _NONE, _SHUFFLE,
        Setting(name="look", label=_("Look"), control="select", choices=(("list", _("List")), ("menu", _("Menu")))),
    ),
    "choices": (
        _ANSWERS, _OTHER, _NONE, _SHUFFLE,
        Setting(name="fewest", label=_("At least"), control="number"),
        Setting(name="most", label=_("At most (0: as many as wanted)"), control="number"),
    ),
    "pictures": (_ANSWERS, Setting(name="several", label=_("Several may be chosen"), control="check"), _SHUFFLE),
    "matrix": (
        Setting(name="rows", label=_("Rows"), control="rows"),
        Setting(name="columns", label=_("Columns"), control="rows"),
        Setting(name="several", label=_("Several in each row"), control="check"),
    ),
    "ranking": (_ANSWERS, _SHUFFLE),
    "date": (
        Setting(
            name="calendar", label=_("Calendar"), control="select",
            choices=(("reader", _("that of the language")), ("persian", _("always Persian")), ("gregorian", _("always Gregorian"))),
        ),
        Setting(name="earliest", label=_("Not before"), control="day"),
        Setting(name="latest", label=_("Not after"), control="day"),
    ),
    "number": (
        Setting(name="look", label=_("Look"), control="select", choices=(("box", _("Field")), ("slider", _("Slider")))),
        Setting(name="lowest", label=_("Lowest"), control="number"),
        Setting(name="highest", label=_("Highest"), control="number"),
        Setting(name="step", label=_("In steps of"), control="number"),
        Setting(name="unit", label=_("Unit behind it"), control="words"),
    ),
    "consent": (
        Setting(name="statement", label=_("What is agreed to"), control="words"),
        Setting(
            name="purpose", label=_("Keep it as a permission for"), control="select",
            choices=(("", _("nothing: only an answer")), ("marketing", _("marketing")), ("service", _("service")),
                     ("research", _("research")), ("analytics", _("analytics"))),
        ),
        Setting(
            name="channel", label=_("By which channel"), control="select", only_if="purpose",
            choices=(("", _("any")), ("email", _("E-mail")), ("sms", _("SMS")), ("phone", _("Phone"))),
        ),
    ),
    "contact": (
        Setting(name="parts", label=_("Ask for"), control="parts"),
        Setting(
            name="identifies", label=_("The e-mail and phone say who answers"), control="check",
            hint=_("The answers are then shown with that customer. Anybody can type anybody's address: leave it off where it matters."),
        ),
    ),
    "address": (Setting(name="parts", label=_("Ask for"), control="parts"),),
    "file": (
        Setting(
            name="types", label=_("Kinds of files"), control="checks",
            choices=(("image", _("Pictures")), ("pdf", _("PDF")), ("document", _("Documents and tables")), ("audio", _("Recordings"))),
        ),
        Setting(name="most", label=_("How many at most"), control="number"),
        Setting(name="megabytes", label=_("MB for each"), control="number"),
    ),
    "action": (
        Setting(name="label", label=_("On the button"), control="words"),
        Setting(name="link", label=_("Where it leads"), control="link", hint=_("Empty: no button, only words.")),
    ),
}  # fmt: skip
CAN_BE_REQUIRED = frozenset(d.KINDS) - {"action"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the outline."""

    part: str
    id: str
    number: str
    icon: str
    text: str
    kind: str
    has_logic: bool
    problems: int
    is_open: bool


def outline(document: Document, language: str, findings: Sequence[Any], opened: str) -> list[Item]:
    wrong = [finding.where for finding in findings if finding.is_error]
    return [
        Item(
            part=f"question:{question.id}",
            id=question.id,
            number=dress_digits(str(index), language),
            icon=BY_KEY[d.kind_of(question)].icon,
            text=_words(question, language) or str(BY_KEY[d.kind_of(question)].name),
            kind=str(BY_KEY[d.kind_of(question)].name),
            has_logic=bool(question.show_if or question.jumps or question.checks),
            problems=wrong.count(question.id),
            is_open=opened == f"question:{question.id}",
        )
        for index, question in enumerate(document.questions, start=1)
    ]


def _words(question: Asked, language: str) -> str:
    """As somebody reads it of whom nothing is known."""
    return fill_with(question.text.said(language), lambda _what: "").strip()


# Logic


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRow:
    """One comparison as fields: `control` is choices, points, number, language, words or nothing."""

    prefix: str
    what: str
    whats: Sequence[tuple[str, Options]]
    op: str
    ops: Options
    control: str
    value: str
    values: Sequence[tuple[str, str, bool]] = field(default=())


_OPS: Mapping[str, Words] = {
    "answered": pgettext_lazy("condition", "is answered"),
    "unanswered": pgettext_lazy("condition", "is not answered"),
    "is": pgettext_lazy("condition", "is"),
    "is_not": pgettext_lazy("condition", "is not"),
    "more": pgettext_lazy("condition", "is more than"),
    "at_least": pgettext_lazy("condition", "is at least"),
    "less": pgettext_lazy("condition", "is less than"),
    "at_most": pgettext_lazy("condition", "is at most"),
    "any_of": pgettext_lazy("condition", "is one of"),
    "none_of": pgettext_lazy("condition", "is none of"),
    "all_of": pgettext_lazy("condition", "has all of"),
    "contains": pgettext_lazy("condition", "contains"),
    "lacks": pgettext_lazy("condition", "does not contain"),
}
_FOR_CHOICES = ("any_of", "none_of", "all_of", "answered", "unanswered")
_FOR_NUMBERS = ("is", "is_not", "at_least", "at_most", "more", "less", "answered", "unanswered")
_FOR_WORDS = ("is", "is_not", "contains", "lacks", "answered", "unanswered")
_TRAITS = ("first_name", "last_name", "city", "province", "gender", "plan", "segment")


def when_rows(document: Document, when: When | None, prefix: str, before: int, language: str) -> list[TestRow]:
    """`before`: only questions that stand before this place may be asked about."""
    whats = whats_of(document, before, language, used=[test.what for test in when.tests] if when else [])
    return [_row(document, test, f"{prefix}.tests.{index}", whats, language) for index, test in enumerate(when.tests if when else ())]


def whats_of(document: Document, before: int, language: str, *, used: Sequence[str] = ()) -> list[tuple[str, Options]]:
    answers = [
        pair
        for index, question in enumerate(document.questions[:before], start=1)
        for pair in _whats_of_question(question, index, language)
    ]
    traits = dict.fromkeys([*_TRAITS, *(what.removeprefix("trait:") for what in used if what.startswith("trait:"))])
    groups = [
        (_t("Answers"), answers),
        (_t("Calculated"), [(f"variable:{each.id}", each.about.said(language) or each.id) for each in document.variables]),
        (_t("Brought along by the link"), [(f"hidden:{each.id}", each.about.said(language) or each.id) for each in document.hidden]),
        (_t("Known about the customer"), [(f"trait:{name}", name) for name in traits]),
        (_t("About this answer"), [("language", _t("Language")), ("channel", _t("Channel"))]),
    ]
    return [(name, options) for name, options in groups if options]


def _whats_of_question(question: Question, number: int, language: str) -> list[tuple[str, str]]:
    words = Truncator(_words(question, language) or question.id).chars(48)
    name = f"{dress_digits(str(number), language)}. {words}"
    if isinstance(question, d.Matrix):
        return [(f"answer:{question.id}.{row.id}", f"{name} › {row.text.said(language) or row.id}") for row in question.rows]
    found = [(f"answer:{question.id}", name)]
    if isinstance(question, d.Contact | d.Address):
        found += [(f"answer:{question.id}.{part}", f"{name} › {PARTS[part].said(language)}") for part in question.parts]
    if getattr(question, "has_other", False):
        found.append((f"answer:{question.id}.other", f"{name} › {BUILT_IN[d.OTHER].said(language)}"))
    return found


def _row(document: Document, test: d.Test, prefix: str, whats: Sequence[tuple[str, Options]], language: str) -> TestRow:
    control, ops, options = _compared_with(document, test.what, language)
    chosen = set(test.value if isinstance(test.value, tuple) else [_written(test.value)])
    is_known = any(test.what == value for _group, choices in whats for value, _name in choices)
    if not is_known:
        whats = [*whats, (_t("No longer there"), [(test.what, test.what)])]
    return TestRow(
        prefix=prefix,
        what=test.what,
        whats=whats,
        op=test.op,
        ops=[(op, _OPS[op]) for op in dict.fromkeys([*ops, test.op])],
        control="" if test.op in ("answered", "unanswered") else control,
        value=_written(test.value),
        values=[(value, name, value in chosen) for value, name in options],
    )


def _written(value: Any) -> str:
    if value is None or isinstance(value, tuple):
        return ", ".join(value or ())
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _compared_with(document: Document, what: str, language: str) -> tuple[str, Sequence[str], Options]:
    kind, _colon, rest = what.partition(":")
    key, _dot, cell = rest.partition(".")
    question = document.find(key) if kind == "answer" else None
    if what == "language":
        return "points", ("is", "is_not"), [("fa", _t("Persian")), ("en", _t("English"))]
    if kind == "variable" or isinstance(question, d.Number):
        return "number", _FOR_NUMBERS, ()
    if isinstance(question, d.Scale):
        lowest, highest = d.points_of(question)
        return "points", _FOR_NUMBERS, [(str(n), dress_digits(str(n), language)) for n in range(lowest, highest + 1)]
    if isinstance(question, d.Date):
        return "words", ("is", "less", "more", "answered", "unanswered"), ()
    options = _choices_of(question, cell, language)
    return ("choices", _FOR_CHOICES, options) if options else ("words", _FOR_WORDS, ())


def _choices_of(question: Question | None, cell: str, language: str) -> list[tuple[str, str]]:
    if question is None or cell == d.OTHER:
        return []
    if isinstance(question, d.Matrix):
        return [(each.id, each.text.said(language) or each.id) for each in question.columns]
    fixed = {d.Helpful: ("yes", "almost", "no"), d.Consent: ("agreed",)}.get(type(question), ())
    found = [(value, BUILT_IN[value].said(language)) for value in fixed]
    found += [(each.id, each.text.said(language) or each.id) for each in getattr(question, "options", ())]
    extra = [name for name, has in ((d.OTHER, "has_other"), (d.NONE, "has_none")) if getattr(question, has, False)]
    return found + [(value, BUILT_IN[value].said(language)) for value in extra]


def targets(document: Document, after: int, language: str) -> Options:
    """Where a jump may lead: later questions and ends."""
    questions = [
        (question.id, f"{dress_digits(str(index + 1), language)}. {Truncator(_words(question, language) or question.id).chars(40)}")
        for index, question in enumerate(document.questions)
        if index > after
    ]
    return questions + [
        (end.id, _t("End: {title}").format(title=Truncator(end.title.said(language) or end.id).chars(40))) for end in document.ends
    ]


# The fields of one kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    setting: Setting
    value: Any
    template: str


def fields_of(question: Asked) -> list[Field]:
    found = []
    for setting in SETTINGS[d.kind_of(question)]:
        if setting.only_if and not getattr(question, setting.only_if):
            continue
        value = getattr(question, setting.name)
        found.append(Field(setting=setting, value=_plain(value), template=f"surveys/build/controls/{setting.control}.html"))
    return found


def _plain(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else value


PART_NAMES: Mapping[str, Sequence[tuple[str, Words]]] = {
    "contact": (("name", _("Name")), ("email", _("E-mail")), ("phone", _("Phone")), ("company", _("Company"))),
    "address": (
        ("province", _("Province")), ("city", _("City")), ("street", _("Street and number")), ("postcode", _("Postcode")),
        ("country", _("Country")),
    ),
}  # fmt: skip


def insertable(document: Document, before: int, language: str) -> list[tuple[str, Options]]:
    """What a text may hold a place for."""
    groups = whats_of(document, before, language)
    return [
        (name, [(f"{{{value}}}", label) for value, label in options if ":" in value])
        for name, options in groups
        if any(":" in value for value, _l in options)
    ]
