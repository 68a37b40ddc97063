from django import forms
from django.utils.translation import gettext_lazy as _


class NameForm(forms.Form):
    name_fa = forms.CharField(label=_("Persian name"), max_length=200, required=False)
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False)
