"""What people read for the traits that nearly every company tells of its customers; any other shows its own name."""

import datetime as dt

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.base import calendars
from hamsafar.base.ui import formats

TRAITS = {
    "name": _("Name"),
    "first_name": _("First name"),
    "firstName": _("First name"),
    "last_name": _("Last name"),
    "lastName": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "birthday": _("Birthday"),
    "city": _("City"),
    "gender": _("Gender"),
    "language": _("Language"),
    "company": _("Company"),
}


# What is said in one word for all languages by systems that tell of customers; anything else is shown as it came.
VALUES = {
    ("gender", "male"): _("Man"),
    ("gender", "m"): _("Man"),
    ("gender", "female"): _("Woman"),
    ("gender", "f"): _("Woman"),
    ("language", "fa"): pgettext_lazy("language", "Persian"),
    ("language", "en"): pgettext_lazy("language", "English"),
}


def trait_value(trait: str, value: object) -> object:
    """In the reader's words and calendar."""
    if value is True or value is False:
        return _("yes") if value else _("no")
    if not isinstance(value, str):
        return value
    if trait == "birthday" and (born := _day(value)):
        return formats.day(born)
    return VALUES.get((trait, value.strip().lower()), value)


def _day(text: str) -> dt.date | None:
    try:
        return calendars.parse_day(text.partition("T")[0])
    except ValueError:
        return None


def trait_name(trait: str) -> str:
    return str(TRAITS.get(trait, trait))
