"""What the consent card asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.collect.vocabulary.services import CHANNELS

from .contracts import ANY_CHANNEL, Choice
from .words import purpose_of

LANGUAGES = (("fa", "فارسی"), ("en", "English"))


def channel_names(language: str) -> list[tuple[str, str]]:
    return [(code, persian if language == "fa" else english) for code, (english, persian) in CHANNELS.items()]


class DecisionForm(forms.Form):
    purpose = forms.CharField(max_length=100)
    channel = forms.ChoiceField(required=False)
    choice = forms.ChoiceField(choices=[(choice.value, choice.value) for choice in Choice])
    evidence = forms.CharField(max_length=500)
    text_version = forms.CharField(max_length=100, required=False)

    def clean_purpose(self) -> str:
        return purpose_of(self.cleaned_data["purpose"])

    def __init__(self, *args: object, language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["channel"].choices = [(ANY_CHANNEL, _("Every channel")), *channel_names(language)]  # type: ignore[attr-defined]
