"""Reports as rows and pictures of pages."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Chart, Series, Stat
from hamsafar.science.changes import Decomposition, Piece
from hamsafar.science.drivers import Driver, Findings
from hamsafar.science.intervals import Difference, Estimate

from . import words
from .contracts import Cell, Changes, Crosstab, Kind, Level, Multiple, Spending
from .dimensions import TOTAL
from .scores import Score

MOST_BARS: Final = 12
MOST_SENTENCES: Final = 4
EXPRESSED: Final = "expressed"


# Drivers


def drivers_chart(key: str, found: Findings, topics: Mapping[str, str]) -> Chart:
    shown = found.drivers[:MOST_BARS]
    return Chart(
        key=f"drivers-{key}", title=_("Share in what is explained"),
        labels=[words.driver_name(one.key, topics, is_topic=key == EXPRESSED) for one in shown],
        series=[
            Series(
                name=_("Share in what is explained"), values=[one.share.value for one in shown], low=[one.share.low for one in shown],
                high=[one.share.high for one in shown],
            )
        ],
        shape="ranked", kind="percent", label_head=_("Driver"),
    )  # fmt: skip


def driver_rows(key: str, found: Findings, currency: str, topics: Mapping[str, str]) -> list[dict[str, Any]]:
    names = [words.driver_name(one.key, topics, is_topic=key == EXPRESSED) for one in found.drivers]
    return [_driver_row(name, one, currency, topics) for name, one in zip(names, found.drivers, strict=True)]


def _driver_row(name: str, one: Driver, currency: str, topics: Mapping[str, str]) -> dict[str, Any]:
    clear = [effect for effect in one.effects if effect.effect.is_clear] if one.is_clear else []
    return {
        "key": one.key, "name": name, "is_clear": one.is_clear, "n": one.n,
        "share": formats.percent(one.share.value), "share_interval": between(one.share.low, one.share.high, formats.percent),
        "points": formats.number(one.points.value, 2), "points_interval": between(one.points.low, one.points.high, _two),
        "sentences": [words.effect_sentence(effect, currency, topics) for effect in clear[:MOST_SENTENCES]],
        "contradicted": [words.fact_name(effect, topics) for effect in one.effects if not effect.agrees],
    }  # fmt: skip


def _two(value: float) -> str:
    return formats.number(value, 2)


def between(low: float | None, high: float | None, write: Any) -> str:
    return "" if low is None or high is None else f"{write(low)} … {write(high)}"


def first_sentence(key: str, found: Findings, topics: Mapping[str, str]) -> str:
    """The page in one sentence."""
    clear = [one for one in found.drivers if one.is_clear]
    if not clear:
        return _("None of these facts makes a clear difference to the score in this period.")
    facts = {"driver": words.driver_name(clear[0].key, topics, is_topic=key == EXPRESSED), "share": formats.percent(clear[0].share.value)}
    return _("The largest part of what can be explained: %(driver)s (%(share)s).") % facts


# What changed


def changes_chart(found: Decomposition, score: Score, by: str, topics: Mapping[str, str]) -> Chart:
    shown = [piece for piece in found.pieces if piece.total.value][:MOST_BARS]
    return Chart(
        key="changes", title=_("What made the change"), labels=[words.group_name(piece.key, by, topics) for piece in shown],
        series=[
            Series(
                name=_("Part in the change"), values=[piece.total.value for piece in shown], low=[piece.total.low for piece in shown],
                high=[piece.total.high for piece in shown],
            )
        ],
        shape="ranked", kind="percent" if score.unit == "share" else "number", decimals=1 if score.unit != "score" else 2,
        label_head=words.way_name(by),
    )  # fmt: skip


def change_rows(found: Decomposition, score: Score, by: str, topics: Mapping[str, str]) -> list[dict[str, Any]]:
    return [_change_row(piece, score, by, topics) for piece in found.pieces]


def _change_row(piece: Piece, score: Score, by: str, topics: Mapping[str, str]) -> dict[str, Any]:
    def signed(value: float) -> str:
        return words.score_value(value, score, signed=True)

    return {
        "key": piece.key, "name": words.group_name(piece.key, by, topics), "total": signed(piece.total.value), "is_clear": piece.is_clear,
        "tone": _tone(piece.total.value, score) if piece.is_clear else "",
        "interval": between(piece.total.low, piece.total.high, signed), "rate": signed(piece.rate), "mix": signed(piece.mix),
        "before": piece.before.n, "now": piece.now.n, "share_before": piece.before.share, "share_now": piece.now.share,
        "mean_before": words.score_value(piece.before.mean, score), "mean_now": words.score_value(piece.now.mean, score),
    }  # fmt: skip


def _tone(value: float, score: Score) -> str:
    return "good" if (value > 0) == score.is_better_high else "bad"


def change_sentence(report: Changes, score: Score, by: str, topics: Mapping[str, str]) -> str:
    found = report.found
    if found is None:
        return ""
    clear = [piece for piece in found.pieces if piece.is_clear]
    change = words.score_value(found.change.value, score, signed=True)
    if not found.change.is_clear and not clear:
        return _("The change of %(change)s is no more than chance gives.") % {"change": change}
    if not clear:
        return _("The score changed by %(change)s, and no single part of it stands out.") % {"change": change}
    first = words.group_name(clear[0].key, by, topics)
    part = words.score_value(clear[0].total.value, score, signed=True)
    reason = (
        _("because those answers score otherwise than before")
        if abs(clear[0].rate) >= abs(clear[0].mix)
        else _("because there are more of those answers, or fewer")
    )
    facts = {"change": change, "first": first, "part": part, "reason": reason}
    return _("Of the change of %(change)s, “%(first)s” made %(part)s, mostly %(reason)s.") % facts


def stat(name: str, estimate: Estimate | None, score: Score, *, change: Difference | None = None) -> Stat:
    kind, decimals = {"points": ("signed", 0), "share": ("percent", 1)}.get(score.unit, ("number", 2))
    better = ("high" if score.is_better_high else "low") if change and change.is_clear else ""
    return Stat(
        name=name, value=estimate.value if estimate else None, kind=kind, decimals=decimals, low=estimate.low if estimate else None,
        high=estimate.high if estimate else None, sample=estimate.n if estimate else None, change=change.value if change else None,
        better=better, missing=_("No answers."),
    )  # fmt: skip


# Crosstabs


def crosstab_heads(found: Crosstab, by: str, topics: Mapping[str, str]) -> list[str]:
    return [words.group_name(key, by, topics) for key in found.columns]


def crosstab_rows(found: Crosstab, score: Score, by: str, topics: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": words.group_name(key, by, topics), "is_total": key == TOTAL,
            "cells": [_cell(cell, score) for cell in line],
        }
        for key, line in zip(found.rows, found.cells, strict=True)
    ]  # fmt: skip


def _cell(cell: Cell, score: Score) -> dict[str, Any]:
    if cell.estimate is None:
        return {"n": cell.n, "value": ""}
    sign = ""
    if cell.is_clear and cell.difference is not None:
        sign = "▲" if cell.difference.value > 0 else "▼"
    return {
        "n": cell.n, "value": words.score_value(cell.estimate.value, score), "sign": sign,
        "interval": between(cell.estimate.low, cell.estimate.high, lambda value: words.score_value(value, score)),
        "tone": _tone(cell.difference.value, score) if sign and cell.difference else "",
    }  # fmt: skip


def crosstab_chart(found: Crosstab, score: Score, by: str, topics: Mapping[str, str]) -> Chart:
    """The last column of every row: the rows by themselves."""
    shown = [(key, line[-1]) for key, line in zip(found.rows, found.cells, strict=True) if key != TOTAL and line[-1].estimate]
    estimates = [cell.estimate for _key, cell in shown if cell.estimate]
    return Chart(
        key="crosstab", title=str(score.name), labels=[words.group_name(key, by, topics) for key, _cell in shown],
        series=[
            Series(
                name=str(score.name), values=[one.value for one in estimates], low=[one.low for one in estimates],
                high=[one.high for one in estimates],
            )
        ],
        shape="ranked", kind="percent" if score.unit == "share" else "number", decimals={"points": 0, "share": 1}.get(score.unit, 2),
        label_head=words.way_name(by),
    )  # fmt: skip


# Money


def money_rows(found: Spending, score: Score, currency: str) -> list[dict[str, Any]]:
    return [
        _level_row(str(name), level, currency) for (name, _highest), level in zip(score.levels, found.levels, strict=True)
    ]  # fmt: skip


def _level_row(name: str, level: Level, currency: str) -> dict[str, Any]:
    return {
        "name": name, "customers": level.customers, "buyers": level.buyers / level.customers if level.customers else None,
        "paid": formats.short_amount(level.paid.value, currency) if level.paid else "",
        "interval": between(level.paid.low, level.paid.high, formats.short_amount) if level.paid else "",
    }  # fmt: skip


def money_chart(key: str, found: Spending, score: Score, title: str) -> Chart:
    paid = [level.paid for level in found.levels]
    return Chart(
        key=f"money-{key}", title=title, labels=[str(name) for name, _highest in score.levels],
        series=[
            Series(
                name=title, values=[one.value if one else None for one in paid], low=[one.low if one else None for one in paid],
                high=[one.high if one else None for one in paid],
            )
        ],
        shape="ranked", kind="number", label_head=_("Level"),
    )  # fmt: skip


def multiple_sentences(found: Spending, score: Score) -> list[str]:
    return [_multiple(one, score) for one in found.multiples]


def _multiple(one: Multiple, score: Score) -> str:
    low, high = one.times.low or 0.0, one.times.high or 0.0
    facts = {
        "of": str(score.levels[one.of][0]), "against": str(score.levels[one.against][0]),
        "times": formats.number(one.times.value, 2), "low": formats.number(low, 2), "high": formats.number(high, 2),
    }  # fmt: skip
    if low <= 1 <= high:
        return _("%(of)s pay %(times)s times as much as %(against)s (%(low)s to %(high)s): no clear difference.") % facts
    return _("%(of)s pay %(times)s times as much as %(against)s (%(low)s to %(high)s).") % facts


REPORTS: Final = (Kind.DRIVERS, Kind.CHANGES, Kind.CROSSTAB, Kind.MONEY)

