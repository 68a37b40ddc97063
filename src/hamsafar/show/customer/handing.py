"""A device or number that changed hands: what would stay with this customer, and what would go to a new one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base import calendars, clock
from hamsafar.base.ui.reader import reader
from hamsafar.identify.people import services as people
from hamsafar.identify.people.services import Known
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from .contracts import Parting

question = events.questions_beside(__file__)


class HandOverForm(forms.Form):
    key = forms.ChoiceField(label=_("What changed hands"))
    day = forms.CharField(label=_("Day"), max_length=40)
    at = forms.RegexField(
        r"^\s*\d{1,2}:\d{2}\s*$",
        label=_("Time of day"),
        max_length=12,
        initial="00:00",
        help_text=_("Hours and minutes, such as 14:30"),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )
    because = forms.CharField(label=_("Why?"), max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))

    def __init__(self, data: Any = None, *, known: Sequence[Known]) -> None:
        super().__init__(data)
        self.known = {people.key_text(one.key): one for one in known if one.since is None}
        names = [(key, f"{people.kind_name(one.identifier.kind)} · {one.typed}") for key, one in self.known.items()]
        self.fields["key"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        try:
            moment = calendars.parse_moment(f"{found['day']} {found['at'].strip()}", reader().almanac)
        except ValueError:
            self.add_error("day", _("This is no day and time that we can read."))
            return found
        self._check(self.known[found["key"]], moment)
        return {**found, "moment": moment}

    def _check(self, known: Known, moment: dt.datetime) -> None:
        if moment >= clock.now():
            self.add_error("day", _("This lies in the future."))
        elif moment <= known.first_seen:
            self.add_error("day", _("It was not seen before that moment, so nothing would stay here."))

    @property
    def chosen(self) -> Known:
        return self.known[self.cleaned_data["key"]]

    @property
    def moment(self) -> dt.datetime:
        moment: dt.datetime = self.cleaned_data["moment"]
        return moment


def part(form: HandOverForm, person: int, scope: Scope) -> Parting:
    """Only what carries this identifier as its strongest goes: what a customer did signed in is theirs on any device."""
    asked = replace(scope, people=(person,), include_marked=True)
    (row,) = events.ask(question("handing_over"), scope=asked, key=form.chosen.key, moment=form.moment).dicts()
    return Parting(
        staying=row["staying"],
        leaving=row["leaving"],
        last_staying=row["last_staying"] if row["staying"] else None,
        first_leaving=row["first_leaving"] if row["leaving"] else None,
    )
