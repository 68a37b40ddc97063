"""The audit log in the reader's words: names instead of numbers and codes. What is not known here shows as it was written."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hamsafar.base.text import fold
from hamsafar.base.ui import formats
from hamsafar.base.ui.reader import reader
from hamsafar.ground.audit import services as audit
from hamsafar.ground.audit.services import Entry

from . import models, units
from .forms import CALENDAR_NAMES, CURRENCIES, KIND_NAMES, ROLE_NAMES, WEEK_NAMES

Words = Mapping[str, str | Promise]

# What stands before the number of what a deed was about: rule:7
THINGS: Words = {
    "case": pgettext_lazy("before its number", "Case"), "case-rule": gettext_lazy("Rule of cases"), "cause": gettext_lazy("Root cause"),
    "channel": gettext_lazy("Channel"), "deed": gettext_lazy("Action"), "erasure": gettext_lazy("Erasure"),
    "idea": pgettext_lazy("before its number", "Idea"), "idea-comment": gettext_lazy("Comment on an idea"),
    "idea-status": gettext_lazy("Status of ideas"), "idea-tag": gettext_lazy("Tag of ideas"), "import": gettext_lazy("Import"),
    "job": gettext_lazy("Job"), "key": gettext_lazy("API key"), "mapping": gettext_lazy("Mapping"), "member": gettext_lazy("Member"),
    "participant": pgettext_lazy("before its number", "Participant"), "product": gettext_lazy("Product"),
    "question": gettext_lazy("Question"), "reply": pgettext_lazy("audit log", "Reply"), "review": pgettext_lazy("audit log", "Review"),
    "rule": pgettext_lazy("before its number", "Rule"), "segment": gettext_lazy("Segment"), "session": gettext_lazy("Research session"),
}  # fmt: skip
FACTS: Words = {
    "intro": gettext_lazy("Introduction"), "moderate_ideas": gettext_lazy("Ideas wait until somebody has looked"),
    "moderate_comments": gettext_lazy("Comments wait until somebody has looked"), "about": gettext_lazy("About"),
    "action": gettext_lazy("Action"), "address": pgettext_lazy("of a computer", "Address"), "became": gettext_lazy("Outcome"),
    "because": gettext_lazy("Reason"), "before": pgettext_lazy("value", "Before"), "calendar": gettext_lazy("Calendar"),
    "channel": gettext_lazy("Channel"), "colour": gettext_lazy("Colour"), "condition": gettext_lazy("Condition"),
    "connector": gettext_lazy("Connector"), "cost": gettext_lazy("Cost"), "count": pgettext_lazy("audit log", "Count"),
    "currency": gettext_lazy("Currency"), "decision": gettext_lazy("Decision"), "deed": gettext_lazy("Deed"),
    "email": gettext_lazy("E-mail"), "file": gettext_lazy("File"), "filters": gettext_lazy("Filters"), "format": gettext_lazy("Format"),
    "found": gettext_lazy("Found"), "from": pgettext_lazy("value", "Before"), "from_email": gettext_lazy("Sender's address"),
    "from_name": gettext_lazy("Sender's name"), "host": gettext_lazy("Server"), "is_open": gettext_lazy("Open"),
    "key": gettext_lazy("Key"), "kind": gettext_lazy("Kind"), "language": gettext_lazy("Language"), "links": gettext_lazy("Links"),
    "months": gettext_lazy("Months"), "name": gettext_lazy("Name"), "name_en": gettext_lazy("Name in English"),
    "name_fa": gettext_lazy("Name in Persian"), "now": pgettext_lazy("value", "Now"), "other": gettext_lazy("The other"),
    "parent": gettext_lazy("Below"), "port": gettext_lazy("Port"), "purpose": gettext_lazy("Purpose"), "query": gettext_lazy("Filters"),
    "recording": gettext_lazy("Recording"), "remnants": gettext_lazy("Found afterwards"), "responses": gettext_lazy("Responses"),
    "role": gettext_lazy("Role"), "search": gettext_lazy("Search"), "security": gettext_lazy("Encryption"),
    "source": gettext_lazy("Source"), "state": gettext_lazy("State"), "step": gettext_lazy("Step"),
    "submission": gettext_lazy("Response"), "survey": gettext_lazy("Survey"), "team": gettext_lazy("Team"),
    "time_zone": gettext_lazy("Time zone"), "to": pgettext_lazy("value", "Now"), "unit": gettext_lazy("Unit"),
    "units": gettext_lazy("Units"), "url": gettext_lazy("Link"), "usual": gettext_lazy("Expected"), "version": gettext_lazy("Version"),
    "week_start": gettext_lazy("First day of the week"), "why": gettext_lazy("Reason"), "without": gettext_lazy("Without"),
    "words": pgettext_lazy("audit log", "Words"), "work": gettext_lazy("Work"),
}  # fmt: skip
VALUES: Mapping[str, Mapping[Any, str | Promise]] = {
    "calendar": CALENDAR_NAMES, "currency": CURRENCIES, "kind": KIND_NAMES, "role": ROLE_NAMES, "week_start": WEEK_NAMES,
    "language": {"fa": pgettext_lazy("language", "Persian"), "en": pgettext_lazy("language", "English")},
    "state": {
        "live": gettext_lazy("live"), "paused": gettext_lazy("paused"), "closed": gettext_lazy("closed"), "draft": gettext_lazy("draft"),
    },
}  # fmt: skip


class Names:
    """Of members, keys and units: asked for once for a page, and only if something on it is about one."""

    @cached_property
    def of_members(self) -> dict[str, str]:
        return {f"member:{id}": name or email for id, name, email in models.Member.objects.values_list("id", "name", "email")}

    @cached_property
    def of_keys(self) -> dict[str, str]:
        return {f"key:{id}": name for id, name in models.ApiKeyRow.objects.values_list("id", "name")}

    @cached_property
    def of_units(self) -> dict[str, str]:
        return {unit.code: unit.name_in(reader().language) for unit in units.list_units(archived=True)}

    def called(self, wanted: str) -> Iterator[str]:
        """What the log names members, keys and units by, of those with this in their folded name."""
        for names in (self.of_members, self.of_keys):
            yield from (about for about, name in names.items() if wanted in fold(name))
        yield from (unit.code for unit in units.list_units(archived=True) if wanted in fold(f"{unit.name_fa}\n{unit.name_en}"))

    def about(self, entry: Entry) -> str:
        kind, _colon, number = entry.about.partition(":")
        if kind == "member":
            return self.of_members.get(entry.about) or _("A former member")
        if kind == "key" and entry.about in self.of_keys:
            return self.of_keys[entry.about]
        if entry.deed.startswith("organisation.unit_"):
            return self.of_units.get(entry.about, entry.about)
        if not number or kind not in THINGS:
            return entry.about
        return f"{THINGS[kind]} {formats.number(int(number)) if number.isdecimal() else number}"

    def facts(self, entry: Entry) -> list[tuple[str, str, str]]:
        """(what, before, after); a single value stands as after."""
        shown = []
        for name, value in entry.facts.items():
            before, after = value if _is_change(name, value) else ("", value)
            called = audit.fact_name(entry.deed, name) or str(FACTS.get(name, name))
            words = called, self._value(entry.deed, name, before), self._value(entry.deed, name, after)
            if words[1] or words[2]:
                shown.append(words)
        return shown

    def _value(self, deed: str, name: str, value: Any) -> str:
        if value is None or value in ("", "None") or value == [] or value == {}:
            return ""
        if words := audit.fact_value(deed, name, value):
            return words
        if isinstance(value, bool) or value in ("True", "False"):
            return _("yes") if value in (True, "True") else _("no")
        if isinstance(value, int | float):
            return _figure(value)
        if isinstance(value, Mapping) and set(value) <= {"fa", "en"}:
            return str(value.get(reader().language) or next(iter(value.values())))
        if isinstance(value, Sequence) and not isinstance(value, str):
            return _(", ").join(filter(None, (self._value(deed, name, each) for each in value)))
        return self._text(name, value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def _text(self, name: str, value: str) -> str:
        role, at, unit = value.partition("@")
        if at and role in ROLE_NAMES:  # how a role is written down: viewer@tehran, owner@*
            return f"{ROLE_NAMES[role]} ({_('the whole company') if unit == '*' else self.of_units.get(unit, unit)})"  # type: ignore[index]
        if name == "cost" and value.isdecimal():
            return formats.number(int(value))
        if name == "deed":
            return audit.sentence_of(value)
        if name in ("unit", "units", "parent"):
            return self.of_units.get(value, value)
        return str(VALUES.get(name, {}).get(value, value))


def _figure(value: float) -> str:
    if 0 < abs(value) < 0.01:  # a probability
        return f"{value:.1g}"
    return formats.number(value, 0 if float(value).is_integer() else 2)


def _is_change(name: str, value: object) -> bool:
    """[before, after]; two units or two words are a list of two."""
    return isinstance(value, list) and len(value) == 2 and name not in ("units", "words", "without", "from", "to")


audit.find_by_name(lambda wanted: Names().called(wanted))
