"""Forms of places and brands."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base import outward
from hamsafar.base.errors import Refused
from hamsafar.base.ui.reader import reader
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation

from . import brands, reading
from .connectors import Takes
from .connectors.known import get_connector
from .contracts import Brand, Kind, Place, Unnamed
from .words import ROLES

PAUSES = (
    (15, _("every quarter of an hour")), (30, _("every half hour")), (60, _("every hour")), (360, _("every six hours")),
    (1440, _("once a day")),
)  # fmt: skip
_LATIN = {"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}


class PlaceForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"dir": "auto"}))
    url = forms.CharField(
        label=_("Address of the feed"), max_length=1000, widget=forms.URLInput(attrs=_LATIN),
        help_text=_("RSS or Atom. For an app store it is the feed of reviews of your app."),
    )  # fmt: skip
    minutes = forms.TypedChoiceField(label=_("How often we look"), choices=PAUSES, coerce=int, initial=30)
    network = forms.CharField(
        label=_("Network"), max_length=60, required=False, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Site, store or network, as reports name it. Items that name their own keep it."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What comes from there"),
        choices=((Kind.MENTION.value, _("Mentions")), (Kind.REVIEW.value, _("Reviews of buyers or users"))),
    )
    unnamed = forms.ChoiceField(
        label=_("A text that names no brand"),
        choices=((Unnamed.OURS.value, _("is about the brand below: the whole page is")), (Unnamed.LEAVE.value, _("is left out"))),
    )  # fmt: skip
    about = forms.ChoiceField(label=_("Brand of this page"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    space = forms.RegexField(
        label=_("Identifier space of its user ids"),
        regex=r"^[a-z0-9][a-z0-9_.-]{0,62}$",
        required=False,
        widget=forms.TextInput(attrs=_LATIN),
        help_text=_("Only if its user ids are those of one of your own systems. E-mail, phone and handles need none."),
        error_messages={"invalid": _("Use small Latin letters, digits, “-”, “_” and “.” only.")},
    )
    reply_url = forms.CharField(
        label=_("Address that takes replies"), max_length=1000, required=False, widget=forms.URLInput(attrs=_LATIN),
        help_text=_("Your replies are posted there, signed with the secret of this place. Left empty, nobody can reply from here."),
    )  # fmt: skip
    is_on = forms.BooleanField(label=_("Listening"), required=False, initial=True)

    def __init__(self, *args: Any, connector: str, units: Sequence[str] | None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        how, language = get_connector(connector), reader().language
        if how.takes is not Takes.ADDRESS:
            del self.fields["url"], self.fields["minutes"]
        if not how.replies:
            del self.fields["reply_url"]
        if how.takes is Takes.FILE:
            del self.fields["is_on"]
        named = [(brand.key, brand.name_in(language)) for brand in brands.list_brands()]
        self.fields["about"].choices = named  # type: ignore[attr-defined]
        self.fields["unit"].choices = organisation.unit_choices(_("The whole company"), units)  # type: ignore[attr-defined]
        self.fields["unit"].required = units is not None

    def clean_url(self) -> str:
        return _address(self.cleaned_data["url"])

    def clean_reply_url(self) -> str:
        return _address(self.cleaned_data["reply_url"])

    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _address(said: str) -> str:
    said = said.strip()
    if said:
        try:
            outward.read(said)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
    return said


def place_initial(place: Place) -> dict[str, Any]:
    names = ("name", "url", "minutes", "network", "kind", "unnamed", "about", "unit", "space", "reply_url", "is_on")
    return {name: getattr(place, name) for name in names}


class BrandForm(forms.Form):
    name_fa = forms.CharField(label=_("Persian name"), max_length=100, required=False, widget=forms.TextInput(attrs={"dir": "rtl"}))
    name_en = forms.CharField(label=_("English name"), max_length=100, required=False, widget=forms.TextInput(attrs={"dir": "ltr"}))
    words = forms.CharField(
        label=_("Words that name it"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_(
            "One in each line, in every spelling: Persian, Latin, hashtags, user names. "
            "Half spaces and kinds of keyboards make no difference."
        ),
    )
    not_words = forms.CharField(
        label=_("Words that mean something else"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("A text with one of these is not about the brand."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("name_fa", "").strip() or given.get("name_en", "").strip()):
            self.add_error("name_fa", _("Give it a name."))
        return given

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        lists = {name: given[name].splitlines() for name in ("words", "not_words")}
        return {"name_fa": given["name_fa"], "name_en": given["name_en"], **lists}


def brand_initial(brand: Brand) -> dict[str, Any]:
    return {
        "name_fa": brand.name_fa, "name_en": brand.name_en, "words": "\n".join(brand.words), "not_words": "\n".join(brand.not_words),
    }  # fmt: skip


class RolesForm(forms.Form):
    """A select for each role that an item has; the columns of the file to choose from."""

    def __init__(self, *args: Any, columns: Sequence[str], roles: dict[str, str] | Any = None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        choices = [("", _("not in this file")), *((column, column) for column in columns)]
        for role in reading.NAMES:
            if role in ROLES:
                self.fields[role] = forms.ChoiceField(
                    label=ROLES[role], choices=choices, required=False, initial=(roles or {}).get(role, "")
                )

    def said(self) -> dict[str, str]:
        return {role: column for role, column in self.cleaned_data.items() if column}


audit.word_form("mentions", PlaceForm)
