"""Forms of organisation's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.calendars import Calendar
from hamsafar.base.ui.reader import reader

from . import units
from .contracts import UnitKind, WeekStart
from .roles import Role

ROLE_NAMES = {
    Role.OWNER: _("Owner"),
    Role.CX_LEAD: _("CX lead"),
    Role.ANALYST: _("Analyst"),
    Role.AGENT: _("Agent"),
    Role.MARKETER: _("Marketer"),
    Role.VIEWER: _("Viewer"),
    Role.STORE_STAFF: _("Store staff"),
}
KIND_NAMES = {UnitKind.BUSINESS_UNIT: _("Business unit"), UnitKind.COUNTRY: _("Country"), UnitKind.BRANCH: _("Branch")}
WEEK_NAMES = {WeekStart.SATURDAY: _("Saturday"), WeekStart.SUNDAY: _("Sunday"), WeekStart.MONDAY: _("Monday")}
CALENDAR_NAMES = {Calendar.PERSIAN: _("Persian calendar"), Calendar.GREGORIAN: _("Gregorian calendar")}
CURRENCIES = {
    "IRR": _("Rial"),
    "IRT": _("Toman"),
    "USD": _("US dollar"),
    "EUR": _("Euro"),
    "GBP": _("Pound"),
    "AED": _("Dirham"),
    "TRY": _("Lira"),
}
LANGUAGE_NAMES = (("fa", "فارسی"), ("en", "English"))


def choices(names: dict[Any, Any], *, empty: Any = None) -> list[tuple[str, Any]]:
    head = [] if empty is None else [("", empty)]
    return head + [(str(value), name) for value, name in names.items()]


def unit_choices(empty: Any) -> list[tuple[str, Any]]:
    language = reader().language
    return [("", empty)] + [(unit.code, "\u2003" * unit.depth + unit.name_in(language)) for unit in units.list_units()]


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters; a few words that only you put together are best."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class JoinForm(NewPassword):
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ["name", "password"]


class FirstOwnerForm(JoinForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    field_order = ["company", "name", "email", "password"]
