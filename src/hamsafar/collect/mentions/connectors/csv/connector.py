"""A table is read with the readers of imports; its columns are mapped to roles of an item by their names, and a person corrects that."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hamsafar.collect.imports import services as imports
from hamsafar.ground.actions.services import Doing
from hamsafar.ground.organisation import services as organisation

from ... import reading
from ...contracts import Place, Unreadable
from ...errors import CannotReply, NothingSaid
from .. import Facts, Read, Reply, Takes

FIRST = 5


class CsvConnector:
    key = "csv"
    name = _("File (CSV, Excel)")
    about = _("You upload what a review site or a monitoring tool lets you download.")
    takes = Takes.FILE
    replies = False

    def read(self, body: bytes, place: Place) -> Read:
        with _lying(body) as path:
            columns, _rows = head(path, "mentions.csv")
            yield from items(path, "mentions.csv", guess(columns), place)

    def reply(self, place: Place, said: Reply, doing: Doing) -> Facts:  # noqa: ARG002 - as connectors are called
        raise CannotReply


@contextmanager
def _lying(body: bytes) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
        file.write(body)
        file.flush()
        yield Path(file.name)


def head(path: Path, name: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """The columns and the first lines."""
    table = imports.read_table(path, name=name)
    rows = [[_shown(cell) for cell in line.cells] for line in islice(table.lines(), FIRST)]
    return table.columns, rows


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)[:200]


def guess(columns: Sequence[str]) -> dict[str, str]:
    """Role -> column; the first column of each role counts."""
    found: dict[str, str] = {}
    for column in columns:
        role = reading.role_of(column)
        if role:
            found.setdefault(role, column)
    return found


def items(path: Path, name: str, roles: Mapping[str, str], place: Place) -> Read:
    """Raises NothingSaid where neither words nor ratings have a column."""
    if not {"text", "title", "rating"} & roles.keys():
        raise NothingSaid
    table = imports.read_table(path, name=name)
    at = {role: table.columns.index(column) for role, column in roles.items() if column in table.columns}
    zone = organisation.almanac_of().zone
    for line in table.lines():
        if line.problem:
            yield Unreadable(place=line.number, code="bad_line")
            continue
        try:
            said = {role: line.cells[index] for role, index in at.items() if index < len(line.cells)}
            yield reading.item_of(said, kind=place.kind, zone=zone)
        except reading.BadItem as bad:
            yield Unreadable(place=line.number, code=bad.code)
