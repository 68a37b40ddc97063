"""The form of a gateway."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base import outward
from hamsafar.base.errors import Refused
from hamsafar.ground.audit import services as audit

from .forms import TYPED
from .gateways import METHODS, Body, Gateway, Numbers

_SEPARATORS = re.compile(r"[,،\n]")
_HEADER = re.compile(r"\A[A-Za-z0-9-]{1,60}\Z")
CODE = forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false", "class": "as-typed"})
LINES = forms.Textarea(attrs={"rows": 2, "dir": "ltr", "spellcheck": "false", "class": "as-typed"})


class ListField(forms.CharField):
    """Several by commas or lines."""

    widget = TYPED

    def to_python(self, value: Any) -> Any:
        return tuple(each.strip() for each in _SEPARATORS.split(super().to_python(value) or "") if each.strip())

    def validate(self, value: Any) -> None:
        if any(len(each) > 100 for each in value) or len(value) > 30:
            raise forms.ValidationError(_("At most thirty, each at most a hundred letters."))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, tuple | list) else value


class GatewayForm(forms.Form):
    key = forms.CharField(
        label=_("API key or token"), max_length=500, required=False, strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept sealed and never shown again. Empty leaves it as it is."),
    )  # fmt: skip
    sender = forms.CharField(label=_("Sender"), max_length=100, required=False, widget=TYPED, help_text=_("Number or name of your line."))
    leave_link = forms.BooleanField(
        label=_("Every message ends with a link to say no"), required=False, help_text=_("Whoever gets it can choose what may be sent.")
    )
    method = forms.ChoiceField(label=_("Method"), choices=[(each, each) for each in METHODS])
    url = forms.CharField(
        label=_("Address"), max_length=1000, widget=TYPED,
        help_text=_("Places are filled in: {to} {text} {sender} {key} {reference} {number}."),
    )  # fmt: skip
    headers = forms.CharField(
        label=_("Headers"), max_length=4000, required=False, widget=LINES, help_text=_("One on each line, as Name: value.")
    )
    body_kind = forms.ChoiceField(
        label=_("What is sent"), choices=[(Body.JSON.value, "JSON"), (Body.FORM.value, _("Form fields")), (Body.NONE.value, _("Nothing"))]
    )
    body = forms.CharField(
        label=_("Fields"), max_length=8000, required=False, widget=CODE,
        help_text=_("A JSON object. A text that is only {buttons} becomes rows of buttons, where the channel has them."),
    )  # fmt: skip
    numbers = forms.ChoiceField(
        label=_("Phone numbers are written"),
        choices=[
            (Numbers.E164.value, "+989121234567"), (Numbers.DIGITS.value, "989121234567"), (Numbers.NATIONAL.value, "09121234567"),
            (Numbers.AS_IS.value, _("As the identifier is")),
        ],
    )  # fmt: skip
    ok_path = forms.CharField(
        label=_("Where the answer says yes"), max_length=200, required=False, widget=TYPED,
        help_text=_("Names from the outside in, with points: return.status. Empty: the HTTP status alone says it."),
    )  # fmt: skip
    ok_values = ListField(label=_("What says yes"), required=False, max_length=3000)
    id_path = forms.CharField(label=_("Where the answer numbers the message"), max_length=200, required=False, widget=TYPED)
    error_path = forms.CharField(label=_("Where the answer says what is wrong"), max_length=200, required=False, widget=TYPED)
    gone = ListField(
        label=_("Words after which an address is given up"), required=False, max_length=3000, help_text=_("Such as: bot was blocked.")
    )
    knows_repeats = forms.BooleanField(
        label=_("The gateway recognises repeats"), required=False,
        help_text=_("By {reference} or {number}. Then a call without an answer is tried again instead of being left open."),
    )  # fmt: skip
    report_id = forms.CharField(label=_("Number of the message in reports"), max_length=200, required=False, widget=TYPED)
    report_status = forms.CharField(label=_("Status in reports"), max_length=200, required=False, widget=TYPED)
    report_arrived = ListField(label=_("Statuses that mean: arrived"), required=False, max_length=3000)
    report_returned = ListField(label=_("Statuses that mean: did not arrive"), required=False, max_length=3000)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if "{" in urlsplit(url).netloc:
            raise forms.ValidationError(_("The host stands in the address itself, not in a place that is filled in."))
        try:
            outward.read(re.sub(r"\{\w+\}", "x", url))
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return url

    def clean_headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in filter(str.strip, self.cleaned_data["headers"].splitlines()):
            name, colon, value = line.partition(":")
            if not colon or not _HEADER.match(name.strip()) or not value.isascii():
                raise forms.ValidationError(_("“%(line)s” is not a header."), params={"line": line[:60]})
            found[name.strip()] = value.strip()
        return found

    def clean_body(self) -> dict[str, Any]:
        text = self.cleaned_data["body"].strip()
        try:
            said = json.loads(text or "{}")
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise forms.ValidationError(_("This is not a JSON object."))
        return said

    def gateway(self, channel: str, form: str) -> Gateway:
        said = dict(self.cleaned_data)
        return Gateway(
            channel=channel, form=form, **said | {"body_kind": Body(said["body_kind"]), "numbers": Numbers(said["numbers"])}
        )  # fmt: skip


def initial_of(gateway: Gateway) -> dict[str, Any]:
    shown = {name: getattr(gateway, name) for name in GatewayForm.base_fields if name != "key"}
    return shown | {
        "headers": "\n".join(f"{name}: {value}" for name, value in gateway.headers.items()),
        "body": json.dumps(dict(gateway.body), ensure_ascii=False, indent=2) if gateway.body else "",
        "body_kind": gateway.body_kind.value,
        "numbers": gateway.numbers.value,
    }


audit.word_form("messaging", GatewayForm)
