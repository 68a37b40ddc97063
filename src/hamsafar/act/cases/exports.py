"""Cases as a table for spreadsheets."""

import csv
import io
from collections.abc import Iterator

from hamsafar.identify.people import services as people

from . import causes, listing
from .contracts import Wanted

HEADS = (
    "case", "customer", "unit", "state", "ending", "why", "question", "score", "words", "owner", "cause", "told_at", "opened_at", "due_at",
    "contacted_at", "fixed_at", "closed_at", "answer", "recovered", "paid", "currency",
)  # fmt: skip
SLICE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(wanted: Wanted, order: str, language: str) -> Iterator[bytes]:
    """A slice at a time, so that a long list does not stay in memory. Times are UTC."""
    named = {cause.id: cause.name_in(language) for cause in causes.list_causes(archived=True)}
    yield b"\xef\xbb\xbf" + _line(HEADS)
    offset = 0
    while found := listing.list_cases(wanted, order=order, offset=offset, limit=SLICE):
        names = people.display_names([case.person for case in found], language)
        for case in found:
            moments = (case.told_at, case.opened_at, case.due_at, case.contacted_at, case.fixed_at, case.closed_at)
            yield _line((
                case.id, names[case.person], case.unit, case.state, case.ending or "", case.why, case.asked, case.score, case.words,
                case.owner_name, named.get(case.cause or 0, ""), *(at.isoformat() if at else "" for at in moments), case.answer,
                "" if case.recovered is None else case.recovered, case.worth, case.currency,
            ))  # fmt: skip
        offset += SLICE


def _line(values: tuple[object, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(map(_harmless, values))
    return out.getvalue().encode()


def _harmless(value: object) -> object:
    """What a customer wrote must not be run as a formula by a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else "" if value is None else value
