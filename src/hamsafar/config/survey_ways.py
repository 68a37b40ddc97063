"""What surveys ask of later floors: whether somebody fits a condition, whether they may be asked, who they are."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString

from hamsafar.act.messaging import services as messaging
from hamsafar.base.errors import NotFound
from hamsafar.base.ui.reader import reader
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.surveys.services import ConditionEditor, Someone, Way, Who
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.organisation.services import scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.segments import services as segments

PREFIX = "only_if"
_BEST_KINDS = ("user_id", "phone", "email")  # by which an answer is kept with a person, the surest first


class Around:
    """collect.surveys' Around."""

    def fits(self, condition: str, who: Who) -> bool:
        person = _person(who)
        wanted = _read(condition)
        return wanted is None or (person is not None and segments.matches(wanted, person))

    def may_show(self, who: Who, *, key: str) -> bool:
        """A visitor whom the spine does not know yet has been asked nothing here; the script remembers what it showed."""
        person = _person(who)
        if person is None:
            return True
        answer = contact.decide(person, purpose=contact.SURVEYS, channel="web", key=key)
        if isinstance(answer, contact.Refusal):
            return False
        contact.note_sent(answer.token)
        return True

    def ways_to(self, person: int) -> Sequence[Way]:
        written = [channel for channel in messaging.channels() if _is_reachable(person, channel)]
        return [Way(channel=channel, trouble=_why_not(person, channel)) for channel in ("phone", "chat", *written)]

    def note_asked(self, person: int, channel: str, *, key: str) -> None:
        contact.note_contact(person, purpose=contact.SURVEYS, channel=channel, key=key)

    def send(self, survey_id: int, person: int, channel: str, *, by: Any, key: str) -> str:
        with transaction.atomic():
            answer = contact.decide(person, purpose=contact.SURVEYS, channel=channel, key=key)
            if isinstance(answer, contact.Refusal):
                return str(contact.refused(answer).sentence)
            given = {"person": people.key_text(person), "survey": survey_id, "channel": channel, "campaign": f"survey:{survey_id}"}
            actions.ask_for("ask_survey", given, key=key, about=contact.about(person), by=by, at=answer.at, pass_token=answer.token)
        return ""

    def traits_of(self, person: int, names: Collection[str]) -> Mapping[str, str]:
        return {trait.name: str(trait.value) for trait in people.traits_of(person) if trait.name in names} if names else {}

    def find_people(self, words: str, *, member: Any) -> Sequence[Someone]:
        found = people.search(words, limit=12, units=scope_of(member, "people.see"))
        return [someone for card in found if (someone := _someone(card)) is not None]

    def get_person(self, person: int, *, member: Any) -> Someone:
        someone = _someone(people.get_card(person, units=scope_of(member, "people.see")))
        if someone is None:
            raise NotFound
        return someone

    def condition_editor(self, request: HttpRequest, text: str) -> ConditionEditor:
        kept = _read(text)
        if request.method != "POST":
            return ConditionEditor(html=_drawn(request, segments.editor_of(kept, prefix=PREFIX)), text=text)
        editor = segments.read_editor(request.POST, prefix=PREFIX)
        if segments.is_button(request.POST, prefix=PREFIX):
            return ConditionEditor(html=_drawn(request, editor), text=None, is_button=True)
        if "deep" in request.POST and "replace" not in request.POST:  # deeper than the editor can draw: it stays as it is
            return ConditionEditor(html=_drawn(request, segments.editor_of(kept, prefix=PREFIX)), text=text)
        found = segments.condition_of(editor)
        return ConditionEditor(html=_drawn(request, editor), text=None if found is None else _written(found))

    def sentence_of(self, condition: str) -> str:
        found = _read(condition)
        return segments.sentence(found) if found else ""


def _why_not(person: int, channel: str) -> str:
    refusal = contact.look(person, purpose=contact.SURVEYS, channel=channel)
    return str(contact.refused(refusal).sentence) if refusal else ""


def _is_reachable(person: int, channel: str) -> bool:
    try:
        return not messaging.is_blocked(messaging.address_of(person, channel))
    except messaging.NoAddress:
        return False


def _person(who: Who) -> int | None:
    """The surest name that somebody is known by."""
    keys = [key for each in reversed(who) if (key := people.key_of(each)) != people.NOBODY]
    return next((person for key in keys if (person := people.find_person_of(key)) is not None), None)


def _someone(card: people.PersonCard) -> Someone | None:
    named = {each.identifier.kind: each.identifier for each in reversed(people.identifiers_of(card.person))}
    best = next((named[kind] for kind in (*_BEST_KINDS, *named) if kind in named), None)
    if best is None:
        return None
    name = people.display_name(card.person, reader().language)
    about = " · ".join(dict.fromkeys(each for each in (card.phone, card.email) if each))
    return Someone(person=card.person, name=name, about=about, identifier=Identifier(best.space, best.kind, best.value))


_EDITOR = "{% load segments %}{% condition_editor editor %}"


def _drawn(request: HttpRequest, editor: segments.Editor) -> SafeString:
    return engines["django"].from_string(_EDITOR).render({"editor": editor}, request)


def _read(condition: str) -> segments.Condition | None:
    return segments.parse(msgspec.json.decode(condition)) if condition else None


def _written(condition: segments.Condition) -> str:
    return "" if isinstance(condition, segments.Everyone) else msgspec.json.encode(segments.written(condition)).decode()


around = Around()
