"""What the letter says, and how the states of telling are called."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Idea
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions

from .contracts import State

LANGUAGES = ("fa", "en")
STATES = {
    State.WAITING: gettext_lazy("waiting"),
    State.ASKED: gettext_lazy("on their way"),
    State.TOLD: gettext_lazy("heard it"),
    State.REFUSED: gettext_lazy("may not be written to"),
    State.UNREACHABLE: gettext_lazy("cannot be reached"),
    State.FAILED: gettext_lazy("did not arrive"),
    State.UNKNOWN: gettext_lazy("unclear whether it arrived"),
}
TONES = {
    State.WAITING: "wait", State.ASKED: "info", State.TOLD: "good", State.REFUSED: "", State.UNREACHABLE: "bad", State.FAILED: "bad",
    State.UNKNOWN: "wait",
}  # fmt: skip


def letter(idea: Idea, *, person: str, channel: str, participant: UUID | None) -> dict[str, Any]:
    """Input of the action send_message, in both languages: the gate's letter is written in its reader's own."""
    given: dict[str, Any] = {"person": person, "channel": channel, "purpose": contact.SERVICE, "campaign": f"idea:{idea.id}"}
    url = address_for(idea, participant)
    given |= {"subject": {}, "text": {}, "button": {}}
    for language in LANGUAGES:
        with override(language):
            given["subject"][language] = _("You said, we did: {title}").format(title=idea.title)
            given["text"][language] = _text(idea, took_part=participant is not None)
            given["button"][language] = _("See the idea")
    return given | ({"url": url} if url else {})


def _text(idea: Idea, *, took_part: bool) -> str:
    """Two reasons to hear: one asked for it here, or said so elsewhere."""
    if took_part:
        first = _("You asked for this on our idea board: “{title}”").format(title=idea.title)
    else:
        first = _("You told us about something like this: “{title}”").format(title=idea.title)
    return "\n\n".join(filter(None, (first, _("It is done now. Thank you for telling us."), idea.answer.strip())))


def address_for(idea: Idea, participant: UUID | None) -> str:
    """Whoever took part is known there; for others the page is only worth a link when it is open to everybody."""
    who = ideas.find(participant) if participant else None
    if who is not None and ideas.board().is_open:
        return ideas.personal_link(who.identifier, idea=idea.id)
    return ideas.public_address("ideas-idea", idea.id) if ideas.board().is_open else ""


def why(code: str) -> str:
    """A code of a refusal, in words."""
    return actions.sentence_of(code, {})
