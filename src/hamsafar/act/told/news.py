"""Whoever follows an idea hears of its new status before it is done, once for each, past the one gate."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Idea, Participant, State
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.identify.people import services as people

from .models import ToldRow
from .telling import way_to
from .words import LANGUAGES, address_for

LETTER = "idea-news:"  # how the keys of our deeds begin


def tell_followers(idea_id: int, status_at: str) -> int:
    """Of the status that it got at this moment, if it still has it; how many letters that was. Once it is done, that is all there is to
    say: who heard so hears nothing more."""
    idea = ideas.find_idea(idea_id)
    if idea is None or idea.merged_into or idea.is_done or idea.state is not State.SHOWN or idea.status_at.isoformat() != status_at:
        return 0
    if ToldRow.objects.filter(idea__in=ideas.family_of(idea.id)).exists():
        return 0
    return sum(_write(idea, person, who) for person, who in _followers(idea).items())


def _followers(idea: Idea) -> dict[int, Participant]:
    """By the person that each is today: somebody with two addresses gets one letter."""
    following = {people.key_of(one.identifier): one for one in ideas.followers_of(idea.id)}
    persons = people.people_of(following)
    return {persons[key]: who for key, who in following.items() if key in persons}


@transaction.atomic
def _write(idea: Idea, person: int, who: Participant) -> int:
    channel, _why = way_to(person)
    if not channel:
        return 0
    key = f"{LETTER}{idea.id}:{idea.status_at.isoformat()}:{person}"
    allowed = contact.decide(person, purpose=contact.SERVICE, channel=channel, key=key)
    if isinstance(allowed, contact.Refusal):
        return 0
    given = letter(idea, who, person=people.key_text(person), channel=channel)
    actions.ask_for("send_message", given, key=key, about=contact.about(person), at=allowed.at, pass_token=allowed.token)
    return 1


def letter(idea: Idea, who: Participant, *, person: str, channel: str) -> dict[str, Any]:
    given: dict[str, Any] = {"person": person, "channel": channel, "purpose": contact.SERVICE, "campaign": f"idea:{idea.id}"}
    given |= {"subject": {}, "text": {}, "button": {}}
    for language in LANGUAGES:
        status = idea.status.name_in(language)
        with override(language):
            first = _("An idea that you follow has a new status, “{status}”: “{title}”").format(status=status, title=idea.title)
            given["subject"][language] = _("{status}: {title}").format(status=status, title=idea.title)
            given["text"][language] = "\n\n".join(filter(None, (first, idea.answer.strip())))
            given["button"][language] = _("See the idea")
    url = address_for(idea, who.id)
    return given | ({"url": url} if url else {})
