"""Forms of the pages of imports."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary

from .contracts import FileShape, Format
from .errors import FileTooLarge
from .readers.base import LIMITS

ROLES = (
    ("", _("not used")),
    ("timestamp", _("when it happened")),
    ("person.user_id", _("customer's id")),
    ("person.email", _("e-mail")),
    ("person.phone", _("phone")),
    ("person.anonymous_id", _("device or visitor")),
    ("identifier", _("another identifier")),
    ("event", _("name of the event")),
    ("amount", _("amount of money")),
    ("currency", _("currency")),
    ("channel", _("channel")),
    ("unit", _("branch or unit")),
    ("session", _("session")),
    ("property", _("property of the event")),
    ("trait", _("something about the person")),
    ("id", _("identifies the line")),
    ("group", _("lines with the same value are one event")),
    ("line", _("property of each grouped line")),
)
NEEDS_NAME = ("property", "trait", "identifier", "line")
CURRENCIES = (
    ("", _("choose")),
    ("IRR", _("Rial (IRR)")),
    ("IRT", _("Toman (IRT)")),
    *((code, code) for code in ("USD", "EUR", "GBP", "AED", "TRY")),
)
CALENDARS = (("auto", _("as the year says")), ("jalali", _("Persian (Jalali)")), ("gregorian", _("Gregorian")))
ENCODINGS = (("", _("guess")), ("utf-8", "UTF-8"), ("windows-1256", "Windows-1256"), ("utf-16", "UTF-16"), ("windows-1252", "Windows-1252"))
DELIMITERS = (
    ("", _("guess")), (",", _("comma ,")), (";", _("semicolon ;")), ("\t", _("tab")), ("|", _("bar |")), ("،", _("Persian comma ،")),
    ("whitespace", _("blanks")),
)  # fmt: skip
HEADERS = (("", _("guess")), ("yes", _("names of columns")), ("no", _("data")))
FORMATS = (("", _("guess")), *((kind.value, kind.value.upper()) for kind in Format))


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, JSON lines, Parquet, Excel or XES, also packed with gzip. At most 512 MB."),
        widget=forms.FileInput(
            attrs={
                "accept": ".csv,.tsv,.txt,.jsonl,.ndjson,.json,.parquet,.xlsx,.xls,.xlsb,.ods,.xes,.gz",
                "data-most": LIMITS.upload,
                "data-too-large": format_lazy(FileTooLarge.message, limit=LIMITS.upload >> 20),
            }
        ),
        allow_empty_file=True,  # refused by the reader, with a better sentence
    )


class ShapeForm(forms.Form):
    """How to read the file, where the guess was wrong."""

    format = forms.ChoiceField(label=_("Format"), choices=FORMATS, required=False)
    encoding = forms.ChoiceField(label=_("Text encoding"), choices=ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Columns are set apart by"), choices=DELIMITERS, required=False)
    header = forms.ChoiceField(label=_("The first line holds"), choices=HEADERS, required=False)
    sheet = forms.CharField(label=_("Sheet"), max_length=100, required=False)

    def shape(self) -> FileShape:
        said = self.cleaned_data
        header = {"yes": True, "no": False}.get(said["header"])
        return FileShape(
            format=said["format"], encoding=said["encoding"], delimiter=said["delimiter"], header=header, sheet=said["sheet"].strip()
        )


def _slug(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false", **attributes})


class MappingForm(forms.Form):
    """What holds for the whole file; the columns are a table beside it."""

    source = forms.RegexField(
        label=_("Source"), regex=r"^[a-z0-9][a-z0-9_.-]{0,62}$", widget=_slug(list="sources"),
        help_text=_("A short name in Latin letters. The same line from the same source counts once."),
        error_messages={"invalid": _("Use small Latin letters, digits, “-”, “_” and “.” only.")},
    )  # fmt: skip
    space = forms.RegexField(
        label=_("Identifier space"), regex=r"^[a-z0-9][a-z0-9_.-]{0,62}$", widget=_slug(list="spaces"),
        help_text=_("Where customer ids come from: a shop's customer 17 is not the call centre's."),
        error_messages={"invalid": _("Use small Latin letters, digits, “-”, “_” and “.” only.")},
    )  # fmt: skip
    event = forms.CharField(
        label=_("Event"), max_length=200, required=False, widget=forms.TextInput(attrs={"list": "events", "dir": "ltr"}),
        help_text=_("What each line says. Left empty where a column names it."),
    )  # fmt: skip
    is_people = forms.BooleanField(label=_("These are people, not happenings"), required=False)
    calendar = forms.ChoiceField(label=_("Calendar of the dates"), choices=CALENDARS, required=False)
    zone = forms.CharField(
        label=_("Time zone"), max_length=64, required=False, widget=forms.TextInput(attrs={"dir": "ltr", "placeholder": "Asia/Tehran"})
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=CURRENCIES, required=False, help_text=_("One toman is ten rials; choose with care.")
    )
    channel = forms.ChoiceField(label=_("Channel"), required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        language = 1 if reader().language == "fa" else 0
        names = [(key, names[language]) for key, names in vocabulary.CHANNELS.items()]
        self.fields["channel"].choices = [("", _("the event's own")), *names]  # type: ignore[attr-defined]
