"""The unit that a page looks at: ?unit=tehran in the address, else the last one chosen, else all that the member may see."""

from dataclasses import dataclass

from django.http import HttpRequest

from . import units
from .access import scope_of
from .contracts import Unit

REMEMBERED, ALL = "unit", "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenUnit:
    code: str  # "" is all
    offered: tuple[Unit, ...]


def chosen_unit(request: HttpRequest) -> ChosenUnit:
    """Asking for it also puts the unit picker into the page's top bar."""
    scope = scope_of(request.user)
    offered = tuple(unit for unit in units.list_units() if scope is None or unit.code in scope)
    session = getattr(request, "session", None)
    asked = request.GET.get("unit", "")
    code = asked or (session.get(REMEMBERED, "") if session is not None else "")
    known = code if any(unit.code == code for unit in offered) else ""
    if asked and session is not None and session.get(REMEMBERED, "") != known and (known or asked == ALL):
        session[REMEMBERED] = known
    request.chosen_unit = ChosenUnit(code=known, offered=offered)  # type: ignore[attr-defined]
    return request.chosen_unit  # type: ignore[attr-defined,no-any-return]


def scope_here(request: HttpRequest, permission: str | None = None) -> tuple[str, ...] | None:
    """What this page may count: the chosen unit with all below, but never more than the member's own scope. None is everything."""
    chosen, scope = chosen_unit(request).code, scope_of(request.user, permission)
    if not chosen:
        return scope
    below = units.units_below(chosen)
    return below if scope is None else tuple(code for code in below if code in scope)
