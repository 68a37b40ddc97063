"""The form of the contact rules, and the one that tries them on somebody."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from hamsafar.base.calendars import format_numeric_day, parse_day, weekday_name
from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit

from .contracts import CHANNELS, PURPOSES, SERVICE, Budget, Policy, Quiet

MOST_BUDGETS = 12
_SOME_MONDAY = dt.date(2026, 10, 19)


def channel_name(code: str, language: str) -> str:
    english, persian = vocabulary.CHANNELS.get(code, (code, code))
    return persian if language == "fa" else english


def purpose_name(code: str, language: str) -> str:
    english, persian = PURPOSES.get(code, (code, code))
    return persian if language == "fa" else english


def channel_choices() -> list[tuple[str, str]]:
    return [(code, channel_name(code, reader().language)) for code in CHANNELS]


def purpose_choices(*, service: bool = False) -> list[tuple[str, str]]:
    return [(code, purpose_name(code, reader().language)) for code in PURPOSES if service or code != SERVICE]


def weekday_choices() -> list[tuple[str, str]]:
    """The seven days, beginning with the reader's first."""
    who = reader()
    days = [(who.almanac.first_weekday + n) % 7 for n in range(7)]
    return [(str(day), weekday_name(_SOME_MONDAY + dt.timedelta(days=day), who.language)) for day in days]


class NumberField(forms.IntegerField):
    """A whole number in any digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4, "class": "input"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class TimeOfDay(forms.TimeField):
    def __init__(self, **facts: Any) -> None:
        super().__init__(input_formats=["%H:%M"], widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **facts)

    def to_python(self, value: Any) -> dt.time | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class RulesForm(forms.Form):
    rest_days = NumberField(
        label=_("Rest after a survey, in days"),
        min_value=0,
        max_value=365,
        help_text=_("Whoever was asked is not asked again for so long, by any channel. 0 means no rest."),
    )
    quiet_start = TimeOfDay(label=_("Quiet hours begin"))
    quiet_end = TimeOfDay(label=_("Quiet hours end"), help_text=_("By the person's own clock. The same time twice means no quiet hours."))
    quiet_channels = forms.MultipleChoiceField(
        label=_("Channels that keep quiet"), choices=channel_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_weekdays = forms.MultipleChoiceField(
        label=_("Days without contact"), choices=weekday_choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    quiet_holidays = forms.BooleanField(label=_("Nobody is contacted on official holidays"), required=False)
    quiet_days = forms.CharField(
        label=_("The company's own days without contact"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One date on each line, in either calendar."),
    )
    ask_first = forms.MultipleChoiceField(
        label=_("Contacted only after they have given permission"),
        choices=purpose_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For what is not ticked it is enough that the person has not said no. A “no” always counts."),
    )

    def clean_quiet_days(self) -> frozenset[dt.date]:
        return frozenset(self._days(self.cleaned_data["quiet_days"].splitlines()))

    def _days(self, lines: Iterable[str]) -> Iterable[dt.date]:
        for line in filter(str.strip, lines):
            try:
                yield parse_day(line)
            except ValueError:
                raise forms.ValidationError(_("“{line}” is not a date."), params={"line": line.strip()}, code="day") from None

    def policy(self, budgets: tuple[Budget, ...]) -> Policy:
        said = self.cleaned_data
        return Policy(
            budgets=budgets,
            rest_days=said["rest_days"],
            quiet=Quiet(
                start=said["quiet_start"],
                end=said["quiet_end"],
                weekdays=frozenset(map(int, said["quiet_weekdays"])),
                holidays=said["quiet_holidays"],
                days=said["quiet_days"],
                channels=frozenset(said["quiet_channels"]),
            ),
            ask_first=frozenset(said["ask_first"]),
        )


def initial_of(rules: Policy) -> dict[str, Any]:
    return {
        "rest_days": rules.rest_days,
        "quiet_start": rules.quiet.start,
        "quiet_end": rules.quiet.end,
        "quiet_channels": sorted(rules.quiet.channels),
        "quiet_weekdays": [str(day) for day in sorted(rules.quiet.weekdays)],
        "quiet_holidays": rules.quiet.holidays,
        "quiet_days": "\n".join(_written(day) for day in sorted(rules.quiet.days)),
        "ask_first": sorted(rules.ask_first),
    }


def _written(day: dt.date) -> str:
    who = reader()
    return formats.digits(format_numeric_day(day, who.language, who.almanac))


class BudgetForm(forms.Form):
    """One line of the budgets. A line without a number of contacts is taken away."""

    contacts = NumberField(label=_("Contacts"), min_value=0, max_value=1000, required=False)
    days = NumberField(label=_("in days"), min_value=1, max_value=365, required=False)
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=lambda: [("", _("Every channel together")), *channel_choices()],
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=lambda: [("", _("Everything but service messages")), *purpose_choices(service=True)],
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("contacts") is not None and not said.get("days") and not self.errors:
            self.add_error("days", _("Say in how many days."))
        return said


class _Budgets(BaseFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "empty_permitted": False}  # a line that nobody touched is a line all the same

    def budgets(self) -> tuple[Budget, ...]:
        said = (form.cleaned_data for form in self.forms)
        return tuple(Budget(**one) for one in said if one.get("contacts") is not None and one.get("days"))


BudgetForms = formset_factory(
    BudgetForm, formset=_Budgets, extra=1, max_num=MOST_BUDGETS, absolute_max=MOST_BUDGETS + 1, validate_max=False
)  # fmt: skip


class TryForm(forms.Form):
    """Try the rules on somebody."""

    who = forms.CharField(label=_("Customer"), max_length=200, help_text=_("Name, e-mail or phone."))
    try_purpose = forms.ChoiceField(label=_("Purpose"), choices=lambda: purpose_choices(service=True))
    try_channel = forms.ChoiceField(label=_("Channel"), choices=channel_choices)


audit.word_form("contact", RulesForm)
