"""Names of kinds, fields and reasons for pages."""

from contextlib import suppress

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hamsafar.base import calendars
from hamsafar.base.ui import formats

KINDS: dict[str, str | Promise] = {
    "user_id": _("User id"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "anonymous_id": _("Browser or device"),
}
FIELDS: dict[str, str | Promise] = {
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "born": _("Birthday"),
    "national_id": _("National id"),
    "postcode": _("Postcode"),
    "address": _("Address"),
    "city": _("City"),
    "gender": _("Gender"),
}
VALUES: dict[tuple[str, str], str | Promise] = {
    ("gender", "male"): _("Man"), ("gender", "m"): _("Man"), ("gender", "female"): _("Woman"), ("gender", "f"): _("Woman"),
}  # fmt: skip
PROOFS: dict[str, str | Promise] = {
    "identify": _("Said who they are"),
    "alias": _("A program said that two names are one"),
    "together": _("Stood together in one event"),
    "traits": _("Given among their details"),
    "external": _("Told by another system"),
}
VERDICTS: dict[str, tuple[str | Promise, str]] = {
    "linked": (pgettext_lazy("evidence", "links"), "good"),
    "again": (pgettext_lazy("evidence", "confirms"), ""),
    "over_limit": (pgettext_lazy("evidence", "refused: one too many"), "bad"),
    "apart": (pgettext_lazy("evidence", "refused: split by hand"), "wait"),
    "blocked": (pgettext_lazy("evidence", "ignored: names no one"), ""),
}
DECISIONS: dict[str, str | Promise] = {"merge": _("Merged"), "split": _("Split off"), "since": _("Changed hands")}
BECAUSE: dict[str, str | Promise] = {"duplicate": _("Found as a duplicate"), "threshold": _("Merged by itself: sure enough")}


def kind_name(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def field_name(field: str) -> str:
    return str(FIELDS.get(field, field))


def value_name(field: str, value: str) -> str:
    """In the reader's words and calendar; a birthday that is no date shows as it was written, for the slip in it."""
    if field == "born":
        with suppress(ValueError):
            return formats.day(calendars.parse_day(value))
    return str(VALUES.get((field, value.casefold()), value))


def because(text: str) -> str:
    return str(BECAUSE.get(text, text))
