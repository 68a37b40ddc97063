"""Records that components show. A view fills them, a component draws them; all wording is already in the reader's language."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """One number with its doubt. `kind`: number, percent (0..1), signed, duration (seconds), money.

    `value` None means that it cannot be said; then `missing` says what it needs. `interval` is half the width, in the same unit;
    an interval that is not symmetric is given as `low` and `high`. `better` is "high", "low" or "" and colours the change.
    """

    name: str
    value: float | None
    kind: str = "number"
    decimals: int = 0
    currency: str = ""
    interval: float | None = None
    low: float | None = None
    high: float | None = None
    sample: int | None = None
    target: float | None = None
    change: float | None = None
    better: str = "high"
    trend: Sequence[float | None] = ()
    missing: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    name: str
    values: Sequence[float | None]
    low: Sequence[float | None] | None = None
    high: Sequence[float | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture, its table and its download. `labels` are finished words (format_bucket), so no calendar runs in the browser."""

    key: str  # unique on the page, also the name of the downloaded file
    title: str
    labels: Sequence[str]
    series: Sequence[Series]
    shape: str = "line"  # line, area, bar, stacked, ranked (bars that lie, largest on top, with intervals)
    kind: str = "number"  # number, percent, duration
    decimals: int = 0
    target: float | None = None
    label_head: str = ""  # what the labels are: Day, Month, Channel
    height: str = ""  # low, high


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened, for a timeline."""

    at: dt.datetime
    text: str
    icon: str = "dot"
    tone: str = ""  # good, bad, us
    quote: str = ""  # what somebody said, shown as they said it
    chips: Sequence[tuple[str, str]] = ()  # what it was understood as: words with their tones
    chips_href: str = ""
    detail: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    name: str
    href: str
    current: bool = False
    icon: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One filter of a list, in the address as ?key=value. A filter with one option becomes a check."""

    key: str
    label: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `kind`: text, number, percent, money (a pair of amount and currency), date, moment, ago, typed (an identifier), chip
    (text, or a pair of text and tone), bar (0..1). `value` is a field's name or a function of the row; `href` a function of the row.
    `template` draws the cell instead, with `row` and `value`."""

    key: str
    label: str
    kind: str = "text"
    value: object = None
    href: object = None
    sortable: bool = False
    decimals: int = 0
    template: str = ""
    only_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAction:
    """Something done to all picked rows: a POST to `href` with their ids as `picked`.

    `key` is a single letter that does it to the picked rows, or to the row that has the focus. With `options` (value, label) somebody
    chooses one of them, which is sent as `name`.
    """

    label: str
    href: str
    tone: str = ""
    question: str = ""  # asked before it is done
    key: str = ""
    name: str = ""
    options: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    title: str
    text: str = ""
    href: str = ""
    action: str = ""
    icon: str = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class NavLink:
    name: str
    href: str
    icon: str
    key: str = ""  # g, then this letter
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NavGroup:
    name: str
    links: Sequence[NavLink] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLink:
    name: str
    href: str
    depth: int
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodLink:
    name: str
    href: str
    current: bool
