"""Forms of the sources' pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import BadInput
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation

from .contracts import Source, SourceKind
from .sources import DEFAULT_SPACE, clean_origins

KIND_NAMES = {
    SourceKind.WEBSITE: _("Website"),
    SourceKind.APP: _("App"),
    SourceKind.SERVER: _("Server"),
    SourceKind.FILE: _("Files"),
    SourceKind.OTHER: _("Other"),
}
_TYPED = {"class": "as-typed", "dir": "ltr", "spellcheck": "false"}


class SourceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind, name) for kind, name in KIND_NAMES.items() if kind is not SourceKind.FILE])
    unit = forms.ChoiceField(label=_("Unit"), required=False, help_text=_("Events of this source belong to it."))
    channel = forms.ChoiceField(label=_("Channel"), required=False, help_text=_("For events whose name does not say."))
    space = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        label=_("Identifier space"),
        max_length=60,
        initial=DEFAULT_SPACE,
        widget=forms.TextInput(attrs=_TYPED),
        help_text=_("Sources of one shop share a space: customer 17 here is customer 17 there. Another system has another space."),
    )

    def __init__(self, *args: Any, units: Sequence[str] | None, **more: Any) -> None:
        """`units`: those that the member may give a source; None: all, and the whole company."""
        super().__init__(*args, **more)
        language = reader().language
        self.fields["unit"].choices = organisation.unit_choices(_("The whole company"), units)
        self.fields["unit"].required = units is not None
        names = [(code, persian if language == "fa" else english) for code, (english, persian) in vocabulary.CHANNELS.items()]
        self.fields["channel"].choices = [("", _("Open")), *names]


class ChangeForm(SourceForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_NAMES.items()))
    origins = forms.CharField(
        label=_("Pages that may send"),
        required=False,
        widget=forms.Textarea(attrs={**_TYPED, "rows": 3, "placeholder": "https://shop.ir\nhttps://*.shop.ir"}),
        help_text=_("One address a line. Empty: all pages."),
    )
    per_second = forms.IntegerField(
        label=_("Most events a second"), required=False, min_value=1, max_value=1_000_000, help_text=_("Empty: as many as can be kept.")
    )
    is_test = forms.BooleanField(label=_("Test source: its events are kept, but no measure counts them"), required=False)

    def clean_origins(self) -> list[str]:
        try:
            return clean_origins(self.cleaned_data["origins"].splitlines())
        except BadInput as refused:
            raise forms.ValidationError(_("This is not an address of a site: %(text)s"), params={"text": refused.facts["reason"]}) from None

    @staticmethod
    def values_of(source: Source) -> dict[str, Any]:
        return {
            "name": source.name,
            "kind": source.kind,
            "unit": source.unit,
            "channel": source.channel,
            "space": source.space,
            "origins": "\n".join(source.origins),
            "per_second": source.per_second,
            "is_test": source.is_test,
        }


audit.word_form("intake", ChangeForm)
