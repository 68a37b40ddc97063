"""Short messages: what is said, and the link that leads to it. A survey by Telegram carries its first question as buttons."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.base.numbers import dress_digits
from hamsafar.collect.surveys import services as surveys
from hamsafar.ground.organisation import services as organisation

from . import calling, gateway_settings, inviting, reach, saying, tokens
from .addresses import address
from .contracts import AskReview, AskSurvey, Choice, SendMessage
from .errors import NothingToSay
from .gateways import Gateway, Outgoing
from .sending import Facts, Sending, keep

MOST = 4000  # characters; longer than any gateway takes, so that it is the gateway that says no


def message(sending: Sending, given: SendMessage) -> Facts:
    """The way of send_message."""
    gateway = gateway_settings.get_gateway(sending.channel)
    text = reach.said(given.text, sending.language).strip()
    if not text:
        raise NothingToSay
    keep(
        sending, subject=reach.said(given.subject, sending.language) or text.splitlines()[0][:120], links=(given.url,) if given.url else ()
    )
    return _call(gateway, sending, (text, given.url))


def survey(sending: Sending, given: AskSurvey) -> Facts:
    """The way of ask_survey: the link, and where there are buttons the first question's answers."""
    gateway = gateway_settings.get_gateway(sending.channel)
    invitation = inviting.invited(sending, given)
    first = surveys.first_question(invitation, sending.language)
    asked = surveys.get_survey(given.survey)
    name = asked.name_in(sending.language)
    facts = {"survey": name, "survey_id": asked.slug, "invitation_id": str(invitation.id)}
    keep(sending, subject=reach.said(given.subject, sending.language) or name, survey=facts)
    text = reach.said(given.text, sending.language) or _usual(sending)
    choices = [Choice(label=each.label, url=each.url) for each in first.choices] or [Choice(label=_answer(sending), url=first.url)]
    has_buttons = sending.channel == "telegram"
    lines = (text, first.text, "" if has_buttons and first.choices else first.url)
    return _call(gateway, sending, lines, choices if has_buttons else ())


def review(sending: Sending, given: AskReview) -> Facts:
    """The way of ask_review: the link, and where there are buttons the stars."""
    gateway = gateway_settings.get_gateway(sending.channel)
    asked = inviting.asked_for_reviews(sending, given)
    words = saying.of_request(asked, sending.language)
    keep(sending, subject=reach.said(given.subject, sending.language) or words.subject)
    has_buttons = sending.channel == "telegram"
    lines = (reach.said(given.text, sending.language) or words.text, words.question, "" if has_buttons else asked.url)
    choices = [Choice(label=dress_digits(str(star.stars), sending.language), url=star.url) for star in asked.stars]
    return _call(gateway, sending, lines, choices if has_buttons else ())


def _usual(sending: Sending) -> str:
    company = organisation.company().name
    with override(sending.language):
        return (
            _("{company} would like to know how it went.").format(company=company) if company else _("We would like to know how it went.")
        )


def _answer(sending: Sending) -> str:
    with override(sending.language):
        return _("Answer")


def _call(gateway: Gateway, sending: Sending, lines: Sequence[str], choices: Sequence[Choice] = ()) -> Facts:
    text = "\n".join(filter(None, (*lines, _leave(sending) if gateway.leave_link else "")))[:MOST]
    outgoing = Outgoing(id=sending.id, to=sending.address.value, text=text, choices=tuple(choices))
    taken = calling.deliver(gateway, outgoing, go_out=sending.doing.go_out)
    return {"reply": taken.said, "reference": taken.reference}


def _leave(sending: Sending) -> str:
    with override(sending.language):
        return _("No more of this: {address}").format(address=address("message-preferences", tokens.token_of(sending.id)))
