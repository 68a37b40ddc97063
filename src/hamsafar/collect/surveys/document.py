"""A survey as one document: what is asked, in which words, in which order, under which conditions, and how it looks.

A draft and every published version are this document as JSON. Reading one checks every part of it (shape, lengths, patterns); whether the
parts make sense together is checking.py's business. Texts stand in both languages side by side. Pure: no Django, no clock.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

Key = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
Words = Annotated[str, Meta(max_length=4000)]
Short = Annotated[str, Meta(max_length=300)]
Language = Literal["fa", "en"]
LANGUAGES: tuple[Language, ...] = ("fa", "en")
MOST_BYTES = 400_000
MOST_QUESTIONS = 150
MOST_OPTIONS = 60


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all parts."""


class Text(Record, frozen=True, kw_only=True):
    """The same words in both languages."""

    fa: Words = ""
    en: Words = ""

    def said(self, language: str) -> str:
        """In this language; where that is missing, in the other, for a reader is better served by any words than by none."""
        return (self.fa or self.en) if language == "fa" else (self.en or self.fa)

    @property
    def is_empty(self) -> bool:
        return not (self.fa.strip() or self.en.strip())


NOTHING = Text()


# Conditions: what was answered or is known, compared with something. A negative comparison is exactly the opposite of its positive one.

Op = Literal[
    "answered", "unanswered", "is", "is_not", "more", "at_least", "less", "at_most", "any_of", "none_of", "all_of", "contains", "lacks",
]  # fmt: skip
# answer:ID, answer:ID.part (a row of a matrix, a line of contact or address), trait:NAME, hidden:NAME, variable:NAME, language, channel
What = Annotated[str, Meta(pattern=r"^((answer|trait|hidden|variable):[A-Za-z0-9_.-]{1,80}|language|channel)$")]
Operand: TypeAlias = str | float | tuple[Short, ...] | None


class Test(Record, frozen=True, kw_only=True):
    what: What
    op: Op
    value: Operand = None


class When(Record, frozen=True, kw_only=True):
    """All of the tests hold, or any of them."""

    tests: Annotated[tuple[Test, ...], Meta(min_length=1, max_length=20)]
    join: Literal["all", "any"] = "all"


class Jump(Record, frozen=True, kw_only=True):
    """After a question: where to go on. Without a condition it always applies."""

    to: Key  # a later question or an end
    when: When | None = None


class Check(Record, frozen=True, kw_only=True):
    """A demand of one's own on an answer: `must` has to hold, or the message is shown."""

    must: When
    message: Text = NOTHING


# Questions


class Option(Record, frozen=True, kw_only=True):
    id: Key
    text: Text = NOTHING
    picture: Annotated[str, Meta(pattern=r"^([0-9a-f]{32})?$")] = ""  # of an uploaded picture


Options = Annotated[tuple[Option, ...], Meta(max_length=MOST_OPTIONS)]
OTHER, NONE = "other", "none"  # reserved ids of options


class Asked(Record, frozen=True, kw_only=True, tag_field="kind"):
    """What all questions have."""

    id: Key
    text: Text = NOTHING
    help: Text = NOTHING
    required: bool = False
    show_if: When | None = None
    jumps: Annotated[tuple[Jump, ...], Meta(max_length=20)] = ()
    checks: Annotated[tuple[Check, ...], Meta(max_length=10)] = ()


class Nps(Asked, frozen=True, kw_only=True, tag="nps"):
    """How likely to recommend, 0 to 10."""

    low: Text = NOTHING
    high: Text = NOTHING


class Csat(Asked, frozen=True, kw_only=True, tag="csat"):
    """How satisfied, 1 to 5."""

    look: Literal["numbers", "smileys", "stars"] = "smileys"
    low: Text = NOTHING
    high: Text = NOTHING


class Ces(Asked, frozen=True, kw_only=True, tag="ces"):
    """Effort, 1 to 7. The wording fixes the direction: agreement that it was easy is better when high, effort when low."""

    wording: Literal["agreement", "effort"] = "agreement"
    low: Text = NOTHING
    high: Text = NOTHING


class Rating(Asked, frozen=True, kw_only=True, tag="rating"):
    """Stars, smileys or numbers from 1."""

    look: Literal["stars", "smileys", "numbers"] = "stars"
    steps: Annotated[int, Meta(ge=2, le=10)] = 5
    low: Text = NOTHING
    high: Text = NOTHING


