"""What `hamsafar measure` says: the same record as page and API, for people or as JSON."""

import argparse
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from hamsafar.base.calendars import Bucket
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader

from . import asked, shown
from .catalogue import CATALOGUE
from .contracts import Measurement


class Output(Protocol):
    def line(self, text: str = "") -> None: ...
    def warn(self, text: str) -> None: ...
    def json(self, value: Any) -> None: ...
    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None: ...


def run(arguments: argparse.Namespace, out: Output) -> int:
    if arguments.list or not arguments.key:
        return _list(out, as_json=arguments.json, is_asked=arguments.list)
    found = asked.answer(
        asked.Request(
            key=arguments.key, units=None, unit=arguments.unit, period=arguments.period, since=arguments.since, until=arguments.until,
            by=arguments.by, bucket=arguments.bucket, calendar=arguments.calendar, currency=arguments.currency,
        )
    )  # fmt: skip
    if arguments.json:
        out.json(found)
    else:
        _tell(found, out)
    return 0


def _list(out: Output, *, as_json: bool, is_asked: bool) -> int:
    if not is_asked:
        out.warn(_("Name a measure. `hamsafar measure --list` lists them."))
        return 2
    if as_json:
        out.json([{"key": one.key, "name_en": one.name_en, "name_fa": one.name_fa, "needs": one.needs} for one in CATALOGUE.values()])
    else:
        out.table(("key", _("Measure")), [(one.key, one.name_in(reader().language)) for one in CATALOGUE.values()])
    return 0


def _tell(found: Measurement, out: Output) -> None:
    out.line(f"{shown.name_of(found)}: {shown.written(found.value, found) or shown.missing_sentence(found)}")
    facts = [
        (_("95% interval"), shown.interval_words(found, found)),
        (_("Sample"), formats.number(found.n)),
        (_("Period"), formats.period(found.period)),
        (_("The period before"), shown.written(found.previous, found)),
        (_("Change"), (shown.change_words(found.change, found) or ("",))[0]),
        (_("Target"), shown.written(found.target, found)),
    ]
    out.table(("", ""), [fact for fact in facts if fact[1]])
    if found.slices:
        out.line()
        rows = [(row["name"], row["value"], row["interval"], formats.number(row["n"])) for row in shown.group_rows(found)]
        out.table((found.by, _("Figure"), _("95% interval"), _("Sample")), rows)
    elif any(point.n for point in found.trend):
        out.line()
        size = found.bucket or Bucket.DAY
        points = [(formats.bucket(p.since, size), shown.written(p.value, found) or "–", formats.number(p.n)) for p in found.trend]
        out.table((_("Time"), _("Figure"), _("Sample")), points)
