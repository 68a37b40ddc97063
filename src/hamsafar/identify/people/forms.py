"""What the pages of people ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.collect.intake.services import Identifier

from . import queries


class MergeForm(forms.Form):
    other = forms.CharField(widget=forms.HiddenInput, max_length=16)
    because = forms.CharField(label=_("Why?"), max_length=300, required=False)

    def clean_other(self) -> int:
        key = queries.key_from_text(self.cleaned_data["other"])
        if key is None:
            raise forms.ValidationError(_("Choose whom to merge with."))
        return key


class SplitForm(forms.Form):
    """Identifiers come as keys: a value may hold anything, a key is 16 digits."""

    picked = forms.MultipleChoiceField(required=False)
    because = forms.CharField(label=_("Why?"), max_length=300, required=False)

    def __init__(self, *args: object, person: int, units: queries.Units = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.rows = {queries.key_text(one.key): one.identifier for one in queries.identifiers_of(person, units=units)}
        self.fields["picked"].choices = [(key, key) for key in self.rows]  # type: ignore[attr-defined]

    @property
    def identifiers(self) -> list[Identifier]:
        return [self.rows[key] for key in self.cleaned_data["picked"]]


class ThresholdForm(forms.Form):
    percent = forms.FloatField(required=False, min_value=50, max_value=100)

    @property
    def probability(self) -> float | None:
        percent = self.cleaned_data["percent"]
        return None if percent is None else percent / 100