class Helpful(Asked, frozen=True, kw_only=True, tag="helpful"):
    """Was this helpful: yes, almost, no."""


class OpenText(Asked, frozen=True, kw_only=True, tag="text"):
    form: Literal["any", "email", "phone", "link", "digits"] = "any"
    is_long: bool = True
    shortest: Annotated[int, Meta(ge=0, le=5000)] = 0
    longest: Annotated[int, Meta(ge=1, le=5000)] = 2000
    example: Text = NOTHING


class Choice(Asked, frozen=True, kw_only=True, tag="choice"):
    """One of several."""

    options: Options = ()
    has_other: bool = False
    has_none: bool = False
    shuffle: bool = False
    look: Literal["list", "menu"] = "list"


class Choices(Asked, frozen=True, kw_only=True, tag="choices"):
    """Some of several."""

    options: Options = ()
    has_other: bool = False
    has_none: bool = False
    shuffle: bool = False
    fewest: Annotated[int, Meta(ge=0, le=MOST_OPTIONS)] = 0
    most: Annotated[int, Meta(ge=0, le=MOST_OPTIONS)] = 0  # 0: as many as there are


class Pictures(Asked, frozen=True, kw_only=True, tag="pictures"):
    options: Options = ()
    several: bool = False
    shuffle: bool = False


class Matrix(Asked, frozen=True, kw_only=True, tag="matrix"):
    """The same columns for each row."""

    rows: Options = ()
    columns: Options = ()
    several: bool = False  # more than one column a row


class Ranking(Asked, frozen=True, kw_only=True, tag="ranking"):
    options: Options = ()
    shuffle: bool = False


class Date(Asked, frozen=True, kw_only=True, tag="date"):
    calendar: Literal["reader", "persian", "gregorian"] = "reader"
    earliest: dt.date | None = None
    latest: dt.date | None = None


class Number(Asked, frozen=True, kw_only=True, tag="number"):
    look: Literal["box", "slider"] = "box"
    lowest: float | None = None
    highest: float | None = None
    step: Annotated[float, Meta(gt=0)] = 1.0
    unit: Text = NOTHING


class Consent(Asked, frozen=True, kw_only=True, tag="consent"):
    """A statement that is agreed to. With a purpose the agreement becomes a decision in the consent ledger."""

    statement: Text = NOTHING
    purpose: Annotated[str, Meta(pattern=r"^([a-z][a-z0-9_-]{0,39})?$")] = ""
    channel: Annotated[str, Meta(pattern=r"^[a-z]{0,20}$")] = ""


ContactPart = Literal["name", "email", "phone", "company"]
AddressPart = Literal["street", "city", "province", "postcode", "country"]


class Contact(Asked, frozen=True, kw_only=True, tag="contact"):
    parts: tuple[ContactPart, ...] = ("name", "email", "phone")
    needed: tuple[ContactPart, ...] = ()
    identifies: bool = False  # the e-mail and phone say who answers


class Address(Asked, frozen=True, kw_only=True, tag="address"):
    parts: tuple[AddressPart, ...] = ("province", "city", "street", "postcode")
    needed: tuple[AddressPart, ...] = ()


class Files(Asked, frozen=True, kw_only=True, tag="file"):
    types: Annotated[tuple[Literal["image", "pdf", "document", "audio"], ...], Meta(min_length=1)] = ("image", "pdf")
    most: Annotated[int, Meta(ge=1, le=5)] = 1
    megabytes: Annotated[int, Meta(ge=1, le=20)] = 5


class Action(Asked, frozen=True, kw_only=True, tag="action"):
    """Words between questions, with a button that leads somewhere or none."""

    label: Text = NOTHING
    link: Annotated[str, Meta(pattern=r"^(https?://[^\s]{1,500})?$")] = ""


Question: TypeAlias = (
    Nps | Csat | Ces | Rating | Helpful | OpenText | Choice | Choices | Pictures | Matrix | Ranking | Date | Number | Consent | Contact
    | Address | Files | Action
)  # fmt: skip
Scale: TypeAlias = Nps | Csat | Ces | Rating
WithOptions: TypeAlias = Choice | Choices | Pictures | Ranking
KINDS: Mapping[str, type[Asked]] = {str(kind.__struct_config__.tag): kind for kind in Question.__args__}  # type: ignore[attr-defined]


def kind_of(question: Asked) -> str:
    return str(question.__struct_config__.tag)


