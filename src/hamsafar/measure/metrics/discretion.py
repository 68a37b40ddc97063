"""Breakdowns that would name customers: only for whoever may see those customers.

A measure by `trait:email` lists addresses, one by `property:text` what people wrote. Roles that see numbers and no people keep the
breakdowns that cannot name anybody.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import NotAllowed
from hamsafar.ground.organisation import services as organisation

from .asking import read_by

# Properties that say something about nearly every measure of their family, and nothing about who a customer is.
COMMON_PROPERTIES: Final = {
    "topic": _("Topic"),
    "team": _("Team"),
    "agent": _("Agent"),
    "city": _("City"),
    "branch": _("Branch"),
    "gateway": _("Payment gateway"),
    "category": _("Product category"),
    "article": _("Help article"),
    "campaign": _("Campaign"),
    "survey": _("Survey"),
}
# Those of customers; a breakdown by them is for whoever may see people.
COMMON_TRAITS: Final = {"city": _("City of the customer"), "gender": _("Gender")}


def may_break_down(actor: object, by: str, units: tuple[str, ...] | None) -> bool:
    """`units` is what is measured: who may see the people of one unit learns no names from another."""
    asked = read_by(by)
    if not asked.name or (asked.way == "property" and asked.name in COMMON_PROPERTIES):
        return True
    seen = organisation.scope_of(actor, "people.see")
    return seen is None or (units is not None and set(units) <= set(seen))


def check_may_break_down(actor: object, by: str, units: tuple[str, ...] | None) -> None:
    """Raises NotAllowed."""
    if not may_break_down(actor, by, units):
        raise NotAllowed
