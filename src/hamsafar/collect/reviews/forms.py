"""Forms of the team's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.numbers import ascii_digits
from hamsafar.ground.audit import services as audit

from .contracts import Policy


class NumberField(forms.IntegerField):
    """A whole number in any digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


FROM = [
    (1, _("all of them")), (2, _("two stars and more")), (3, _("three stars and more")), (4, _("four stars and more")),
    (5, _("five stars")), (6, _("none because it is good")),
]  # fmt: skip
UPTO = [(0, _("none because it is critical")), (1, _("one star")), (2, _("two stars and fewer")), (3, _("three stars and fewer"))]


class PolicyForm(forms.Form):
    auto_from = forms.TypedChoiceField(
        label=_("Shown at once: reviews of buyers with"), choices=FROM, coerce=int,
        help_text=_("Whatever holds a link, an address or a word of your list waits for a person all the same."),
    )  # fmt: skip
    auto_upto = forms.TypedChoiceField(label=_("and also those with"), choices=UPTO, coerce=int)
    strangers = forms.ChoiceField(
        label=_("Reviews without a verified purchase"),
        choices=[
            ("no", _("are not taken: only buyers review")), ("code", _("are taken after a code by e-mail, marked as not verified")),
            ("held", _("are taken, marked as not verified, and always wait for a person")),
        ],
    )  # fmt: skip
    questions = forms.ChoiceField(
        label=_("Questions about products"),
        choices=[("held", _("wait to be looked at")), ("open", _("are shown at once")), ("off", _("are not taken"))],
    )  # fmt: skip
    photos = NumberField(label=_("Photos for each review, at most"), min_value=0, max_value=8, help_text=_("0: no photos"))
    days = NumberField(label=_("A link can be used for so many days"), min_value=1, max_value=365)
    words = forms.CharField(
        label=_("Words that wait for a person"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("One on each line. Spelling and half-spaces do not matter."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages of the form"), choices=[("fa", _("Persian")), ("en", _("English"))], widget=forms.CheckboxSelectMultiple
    )
    colour = forms.RegexField(
        regex="^#[0-9a-fA-F]{6}$", label=_("Colour of your brand"), widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("It is made readable by itself where it would be too pale or too dark."),
    )  # fmt: skip
    look = forms.ChoiceField(label=_("Look"), choices=[("light", _("light")), ("dark", _("dark")), ("device", _("as the reader's device"))])

    def policy(self) -> Policy:
        said = self.cleaned_data
        words = tuple(dict.fromkeys(line for each in said["words"].splitlines() if (line := each.strip())))[:300]
        return Policy(
            auto_from=said["auto_from"], auto_upto=said["auto_upto"], strangers=said["strangers"], questions=said["questions"],
            photos=said["photos"], words=words, languages=tuple(said["languages"]), colour=said["colour"].lower(), look=said["look"],
            days=said["days"],
        )  # fmt: skip


def initial_of(policy: Policy) -> dict[str, Any]:
    return {
        "auto_from": policy.auto_from, "auto_upto": policy.auto_upto, "strangers": policy.strangers, "questions": policy.questions,
        "photos": policy.photos, "days": policy.days, "words": "\n".join(policy.words), "languages": list(policy.languages),
        "colour": policy.colour, "look": policy.look,
    }  # fmt: skip


class ProductForm(forms.Form):
    key = forms.CharField(
        label=_("The shop's own key of the product"), max_length=200, widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("As orders name it (product_id), and as the widget asks for it."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}))
    url = forms.URLField(
        label=_("Address of its page"), required=False, max_length=2000, assume_scheme="https", widget=forms.URLInput(attrs={"dir": "ltr"})
    )


audit.word_form("reviews", PolicyForm)