def points_of(question: Scale) -> tuple[int, int]:
    """The lowest and the highest of a scale."""
    if isinstance(question, Nps):
        return 0, 10
    return 1, 5 if isinstance(question, Csat) else 7 if isinstance(question, Ces) else question.steps


# Around the questions


class Hidden(Record, frozen=True, kw_only=True):
    """Something that the link or the invitation brings along; nobody sees it on the page."""

    id: Key
    about: Text = NOTHING


class Step(Record, frozen=True, kw_only=True):
    """One change of a variable: when the condition holds, once what it looks at is answered."""

    do: Literal["add", "take", "times", "set", "append"] = "add"
    value: str | float = 1.0  # a number, words, or answer:ID for the number or words of an answer
    when: When | None = None


class Variable(Record, frozen=True, kw_only=True):
    id: Key
    about: Text = NOTHING
    start: str | float = 0.0
    steps: Annotated[tuple[Step, ...], Meta(max_length=40)] = ()


class Quota(Record, frozen=True, kw_only=True):
    """So many complete answers of this sort are wanted; whoever comes after them is led to an end."""

    id: Key
    when: When
    most: Annotated[int, Meta(ge=1, le=10_000_000)]
    end: Key
    about: Text = NOTHING


class End(Record, frozen=True, kw_only=True):
    id: Key
    title: Text = NOTHING
    text: Text = NOTHING
    label: Text = NOTHING
    link: Annotated[str, Meta(pattern=r"^(https?://[^\s]{1,500})?$")] = ""


class Welcome(Record, frozen=True, kw_only=True):
    title: Text = NOTHING
    text: Text = NOTHING
    label: Text = NOTHING  # of the button; a usual one when empty


class Theme(Record, frozen=True, kw_only=True):
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}$")] = "#087a76"
    look: Literal["light", "dark", "device"] = "light"
    logo: Annotated[str, Meta(pattern=r"^([0-9a-f]{32})?$")] = ""


class Document(Record, frozen=True, kw_only=True):
    title: Text = NOTHING
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=2)] = LANGUAGES
    layout: Literal["one", "all"] = "one"  # questions a page
    can_go_back: bool = True
    shows_progress: bool = True
    welcome: Welcome | None = None
    questions: Annotated[tuple[Question, ...], Meta(max_length=MOST_QUESTIONS)] = ()
    ends: Annotated[tuple[End, ...], Meta(min_length=1, max_length=20)] = (End(id="thanks"),)
    hidden: Annotated[tuple[Hidden, ...], Meta(max_length=40)] = ()
    variables: Annotated[tuple[Variable, ...], Meta(max_length=40)] = ()
    quotas: Annotated[tuple[Quota, ...], Meta(max_length=40)] = ()
    theme: Theme = Theme()

    def find(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)

    def find_end(self, end_id: str) -> End | None:
        return next((end for end in self.ends if end.id == end_id), None)

    @property
    def language(self) -> Language:
        """Of readers whose own is not offered."""
        return self.languages[0]


class NotADocument(ValueError):
    """Says which part is wrong, in the words of the reader of JSON."""


_decoder = msgspec.json.Decoder(Document, strict=True)
_encoder = msgspec.json.Encoder()


def read(text: str | bytes) -> Document:
    """Raises NotADocument."""
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > MOST_BYTES:
        raise NotADocument(f"larger than {MOST_BYTES} bytes")
    if b"\\u0000" in raw or b"\x00" in raw:  # no text of people, and PostgreSQL keeps none
        raise NotADocument("zero byte in a text")
    try:
        return _decoder.decode(raw)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise NotADocument(str(problem)) from None


def write(document: Document) -> str:
    return _encoder.encode(document).decode()


def of(plain: Mapping[str, Any]) -> Document:
    """From plain dictionaries and lists, as templates and tests write them."""
    return read(_encoder.encode(plain))


_TRAIT = re.compile(r"trait:([A-Za-z0-9_.-]{1,80})")


def traits_in(document: Document) -> frozenset[str]:
    """Names of facts about a person that its texts or its logic speak of."""
    return frozenset(_TRAIT.findall(write(document)))


def plain(document: Document) -> dict[str, Any]:
    """The same as plain dictionaries and lists, to be changed and read again with `of`."""
    found: dict[str, Any] = msgspec.json.decode(_encoder.encode(document))
    return found
