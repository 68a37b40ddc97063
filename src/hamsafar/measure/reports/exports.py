"""Reports as CSV: figures as numbers, groups as the events say them, so that another program can go on with them."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from .contracts import Changes, Crosstab, Drivers, Money, Report, Spending
from .scores import Score

# A spreadsheet takes text that begins so for a formula.
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(report: Report, score: Score) -> bytes:
    """UTF-8 with a mark at the head, without which spreadsheets garble Persian."""
    rows = list(_rows(report))
    heads = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, ["score", *heads], lineterminator="\r\n", restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({"score": score.key, **{name: _cell(value) for name, value in row.items()}})
    return ("\ufeff" + out.getvalue()).encode()


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    if isinstance(report, Drivers):
        yield from _drivers(report)
    elif isinstance(report, Changes):
        yield from _changes(report)
    elif isinstance(report, Crosstab):
        yield from _crosstab(report)
    else:
        yield from _money(report)


def _drivers(report: Drivers) -> Iterator[dict[str, Any]]:
    """A line for each driver, and one for each of its facts."""
    for kind, part in (("operational", report.operational), ("expressed", report.expressed)):
        for driver in part.findings.drivers if part.findings else ():
            common = {"kind": kind, "driver": driver.key}
            share, points = driver.share, driver.points
            yield {
                **common, "share": share.value, "share_low": share.low, "share_high": share.high, "points": points.value,
                "points_low": points.low, "points_high": points.high, "p": driver.p, "n": driver.n,
            }  # fmt: skip
            for one in driver.effects:
                yield {
                    **common, "fact": one.key, "level": one.level, "from": one.start, "to": one.end, "mean": one.mean, "n": one.n,
                    "effect": one.effect.value, "effect_low": one.effect.low, "effect_high": one.effect.high, "plain": one.plain.value,
                    "plain_low": one.plain.low, "plain_high": one.plain.high,
                }  # fmt: skip


def _changes(report: Changes) -> Iterator[dict[str, Any]]:
    for piece in report.found.pieces if report.found else ():
        yield {
            "group": piece.key, "part": piece.total.value, "low": piece.total.low, "high": piece.total.high, "rate": piece.rate,
            "mix": piece.mix, "p": piece.p, "n_before": piece.before.n, "n_now": piece.now.n, "share_before": piece.before.share,
            "share_now": piece.now.share, "mean_before": piece.before.mean, "mean_now": piece.now.mean,
        }  # fmt: skip


def _crosstab(report: Crosstab) -> Iterator[dict[str, Any]]:
    for row, line in zip(report.rows, report.cells, strict=True):
        for column, cell in zip(report.columns, line, strict=True):
            one, gap = cell.estimate, cell.difference
            yield {
                "row": row, "column": column, "n": cell.n, "value": one.value if one else None, "low": one.low if one else None,
                "high": one.high if one else None, "against_others": gap.value if gap else None, "p": cell.p if gap else None,
            }  # fmt: skip


def _money(report: Money) -> Iterator[dict[str, Any]]:
    for part, found in (("year", report.year), ("after", report.after)):
        yield from _spending(part, found, report.currency)


def _spending(part: str, found: Spending, currency: str) -> Iterator[dict[str, Any]]:
    common = {"part": part, "since": found.since, "until": found.until, "currency": currency}
    for number, level in enumerate(found.levels):
        paid = level.paid
        yield {
            **common, "level": number, "customers": level.customers, "buyers": level.buyers, "paid": paid.value if paid else None,
            "low": paid.low if paid else None, "high": paid.high if paid else None,
        }  # fmt: skip
    for one in found.multiples:
        yield {**common, "level": one.of, "against": one.against, "times": one.times.value, "low": one.times.low, "high": one.times.high}


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, str) and value.startswith(_RISKY):
        return "'" + value
    return value
