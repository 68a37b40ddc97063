"""E-mail: a letter with what is to be said, or with the first question of a survey to be answered inside it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.base.numbers import dress_digits
from hamsafar.collect.surveys import services as surveys
from hamsafar.ground.organisation import services as organisation

from . import inviting, letters, mail_settings, reach, saying, smtp, tokens
from .addresses import address
from .contracts import AskReview, AskSurvey, Choice, Letter, Mail, SendMessage
from .errors import NothingToSay
from .sending import Facts, Sending, keep


def message(sending: Sending, given: SendMessage) -> Facts:
    """The way of send_message."""
    mail = mail_settings.get_mail()
    text = reach.said(given.text, sending.language)
    if not text.strip():
        raise NothingToSay
    letter = Letter(
        language=sending.language,
        subject=reach.said(given.subject, sending.language) or _first_line(text),
        text=text,
        button=reach.said(given.button, sending.language),
        url=given.url,
        **_around(sending, mail),
    )
    keep(sending, subject=letter.subject, links=(given.url,) if given.url else ())
    return _post(sending, mail, _followed(letter, sending, mail) if given.url else letter)


def survey(sending: Sending, given: AskSurvey) -> Facts:
    """The way of ask_survey."""
    mail = mail_settings.get_mail()
    invitation = inviting.invited(sending, given)
    first = surveys.first_question(invitation, sending.language)
    asked = surveys.get_survey(given.survey)
    name = asked.name_in(sending.language)
    letter = Letter(
        language=sending.language,
        subject=reach.said(given.subject, sending.language) or name,
        text=reach.said(given.text, sending.language) or _usual_text(sending.language),
        question=first.text,
        hint=first.help,
        choices=tuple(Choice(label=each.label, url=each.url) for each in first.choices),
        in_a_row=all(each.score is not None for each in first.choices),
        low=first.low,
        high=first.high,
        url=first.url,
        **_around(sending, mail) | {"colour": first.colour, "on_colour": first.on_colour},
    )
    links = (first.url, *(each.url for each in first.choices))
    facts = {"survey": name, "survey_id": asked.slug, "invitation_id": str(invitation.id)}
    keep(sending, subject=letter.subject, links=links, survey=facts)
    return _post(sending, mail, _followed(letter, sending, mail))


def review(sending: Sending, given: AskReview) -> Facts:
    """The way of ask_review: five stars for the first product; each opens the form with that star chosen, and posts nothing by itself."""
    mail = mail_settings.get_mail()
    asked = inviting.asked_for_reviews(sending, given)
    words = saying.of_request(asked, sending.language)
    letter = Letter(
        language=sending.language,
        subject=reach.said(given.subject, sending.language) or words.subject,
        text="\n\n".join(filter(None, (reach.said(given.text, sending.language) or words.text, words.others))),
        question=words.question,
        choices=tuple(Choice(label=f"{dress_digits(str(star.stars), sending.language)} ★", url=star.url) for star in asked.stars),
        in_a_row=True,
        low=words.low,
        high=words.high,
        button=words.button,
        url=asked.url,
        **_around(sending, mail),
    )
    keep(sending, subject=letter.subject, links=(asked.url, *(star.url for star in asked.stars)))
    return _post(sending, mail, _followed(letter, sending, mail))


def _usual_text(language: str) -> str:
    with override(language):
        return _("Would you take a moment to tell us how it went? One press is enough.")


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:120]


def _around(sending: Sending, mail: Mail) -> dict[str, Any]:
    token = tokens.token_of(sending.id)
    company = organisation.company().name or mail.from_name
    return {
        "company": company,
        "why": _why(sending, company),
        "unsubscribe": address("message-unsubscribe", token),
        "preferences": address("message-preferences", token),
        "postal": mail.postal,
        "colour": mail.colour,
        "pixel": address("message-opened", token) if mail.follow_opens else "",
        "trap": address("message-trap", token) if mail.follow_clicks else "",
    }


def _why(sending: Sending, company: str) -> str:
    with override(sending.language):
        if sending.purpose == "surveys":
            return _("{company} sends you this because you are its customer and it would like to hear from you.").format(company=company)
        return _("{company} sends you this because you are its customer.").format(company=company)


def _followed(letter: Letter, sending: Sending, mail: Mail) -> Letter:
    """The same letter, its links leading by us: the first is the letter's own, the others its choices'."""
    if not mail.follow_clicks:
        return letter
    token = tokens.token_of(sending.id)
    choices = tuple(Choice(label=each.label, url=address("message-link", token, n)) for n, each in enumerate(letter.choices, 1))
    changed = {name: getattr(letter, name) for name in Letter.__dataclass_fields__}
    return Letter(**changed | {"url": address("message-link", token, 0), "choices": choices})


def _post(sending: Sending, mail: Mail, letter: Letter) -> Facts:
    made = letters.mime(letter, mail=mail, to=sending.address.value, message_ref=sending.id.hex, one_click=letter.unsubscribe)
    reply = smtp.deliver(made, to=sending.address.value, mail=mail, go_out=sending.doing.go_out)
    return {"reply": reply}
