"""What crosses the door of consent."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

ANY_CHANNEL = ""  # a decision about a purpose whatever the channel
ANALYTICS = "analytics"  # to be measured at all


class Choice(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One decision of a customer, as it was made. `key` is the identifier it was made under: it stays with that, through merges and splits.

    `text_version`, `language` and `wording` say what the customer read; `evidence` how they answered (a form, a call, a message).
    """

    key: int
    purpose: str
    channel: str
    choice: Choice
    at: dt.datetime
    source: str
    text_version: str = ""
    language: str = ""
    wording: str = ""
    evidence: str = ""
    expires_at: dt.datetime | None = None
    by: str = ""  # who from the team wrote it down, if someone did


class State(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # never asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What counts today for one purpose and channel, and the decision that makes it so."""

    purpose: str
    channel: str
    state: State
    entry: Entry

    @property
    def is_allowed(self) -> bool:
        return self.state is State.GIVEN
