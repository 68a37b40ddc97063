"""Measurements in the words and components of pages."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hamsafar.base import calendars
from hamsafar.base.calendars import Bucket
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Series, Stat
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.organisation import services as organisation

from .catalogue import CATALOGUE
from .contracts import Change, Measurement, Metric, Slice, Unit, Verdict, Why
from .discretion import COMMON_PROPERTIES, COMMON_TRAITS
from .stages import STAGES

# How a unit of measure is written: the component's kind and its decimals.
KINDS = {
    Unit.SHARE: ("percent", 1),
    Unit.POINTS: ("signed", 0),
    Unit.SCORE: ("number", 2),
    Unit.SECONDS: ("duration", 0),
    Unit.MONEY: ("money", 0),
}
WAYS = {
    "channel": gettext_lazy("Channel"),
    "unit": gettext_lazy("Unit"),
    "stage": gettext_lazy("Stage of the journey"),
    "cohort": gettext_lazy("Month of the first order"),
}
MOST_BARS = 12
LONG_GROUP = 60


def written(value: float | None, one: Measurement | Metric, *, signed: bool = False) -> str:
    if value is None:
        return ""
    kind, decimals = KINDS[one.unit]
    return formats.by_kind(value, kind, decimals, getattr(one, "currency", ""), signed=signed)


def name_of(one: Measurement) -> str:
    return CATALOGUE[one.key].name_in(reader().language)


def stat_of(one: Measurement, *, href: str = "") -> Stat:
    kind, decimals = KINDS[one.unit]
    return Stat(
        name=name_of(one), value=one.value, kind=kind, decimals=decimals, currency=one.currency, low=one.low, high=one.high, sample=one.n,
        target=one.target, change=one.change.difference if one.change else None,
        better=one.better.value if one.change and one.change.verdict is not Verdict.UNCLEAR else "",
        trend=tuple(point.value for point in one.trend), missing=missing_sentence(one), href=href,
    )  # fmt: skip


def missing_sentence(one: Measurement) -> str:
    """Why there is no value, and what would give one."""
    if one.value is not None:
        return ""
    if one.why is Why.NO_EVENTS:
        events = _(", ").join(vocabulary.label(name, reader().language) for name in one.missing)
        return ngettext("Needs the event %(events)s.", "Needs the events %(events)s.", len(one.missing)) % {"events": events}
    if one.why is Why.NOT_SETTLED:
        days = formats.number(max(1, one.settles_after.days))
        return ngettext(
            "An outcome is certain after %(days)s day; nothing in this period is that old yet.",
            "An outcome is certain after %(days)s days; nothing in this period is that old yet.",
            max(1, one.settles_after.days),
        ) % {"days": days}
    if one.why is Why.TOO_FEW:
        return _("Too few customers have bought again to foresee what they will do.")
    return _("Nothing of this kind happened in this period.")


def trend_chart(one: Measurement) -> Chart:
    kind, decimals = KINDS[one.unit]
    size = one.bucket or Bucket.DAY
    return Chart(
        key=f"{one.key}-trend",
        title=name_of(one),
        labels=[formats.bucket(point.since, size) for point in one.trend],
        series=[
            Series(
                name=name_of(one),
                values=[point.value for point in one.trend],
                low=[point.low for point in one.trend],
                high=[point.high for point in one.trend],
            )
        ],
        kind="number" if kind in ("signed", "money") else kind,
        decimals=decimals,
        target=one.target,
        label_head=_("Time"),
    )


def groups_chart(one: Measurement, way: str) -> Chart:
    kind, decimals = KINDS[one.unit]
    largest = one.slices[:MOST_BARS]
    return Chart(
        key=f"{one.key}-groups",
        title=_("%(measure)s by %(way)s") % {"measure": name_of(one), "way": way},
        labels=[group_name(part.group, one.by) for part in largest],
        series=[
            Series(name=name_of(one), values=[part.value for part in largest], low=[part.low for part in largest],
                   high=[part.high for part in largest])
        ],
        shape="bar",
        kind="number" if kind in ("signed", "money") else kind,
        decimals=decimals,
        target=one.target,
        label_head=way,
    )  # fmt: skip


def way_name(by: str) -> str:
    """What a breakdown is by, in the reader's language; a property that we have no word for is called as its events call it."""
    way, _mark, name = by.partition(":")
    common: dict[str, Any] = {"property": COMMON_PROPERTIES, "trait": COMMON_TRAITS}.get(way, {})
    return str(common.get(name, name) if name else WAYS.get(way, ""))


def group_name(group: str, by: str) -> str:
    """In the reader's language where we know the word; what a company's own events say stays as it is."""
    language = reader().language
    if not group:
        return _("not said")
    if by == "channel" and group in vocabulary.CHANNELS:
        return vocabulary.CHANNELS[group][language == "fa"]
    if by == "stage" and group in STAGES:
        return STAGES[group][language == "fa"]
    if by == "cohort":
        return formats.digits(calendars.format_bucket(_first_moment(group), Bucket.MONTH, language, reader().almanac))
    if by == "unit" and (unit := organisation.find_unit(group)):
        return unit.name_in(language)
    return group if len(group) <= LONG_GROUP else group[:LONG_GROUP] + "…"


def _first_moment(day: str) -> dt.datetime:
    return calendars.start_of_day(dt.date.fromisoformat(day), reader().almanac)


def change_words(change: Change | None, one: Measurement) -> tuple[str, str] | None:
    """The text and tone of a chip: green or red only when chance does not explain the change."""
    if change is None:
        return None
    tones = {Verdict.BETTER: "good", Verdict.WORSE: "bad", Verdict.UNCLEAR: ""}
    return written(change.difference, one, signed=True), tones[change.verdict]


def interval_words(part: Measurement | Slice, one: Measurement) -> str:
    if part.low is None or part.high is None:
        return ""
    return f"{written(part.low, one)} … {written(part.high, one)}"


def group_rows(one: Measurement) -> list[dict[str, Any]]:
    return [
        {
            "name": group_name(part.group, one.by),
            "value": written(part.value, one),
            "interval": interval_words(part, one),
            "n": part.n,
            "change": change_words(part.change, one),
        }
        for part in one.slices
    ]


def awaited_rows(metrics: Sequence[Metric]) -> list[dict[str, Any]]:
    language = reader().language
    return [
        {"key": one.key, "name": one.name_in(language), "formula": one.formula_in(language), "missing": _("Being computed…")}
        for one in metrics
    ]


def board_rows(measurements: Sequence[Measurement]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key,
            "name": name_of(one),
            "formula": CATALOGUE[one.key].formula_in(reader().language),
            "value": written(one.value, one),
            "missing": missing_sentence(one),
            "interval": interval_words(one, one),
            "target": written(one.target, one),
            "meets_target": one.meets_target,
            "change": change_words(one.change, one),
            "n": one.n,
        }
        for one in measurements
    ]
