"""Forms of organisation's pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.calendars import Calendar
from hamsafar.base.ui.reader import reader

from . import units
from .contracts import Grant, UnitKind, WeekStart
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
AS_ABOVE = _("Empty: as the unit above.")
TYPED = forms.TextInput(attrs={"class": "as-typed", "dir": "ltr", "spellcheck": "false"})


def choices(names: dict[Any, Any], *, empty: Any = None) -> list[tuple[str, Any]]:
    head = [] if empty is None else [("", empty)]
    return head + [(str(value), name) for value, name in names.items()]


def unit_choices(empty: Any, among: Sequence[str] | None = None) -> list[tuple[str, Any]]:
    """Every unit below its parent, and the whole company as `empty`; or, where `among` narrows, only those and no whole."""
    language = reader().language
    offered = [unit for unit in units.list_units() if among is None or unit.code in among]
    named = [(unit.code, "\u2003" * unit.depth + unit.name_in(language)) for unit in offered]
    return [("", empty), *named] if among is None else named


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
    company = forms.CharField(label=_("Company"), max_length=200, required=False, widget=forms.TextInput(attrs={"autofocus": True}))
    field_order = ["company", "name", "email", "password"]


class CompanyForm(forms.Form):
    name = forms.CharField(label=_("Company"), max_length=200, required=False, help_text=_("Stands under the logo."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_NAMES, help_text=_("Of people who have not chosen one."))
    calendar = forms.ChoiceField(label=_("Calendar"), choices=lambda: choices(CALENDAR_NAMES))
    week_start = forms.ChoiceField(label=_("First day of the week"), choices=lambda: choices(WEEK_NAMES))
    currency = forms.ChoiceField(label=_("Currency"), choices=lambda: choices(CURRENCIES))
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, help_text=_("Days begin in this zone, for example Asia/Tehran."), widget=TYPED
    )


class UnitForm(forms.Form):
    name_fa = forms.CharField(label=_("Persian name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
    time_zone = forms.CharField(label=_("Time zone"), max_length=64, required=False, help_text=AS_ABOVE, widget=TYPED)
    week_start = forms.ChoiceField(
        label=_("First day of the week"), choices=lambda: choices(WEEK_NAMES, empty=_("As above")), required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=lambda: choices(CURRENCIES, empty=_("As above")), required=False)


class NewUnitForm(UnitForm):
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Stands in events and cannot be changed later, for example tehran-1."), widget=TYPED
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices(KIND_NAMES))
    parent = forms.ChoiceField(label=_("Below"), choices=lambda: unit_choices(_("Nothing: it stands at the top")), required=False)
    field_order = ["kind", "parent", "name_fa", "name_en", "code", "time_zone", "week_start", "currency"]


class MoveUnitForm(forms.Form):
    below = forms.ChoiceField(label=_("Below"), choices=lambda: unit_choices(_("Nothing: it stands at the top")), required=False)


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=lambda: choices(ROLE_NAMES), initial=Role.VIEWER)
    unit = forms.ChoiceField(label=_("Unit"), choices=lambda: unit_choices(_("The whole company")), required=False)

    def grant(self) -> Grant:
        return Grant(role=Role(self.cleaned_data["role"]), unit=self.cleaned_data["unit"])


class InviteForm(GrantForm):
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    field_order = ["email", "role", "unit"]


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What uses it, for example: weekly report."))
    role = forms.ChoiceField(label=_("Role"), choices=lambda: choices(ROLE_NAMES), initial=Role.VIEWER)
    units = forms.MultipleChoiceField(
        label=_("Units"),
        help_text=_("None chosen means the whole company."),
        choices=lambda: unit_choices("")[1:],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("As the company")), *LANGUAGE_NAMES], required=False)
    calendar = forms.ChoiceField(
        label=_("Calendar"), choices=lambda: choices(CALENDAR_NAMES, empty=_("As usual in the language")), required=False
    )
    digits = forms.ChoiceField(
        label=_("Digits"),
        choices=[("", _("As usual in the language")), ("persian", "۱۲۳ ۴۵۶"), ("latin", "123 456")],
        required=False,
    )
    theme = forms.ChoiceField(
        label=_("Look"),
        choices=[("", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))],
        required=False,
    )


class ChangePasswordForm(NewPassword):
    current = forms.CharField(
        label=_("Password until now"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["current", "password"]
