"""The actions that this room does; the registry finds them here."""

from hamsafar.decide.contact.services import SURVEYS
from hamsafar.ground.actions.services import Action, Doing, register

from . import email, gateway_settings, mail_settings, texting
from .contracts import AskReview, AskSurvey, SendMessage
from .sending import Facts, Way, send, settled

MESSAGES: dict[str, Way] = {"email": email.message, "sms": texting.message, "telegram": texting.message}
ASKING: dict[str, Way] = {"email": email.survey, "sms": texting.survey, "telegram": texting.survey}

REVIEWS: dict[str, Way] = {"email": email.review, "sms": texting.review, "telegram": texting.review}


def channels() -> list[str]:
    """By which channels messages go out: declared here, and set up."""
    return [channel for channel in MESSAGES if _is_set_up(channel)]


def _is_set_up(channel: str) -> bool:
    return (mail_settings.shown() if channel == "email" else gateway_settings.find_gateway(channel, with_key=False)) is not None


def send_message(given: SendMessage, doing: Doing) -> Facts:
    return send(given, doing, purpose=given.purpose, ways=MESSAGES)


def ask_survey(given: AskSurvey, doing: Doing) -> Facts:
    return send(given, doing, purpose=SURVEYS, ways=ASKING)


def ask_review(given: AskReview, doing: Doing) -> Facts:
    """Asking for a review is asking for an opinion: the same consent, the same budget."""
    return send(given, doing, purpose=SURVEYS, ways=REVIEWS)


register(
    Action(
        key="send_message", name_en="Send a message", name_fa="فرستادن پیام", input=SendMessage, do=send_message, needs_gate=True,
        settled=settled, icon="mail",
    )
)  # fmt: skip
register(
    Action(
        key="ask_survey", name_en="Ask by a survey", name_fa="فرستادن نظرسنجی", input=AskSurvey, do=ask_survey, needs_gate=True,
        settled=settled, icon="star",
    )
)  # fmt: skip
register(
    Action(
        key="ask_review", name_en="Ask for a review", name_fa="درخواست نظر دربارهٔ خرید", input=AskReview, do=ask_review, needs_gate=True,
        settled=settled, icon="star",
    )
)  # fmt: skip
