"""What crosses the door of messaging, and what its actions are asked with."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

import msgspec

Texts = dict[str, str]  # by language: {"fa": …, "en": …}


class SendMessage(msgspec.Struct, frozen=True, kw_only=True):
    """Input of the action send_message: something to say, in one language or both."""

    person: str  # key as text
    channel: str
    purpose: str
    text: Texts
    subject: Texts = {}
    button: Texts = {}
    url: str = ""
    language: str = ""  # "" is the person's own
    campaign: str = ""


class AskSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """Input of the action ask_survey. Subject and text may be left out; then the survey's own words are used."""

    person: str
    survey: int
    channel: str
    language: str = ""
    about: dict[str, str] = {}  # what the answers are about: order_id, branch …
    traits: dict[str, str] = {}  # that the survey's texts may name
    subject: Texts = {}
    text: Texts = {}
    days: int = 30  # how long the link can be answered
    campaign: str = ""


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """One product of an order."""

    key: str
    name: str = ""
    url: str = ""


class AskReview(msgspec.Struct, frozen=True, kw_only=True):
    """Input of the action ask_review: what was bought in one order, by one letter."""

    person: str
    order_id: str
    products: list[Goods]
    channel: str
    language: str = ""
    unit: str = ""
    subject: Texts = {}
    text: Texts = {}
    campaign: str = ""


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """How e-mail is sent. `password` never leaves the process: it is left out of every representation."""

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    from_name: str
    from_email: str
    reply_to: str = ""
    postal: str = ""  # where the company is, under every letter
    colour: str = "#0b7a75"
    follow_opens: bool = True
    follow_clicks: bool = True

    @property
    def domain(self) -> str:
        return self.from_email.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says, before it looks like anything. Texts are plain; an empty line begins a paragraph."""

    language: str
    subject: str
    text: str
    company: str
    question: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    in_a_row: bool = False  # a scale
    low: str = ""
    high: str = ""
    button: str = ""
    url: str = ""
    why: str = ""  # why the customer gets this
    unsubscribe: str = ""
    preferences: str = ""
    postal: str = ""
    colour: str = "#0b7a75"
    on_colour: str = "#ffffff"
    pixel: str = ""
    trap: str = ""

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "fa" else "ltr"


class MessageState(StrEnum):
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one person, as lists show it. `opened` and `clicked`: with which probability a person did."""

    id: UUID
    person: int
    channel: str
    purpose: str
    language: str
    subject: str
    campaign: str
    state: MessageState
    made_at: dt.datetime
    sent_at: dt.datetime | None
    opened: float
    clicked: float
    unsubscribed_at: dt.datetime | None
    arrived_at: dt.datetime | None = None  # as a report said
    returned_at: dt.datetime | None = None
    trouble: str = ""  # why it came back
