"""What `hamsafar segment` says."""

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from hamsafar.base.errors import BadInput
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.store.events.services import Scope

from . import computing, saving
from .contracts import Condition, Segment
from .errors import BadCondition, SegmentNotFound
from .reading import parse, written
from .saying import sentence


class Output(Protocol):
    def line(self, text: str = "") -> None: ...
    def json(self, value: Any) -> None: ...
    def table(self, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None: ...


def run(arguments: argparse.Namespace, out: Output) -> int:
    return {"list": _list, "count": _count, "people": _people}[arguments.deed](arguments, out)


def _list(arguments: argparse.Namespace, out: Output) -> int:
    found = saving.list_segments()
    if arguments.json:
        out.json([_told(each) for each in found])
        return 0
    columns = (_("Number"), _("Segment"), _("Who belongs to it"), _("People"))
    out.table(columns, [(each.id, each.name_in(reader().language), sentence(each.condition), _counted(each)) for each in found])
    return 0


def _told(each: Segment) -> dict[str, Any]:
    return {
        "id": each.id, "name_fa": each.name_fa, "name_en": each.name_en, "condition": written(each.condition), "people": each.counted,
        "counted_at": each.counted_at,
    }  # fmt: skip


def _counted(each: Segment) -> str:
    return "" if each.counted is None else formats.number(each.counted)


def _count(arguments: argparse.Namespace, out: Output) -> int:
    condition = which(arguments.which)
    found = computing.count(condition, scope=_scope(arguments.unit))
    if arguments.json:
        out.json({"condition": written(condition), "people": found.people, "of": found.of, "share": found.share})
        return 0
    out.line(sentence(condition))
    share = f" ({formats.percent(found.share, 1)})" if found.share is not None else ""
    out.line(_("{people} of {all} people").format(people=formats.number(found.people), all=formats.number(found.of)) + share)
    return 0


def _people(arguments: argparse.Namespace, out: Output) -> int:
    keys = computing.sample(which(arguments.which), scope=_scope(arguments.unit), limit=max(1, min(10_000, arguments.limit)))
    names = people.display_names(list(keys), reader().language)
    found = [(people.key_text(key), names.get(key, "")) for key in keys]
    if arguments.json:
        out.json([{"person": key, "name": name} for key, name in found])
    else:
        out.table((_("Person"), _("Name")), found)
    return 0


def _scope(unit: str) -> Scope:
    """Raises BadInput for a unit that is not there: nobody would fit, and that would look like an answer."""
    units = organisation.units_below(unit) if unit else None
    if units == ():
        raise BadInput(reason=_("There is no unit called {unit}.").format(unit=unit))
    return Scope(units=units)


def which(text: str) -> Condition:
    """A saved group's number or name, or a condition. Raises BadCondition, SegmentNotFound."""
    if text.lstrip().startswith("{"):
        try:
            return parse(json.loads(text))
        except ValueError:
            raise BadCondition(where="", reason="this is not JSON") from None
    if text.isdecimal():
        return saving.get_segment(int(text)).condition
    found = [each for each in saving.list_segments() if text.casefold() in (each.name_fa.casefold(), each.name_en.casefold())]
    if len(found) != 1:
        raise SegmentNotFound
    return found[0].condition
