"""The form of how e-mail is sent."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from hamsafar.base.numbers import ascii_digits
from hamsafar.ground.audit import services as audit

from .contracts import Mail, Security

TYPED = forms.TextInput(attrs={"class": "as-typed", "dir": "ltr", "spellcheck": "false", "autocomplete": "off"})
_HOST = re.compile(r"\A[A-Za-z0-9.:_-]{1,255}\Z")


class PortField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "as-typed", "dir": "ltr"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


class MailForm(forms.Form):
    from_name = forms.CharField(label=_("Sender's name"), max_length=200, help_text=_("As customers see it in their inbox."))
    from_email = forms.EmailField(label=_("Sender's address"), max_length=254)
    reply_to = forms.EmailField(label=_("Answers go to"), max_length=254, required=False, help_text=_("Empty: to the sender's address."))
    host = forms.CharField(label=_("Mail server (SMTP)"), max_length=255, widget=TYPED, validators=[RegexValidator(_HOST)])
    port = PortField(label=_("Port"), min_value=1, max_value=65535, initial=587, help_text=_("Usually 587 with STARTTLS, 465 with TLS."))
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[
            (Security.STARTTLS.value, _("STARTTLS: begins plain, then encrypted")),
            (Security.TLS.value, _("TLS from the start")),
            (Security.NONE.value, _("None: only for a server on this machine")),
        ],
    )
    username = forms.CharField(label=_("User name"), max_length=255, required=False, widget=TYPED)
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept sealed and never shown again. Empty leaves it as it is."),
    )
    postal = forms.CharField(
        label=_("Under every letter"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("Postal address and phone of the company; laws of many countries ask for it."),
    )
    colour = forms.CharField(label=_("Colour of buttons"), max_length=7, widget=forms.TextInput(attrs={"type": "color"}))
    follow_opens = forms.BooleanField(label=_("Notice when a letter is opened"), required=False)
    follow_clicks = forms.BooleanField(label=_("Notice when a link is followed"), required=False)

    def clean_colour(self) -> str:
        colour: str = self.cleaned_data["colour"].lower()
        if not re.fullmatch(r"#[0-9a-f]{6}", colour):
            raise forms.ValidationError(_("A colour is written as #0b7a75."))
        return colour

    def mail(self) -> Mail:
        said = dict(self.cleaned_data)
        return Mail(**said | {"security": Security(said["security"])})

    @property
    def forgets_password(self) -> bool:
        """Without a user name no password is needed, so none is kept."""
        return not self.cleaned_data["username"]


audit.word_form("messaging", MailForm)
