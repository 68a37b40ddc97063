"""Records that cross the door of surveys."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from hamsafar.collect.intake.services import Identifier

from .answers import Answer, FileNote
from .document import Document


class State(StrEnum):
    DRAFT = "draft"  # never published
    LIVE = "live"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRecord:
    id: int
    slug: str  # stands in its link
    name_fa: str
    name_en: str
    unit: str
    state: State
    version: int | None  # that is asked now
    has_changes: bool  # in the draft, since that version
    finished: int  # complete answers
    created_at: dt.datetime
    changed_at: dt.datetime
    created_by: str

    def name_in(self, language: str) -> str:
        return (self.name_fa if language == "fa" else self.name_en) or self.name_en or self.name_fa or self.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One link that can be answered once. Asking again with the same key gives the same one."""

    id: UUID
    token: str
    url: str
    survey_id: int
    channel: str
    language: str  # "" leaves it to the reader
    about: Mapping[str, str]
    traits: Mapping[str, str]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    is_new: bool
    answered_at: dt.datetime | None  # when it was finished


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstChoice:
    """One answer as a link: pressing it answers the first question and goes on with the second."""

    label: str
    url: str
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstQuestion:
    """What an e-mail shows. Without choices the question cannot be answered by one press; then `url` is the only way on."""

    text: str
    help: str
    kind: str
    language: str
    low: str
    high: str
    choices: tuple[FirstChoice, ...]
    url: str
    colour: str  # of the survey's theme, and what can be read on it
    on_colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a visitor's browser says about itself. Nothing of it is proved."""

    anonymous_id: str
    user_id: str = ""
    space: str = ""
    language: str = ""
    url: str = ""
    unit: str = ""  # that the site belongs to
    about: Mapping[str, str] = field(default_factory=dict)
    traits: Mapping[str, str] = field(default_factory=dict)  # that the server knows, for texts; never taken from the browser


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A survey for one visitor's widget: the token lets it be answered, the id makes it one submission however often it is sent."""

    survey_id: int
    submission_id: UUID
    token: str
    url: str  # where the widget fetches the first page
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What the checker says about a draft. An error keeps it from being published."""

    code: str
    is_error: bool
    sentence: str
    where: str = ""  # id of the question, end, variable … that it is about
    part: str = "questions"  # questions, ends, variables, quotas, hidden, welcome, title


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """What was published once, and how many answered it to the end."""

    number: int
    published_at: dt.datetime
    published_by: str
    finished: int
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Which submissions are spoken of: those that began in a period, in these units (None: all of them), and what else is said here."""

    units: tuple[str, ...] | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    version: int = 0
    channel: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    key: str
    started: int
    finished: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far people came. `passed`: how many answered or left out each question; `left_after`: the last one that those who left passed."""

    started: int
    finished: int
    left: int
    median: dt.timedelta | None
    passed: Mapping[str, int]
    left_after: Mapping[str, int]
    groups: Mapping[str, tuple[Group, ...]]  # by version, channel, language, way


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One going through a survey, with what was answered."""

    id: UUID
    version: int
    way: str
    channel: str
    language: str
    unit: str
    person: str  # key of whom the invitation was for, "" where it named nobody
    names: tuple[Identifier, ...]
    started_at: dt.datetime
    last_at: dt.datetime
    finished_at: dt.datetime | None
    end: str
    entered_by: str
    is_test: bool
    about: Mapping[str, str]
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer in words. What is private is only for whoever may see people."""

    question_id: str
    question: str
    kind: str
    words: str
    is_private: bool
    files: tuple[FileNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A question as reports need it: its words in one language, and what can be answered."""

    id: str
    words: str
    kind: str
    measured_as: str  # the word under which measures find it
    options: Mapping[str, str]  # id and words, in order
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    lowest: int
    highest: int
    is_private: bool
    low: str = ""  # words at the ends of a scale
    high: str = ""
    is_still_asked: bool = True
