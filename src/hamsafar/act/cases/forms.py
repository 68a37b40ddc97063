"""Forms of cases."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hamsafar.base.numbers import ascii_digits
from hamsafar.base.ui.reader import reader
from hamsafar.base.working_time import Hours
from hamsafar.collect.surveys import services as surveys
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.audit import services as audit
from hamsafar.measure.segments.services import Condition
from hamsafar.measure.voice import services as voice

from . import causes, owning
from .contracts import Policy, Reply, Rule
from .words import ASKED, FEELINGS, channel_name, event_name

# Events that tell that something went wrong, the likeliest first.
WATCHED = (
    "Survey Answered", "Complaint Raised", "Review Posted", "Order Returned", "Promise Broken", "Conversation Reopened", "Message Received",
    "Conversation Started", "Mention Found", "Payment Failed", "Order Cancelled", "Unsubscribed",
)  # fmt: skip


class NumberField(forms.DecimalField):
    """A number in any digits."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 6, "class": "input"})

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(ascii_digits(value).replace(",", "") if isinstance(value, str) else value)


class TimeOfDay(forms.TimeField):
    def __init__(self, **facts: Any) -> None:
        super().__init__(input_formats=["%H:%M"], widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **facts)


def _line() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto"})


def _many() -> forms.SelectMultiple:
    return forms.SelectMultiple(attrs={"size": 8})


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


def topic_choices() -> list[tuple[str, str]]:
    return [(topic.key, topic.name_in(reader().language)) for topic in voice.list_topics()]


def cause_choices(empty: Any = "") -> list[tuple[Any, str]]:
    indented = [(cause.id, "\u2003" * cause.depth + cause.name_in(reader().language)) for cause in causes.list_causes()]
    return [("", str(empty)), *indented]


def _events() -> list[tuple[str, str]]:
    return [(name, event_name(name)) for name in WATCHED if vocabulary.find_event(name)]


class LetterForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=(("fa", "فارسی"), ("en", "English")))
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False, widget=_line())
    text = forms.CharField(label=_("Letter"), max_length=5000, widget=_lines(11))

    def __init__(self, *args: Any, ways: list[str], **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["channel"].choices = [(way, channel_name(way)) for way in ways]  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Stands on the case as its reason."))
    event = forms.ChoiceField(label=_("When this happens"), choices=_events)
    asked = forms.ChoiceField(label=_("and answers"), choices=lambda: [("", _("any question")), *ASKED.items()], required=False)
    at_most = NumberField(label=_("Score at most"), required=False, help_text=_("Recommendation 0 to 10: detractors gave at most 6."))
    at_least = NumberField(label=_("Score at least"), required=False, help_text=_("For effort, where a high score is bad."))
    feelings = forms.MultipleChoiceField(
        label=_("How they feel, read from their words"), choices=lambda: list(FEELINGS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("About one of these topics"), choices=topic_choices, required=False, widget=_many()
    )
    only_urgent = forms.BooleanField(label=_("Only what sounds urgent"), required=False)
    least_worth = NumberField(
        label=_("Customers who have paid at least"), required=False, min_value=0,
        help_text=_("In the company's currency, refunds taken off."),
    )  # fmt: skip
    hours = NumberField(label=_("Due after working hours"), min_value=Decimal("0.5"), max_value=400, initial=8)
    owner = forms.TypedChoiceField(label=_("In charge"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        members = [(member.id, member.name) for member in owning.who_may_work_anywhere()]
        self.fields["owner"].choices = [("", _("They take turns, those of the unit first")), *members]  # type: ignore[attr-defined]

    def rule(self, condition: Condition, known: Rule | None) -> Rule:
        given = self.cleaned_data
        return Rule(
            id=known.id if known else 0, name=given["name"], event=given["event"], asked=given["asked"], at_most=_float(given["at_most"]),
            at_least=_float(given["at_least"]), feelings=tuple(given["feelings"]), topics=tuple(given["topics"]),
            only_urgent=given["only_urgent"], least_worth=given["least_worth"], condition=condition,
            due=dt.timedelta(hours=float(given["hours"])), owner=given["owner"],
        )  # fmt: skip


def rule_initial(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name, "event": rule.event, "asked": rule.asked, "at_most": _short(rule.at_most), "at_least": _short(rule.at_least),
        "feelings": list(rule.feelings), "topics": list(rule.topics), "only_urgent": rule.only_urgent, "least_worth": rule.least_worth,
        "hours": _short(rule.due.total_seconds() / 3600), "owner": rule.owner,
    }  # fmt: skip


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


class CauseForm(forms.Form):
    name_fa = forms.CharField(label=_("Persian name"), max_length=200, required=False, widget=_line())
    name_en = forms.CharField(label=_("English name"), max_length=200, required=False, widget=_line())
    parent = forms.TypedChoiceField(
        label=_("Below"), coerce=int, empty_value=None, required=False, choices=lambda: cause_choices(_("at the top"))
    )
    team = forms.CharField(label=_("Team that can mend it"), max_length=200, required=False, widget=_line())
    cost = NumberField(
        label=_("What one case costs"), required=False, min_value=0, max_digits=15, decimal_places=2,
        help_text=_("To make it good: goods, shipping, time. In the company's currency. Left empty, the board says nothing about it."),
    )  # fmt: skip


class ReplyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, widget=_line())
    topics = forms.MultipleChoiceField(label=_("For these topics"), choices=topic_choices, required=False, widget=_many())
    events = forms.MultipleChoiceField(label=_("For these events"), choices=_events, required=False, widget=_many())
    causes = forms.TypedMultipleChoiceField(
        label=_("For these root causes"), coerce=int, choices=lambda: cause_choices()[1:], required=False, widget=_many()
    )
    is_general = forms.BooleanField(label=_("For everything else"), required=False)
    step_fa = forms.CharField(label=_("Next step, Persian"), max_length=500, required=False, widget=_lines(2))
    step_en = forms.CharField(label=_("Next step, English"), max_length=500, required=False, widget=_lines(2))
    subject_fa = forms.CharField(label=_("Subject, Persian"), max_length=200, required=False, widget=_line())
    subject_en = forms.CharField(label=_("Subject, English"), max_length=200, required=False, widget=_line())
    text_fa = forms.CharField(label=_("Letter, Persian"), max_length=5000, required=False, widget=_lines(9))
    text_en = forms.CharField(label=_("Letter, English"), max_length=5000, required=False, widget=_lines(9))

    def reply(self, known: Reply | None) -> Reply:
        given = self.cleaned_data

        def both(name: str) -> dict[str, str]:
            return {code: given[f"{name}_{code}"] for code in ("fa", "en") if given[f"{name}_{code}"].strip()}

        return Reply(
            id=known.id if known else 0, name=given["name"], topics=tuple(given["topics"]), causes=tuple(given["causes"]),
            events=tuple(given["events"]), step=both("step"), subject=both("subject"), text=both("text"), is_general=given["is_general"],
        )  # fmt: skip


def reply_initial(reply: Reply) -> dict[str, Any]:
    texts = {f"{name}_{code}": getattr(reply, name).get(code, "") for name in ("step", "subject", "text") for code in ("fa", "en")}
    lists = {"topics": list(reply.topics), "events": list(reply.events), "causes": list(reply.causes)}
    return {"name": reply.name, "is_general": reply.is_general, **lists, **texts}


class PolicyForm(forms.Form):
    start = TimeOfDay(label=_("Work begins"))
    end = TimeOfDay(label=_("Work ends"), help_text=_("On workdays: weekends and official holidays are free."))
    round_the_clock = forms.BooleanField(label=_("Every hour of every day counts"), required=False)
    survey = forms.TypedChoiceField(
        label=_("Survey that asks whether it helped"), coerce=int, empty_value=None, required=False,
        help_text=_("Ask the same question as at first, so that the two answers can be compared."),
    )  # fmt: skip
    days = NumberField(label=_("Ask so many days after it was fixed or solved"), min_value=0, max_value=60)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        live = [(one.id, one.name_in(reader().language)) for one in surveys.list_surveys() if one.state is surveys.State.LIVE]
        self.fields["survey"].choices = [("", _("Do not ask by itself")), *live]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("start") and given.get("end") and given["start"] >= given["end"]:
            self.add_error("end", _("Work ends after it begins."))
        return given

    def policy(self) -> Policy:
        given = self.cleaned_data
        hours = Hours(start=given["start"], end=given["end"], round_the_clock=given["round_the_clock"])
        return Policy(hours=hours, survey=given["survey"], after=dt.timedelta(days=float(given["days"])))


def policy_initial(policy: Policy) -> dict[str, Any]:
    return {
        "start": policy.hours.start, "end": policy.hours.end, "round_the_clock": policy.hours.round_the_clock, "survey": policy.survey,
        "days": _short(policy.after / dt.timedelta(days=1)),
    }  # fmt: skip


audit.word_form("cases", PolicyForm)
