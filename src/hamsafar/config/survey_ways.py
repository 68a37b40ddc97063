"""What surveys ask of later floors: whether somebody fits a condition, whether they may be asked, who they are."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import HttpRequest
from django.template import engines
from django.utils.safestring import SafeString

from hamsafar.base.errors import NotFound
from hamsafar.base.ui.reader import reader
from hamsafar.collect.intake.services import Identifier
from hamsafar.collect.surveys.services import ConditionEditor, Someone, Who
from hamsafar.decide.contact import services as contact
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

    def may_call(self, person: int) -> str:
        refusal = contact.look(person, purpose=contact.SURVEYS, channel="phone")
        return str(contact.refused(refusal).sentence) if refusal else ""

    def note_call(self, person: int, *, key: str) -> None:
        contact.note_contact(person, purpose=contact.SURVEYS, channel="phone", key=key)

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
