"""What people fill in about comments."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.ui.reader import reader

from . import words
from .contracts import Topic


class CorrectionForm(forms.Form):
    feeling = forms.ChoiceField(
        label=_("How they feel"), widget=forms.RadioSelect, choices=[(key.value, name) for key, name in words.FEELINGS.items()]
    )
    topics = forms.MultipleChoiceField(label=_("What it is about"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, topics: Sequence[Topic], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["topics"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(topic.key, topic.name_in(reader().language)) for topic in topics]


class TopicForm(forms.Form):
    name_fa = forms.CharField(
        label=_("Name in Persian"), max_length=80, required=False, widget=forms.TextInput(attrs={"dir": "rtl", "lang": "fa"})
    )
    name_en = forms.CharField(
        label=_("Name in English"), max_length=80, required=False, widget=forms.TextInput(attrs={"dir": "ltr", "lang": "en"})
    )
    group = forms.ChoiceField(label=_("Area"), required=False, choices=[("", "–"), *words.GROUPS.items()])
    phrases = forms.CharField(
        label=_("Words and phrases by which it is recognised, one a line"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=_(
            "Endings need not be written: “پیک” finds “پیکتون” too. An asterisk lets a word end in any way, "
            "a plus lets a few words stand between."
        ),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not (said.get("name_fa") or said.get("name_en")):
            raise forms.ValidationError(_("Give it a name in at least one language."))
        return said


def phrases_in(text: str) -> list[str]:
    return text.splitlines()
