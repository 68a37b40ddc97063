"""The door of organisation: units, members and their roles, API keys, the company, and who may do what."""

from django.http import HttpRequest

from hamsafar.base.ui.contracts import Tab

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .access import allow, can, check, covers, grants_of, permission_of, public, scope_of, signed_in
from .callers import is_known
from .choice import ChosenUnit, chosen_unit, scope_here
from .company import almanac_of, change_company, company
from .contracts import ApiKey, Company, Grant, Invitation, MemberRecord, Unit, UnitKind, WeekStart
from .forms import unit_choices
from .keys import KeyActor, create_key, find_key_actor, list_keys, revoke_key
from .members import (
    accept_invitation,
    change_grants,
    change_own,
    change_password,
    create_member,
    create_owner,
    find_invitation,
    get_member,
    invite,
    list_invitations,
    list_lapsed_invitations,
    list_members,
    nobody_yet,
    remove_member,
    sign_out_everywhere,
    withdraw_invitation,
)
from .permissions import PERMISSIONS, PUBLIC, SIGNED_IN
from .roles import Role
from .units import (
    add_unit,
    all_above,
    archive_unit,
    change_unit,
    find_unit,
    get_unit,
    list_units,
    move_unit,
    path_to,
    restore_unit,
    units_below,
)

__all__ = [
    "PERMISSIONS",
    "PUBLIC",
    "SIGNED_IN",
    "ApiKey",
    "ChosenUnit",
    "Company",
    "Grant",
    "Invitation",
    "KeyActor",
    "MemberRecord",
    "Role",
    "Unit",
    "UnitKind",
    "WeekStart",
    "accept_invitation",
    "add_unit",
    "all_above",
    "allow",
    "almanac_of",
    "archive_unit",
    "can",
    "change_company",
    "change_grants",
    "change_own",
    "change_password",
    "change_unit",
    "check",
    "chosen_unit",
    "company",
    "covers",
    "create_key",
    "create_member",
    "create_owner",
    "find_invitation",
    "find_key_actor",
    "find_unit",
    "get_member",
    "get_unit",
    "grants_of",
    "invite",
    "is_known",
    "list_invitations",
    "list_keys",
    "list_lapsed_invitations",
    "list_members",
    "list_units",
    "move_unit",
    "nobody_yet",
    "path_to",
    "permission_of",
    "public",
    "remove_member",
    "restore_unit",
    "revoke_key",
    "scope_here",
    "scope_of",
    "settings_tabs",
    "sign_out_everywhere",
    "signed_in",
    "unit_choices",
    "units_below",
    "withdraw_invitation",
]


def settings_tabs(request: HttpRequest, here: str) -> list[Tab]:
    """The side bar of Settings, for pages of other rooms that stand there: they extend organisation/settings.html with `tabs`."""
    from .settings_views import tabs  # views stand on this door

    return tabs(request, here)
