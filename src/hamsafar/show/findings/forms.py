"""Forms of research."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.ui.reader import reader
from hamsafar.collect.research.services import Agreed, Kind, Session
from hamsafar.ground.organisation import services as organisation
from hamsafar.measure.segments import services as segments
from hamsafar.measure.voice import services as voice

KINDS = {Kind.INTERVIEW: _("Interview"), Kind.FOCUS_GROUP: _("Focus group"), Kind.FIELD_NOTE: _("Field note")}
AGREED = {Agreed.WRITTEN: _("Agreed in writing"), Agreed.SPOKEN: _("Agreed in words"), Agreed.NOT: _("Not asked, or said no")}
FEELINGS = {"-1": _("Unhappy"), "0": _("Neither"), "1": _("Happy")}


class SessionForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=[(key.value, name) for key, name in KINDS.items()])
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    segment = forms.TypedChoiceField(label=_("About this group of customers"), coerce=int, empty_value=None, required=False)
    notes = forms.CharField(
        label=_("Notes"), max_length=100_000, required=False, widget=forms.Textarea(attrs={"rows": 14, "dir": "auto"}),
        help_text=_("As you wrote them down. Call participants by their labels rather than by name."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: Sequence[str] | None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        language = reader().language
        self.fields["unit"].choices = organisation.unit_choices(_("The whole company"), units)  # type: ignore[attr-defined]
        self.fields["unit"].required = units is not None
        groups = [(one.id, one.name_in(language)) for one in segments.list_segments()]
        self.fields["segment"].choices = [("", _("none in particular")), *groups]  # type: ignore[attr-defined]


def session_initial(session: Session) -> dict[str, Any]:
    return {name: getattr(session, name) for name in ("title", "kind", "unit", "segment", "notes")}


class ParticipantForm(forms.Form):
    label = forms.CharField(label=_("Label in the notes"), max_length=60, widget=forms.TextInput(attrs={"dir": "auto"}))
    agreed = forms.ChoiceField(label=_("Taking part and being recorded"), choices=[(key.value, name) for key, name in AGREED.items()])
    who = forms.CharField(
        label=_("Customer, if known"), max_length=320, required=False, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("E-mail, phone or id: exactly one customer has to fit."),
    )  # fmt: skip
    persona = forms.CharField(
        label=_("Persona"), max_length=80, required=False, widget=forms.TextInput(attrs={"dir": "auto", "list": "personas"}),
        help_text=_("The kind of customer that they stand for, such as “buys gifts”."),
    )  # fmt: skip


class PassageForm(forms.Form):
    quote = forms.CharField(
        label=_("What was said, word for word"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    feeling = forms.ChoiceField(label=_("How it sounds"), choices=[("", _("not said")), *FEELINGS.items()], required=False)
    participant = forms.TypedChoiceField(label=_("Who said it"), coerce=int, empty_value=None, required=False)
    step = forms.CharField(
        label=_("Step of the journey"), max_length=80, required=False, widget=forms.TextInput(attrs={"dir": "auto", "list": "steps"}),
        help_text=_("Where on their way it happened, such as “waiting for the parcel”."),
    )  # fmt: skip
    second = forms.RegexField(
        label=_("Place in the recording"),
        regex=r"^\d{1,3}:\d{2}$",
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "12:30"}),
        help_text=_("Minutes and seconds."),
        error_messages={"invalid": _("Write minutes and seconds, such as 12:30.")},
    )

    def __init__(self, *args: Any, session: Session, **facts: Any) -> None:
        super().__init__(*args, **facts)
        language = reader().language
        topics = sorted(((topic.key, topic.name_in(language)) for topic in voice.list_topics()), key=lambda one: one[1])
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        self.fields["participant"].choices = [("", "–"), *((one.id, one.label) for one in session.participants)]  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        minutes, _colon, seconds = given["second"].partition(":")
        return {
            "topics": given["topics"], "feeling": int(given["feeling"]) if given["feeling"] else None, "participant": given["participant"],
            "step": given["step"],
            "second": 60 * int(minutes) + int(seconds) if given["second"] else None,
        }  # fmt: skip
