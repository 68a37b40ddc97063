"""The form of a rule."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit
from hamsafar.measure.segments.services import Condition, Property
from hamsafar.store.events import services as events

from .contracts import CHANNELS, REVIEW, Rule
from .words import SURVEY_STATES, UNITS, channel_name

OWN = "-"  # an event that is not in the vocabulary
SECONDS = {"minutes": 60, "hours": 3600, "days": 86400}
LONGEST = dt.timedelta(days=365)
_SEPARATORS = re.compile(r"[\s,،;؛]+")


class NumberField(forms.IntegerField):
    """A whole number in any digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 5})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)


def event_choices() -> list[Any]:
    """Every event of the vocabulary under its family's name, in the reader's language."""
    language = reader().language
    families: dict[str, list[tuple[str, str]]] = {}
    for event in vocabulary.EVENTS:
        families.setdefault(events.family_name(event.family), []).append((event.name, vocabulary.label(event.name, language)))
    known = ((family, sorted(names, key=lambda one: one[1])) for family, names in families.items())
    return [("", _("Choose an event")), *known, (OWN, _("An event of our own…"))]


def survey_choices() -> list[tuple[str, str]]:
    found = [each for each in surveys.list_surveys() if each.state is not surveys.State.CLOSED]
    found.sort(key=lambda each: each.state is not surveys.State.LIVE)
    return [("", _("Choose a survey")), *((str(each.id), _survey_name(each)) for each in found)]


def _survey_name(survey: surveys.SurveyRecord) -> str:
    name = survey.name_in(reader().language)
    return name if survey.state is surveys.State.LIVE else f"{name} ({SURVEY_STATES[survey.state]})"


def channel_choices() -> list[tuple[str, str]]:
    return [(code, channel_name(code)) for code in CHANNELS]


def further_channels() -> list[tuple[str, str]]:
    return [("", _("Nothing else")), *channel_choices()]


class RuleForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("If empty, it is called after its survey and its event.")
    )
    asks = forms.ChoiceField(
        label=_("What is asked for"), initial="survey",
        choices=[("survey", _("answers to a survey")), (REVIEW, _("reviews of what was bought"))],
        help_text=_("Reviews are asked after an event that names an order, one letter for all of its products."), required=False,
    )  # fmt: skip
    survey = forms.ChoiceField(label=_("Ask this survey"), choices=survey_choices, required=False)
    event = forms.ChoiceField(label=_("After this event"), choices=event_choices)
    own_event = forms.CharField(
        label=_("Name of our own event"), max_length=300, required=False, widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=_("Only for an event that is not in the list, as it is sent to the tracking API."),
    )  # fmt: skip
    delay = NumberField(label=_("Wait"), min_value=0, max_value=10_000, initial=0)
    delay_unit = forms.ChoiceField(label=_("Minutes, hours or days"), choices=list(UNITS.items()), initial="hours")
    share = NumberField(
        label=_("Share of people, in percent"), min_value=1, max_value=100, initial=100,
        help_text=_("Drawn once for each person: whoever is in the share stays in it."),
    )  # fmt: skip
    first = forms.ChoiceField(label=_("First by"), choices=channel_choices)
    second = forms.ChoiceField(label=_("if that cannot be, by"), choices=further_channels, required=False)
    third = forms.ChoiceField(label=_("else by"), choices=further_channels, required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("The person's own")), ("fa", _("Persian")), ("en", _("English"))]
    )
    patience = NumberField(
        label=_("Give up after, in days"), min_value=0, max_value=60, initial=3,
        help_text=_("So long it waits for quiet hours to end or for the budget of contacts. 0: only at the first moment."),
    )  # fmt: skip
    carried = forms.CharField(
        label=_("Properties that answers are about"), max_length=1000, required=False, widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("They go from the event into the answers, so that reports can be broken down by them. Separate them by commas."),
    )  # fmt: skip
    subject_fa = forms.CharField(
        label=_("Subject in Persian"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "rtl"})
    )
    subject_en = forms.CharField(
        label=_("Subject in English"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    text_fa = forms.CharField(
        label=_("Text in Persian"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "rtl"})
    )
    text_en = forms.CharField(
        label=_("Text in English"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"})
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("event") == OWN and not self.chosen_event:
            self.add_error("own_event", _("Name the event."))
        if said.get("asks") != REVIEW and not said.get("survey") and "survey" not in self.errors:
            self.add_error("survey", _("Choose a survey."))
        if self.chosen_delay > LONGEST:
            self.add_error("delay", _("At most a year."))
        return said

    @property
    def chosen_event(self) -> str:
        chosen = self.cleaned_data.get("event") or ""
        return str(self.cleaned_data.get("own_event") or "").strip() if chosen == OWN else chosen

    @property
    def chosen_delay(self) -> dt.timedelta:
        unit = SECONDS.get(self.cleaned_data.get("delay_unit", ""), 3600)
        return dt.timedelta(seconds=(self.cleaned_data.get("delay") or 0) * unit)

    @property
    def chosen_share(self) -> float:
        return (self.cleaned_data.get("share") or 100) / 100

    @property
    def chosen_channels(self) -> tuple[str, ...]:
        wanted = (self.cleaned_data.get(name) for name in ("first", "second", "third"))
        return tuple(dict.fromkeys(filter(None, wanted)))

    def rule(self, rule_id: int, *, where: tuple[Property, ...], condition: Condition) -> Rule:
        said = self.cleaned_data
        return Rule(
            id=rule_id, name=said["name"], survey=int(said["survey"] or 0), asks=said["asks"] or "survey",
            event=self.chosen_event, where=where, condition=condition,
            delay=self.chosen_delay, share=self.chosen_share, language=said["language"], patience=dt.timedelta(days=said["patience"]),
            channels=self.chosen_channels, carried=listed(said["carried"]),
            subject=self._texts("subject"), text=self._texts("text"),
        )  # fmt: skip

    def _texts(self, name: str) -> dict[str, str]:
        return {code: text for code in ("fa", "en") if (text := self.cleaned_data[f"{name}_{code}"])}


class RoundForm(RuleForm):
    """The same without an event: whom, by which channels, in which words."""

    name = asks = survey = event = own_event = delay = delay_unit = carried = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}

    def round(self, survey: int, *, condition: Condition) -> Rule:
        said = self.cleaned_data
        return Rule(
            survey=survey, condition=condition, share=self.chosen_share, channels=self.chosen_channels, language=said["language"],
            subject=self._texts("subject"), text=self._texts("text"), patience=dt.timedelta(days=said["patience"] or 0),
        )  # fmt: skip


def listed(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, _SEPARATORS.split(typed))))[:20]


def initial_of(rule: Rule) -> dict[str, Any]:
    is_known = vocabulary.is_known(rule.event)
    channels = dict(zip(("first", "second", "third"), rule.channels, strict=False))
    number, unit = parts(rule.delay)
    return {
        "name": rule.name, "survey": str(rule.survey or ""), "asks": rule.asks, "event": rule.event if is_known or not rule.event else OWN,
        "own_event": "" if is_known else rule.event, "delay": number, "delay_unit": unit, "share": round(rule.share * 100),
        "language": rule.language, "patience": rule.patience.days, "carried": ", ".join(rule.carried), **channels,
        "subject_fa": rule.subject.get("fa", ""), "subject_en": rule.subject.get("en", ""),
        "text_fa": rule.text.get("fa", ""), "text_en": rule.text.get("en", ""),
    }  # fmt: skip


def parts(delay: dt.timedelta) -> tuple[int, str]:
    """In the largest unit that it is a whole number of."""
    seconds = int(delay.total_seconds())
    unit = next((unit for unit in ("days", "hours") if seconds and seconds % SECONDS[unit] == 0), "minutes")
    return seconds // SECONDS[unit], unit


audit.word_form("asking", RuleForm)
audit.word_facts(
    "asking",
    {
        "delay_seconds": _("Wait"), "patience_seconds": _("Give up after"), "channels": _("Channels"), "subject": _("Subject"),
        "text": _("Text"),
    },
    {"delay_seconds": formats.duration, "patience_seconds": formats.duration, "channels": channel_name},
)  # fmt: skip
